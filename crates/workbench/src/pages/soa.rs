//! The statement of applicability: 93 rows, each with its reasons; an exception is decided with a reason.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use web::view::{Chip, Tone};
use web::{Flash, Page, Posted, Routes, Visitor};

use super::opened::{Opened, base, said};
use super::{OWN, problems};
use crate::context::Workbench;
use crate::domain::book::ControlDecision;
use crate::domain::catalogue::{Area, Control, ControlNumber};
use crate::domain::ledger::LONGEST;
use crate::domain::record::{Entry, Kind, Slot};
use crate::domain::soa::{Implementation, Reason, Row, statement};
use crate::error::Error;
use crate::ops::write::{Change, Deed};

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/soa", OWN, page)
        .get("/workbench/soa/{number}", OWN, control)
        .post("/workbench/soa/{number}", OWN, decide)
}

struct RowView {
    number: String,
    href: String,
    title: String,
    applies: bool,
    reasons: String,
    implementation: Chip,
}

struct ThemeView {
    title: String,
    rows: Vec<RowView>,
}

#[derive(Template)]
#[template(path = "workbench-soa.html")]
struct SoaPage<'a> {
    v: &'a Visitor,
    applies: usize,
    counts: Vec<(Chip, usize)>,
    themes: Vec<ThemeView>,
}

fn chip(visitor: &Visitor, implementation: Implementation) -> Chip {
    let tone = match implementation {
        Implementation::Implemented => Tone::Ok,
        Implementation::Partial => Tone::Warn,
        Implementation::Planned => Tone::Info,
        Implementation::Open => Tone::Bad,
        Implementation::NotApplicable => Tone::Mute,
    };
    Chip::new(
        tone,
        visitor.say(&format!("workbench-soa-{}", implementation.as_str())),
    )
}

/// A reason in words.
pub(super) fn reason(visitor: &Visitor, control: &Control, reason: &Reason) -> String {
    match reason {
        Reason::Risks { count } => visitor.say1("workbench-reason-risks", "count", *count),
        Reason::Law => visitor.say("workbench-reason-law"),
        Reason::Baseline => said(visitor, &control.because).to_owned(),
        Reason::InPlace => visitor.say("workbench-reason-in-place"),
        Reason::Decided { reason } => reason.clone(),
        Reason::NotNeeded => said(visitor, &control.otherwise).to_owned(),
    }
}

fn view(visitor: &Visitor, control: &Control, row: &Row) -> RowView {
    let reasons: Vec<String> = row
        .reasons
        .iter()
        .map(|one| reason(visitor, control, one))
        .collect();
    RowView {
        number: row.control.to_string(),
        href: visitor.href(&format!("/workbench/soa/{}", row.control)),
        title: said(visitor, &control.title).to_owned(),
        applies: row.applies,
        reasons: reasons.join("　"),
        implementation: chip(visitor, row.implementation),
    }
}

/// `GET /workbench/soa`
async fn page(State(workbench): State<Workbench>, visitor: Visitor) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let catalogue = &workbench.catalogue;
    let rows = statement(catalogue, opened.book(), &opened.assess());
    let of_theme = |theme: Area| -> Vec<RowView> {
        let pairs = catalogue.controls.iter().zip(&rows);
        pairs
            .filter(|(control, _)| control.theme == theme)
            .map(|(control, row)| view(&visitor, control, row))
            .collect()
    };
    let page = SoaPage {
        v: &visitor,
        applies: rows.iter().filter(|row| row.applies).count(),
        counts: Implementation::ALL
            .into_iter()
            .map(|one| {
                let count = rows.iter().filter(|row| row.implementation == one).count();
                (chip(&visitor, one), count)
            })
            .collect(),
        themes: Area::ALL
            .into_iter()
            .map(|theme| ThemeView {
                title: visitor.say(&format!("workbench-area-{}", theme.as_str())),
                rows: of_theme(theme),
            })
            .collect(),
    };
    Page::public(&visitor, &visitor.say("workbench-soa")).show(&page)
}

#[derive(Template)]
#[template(path = "workbench-control.html")]
struct ControlPage<'a> {
    v: &'a Visitor,
    number: String,
    title: String,
    text: String,
    statement: String,
    required: bool,
    row: RowView,
    measures: Vec<(String, Chip)>,
    decided: bool,
    applies: bool,
    typed: String,
    error: Option<String>,
    version: i64,
    action: String,
    active: bool,
}

