//! The secretariat's pages: installations, visits, the stock.

mod acts;
mod calendar;
mod device;
mod files;
mod forms;
mod health;
mod history;
mod import;
mod list;
mod one;
mod reports;
mod stock;
mod survey;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use platform::clock::date_in_tokyo;
use web::menu::{self, Sections};
use web::page::Link;
use web::{Access, Page, Routes, Visitor, error};

use crate::context::Telemetry;
use crate::domain::terms::Terms;

/// Reads.
const READ: Access = Access::Staff("desk.read");
/// Reads how the appliances' logs are doing: also the support centre, which sees nothing else of the stock.
const HEALTH: Access = Access::Staff("appliances.read");
/// Works.
const WORK: Access = Access::Staff("desk.work");
/// Takes a list away in a file.
const EXPORT: Access = Access::Staff("desk.export");

/// The pages with their access.
pub(super) fn routes() -> Routes<Telemetry> {
    Routes::new()
        .get("/desk/{programme}/installations", READ, list::page)
        .post("/desk/{programme}/installations", READ, list::search)
        .post("/desk/{programme}/installations/follow", WORK, list::follow)
        .get("/desk/{programme}/installations/export.xlsx", EXPORT, list::xlsx)
        .get("/desk/{programme}/installations/export.csv", EXPORT, list::csv)
        .get("/desk/{programme}/installations/{installation}", READ, one::page)
        .get(
            "/desk/{programme}/installations/{installation}/survey",
            WORK,
            survey::page,
        )
        .post(
            "/desk/{programme}/installations/{installation}/survey",
            WORK,
            survey::send,
        )
        .post(
            "/desk/{programme}/installations/{installation}/{act}",
            WORK,
            acts::act,
        )
        .get("/desk/{programme}/reports", READ, reports::page)
        .post("/desk/{programme}/reports/make", WORK, reports::make)
        .post("/desk/{programme}/reports/write", WORK, reports::write)
        .get("/desk/{programme}/reports/{report}", READ, reports::one)
        .get(
            "/desk/{programme}/reports/{report}/report.pdf",
            READ,
            reports::pdf,
        )
        .get("/desk/{programme}/visits", READ, calendar::page)
        .get("/desk/{programme}/visits/visits.ics", READ, calendar::file)
        .get("/desk/devices", READ, stock::page)
        .post("/desk/devices", WORK, stock::add)
        .get("/desk/devices/export.xlsx", EXPORT, stock::xlsx)
        .get("/desk/devices/export.csv", EXPORT, stock::csv)
        .get("/desk/devices/health", HEALTH, health::page)
        .get("/desk/devices/health/export.csv", EXPORT, health::csv)
        .merge(import::routes())
        .get("/desk/devices/{device}", READ, device::page)
        .post("/desk/devices/{device}/certificate", WORK, device::issue)
        .post("/desk/devices/{device}/revoke", WORK, device::revoke)
        .post("/desk/devices/{device}/handle", WORK, device::handle)
}

/// What the programme of an address says about its appliances.
fn terms(telemetry: &Telemetry, visitor: &Visitor, id: &str) -> Result<Arc<Terms>, Response> {
    telemetry
        .terms(id)
        .ok_or_else(|| error::page(visitor, StatusCode::NOT_FOUND, "error-not-found"))
}

/// The navigation of a programme's desk.
fn desk_links(visitor: &Visitor, terms: &Terms) -> Vec<Link> {
    let known = visitor.site.menu.iter();
    let sections = known
        .clone()
        .find(|sections| sections.programme == terms.programme);
    let alone = || Sections {
        programme: terms.programme.clone(),
        appliances: true,
        ..Sections::default()
    };
    menu::programme(visitor, &sections.cloned().unwrap_or_else(alone), &[])
}

/// The page of a programme around `body`.
fn in_frame(visitor: &Visitor, terms: &Terms, title: &str, has_errors: bool, body: &str) -> Html<String> {
    let links = desk_links(visitor, terms);
    let eyebrow = terms.name.in_language(visitor.language());
    Page::desk(visitor, title, eyebrow, links)
        .with_errors(has_errors)
        .render(body)
}

/// A page of the stock, which belongs to no programme.
fn in_stock(
    telemetry: &Telemetry,
    visitor: &Visitor,
    title: &str,
    has_errors: bool,
    body: &str,
) -> Html<String> {
    let links = match &*telemetry.terms {
        _ if !visitor.may("desk.read") => menu::support_centre(visitor, 0),
        [only] => desk_links(visitor, only),
        _ => menu::without_programme(visitor),
    };
    Page::desk(visitor, title, "", links)
        .with_errors(has_errors)
        .render(body)
}

/// A date, late or not.
fn due(visitor: &Visitor, day: Option<jiff::civil::Date>) -> (String, &'static str) {
    let today = date_in_tokyo(visitor.now);
    match day {
        None => (String::new(), ""),
        Some(day) if day < today => (visitor.words.day(day), "over"),
        Some(day) if day == today => (visitor.words.day(day), "today"),
        Some(day) => (visitor.words.day(day), ""),
    }
}

/// A page, with the status of one that was sent with mistakes.
fn answer(has_errors: bool, html: Html<String>) -> Response {
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    (status, html).into_response()
}
