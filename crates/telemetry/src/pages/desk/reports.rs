//! Reports of a programme's month: who has one, who read it; making, revising and writing them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::{CompanyId, ReportId};
use platform::clock::date_in_tokyo;
use sea_orm::EntityTrait;
use serde::Deserialize;
use web::{Flash, Page, Posted, Visitor};

use super::{desk_links, in_frame, terms};
use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::jobs::monthly::{All, make_all};
use crate::ops::report::WriteReport;
use crate::pages::problems;
use crate::pages::reports::{as_page, as_pdf, file_name, of_row};
use crate::report::document::month_in_words;
use crate::report::grade::grade;
use crate::report::month::Month;
use crate::store::entities::report;
use crate::store::reports;

struct Line {
    href: String,
    company: String,
    version: String,
    grade: String,
    made: String,
    opened: String,
}

struct Choice {
    id: String,
    name: String,
}

/// What was typed for an additional report.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    month: String,
    #[serde(default)]
    company: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    /// `send` once it was looked at, `change` to type on; anything else shows it.
    #[serde(default)]
    step: String,
}

/// An additional report before it is sent: what it says, and to whom.
struct Check {
    company: String,
    person: String,
    mail: String,
    paragraphs: Vec<String>,
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let text = |field| posted.text(field).to_owned();
        Self {
            month: text("month"),
            company: text("company"),
            title: text("title"),
            body: text("body"),
            step: text("step"),
        }
    }
}

#[derive(Template)]
#[template(path = "reports-desk.html")]
struct MonthPage<'a> {
    v: &'a Visitor,
    errors: Vec<(String, String)>,
    base: String,
    month: String,
    month_in_words: String,
    before: String,
    after: String,
    lines: Vec<Line>,
    can_make: bool,
    companies: Vec<Choice>,
    typed: &'a Typed,
    check: Option<Check>,
}

/// `GET /desk/{programme}/reports?month=YYYY-MM`; without a month, the last one that is over.
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    Query(typed): Query<Typed>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let month = chosen(&visitor, &typed.month);
    let view = View::default();
    show(&telemetry, &visitor, &terms, month, view).await
}

fn chosen(visitor: &Visitor, month: &str) -> Month {
    month
        .parse()
        .unwrap_or_else(|_| Month::of(date_in_tokyo(visitor.now)).before())
}

/// What a page shows beside the month.
#[derive(Default)]
struct View {
    typed: Typed,
    errors: Vec<(String, String)>,
    check: Option<Check>,
}

async fn show(telemetry: &Telemetry, visitor: &Visitor, terms: &Terms, month: Month, view: View) -> Response {
    let wrong = !view.errors.is_empty();
    match body(telemetry, visitor, terms, month, view).await {
        Ok(body) => {
            let title = visitor.say("reports-desk-title");
            let status = if wrong {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::OK
            };
            (status, in_frame(visitor, terms, &title, wrong, &body)).into_response()
        }
        Err(problem) => problems::page(visitor, &problem),
    }
}

async fn body(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    month: Month,
    view: View,
) -> Result<String> {
    let companies = companies(telemetry, terms).await?;
    let rows = reports::of_month(telemetry.store.reader(), &terms.programme, month).await?;
    let base = visitor.href(&format!("/desk/{}/reports", terms.programme));
    let mut lines = Vec::new();
    for row in &rows {
        lines.push(line(visitor, &base, &companies, row)?);
    }
    let over = month < Month::of(date_in_tokyo(visitor.now));
    let after = month.last().tomorrow().map(|day| Month::of(day).to_string());
    let page = MonthPage {
        v: visitor,
        errors: view.errors,
        base,
        month: month.to_string(),
        month_in_words: month_in_words(visitor.words, month),
        before: month.before().to_string(),
        after: if over {
            after.unwrap_or_default()
        } else {
            String::new()
        },
        lines,
        can_make: over,
        companies,
        typed: &view.typed,
        check: view.check,
    };
    page.render().map_err(|error| Error::Figures(error.to_string()))
}

async fn companies(telemetry: &Telemetry, terms: &Terms) -> Result<Vec<Choice>> {
    let mut found = Vec::new();
    for one in telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?
    {
        if let Some(company) = telemetry.companies.company(one.company).await? {
            found.push(Choice {
                id: company.id.to_string(),
                name: company.name,
            });
        }
    }
    Ok(found)
}

fn line(visitor: &Visitor, base: &str, companies: &[Choice], row: &report::Model) -> Result<Line> {
    let id = row.company_id.to_string();
    let day = |at: platform::store::At| visitor.words.day(date_in_tokyo(at.instant()));
    let facts = row.facts()?;
    let is_whole = facts.as_ref().is_none_or(|facts| facts.coverage.unreadable == 0);
    let graded = facts.map(|facts| grade(&facts).grade);
    Ok(Line {
        href: format!("{base}/{}", row.id),
        company: companies
            .iter()
            .find(|one| one.id == id)
            .map_or_else(|| id.clone(), |one| one.name.clone()),
        version: match &row.title {
            Some(title) => title.clone(),
            None => visitor
                .words
                .say_with("report-revision", &[("number", row.number.into())]),
        },
        grade: match graded {
            Some(Some(grade)) => format!("{grade:?}"),
            Some(None) if !is_whole => visitor.say("reports-unreadable"),
            Some(None) => visitor.say("report-no-grade"),
            None => String::new(),
        },
        made: day(row.made_at),
        opened: row
            .opened_at
            .map_or_else(|| visitor.say("reports-not-opened"), day),
    })
}