/// `GET /workbench/soa/{number}`
async fn control(
    State(workbench): State<Workbench>,
    Path(number): Path<String>,
    visitor: Visitor,
) -> Response {
    match Opened::own(&workbench, &visitor).await {
        Ok(opened) => show(&workbench, &visitor, &opened, &number, None),
        Err(page) => page,
    }
}

fn show(
    workbench: &Workbench,
    visitor: &Visitor,
    opened: &Opened<'_>,
    number: &str,
    error: Option<(String, String)>,
) -> Response {
    let catalogue = &workbench.catalogue;
    let place = catalogue
        .controls
        .iter()
        .position(|control| control.number.as_str() == number);
    let Some(place) = place else {
        return problems::page(visitor, &Error::NotFound);
    };
    let control = &catalogue.controls[place];
    let assessment = opened.assess();
    let rows = statement(catalogue, opened.book(), &assessment);
    let row = &rows[place];
    let decision = opened.book().controls.get(&control.number);
    let standard = catalogue
        .standards
        .iter()
        .find(|standard| standard.control == control.number);
    let (typed, error) = error.map_or((None, None), |(typed, error)| (Some(typed), Some(error)));
    let path = format!("/workbench/soa/{number}");
    let page = ControlPage {
        v: visitor,
        number: number.to_owned(),
        title: said(visitor, &control.title).to_owned(),
        text: said(visitor, &control.text).to_owned(),
        statement: standard.map_or_else(String::new, |one| said(visitor, &one.statement).to_owned()),
        required: control.core,
        row: view(visitor, control, row),
        measures: catalogue
            .measures_of(&control.number)
            .iter()
            .filter_map(|id| {
                let measure = catalogue.measure(id)?;
                let status = assessment.standings.get(id)?.status;
                Some((
                    said(visitor, &measure.title).to_owned(),
                    super::plan::status_chip(visitor, status),
                ))
            })
            .collect(),
        decided: decision.is_some(),
        applies: row.applies,
        typed: typed
            .or_else(|| decision.map(|decision| decision.reason.clone()))
            .unwrap_or_default(),
        error,
        version: opened.version(&Slot::new(Kind::Control, number)),
        action: visitor.href(&path),
        active: opened.active,
    };
    let wrong = page.error.is_some();
    let title = format!("{number} {}", page.title);
    let shown = Page::public(visitor, &title)
        .with_errors(wrong)
        .at(&path)
        .show(&page);
    if wrong { problems::invalid(shown) } else { shown }
}

/// `POST /workbench/soa/{number}`: an exception with its reason, or back to what is proposed.
async fn decide(
    State(workbench): State<Workbench>,
    Path(number): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let opened = match Opened::own(&workbench, &visitor).await {
        Ok(opened) => opened,
        Err(page) => return page,
    };
    let Some(control) = workbench.catalogue.control(&number) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let number = ControlNumber::from(control.number.as_str());
    let reason = posted.text("reason").to_owned();
    let version = base(posted.text("version"));
    let change = match posted.text("applies") {
        "proposed" => Change {
            deed: Deed::Remove(Slot::new(Kind::Control, number.as_str())),
            base: Some(version),
        },
        choice @ ("yes" | "no") => {
            if reason.is_empty() {
                let error = visitor.say("workbench-reason-missing");
                return show(
                    &workbench,
                    &visitor,
                    &opened,
                    number.as_str(),
                    Some((reason, error)),
                );
            }
            if reason.chars().count() > LONGEST {
                let error = visitor.say1("workbench-too-long", "longest", LONGEST);
                return show(
                    &workbench,
                    &visitor,
                    &opened,
                    number.as_str(),
                    Some((reason, error)),
                );
            }
            let decision = ControlDecision {
                applies: choice == "yes",
                reason,
            };
            Change::put(Entry::Control(number.clone(), decision), version)
        }
        _ => {
            let error = visitor.say("workbench-choose");
            return show(
                &workbench,
                &visitor,
                &opened,
                number.as_str(),
                Some((reason, error)),
            );
        }
    };
    match opened.write("soa.decided", vec![change]).await {
        Ok(()) => Flash::done("workbench-kept").redirect(&visitor, "/workbench/soa"),
        Err(error) => problems::page(&visitor, &error),
    }
}
