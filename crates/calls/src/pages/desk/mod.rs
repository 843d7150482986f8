//! The secretariat's desk: what is due, the list, one application, notices, the draw, exports, the log.

mod agenda;
mod audit;
mod briefings;
mod by_post;
mod confirm;
mod consents;
mod contact;
mod correct;
mod decide;
mod detail;
mod documents;
mod draw;
mod draw_acts;
mod export;
mod files;
mod freeze;
mod history;
mod import;
mod inbox;
mod judged;
mod lines;
mod list;
mod log_file;
mod mails;
mod moves;
mod notices;
mod one;
mod papers;
mod people;
mod release;
mod roster;
mod scans;
mod search;
mod sent;
mod subjects;

pub use draw::Organiser;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::{Html, Response};
use jiff::Timestamp;
use platform::clock::{date_in_tokyo, from_tokyo};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use web::menu::{self, Sections};
use web::{Access, Page, Routes, Visitor, error};

use super::consents::LARGEST_REQUEST;
use super::problems;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::error::Result;
use crate::store::entities::notice;
use crate::store::queries::{overview, scans as scan_queries};

/// Reads.
const READ: Access = Access::Staff("desk.read");
/// Works on applications.
const WORK: Access = Access::Staff("desk.work");

/// Releases what somebody else prepared, and overrules the draw by hand.
const RELEASE: Access = Access::Staff("desk.release");
/// Reads the audit log.
const AUDIT: Access = Access::Staff("desk.audit");
/// Takes many applications away in a file.
const EXPORT: Access = Access::Staff("desk.export");
/// Decides about mails that did not leave.
const MAIL: Access = Access::Staff("mail.decide");

/// The desk's pages with their access.
pub(super) fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/desk", READ, inbox::choose)
        .get("/desk/audit", AUDIT, audit::page)
        .get("/desk/audit/log.csv", AUDIT, audit::file)
        .post("/desk/audit/verify", AUDIT, audit::check)
        .get("/desk/mails", READ, mails::page)
        .post("/desk/mails/{mail}", MAIL, mails::decide)
        .get("/desk/{programme}", READ, inbox::page)
        .post("/desk/{programme}", READ, search::inbox)
        .get("/desk/{programme}/applications", READ, list::page)
        .post("/desk/{programme}/applications", READ, search::list)
        .merge(one_application())
        .merge(selection())
        .get("/desk/{programme}/consents", READ, consents::page)
        .get("/desk/{programme}/briefings", READ, briefings::page)
        .get(
            "/desk/{programme}/registrations/{registration}/cancel",
            WORK,
            briefings::confirm_cancel,
        )
        .post(
            "/desk/{programme}/registrations/{registration}/cancel",
            WORK,
            briefings::cancel,
        )
        .get("/desk/{programme}/roster", READ, roster::page)
        .merge(files_in_and_out())
}

/// Pages and acts on one application.
fn one_application() -> Routes<Calls> {
    Routes::new()
        .get("/desk/{programme}/applications/{application}", READ, detail::page)
        .post(
            "/desk/{programme}/applications/{application}/contact",
            WORK,
            contact::save,
        )
        .post(
            "/desk/{programme}/applications/{application}/decide",
            WORK,
            decide::save,
        )
        .post(
            "/desk/{programme}/applications/{application}/answer",
            WORK,
            decide::answer,
        )
        .get(
            "/desk/{programme}/applications/{application}/correct",
            WORK,
            correct::page,
        )
        .post(
            "/desk/{programme}/applications/{application}/correct",
            WORK,
            correct::save,
        )
        .get(
            "/desk/{programme}/applications/{application}/move",
            RELEASE,
            moves::page,
        )
        .post(
            "/desk/{programme}/applications/{application}/move",
            RELEASE,
            moves::send,
        )
        .post(
            "/desk/{programme}/applications/{application}/papers",
            WORK,
            by_post::receive.layer(DefaultBodyLimit::max(LARGEST_REQUEST)),
        )
        .post(
            "/desk/{programme}/applications/{application}/scans/{signature}",
            WORK,
            scans::answer,
        )
        .get(
            "/desk/{programme}/applications/{application}/files/{file}",
            READ,
            papers::scan,
        )
        .get(
            "/desk/{programme}/applications/{application}/consents/{consent}",
            READ,
            papers::copy,
        )
}

/// Notices and the draw.
fn selection() -> Routes<Calls> {
    Routes::new()
        .get("/desk/{programme}/notices", READ, notices::list)
        .post("/desk/{programme}/notices", WORK, notices::prepare)
        .get("/desk/{programme}/notices/{notice}", READ, notices::preview)
        .post(
            "/desk/{programme}/notices/{notice}/release",
            RELEASE,
            release::release,
        )
        .post(
            "/desk/{programme}/notices/{notice}/discard",
            WORK,
            notices::discard,
        )
        .get("/desk/{programme}/draw", READ, draw::page)
        .post("/desk/{programme}/draw/charter", WORK, draw_acts::publish)
        .get("/desk/{programme}/draw/freeze", WORK, freeze::page)
        .post("/desk/{programme}/draw/freeze", WORK, draw_acts::freeze)
        .post("/desk/{programme}/draw/run", WORK, draw_acts::run)
}