/// `POST /desk/{programme}/reports/make`
pub(super) async fn make(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let typed = Typed::of(&posted);
    let month = chosen(&visitor, &typed.month);
    if month >= Month::of(date_in_tokyo(visitor.now)) {
        let errors = vec![("month".to_owned(), visitor.say("reports-month-not-over"))];
        let view = View {
            typed,
            errors,
            check: None,
        };
        return show(&telemetry, &visitor, &terms, month, view).await;
    }
    match make_all(&telemetry, &terms, month).await {
        Ok(All { new, failed: 0 }) => {
            let flash = Flash::done("reports-made").value(new);
            back(&visitor, &terms, month, &flash)
        }
        Ok(All { failed, .. }) => {
            let flash = Flash::warning("reports-failed").value(failed);
            back(&visitor, &terms, month, &flash)
        }
        Err(Error::NoLake) => {
            let view = View {
                typed,
                errors: vec![("month".to_owned(), visitor.say("reports-no-lake"))],
                check: None,
            };
            show(&telemetry, &visitor, &terms, month, view).await
        }
        Err(problem) => problems::page(&visitor, &problem),
    }
}

/// `POST /desk/{programme}/reports/write`
pub(super) async fn write(
    Held(telemetry): Held<Telemetry>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &id) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let typed = Typed::of(&posted);
    let month = chosen(&visitor, &typed.month);
    match send(&telemetry, &visitor, &terms, month, &typed).await {
        Ok(Sent::Done) => back(&visitor, &terms, month, &Flash::done("reports-written")),
        Ok(Sent::NotYet(check)) => {
            let view = View {
                typed,
                check,
                ..View::default()
            };
            show(&telemetry, &visitor, &terms, month, view).await
        }
        Err(problem) => match problems::sentences(&visitor, &problem) {
            Some(errors) => {
                let view = View {
                    typed,
                    errors,
                    check: None,
                };
                show(&telemetry, &visitor, &terms, month, view).await
            }
            None => problems::page(&visitor, &problem),
        },
    }
}

enum Sent {
    Done,
    /// It is shown before it goes, or typed on.
    NotYet(Option<Check>),
}

/// Sends an additional report that was looked at; what was not is shown with whom it goes to.
async fn send(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    month: Month,
    typed: &Typed,
) -> Result<Sent> {
    if typed.step == "change" {
        return Ok(Sent::NotYet(None));
    }
    let id: CompanyId = typed.company.parse().map_err(|_| Error::required("company"))?;
    let takers = telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?;
    if !takers.iter().any(|one| one.company == id) {
        return Err(Error::NotFound);
    }
    let company = telemetry.companies.company(id).await?.ok_or(Error::NotFound)?;
    let write = WriteReport {
        terms: Arc::clone(terms),
        company,
        month,
        title: typed.title.clone(),
        body: typed.body.clone(),
        actor: visitor.actor.clone(),
    };
    write.complete()?;
    if typed.step == "send" {
        telemetry.store.run(&write).await?;
        return Ok(Sent::Done);
    }
    let text = typed.body.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    Ok(Sent::NotYet(Some(Check {
        paragraphs: paragraphs.map(str::to_owned).collect(),
        company: write.company.name,
        person: write.company.contact_person,
        mail: write.company.mail,
    })))
}

fn back(visitor: &Visitor, terms: &Terms, month: Month, flash: &Flash) -> Response {
    flash.redirect(
        visitor,
        &format!("/desk/{}/reports?month={month}", terms.programme),
    )
}

/// `GET /desk/{programme}/reports/{report}`
pub(super) async fn one(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match found(&telemetry, &terms, &id).await {
        Ok(row) => match of_row(&telemetry, &terms, &row, visitor.language()).await {
            Ok(made) => {
                let base = format!("/desk/{programme}/reports");
                let links = desk_links(&visitor, &terms);
                let eyebrow = terms.name.in_language(visitor.language()).to_owned();
                as_page(
                    &visitor,
                    &made,
                    &base,
                    &format!("{base}/{id}/report.pdf"),
                    |visitor, title| Page::desk(visitor, title, &eyebrow, links),
                )
            }
            Err(problem) => problems::page(&visitor, &problem),
        },
        Err(problem) => problems::page(&visitor, &problem),
    }
}

/// `GET /desk/{programme}/reports/{report}/report.pdf`
pub(super) async fn pdf(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let made = match found(&telemetry, &terms, &id).await {
        Ok(row) => of_row(&telemetry, &terms, &row, visitor.language())
            .await
            .map(|made| (row, made)),
        Err(problem) => Err(problem),
    };
    match made {
        Ok((row, made)) => as_pdf(&visitor, made, &file_name(&row)).await,
        Err(problem) => problems::page(&visitor, &problem),
    }
}

async fn found(telemetry: &Telemetry, terms: &Terms, id: &str) -> Result<report::Model> {
    let id: ReportId = id.parse().map_err(|_| Error::NotFound)?;
    let row = report::Entity::find_by_id(id)
        .one(telemetry.store.reader())
        .await?;
    row.filter(|row| row.programme_id == terms.programme)
        .ok_or(Error::NotFound)
}
