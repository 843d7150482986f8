//! Reports of a programme's month: who has one, who read it; making, revising and writing them.

use askama::Template;
use axum::extract::{Path, Query, State as Held};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::{CompanyId, ReportId};
use platform::clock::date_in_tokyo;
use sea_orm::EntityTrait;
use serde::Deserialize;
use web::{Flash, Page, Posted, Visitor, error};

use super::{desk_links, in_frame, terms};
use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::jobs::monthly::make_all;
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
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let text = |field| posted.text(field).to_owned();
        Self {
            month: text("month"),
            company: text("company"),
            title: text("title"),
            body: text("body"),
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
    show(&telemetry, &visitor, &terms, month, &Typed::default(), Vec::new()).await
}

fn chosen(visitor: &Visitor, month: &str) -> Month {
    month
        .parse()
        .unwrap_or_else(|_| Month::of(date_in_tokyo(visitor.now)).before())
}

async fn show(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    month: Month,
    typed: &Typed,
    errors: Vec<(String, String)>,
) -> Response {
    let wrong = !errors.is_empty();
    match body(telemetry, visitor, terms, month, typed, errors).await {
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
    typed: &Typed,
    errors: Vec<(String, String)>,
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
        errors,
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
        typed,
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
        return show(&telemetry, &visitor, &terms, month, &typed, errors).await;
    }
    match make_all(&telemetry, &terms, month).await {
        Ok(count) => {
            let flash = Flash::done("reports-made").value(count);
            back(&visitor, &terms, month, &flash)
        }
        Err(Error::NoLake) => {
            let errors = vec![("month".to_owned(), visitor.say("reports-no-lake"))];
            show(&telemetry, &visitor, &terms, month, &typed, errors).await
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
    let company = match typed.company.parse::<CompanyId>() {
        Ok(company) => telemetry.companies.company(company).await,
        Err(_) => Ok(None),
    };
    let company = match company {
        Ok(Some(company)) => company,
        Ok(None) => return error::page(&visitor, StatusCode::NOT_FOUND, "error-not-found"),
        Err(problem) => return problems::page(&visitor, &problem.into()),
    };
    let write = WriteReport {
        terms: terms.clone(),
        company,
        month,
        title: typed.title.clone(),
        body: typed.body.clone(),
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&write).await {
        Ok(_) => back(&visitor, &terms, month, &Flash::done("reports-written")),
        Err(problem) => match problems::sentences(&visitor, &problem) {
            Some(errors) => show(&telemetry, &visitor, &terms, month, &typed, errors).await,
            None => problems::page(&visitor, &problem),
        },
    }
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
