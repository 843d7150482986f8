//! A company's own reports: the list, one as a page, the same as a PDF.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State as Held};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contracts::ids::ReportId;
use documents::html::{STYLE_SHEET, fragment};
use documents::model::Document;
use documents::pdf::Engine;
use platform::languages::Words;
use platform::text::Language;
use web::{Page, Visitor, error};

use super::{own, problems};
use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::facade::{called, is_newest};
use crate::ops::print::blank;
use crate::ops::report::NoteOpened;
use crate::report::document::{Edition, additional, document};
use crate::store::entities::report::{self, MONTHLY};
use crate::store::reports;

/// Fonts are looked for once in a process.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

struct Line {
    name: String,
    href: String,
    made: String,
    unread: bool,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ListPage<'a> {
    v: &'a Visitor,
    programme: &'a str,
    lines: Vec<Line>,
    older: Vec<Line>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    v: &'a Visitor,
    back: String,
    pdf: String,
    title: &'a str,
    subtitle: &'a str,
    issued: &'a [String],
    body: String,
}

/// `GET /status/reports`
pub(super) async fn list(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    match list_page(&telemetry, &visitor).await {
        Ok(page) => page,
        Err(problem) => problems::page(&visitor, &problem),
    }
}

async fn list_page(telemetry: &Telemetry, visitor: &Visitor) -> Result<Response> {
    let own = own::open(telemetry, visitor).await?;
    let rows = reports::of_company(telemetry.store.reader(), own.company).await?;
    let (newest, older): (Vec<_>, Vec<_>) = rows.iter().partition(|row| is_newest(row, &rows));
    let lines = |rows: Vec<&report::Model>| {
        rows.into_iter()
            .map(|row| line(visitor, row))
            .collect::<Result<Vec<_>>>()
    };
    let page = ListPage {
        v: visitor,
        programme: own.terms.name.in_language(visitor.language()),
        lines: lines(newest)?,
        older: lines(older)?,
    };
    Ok(Page::public(visitor, &visitor.say("reports-title")).show(&page))
}

fn line(visitor: &Visitor, row: &report::Model) -> Result<Line> {
    let name = called(visitor.words, row)?;
    let version = if row.title.is_none() && row.number > 1 {
        format!(
            "　{}",
            visitor
                .words
                .say_with("report-revision", &[("number", row.number.into())])
        )
    } else {
        String::new()
    };
    Ok(Line {
        name: name + &version,
        href: visitor.href(&format!("/status/reports/{}", row.id)),
        made: visitor
            .words
            .date(platform::clock::date_in_tokyo(row.made_at.instant())),
        unread: row.opened_at.is_none(),
    })
}

/// `GET /status/reports/{report}`
pub(super) async fn show(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    match own_document(&telemetry, &visitor, &id).await {
        Ok((_, made)) => {
            let here = format!("/status/reports/{id}");
            as_page(
                &visitor,
                &made,
                "/status/reports",
                &format!("{here}/report.pdf"),
                Page::public,
            )
        }
        Err(problem) => problems::page(&visitor, &problem),
    }
}

/// `GET /status/reports/{report}/report.pdf`
pub(super) async fn pdf(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    match own_document(&telemetry, &visitor, &id).await {
        Ok((row, made)) => as_pdf(&visitor, made, &file_name(&row)).await,
        Err(problem) => problems::page(&visitor, &problem),
    }
}

/// A report of the company that is signed in; whose it is comes from the session, never from an address.
async fn own_document(
    telemetry: &Telemetry,
    visitor: &Visitor,
    id: &str,
) -> Result<(report::Model, Document)> {
    let own = own::open(telemetry, visitor).await?;
    let id: ReportId = id.parse().map_err(|_| Error::NotFound)?;
    let row = reports::one(telemetry.store.reader(), own.company, id)
        .await?
        .ok_or(Error::NotFound)?;
    if row.opened_at.is_none() {
        let note = NoteOpened {
            report: id,
            company: own.company,
            actor: visitor.actor.clone(),
        };
        telemetry.store.run(&note).await?;
    }
    let made = of_row(telemetry, &own.terms, &row, visitor.language()).await?;
    Ok((row, made))
}

/// A stored report as a document.
pub(super) async fn of_row(
    telemetry: &Telemetry,
    terms: &Terms,
    row: &report::Model,
    language: Language,
) -> Result<Document> {
    let edition = Edition {
        revision: row.number(),
        reason: row.reason.clone(),
        ..blank(telemetry, terms, row.made_at.instant())
    };
    if let Some(facts) = row.facts()? {
        return Ok(document(&facts, &edition, language));
    }
    let company = telemetry.companies.company(row.company_id).await?;
    let company = company.map(|company| company.name).unwrap_or_default();
    let programme = [terms.name.ja.clone(), terms.name.en.clone()];
    let words = Words::new(language);
    let erased = (words.say("report-erased-title"), words.say("report-erased"));
    let (title, body) = if row.is_erased() {
        (Some(row.title.as_deref().unwrap_or(&erased.0)), Some(&*erased.1))
    } else {
        (row.title.as_deref(), row.body.as_deref())
    };
    Ok(additional(
        &company,
        &programme,
        title.unwrap_or_default(),
        body.unwrap_or_default(),
        &edition,
        language,
    ))
}

/// A document in a page of the site.
pub(super) fn as_page<'v>(
    visitor: &'v Visitor,
    made: &Document,
    back: &str,
    pdf: &str,
    frame: impl FnOnce(&'v Visitor, &str) -> Page<'v>,
) -> Response {
    let page = ReportPage {
        v: visitor,
        back: visitor.href(back),
        pdf: visitor.href(pdf),
        title: &made.title,
        subtitle: made.subtitle.as_deref().unwrap_or_default(),
        issued: &made.issued,
        body: fragment(made, 2),
    };
    frame(visitor, &made.full_title()).show(&page)
}

/// A document as a PDF, shown in place.
pub(super) async fn as_pdf(visitor: &Visitor, made: Document, name: &str) -> Response {
    let set = tokio::task::spawn_blocking(move || ENGINE.pdf(&made).map(|pdf| pdf.bytes)).await;
    let problem = match set {
        Ok(Ok(bytes)) => {
            let kind = HeaderValue::from_static("application/pdf");
            let name = HeaderValue::from_str(&format!("inline; filename=\"{name}\""))
                .unwrap_or(HeaderValue::from_static("inline"));
            return (
                [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
                bytes,
            )
                .into_response();
        }
        Ok(Err(problem)) => problem.to_string(),
        Err(problem) => problem.to_string(),
    };
    tracing::error!(error = problem, "a report could not be set");
    error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
}

/// What the file is called: nothing of the company in it.
pub(super) fn file_name(row: &report::Model) -> String {
    format!(
        "report-{}-{}{}.pdf",
        row.month,
        if row.kind == MONTHLY { "v" } else { "a" },
        row.number
    )
}

/// `GET /report.css`: the style of a report in a page; it belongs to the document, not to the site.
pub(super) async fn style(_: Visitor) -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], STYLE_SHEET).into_response()
}
