//! The secretariat's desk: what is due, the list, one application, notices, the draw, exports, the log.

mod audit;
mod contact;
mod decide;
mod detail;
mod documents;
mod draw;
mod export;
mod history;
mod import;
mod inbox;
mod lines;
mod list;
mod notices;
mod table;

pub use draw::Organiser;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, Response};
use jiff::Timestamp;
use platform::clock::{date_in_tokyo, from_tokyo};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use web::page::Link;
use web::{Access, Page, Routes, Visitor, error};

use super::problems;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::Result;
use crate::store::entities::notice;
use crate::store::queries::overview;

/// Reads.
const READ: Access = Access::Staff("desk.read");
/// Works on applications.
const WORK: Access = Access::Staff("desk.work");

/// Releases what somebody else prepared.
const RELEASE: Access = Access::Staff("desk.release");
/// Reads the audit log.
const AUDIT: Access = Access::Staff("desk.audit");

/// The desk's pages with their access.
pub(super) fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/desk", READ, inbox::choose)
        .get("/desk/{programme}", READ, inbox::page)
        .get("/desk/{programme}/applications", READ, list::page)
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
        .get("/desk/{programme}/notices", READ, notices::list)
        .post("/desk/{programme}/notices", WORK, notices::prepare)
        .get("/desk/{programme}/notices/{notice}", READ, notices::preview)
        .post(
            "/desk/{programme}/notices/{notice}/release",
            RELEASE,
            notices::release,
        )
        .post(
            "/desk/{programme}/notices/{notice}/discard",
            WORK,
            notices::discard,
        )
        .get("/desk/{programme}/draw", READ, draw::page)
        .post("/desk/{programme}/draw/charter", WORK, draw::publish)
        .post("/desk/{programme}/draw/freeze", WORK, draw::freeze)
        .post("/desk/{programme}/draw/run", WORK, draw::run)
        .get("/desk/{programme}/import", WORK, import::page)
        .post("/desk/{programme}/import", WORK, import::send)
        .get("/desk/{programme}/roster", READ, export::roster)
        .get("/desk/{programme}/roster.csv", READ, export::roster_file)
        .get("/desk/{programme}/export.csv", READ, export::list)
        .get("/desk/audit", AUDIT, audit::page)
        .post("/desk/audit/verify", AUDIT, audit::check)
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
    let base = format!("/desk/{}", programme.file.id);
    let entry = |path: &str, key: &str, count: Option<u64>| {
        let path = format!("{base}{path}");
        let below = !path.ends_with(&base) && visitor.path.starts_with(&format!("{path}/"));
        Link {
            current: visitor.path == path || below,
            href: visitor.href(&path),
            label: visitor.say(key),
            count: count.filter(|count| *count > 0),
        }
    };
    let mut links = vec![
        entry("", "desk-inbox", Some(figures.due)),
        entry("/applications", "desk-applications", Some(figures.applications)),
    ];
    if programme.file.is_lottery() {
        links.push(entry("/draw", "desk-draw", None));
    }
    links.push(entry("/notices", "desk-notices", Some(figures.prepared)));
    links.push(entry("/roster", "desk-roster", None));
    links.extend(audit_link(visitor));
    Page::desk(visitor, title, &eyebrow(visitor, programme), links)
        .with_errors(has_errors)
        .render(body)
}

fn audit_link(visitor: &Visitor) -> Option<Link> {
    visitor.may("desk.audit").then(|| Link {
        href: visitor.href("/desk/audit"),
        label: visitor.say("desk-audit"),
        current: visitor.path.starts_with("/desk/audit"),
        count: None,
    })
}

/// A page that belongs to no call.
fn without_call(visitor: &Visitor, title: &str, body: &str) -> Html<String> {
    let mut links = vec![Link {
        href: visitor.href("/desk"),
        label: visitor.say("desk-choose-programme"),
        current: visitor.path == "/desk",
        count: None,
    }];
    links.extend(audit_link(visitor));
    Page::desk(visitor, title, "", links).render(body)
}

/// 実践力強化プログラム　令和7年度
fn eyebrow(visitor: &Visitor, programme: &Programme) -> String {
    let name = programme.file.short_name.in_language(visitor.language());
    format!("{name}　{}", super::programmes::fiscal_year(visitor, programme))
}

/// Who did something, as far as the desk knows names: its own reader by name, others by the end of their id.
fn who(visitor: &Visitor, kind: &str, id: &str) -> String {
    let (own_kind, own_id) = visitor.actor.key();
    match (&visitor.actor, kind) {
        (platform::actor::Actor::Staff { name, .. }, _) if own_kind == kind && own_id == id => name.clone(),
        (_, "staff") => {
            let tail: String = id
                .chars()
                .rev()
                .take(4)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            visitor.say1("desk-staff", "id", tail)
        }
        (_, "applicant") => visitor.say("desk-applicant"),
        _ => visitor.say("desk-system"),
    }
}
