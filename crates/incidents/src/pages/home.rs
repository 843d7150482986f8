//! A company's own cases.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::view::Chip;
use web::{Page, Visitor};

use super::{own, problems, said};
use crate::context::Incidents;
use crate::error::Result;
use crate::read;

/// A case as a line.
struct LineView {
    href: String,
    number: String,
    title: String,
    state: Chip,
    verdict: String,
    opened: String,
}

#[derive(Template)]
#[template(path = "support-home.html")]
struct HomePage<'a> {
    v: &'a Visitor,
    telephone: &'a str,
    /// Its participation is fixed.
    known: bool,
    reports: bool,
    open: Vec<LineView>,
    closed: Vec<LineView>,
}

/// `GET /support`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    match body(&incidents, &visitor).await {
        Ok(page) => Page::public(&visitor, &visitor.say("support-title")).show(&page),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body<'a>(incidents: &'a Incidents, visitor: &'a Visitor) -> Result<HomePage<'a>> {
    let mut page = HomePage {
        v: visitor,
        telephone: &incidents.telephone,
        known: false,
        reports: false,
        open: Vec::new(),
        closed: Vec::new(),
    };
    let Some(company) = own::company_id(incidents, visitor).await? else {
        return Ok(page);
    };
    page.known = true;
    page.reports = own::takes_part(incidents, company).await?;
    let reader = incidents.store.reader();
    let cases = read::of_company(reader, company).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let titles = read::titles(reader, &ids).await?;
    for case in cases.iter().filter(|case| case.merged_into.is_none()) {
        let line = LineView {
            href: visitor.href(&format!("/support/cases/{}", case.id)),
            number: crate::code(case.number),
            title: said::title(visitor, case, titles.get(&case.id)),
            state: said::state(visitor, case),
            verdict: case
                .state
                .verdict()
                .map(|verdict| said::verdict(visitor, verdict))
                .unwrap_or_default(),
            opened: said::when(visitor, case.progress.opened),
        };
        if case.state.name().is_open() {
            page.open.push(line);
        } else {
            page.closed.push(line);
        }
    }
    Ok(page)
}
