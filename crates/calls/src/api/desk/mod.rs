//! The secretariat's desk as JSON: the operations and the access of its pages.

pub(super) mod contact;
pub(super) mod correct;
pub(super) mod decide;
pub(super) mod draw;
pub(super) mod list;
pub(super) mod notices;
pub(super) mod one;

use std::sync::Arc;

use axum::response::Response;
use contracts::ids::ApplicationId;
use platform::forms::FieldError;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use web::{Access, Routes, Visitor};

use super::body::Body;
use super::{has_controls, problem, wrong};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// Reads.
const READ: Access = Access::Staff("desk.read");
/// Works on applications.
const WORK: Access = Access::Staff("desk.work");
/// Releases what somebody else prepared.
const RELEASE: Access = Access::Staff("desk.release");
/// Longest note in characters.
const LONGEST_NOTE: usize = 4000;
/// Longest reason in characters; it is printed in a mail.
const LONGEST_REASON: usize = 2000;

/// The desk with its access.
pub(super) fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/api/v1/desk/{programme}/applications", READ, list::list)
        .get(
            "/api/v1/desk/{programme}/applications/{application}",
            READ,
            one::read,
        )
        .post(
            "/api/v1/desk/{programme}/applications/{application}/contacts",
            WORK,
            contact::record,
        )
        .post(
            "/api/v1/desk/{programme}/applications/{application}/corrections",
            WORK,
            correct::correct,
        )
        .post(
            "/api/v1/desk/{programme}/applications/{application}/decisions",
            WORK,
            decide::decide,
        )
        .post(
            "/api/v1/desk/{programme}/applications/{application}/answer",
            WORK,
            decide::answer,
        )
        .get("/api/v1/desk/{programme}/notices", READ, notices::list)
        .post("/api/v1/desk/{programme}/notices", WORK, notices::prepare)
        .get("/api/v1/desk/{programme}/notices/{notice}", READ, notices::read)
        .post(
            "/api/v1/desk/{programme}/notices/{notice}/release",
            RELEASE,
            notices::release,
        )
        .post(
            "/api/v1/desk/{programme}/notices/{notice}/discard",
            WORK,
            notices::discard,
        )
        .get("/api/v1/desk/{programme}/draw", READ, draw::status)
        .get("/api/v1/desk/{programme}/roster", READ, list::roster)
}

/// The call of a path: staff also see calls that are not public yet.
fn programme(calls: &Calls, visitor: &Visitor, id: &str) -> std::result::Result<Arc<Programme>, Response> {
    calls
        .programme(id)
        .ok_or_else(|| problem(visitor, &Error::NotFound))
}

/// The application of a path, if it belongs to the call.
async fn load(calls: &Calls, programme: &Programme, id: &str) -> Result<application::Model> {
    let id: ApplicationId = id.parse().map_err(|_| Error::NotFound)?;
    application::Entity::find_by_id(id)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)
}

/// Call, application and body of a request that changes something: whatever is missing is refused in this order.
async fn open<T>(
    calls: &Calls,
    visitor: &Visitor,
    (id, application): (&str, &str),
    body: std::result::Result<Body<T>, Response>,
) -> std::result::Result<(Arc<Programme>, application::Model, T), Response> {
    let programme = programme(calls, visitor, id)?;
    let row = load(calls, &programme, application).await;
    let row = row.map_err(|error| problem(visitor, &error))?;
    let Body(body) = body?;
    Ok((programme, row, body))
}

/// What is wrong with a text that a clerk typed.
fn text_error(field: &str, text: &str, longest: usize) -> Option<FieldError> {
    if has_controls(text) {
        return Some(wrong(field, "control", None));
    }
    (text.chars().count() > longest).then(|| wrong(field, "too_long", Some(longest.to_string())))
}

/// What is wrong with other programmes that a company is told of: the call does not know them.
fn referral_error(programme: &Programme, ids: &[String]) -> Option<FieldError> {
    let known = |id: &String| programme.file.referrals.iter().any(|one| one.id == *id);
    if ids.iter().all(known) {
        return None;
    }
    let all = programme.file.referrals.iter().map(|one| one.id.as_str());
    Some(wrong(
        "refer_to",
        "value",
        Some(all.collect::<Vec<_>>().join(", ")),
    ))
}

/// What is wrong with a reason that must be given.
fn reason_error(reason: &str) -> Option<FieldError> {
    if reason.trim().is_empty() {
        return Some(wrong("reason", "required", None));
    }
    text_error("reason", reason, LONGEST_REASON)
}
