//! One case in plain words, for the company it belongs to.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contracts::ids::{CaseId, VisitId};
use documents::calendar::{Event, When, calendar_file};
use platform::clock::in_tokyo;
use web::view::Chip;
use web::{Flash, Page, Posted, Visitor, error};

use super::said::{self, EntryView, FoundView};
use super::{own, press, problems};
use crate::context::Incidents;
use crate::domain::case::StateName;
use crate::domain::visit::VisitState;
use crate::error::{Error, Result};
use crate::ops::write::CompanyWrites;
use crate::read::{self, CaseFile};

/// A visit as the company sees it.
struct VisitView {
    when: String,
    state: String,
    until_then: String,
    result: String,
    calendar: Option<String>,
}

#[derive(Template)]
#[template(path = "support-case.html")]
struct CasePage<'a> {
    v: &'a Visitor,
    telephone: &'a str,
    number: String,
    title: String,
    state: Chip,
    /// What the state means and what happens next.
    meaning: String,
    /// Cases that were merged into it.
    merged: Vec<String>,
    opened: String,
    verdict: String,
    found: Vec<FoundView>,
    visits: Vec<VisitView>,
    entries: Vec<EntryView>,
    action: String,
    error: Option<String>,
    typed: &'a str,
    longest: usize,
}

async fn own_file(incidents: &Incidents, visitor: &Visitor, case: &str) -> Result<CaseFile> {
    let id: CaseId = case.parse().map_err(|_| Error::NotFound)?;
    let company = own::company_id(incidents, visitor).await?;
    let file = CaseFile::load(incidents, id).await?.ok_or(Error::NotFound)?;
    if Some(file.case.company) == company {
        Ok(file.for_company())
    } else {
        Err(Error::NotFound)
    }
}

/// `GET /support/cases/{case}`: one that was merged leads to the other.
pub(super) async fn page(
    State(incidents): State<Incidents>,
    Path(case): Path<String>,
    visitor: Visitor,
) -> Response {
    match own_file(&incidents, &visitor, &case).await {
        Ok(file) => match file.case.merged_into {
            Some(into) => Redirect::to(&visitor.href(&format!("/support/cases/{into}"))).into_response(),
            None => show(&incidents, &visitor, &file, None, ""),
        },
        Err(error) => problems::page(&visitor, &error),
    }
}

fn show(
    incidents: &Incidents,
    visitor: &Visitor,
    file: &CaseFile,
    error: Option<String>,
    typed: &str,
) -> Response {
    let title = said::file_title(visitor, file);
    let page = CasePage {
        v: visitor,
        telephone: &incidents.telephone,
        number: crate::code(file.case.number),
        state: said::state(visitor, &file.case),
        meaning: match file.case.progress.again {
            true => visitor.say("support-meaning-again"),
            false => visitor.say(&format!("support-meaning-{}", file.case.state.name().as_str())),
        },
        merged: file.merged.iter().map(|case| crate::code(case.number)).collect(),
        opened: said::when(visitor, file.opened()),
        verdict: file
            .case
            .state
            .verdict()
            .map(|verdict| visitor.say(&format!("support-plain-{}", verdict.as_str())))
            .unwrap_or_default(),
        found: file
            .found
            .iter()
            .map(|found| said::found(visitor, found, None))
            .collect(),
        visits: file
            .visits
            .iter()
            .map(|visit| visit_view(visitor, visit))
            .collect(),
        entries: file
            .entries
            .iter()
            .map(|entry| said::entry(visitor, entry, &file.found, true))
            .collect(),
        action: visitor.href(&format!("/support/cases/{}/message", file.case.id)),
        error,
        typed,
        longest: crate::ops::LONGEST,
        title: title.clone(),
    };
    let has_errors = page.error.is_some();
    let path = format!("/support/cases/{}", file.case.id);
    let shown = Page::public(visitor, &title)
        .with_errors(has_errors)
        .at(&path)
        .show(&page);
    if has_errors {
        problems::invalid(shown)
    } else {
        shown
    }
}

fn visit_view(visitor: &Visitor, visit: &read::Visit) -> VisitView {
    let path = format!("/support/visits/{}/date.ics", visit.id);
    VisitView {
        when: visitor.say2(
            "support-span",
            "from",
            said::when(visitor, visit.slot.0),
            "to",
            visitor.words.clock(in_tokyo(visit.slot.1).time()),
        ),
        state: visitor.say(&format!("support-visit-{}", visit.state.as_str())),
        until_then: match visit.state {
            VisitState::Planned => said::confided(visitor, &visit.until_then),
            _ => String::new(),
        },
        result: said::confided(visitor, &visit.result),
        calendar: (visit.state == VisitState::Planned).then(|| visitor.href(&path)),
    }
}

/// `POST /support/cases/{case}/message`
pub(super) async fn write(
    State(incidents): State<Incidents>,
    Path(case): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let file = match own_file(&incidents, &visitor, &case).await {
        Ok(file) => file,
        Err(error) => return problems::page(&visitor, &error),
    };
    if posted.changes_language() {
        return show(&incidents, &visitor, &file, None, posted.text("text"));
    }
    let was_closed = file.case.state.name() == StateName::Closed;
    let written = CompanyWrites {
        vault: incidents.vault.clone(),
        company: file.case.company,
        case: file.case.id,
        text: posted.text("text").to_owned(),
        actor: visitor.actor.clone(),
    };
    match incidents.store.run(&written).await {
        Ok(id) => {
            let said = if was_closed {
                "support-sent-reopened"
            } else {
                "support-sent"
            };
            Flash::done(said).redirect(&visitor, &format!("/support/cases/{id}"))
        }
        Err(error @ (Error::Missing(_) | Error::TooLong(_))) => {
            let error = Some(problems::of_text(&visitor, &error, "support-missing-text"));
            show(&incidents, &visitor, &file, error, posted.text("text"))
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `GET /support/visits/{visit}/date.ics`: a date for the calendar says when and where, not why.
pub(super) async fn calendar(
    State(incidents): State<Incidents>,
    Path(visit): Path<String>,
    visitor: Visitor,
) -> Response {
    match event(&incidents, &visitor, &visit).await {
        Ok(event) => press::download(
            calendar_file(&[event], visitor.now),
            "text/calendar; charset=utf-8",
            "visit.ics",
        ),
        Err(Error::NotFound) => error::page(&visitor, StatusCode::NOT_FOUND, "error-not-found"),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn event(incidents: &Incidents, visitor: &Visitor, visit: &str) -> Result<Event> {
    let id: VisitId = visit.parse().map_err(|_| Error::NotFound)?;
    let company = own::company_id(incidents, visitor).await?;
    let found = crate::store::queries::visit(incidents.store.reader(), id)
        .await?
        .filter(|found| Some(found.company_id) == company)
        .ok_or(Error::NotFound)?;
    let place = incidents
        .company(found.company_id)
        .await?
        .map(|company| company.address);
    let path = visitor.href(&format!("/support/cases/{}", found.case_id));
    Ok(Event {
        uid: format!("visit-{}@mamori", found.id),
        when: When::Hours {
            starts: in_tokyo(found.starts_at.instant()),
            ends: in_tokyo(found.ends_at.instant()),
        },
        title: visitor.say("support-visit-title"),
        place,
        description: None,
        url: Some(format!("{}{path}", visitor.site.base_url)),
    })
}
