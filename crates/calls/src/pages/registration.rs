//! A guest's own registration for a briefing, behind the link of the mail: when and how, and cancelling (C17).
//!
//! The id is the key: it is random, stands in that mail alone, and the page names nobody.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::RegistrationId;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use web::page::Page;
use web::{Flash, Posted, Visitor, error};

use super::problems;
use crate::context::Calls;
use crate::domain::beginning::briefing_hours;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::briefing::Mode;
use crate::ops::cancel_registration::CancelRegistration;
use crate::store::entities::registration;

#[derive(Template)]
#[template(path = "registration.html")]
struct RegistrationPage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    programme: &'a str,
    when: String,
    mode: String,
    cancelled: Option<String>,
    /// It has begun.
    over: bool,
}

/// `GET /programmes/{programme}/registrations/{registration}`
pub(super) async fn show(
    State(calls): State<Calls>,
    Path((id, registration)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    match render(&calls, &visitor, &programme, &registration).await {
        Ok(page) => page,
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn render(calls: &Calls, visitor: &Visitor, programme: &Programme, id: &str) -> Result<Response> {
    let id: RegistrationId = id.parse().map_err(|_| Error::NotFound)?;
    let row = registration::Entity::find_by_id(id)
        .filter(registration::Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)?;
    let briefing = programme.delivery.briefing(&row.briefing_id);
    let briefing = briefing.ok_or(Error::NotFound)?;
    let base = visitor.href(&format!("/programmes/{}", programme.file.id));
    let page = RegistrationPage {
        v: visitor,
        action: format!("{base}/registrations/{id}/cancel"),
        base,
        programme: programme.file.short_name.in_language(visitor.language()),
        when: briefing_hours(briefing, visitor.words),
        mode: visitor.say(if row.mode == Mode::Online.as_str() {
            "briefing-online"
        } else {
            "briefing-on-site"
        }),
        cancelled: row.cancelled_at.map(|at| visitor.words.date_time(at.instant())),
        over: visitor.now >= from_tokyo(briefing.starts),
    };
    let body = page.render().unwrap_or_default();
    Ok(Page::public(visitor, &visitor.say("registration-title"))
        .render(&body)
        .into_response())
}

/// `POST /programmes/{programme}/registrations/{registration}/cancel`
pub(super) async fn cancel(
    State(calls): State<Calls>,
    Path((id, registration)): Path<(String, String)>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let Ok(parsed) = registration.parse() else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let operation = CancelRegistration {
        programme: Arc::clone(&programme),
        registration: parsed,
        actor: Actor::Anonymous,
    };
    match calls.store.run(&operation).await {
        Ok(()) => {
            let path = format!("/programmes/{id}/registrations/{registration}");
            Flash::done("registration-cancelled").redirect(&visitor, &path)
        }
        Err(Error::Closed { .. }) => error::page(&visitor, StatusCode::CONFLICT, "error-briefing-over"),
        Err(error) => problems::page(&visitor, &error),
    }
}