/// Exports and the import.
fn files_in_and_out() -> Routes<Calls> {
    let large = DefaultBodyLimit::max(import::LARGEST_REQUEST);
    Routes::new()
        .get("/desk/{programme}/import", WORK, import::page)
        .post("/desk/{programme}/import", WORK, import::send.layer(large))
        .post("/desk/{programme}/import/take", WORK, import::take.layer(large))
        .get("/desk/{programme}/import/template.xlsx", EXPORT, import::template)
        .get("/desk/{programme}/roster.xlsx", EXPORT, export::roster_xlsx)
        .get("/desk/{programme}/roster.csv", EXPORT, export::roster_csv)
        .get("/desk/{programme}/export.xlsx", EXPORT, export::list_xlsx)
        .get("/desk/{programme}/export.csv", EXPORT, export::list_csv)
        .get("/desk/{programme}/briefings.xlsx", EXPORT, briefings::xlsx)
        .get("/desk/{programme}/briefings.csv", EXPORT, briefings::csv)
}

/// The call of a path: staff also see calls that are not public yet.
#[expect(
    clippy::result_large_err,
    reason = "the error is the page to show, made once a request"
)]
fn programme(calls: &Calls, visitor: &Visitor, id: &str) -> std::result::Result<Arc<Programme>, Response> {
    calls
        .programme(id)
        .ok_or_else(|| error::page(visitor, StatusCode::NOT_FOUND, "error-not-found"))
}

/// Whether the call has a step in which the secretariat calls the companies (C11). Without it there is nothing to record
/// and no log to take in.
fn has_contacts(programme: &Programme) -> bool {
    programme.file.step(StepKind::Contact).is_some()
}

/// 24:00 of today in Japan.
fn end_of_today(now: Timestamp) -> Timestamp {
    let today = date_in_tokyo(now);
    today
        .tomorrow()
        .map_or(Timestamp::MAX, |tomorrow| from_tokyo(tomorrow.at(0, 0, 0, 0)))
}

/// Numbers beside the navigation and in the head of the inbox.
struct Figures {
    overdue: u64,
    today: u64,
    due: u64,
    applications: u64,
    prepared: u64,
    /// Stamped scans that somebody has to look at.
    scans: u64,
}

async fn figures(calls: &Calls, visitor: &Visitor, programme: &Programme) -> Result<Figures> {
    let (reader, id) = (calls.store.reader(), &programme.file.id);
    let (overdue, today) = overview::due(reader, id, visitor.now, end_of_today(visitor.now)).await?;
    let states = overview::by_state(reader, id).await?;
    let prepared = notice::Entity::find()
        .filter(notice::Column::ProgrammeId.eq(id))
        .filter(notice::Column::State.eq("prepared"))
        .count(reader)
        .await?;
    Ok(Figures {
        overdue,
        today,
        due: states
            .get(&crate::domain::application::StateName::Received)
            .copied()
            .unwrap_or_default(),
        applications: states.values().sum(),
        prepared,
        scans: scan_queries::number_to_review(reader, id).await?,
    })
}

/// The page of a call around `body`.
fn in_frame(
    visitor: &Visitor,
    programme: &Programme,
    figures: &Figures,
    title: &str,
    has_errors: bool,
    body: &str,
) -> Html<String> {
    let counts = [
        ("", figures.due),
        ("/applications", figures.applications),
        ("/notices", figures.prepared),
        ("/consents", figures.scans),
    ];
    let links = menu::programme(visitor, &sections(programme), &counts);
    Page::desk(visitor, title, &eyebrow(visitor, programme), links)
        .with_errors(has_errors)
        .render(body)
}

/// What a programme has, for the desk's navigation.
pub fn sections(programme: &Programme) -> Sections {
    Sections {
        programme: programme.file.id.clone(),
        draw: programme.file.is_lottery(),
        consents: !programme.consents.is_empty(),
        briefings: !programme.delivery.briefings.is_empty(),
        appliances: programme.file.monitoring.is_some(),
    }
}

/// A page that belongs to no call.
fn without_call(visitor: &Visitor, title: &str, body: &str) -> Html<String> {
    let links = menu::without_programme(visitor);
    Page::desk(visitor, title, "", links).render(body)
}

/// 実践力強化プログラム　令和7年度
fn eyebrow(visitor: &Visitor, programme: &Programme) -> String {
    let name = programme.file.short_name.in_language(visitor.language());
    format!("{name}　{}", super::programmes::fiscal_year(visitor, programme))
}
