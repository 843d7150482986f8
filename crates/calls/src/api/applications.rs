//! Applications as JSON, for whoever sends one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::actor::Actor;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::Visitor;
use web::csrf::{is_signature, signature};
use web::visitor::bearer;

use super::body::Body;
use super::description::ProblemDocument;
use super::{answers, created, document, fields, has_controls, moment, problem, wrong};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::answer::{Answer, AnswerOffer};
use crate::ops::own;
use crate::ops::submission::{api_key, from_answers};
use crate::ops::submit::{SubmitApplication, code, window_is_open};
use crate::read;
use crate::store::entities::application;

/// Longest `Idempotency-Key`.
const LONGEST_KEY: usize = 200;
/// Longest reason in characters.
const LONGEST_REASON: usize = 1000;
/// What the tokens of this API sign besides the application's id.
const PURPOSE: &str = "application";

/// An application to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApplication {
    /// Field id → answer: a string, a number, true/false, or a list of strings. The fields stand in the programme's form.
    #[schema(value_type = Object)]
    answers: serde_json::Map<String, Value>,
}

/// What the applicant gets.
#[derive(Serialize, ToSchema)]
pub(super) struct Receipt {
    /// Id, for reading the application.
    id: String,
    /// Receipt number.
    receipt: String,
    /// When the form arrived (RFC 3339).
    submitted_at: String,
    /// State: `received` or `complete`.
    state: String,
    /// `eligible`, `refer`, `review`, `ineligible`.
    outcome: String,
    /// Reads this application and withdraws it: `Authorization: Bearer …`. Keep it secret; the same key and body give it again.
    token: String,
    /// Where it can be read.
    href: String,
}

/// An application as its applicant sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct Application {
    /// Id.
    id: String,
    /// The programme.
    programme: String,
    /// Receipt number.
    receipt: String,
    /// When the form arrived (RFC 3339).
    submitted_at: String,
    /// State.
    state: String,
    /// What belongs to the state.
    #[schema(value_type = Object)]
    detail: Value,
    /// The next deadline (RFC 3339).
    due: Option<String>,
    /// Course.
    course: String,
    /// Answers.
    #[schema(value_type = Object)]
    answers: Value,
}

/// Sends an application.
///
/// The same `Idempotency-Key` with the same body never makes a second application: the first receipt comes again with
/// 200. With another body it is refused (409). An applicant that looks like one who applied before is taken too; the
/// secretariat sees both.
#[utoipa::path(post, path = "/api/v1/programmes/{programme}/applications", tag = "applications",
    params(("programme" = String, Path, description = "id"),
        ("Idempotency-Key" = String, Header, description = "1 to 200 visible ASCII characters, another one for each application")),
    request_body = NewApplication,
    responses(
        (status = 201, body = Receipt, description = "taken; the header Location says where it can be read"),
        (status = 200, body = Receipt, description = "this key was used before for the same application"),
        (status = 400, description = "not UTF-8, not JSON, or the key is missing", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "full, closed, not open yet, or the key was used for something else", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "every field that needs another answer", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn submit(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: std::result::Result<Body<NewApplication>, Response>,
) -> Response {
    let programme = calls
        .programme(&id)
        .filter(|programme| programme.file.is_published(visitor.now));
    let Some(programme) = programme else {
        return problem(&visitor, &Error::NotFound);
    };
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(str::trim);
    let Some(key) = key.filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY) else {
        return document(&visitor, StatusCode::BAD_REQUEST, "error-key-missing").into_response();
    };
    let body = match body {
        Ok(Body(body)) => body,
        Err(refusal) => return refusal,
    };
    match take(&calls, &visitor, &programme, key, &body).await {
        Ok(response) => response,
        Err(error) => problem(&visitor, &error),
    }
}

async fn take(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Arc<Programme>,
    key: &str,
    body: &NewApplication,
) -> Result<Response> {
    // Whoever comes when every window is shut should not first mend twenty fields.
    if let Some(closed) = all_closed(programme, visitor)
        && !read::key_is_known(calls.store.reader(), programme, &api_key(key)).await?
    {
        return Err(closed);
    }
    let form = programme.form("application").ok_or(Error::NotInCall("form"))?;
    let (pairs, mut wrong) = answers::pairs(form, &body.answers);
    let read = from_answers(programme, form, &pairs, visitor.language());
    let submission = match read {
        Ok(submission) if wrong.is_empty() => submission.under_key(key),
        Ok(_) => return Ok(fields(visitor, &wrong)),
        Err(errors) => {
            let known: Vec<String> = wrong.iter().map(|error| error.field.clone()).collect();
            wrong.extend(errors.into_iter().filter(|error| !known.contains(&error.field)));
            return Ok(fields(visitor, &wrong));
        }
    };
    let outcome = submission.outcome.clone();
    // Most of a rush comes after the last place is gone: it is turned away without waiting for its turn to write.
    if let Some(full) = hopeless(
        calls,
        programme,
        &submission.course,
        &submission.idempotency_key,
        visitor,
    )
    .await?
    {
        return Err(full);
    }
    let receipt = calls
        .store
        .run(&SubmitApplication {
            programme: Arc::clone(programme),
            submission,
        })
        .await?;
    let row = application::Entity::find_by_id(receipt.id)
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)?;
    let id = receipt.id.to_string();
    let href = format!("/api/v1/applications/{id}");
    let body = Json(Receipt {
        receipt: receipt.code(),
        submitted_at: moment(receipt.submitted_at),
        state: row.state,
        outcome,
        token: signature(&visitor.site.key, PURPOSE, &id),
        href: href.clone(),
        id,
    });
    if receipt.replayed {
        return Ok(([(header::LOCATION, href)], body).into_response());
    }
    Ok(created(&href, body))
}

/// Why nobody can apply now, when no course takes applications.
fn all_closed(programme: &Programme, visitor: &Visitor) -> Option<Error> {
    let courses = programme.file.courses.iter();
    let closed: Option<Vec<Error>> = courses
        .map(|course| window_is_open(course, visitor.now).err())
        .collect();
    closed.and_then(|mut closed| closed.pop())
}

/// Whether the course is closed or full and the key is new: then no transaction is needed to say so.
async fn hopeless(
    calls: &Calls,
    programme: &Programme,
    course: &str,
    key: &str,
    visitor: &Visitor,
) -> Result<Option<Error>> {
    let definition = programme.file.course(course).ok_or(Error::NotInCall("course"))?;
    let closed = window_is_open(definition, visitor.now).err();
    let full = match programme.file.is_lottery() {
        true => false,
        false => read::free_places(calls.store.reader(), programme, course).await? <= 0,
    };
    if closed.is_none() && !full || read::key_is_known(calls.store.reader(), programme, key).await? {
        return Ok(None);
    }
    Ok(Some(closed.unwrap_or_else(|| Error::Full {
        course: course.to_owned(),
    })))
}

/// Reads one's own application: with the token of its receipt, or in the session that its one-time link opened.
#[utoipa::path(get, path = "/api/v1/applications/{application}", tag = "applications",
    params(("application" = String, Path, description = "id of the receipt")),
    security(("receipt" = [])),
    responses((status = 200, body = Application),
        (status = 404, description = "unknown, or not yours", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn read(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    // Somebody else's application and one that does not exist answer alike.
    let own = id
        .parse::<ApplicationId>()
        .ok()
        .filter(|id| is_own(&visitor, &headers, *id));
    let Some(id) = own else {
        return problem(&visitor, &Error::NotFound);
    };
    match application::Entity::find_by_id(id)
        .one(calls.store.reader())
        .await
    {
        Ok(Some(row)) => Json(view(row)).into_response(),
        Ok(None) => problem(&visitor, &Error::NotFound),
        Err(error) => problem(&visitor, &error.into()),
    }
}

/// A company that leaves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The state that was read: if it is another one by now, nothing is done (409 `changed`).
    state: String,
    /// Why, if the company says so; at most 1,000 characters.
    #[serde(default)]
    reason: String,
}

/// Gives up one's own application, for good: it is withdrawn, or declined where a place was offered, taken or waited for.
///
/// The same request again answers as the first one did. A place that was held goes to the next company.
#[utoipa::path(post, path = "/api/v1/applications/{application}/withdrawal", tag = "applications",
    params(("application" = String, Path, description = "id of the receipt")),
    security(("receipt" = [])),
    request_body = Withdrawal,
    responses((status = 200, body = Application, description = "given up; the application as it stands now"),
        (status = 400, description = "not UTF-8 or not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "unknown, or not yours", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "its state is another one by now, or it has ended", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "no such state, or the reason cannot be taken", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn withdraw(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: std::result::Result<Body<Withdrawal>, Response>,
) -> Response {
    let own = id
        .parse::<ApplicationId>()
        .ok()
        .filter(|id| is_own(&visitor, &headers, *id));
    let Some(id) = own else {
        return problem(&visitor, &Error::NotFound);
    };
    let body = match body {
        Ok(Body(body)) => body,
        Err(refusal) => return refusal,
    };
    match leave(&calls, &visitor, id, &body).await {
        Ok(response) => response,
        Err(error) => problem(&visitor, &error),
    }
}

async fn leave(calls: &Calls, visitor: &Visitor, id: ApplicationId, body: &Withdrawal) -> Result<Response> {
    let reason = body.reason.trim();
    let Some(shown) = StateName::parse(&body.state) else {
        return Ok(fields(visitor, &[wrong("state", "choice", None)]));
    };
    if reason.chars().count() > LONGEST_REASON {
        let longest = Some(LONGEST_REASON.to_string());
        return Ok(fields(visitor, &[wrong("reason", "too_long", longest)]));
    }
    if has_controls(reason) {
        return Ok(fields(visitor, &[wrong("reason", "control", None)]));
    }
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let answer = Answer::leaving(shown, reason).ok_or(Error::Stale)?;
    let row = own::find(calls.store.reader(), id).await?;
    let operation = AnswerOffer {
        programme: calls.programme(&row.programme_id).ok_or(Error::NotFound)?,
        application: id,
        answer,
        actor: Actor::Applicant { application: id },
    };
    calls.store.run(&operation).await?;
    let row = own::find(calls.store.reader(), id).await?;
    Ok(Json(view(row)).into_response())
}

/// The token is compared in constant time. It is not the salt of the draw's receipt: that one is made to be shown to
/// whoever checks the draw.
fn is_own(visitor: &Visitor, headers: &HeaderMap, id: ApplicationId) -> bool {
    match bearer(headers) {
        Some(token) => is_signature(&visitor.site.key, PURPOSE, &id.to_string(), token),
        None => visitor.actor == Actor::Applicant { application: id },
    }
}

fn view(row: application::Model) -> Application {
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    Application {
        id: row.id.to_string(),
        programme: row.programme_id,
        receipt: code(row.number),
        submitted_at: moment(row.submitted_at.instant()),
        detail: json(&row.state_detail),
        due: row.due_at.map(|due| moment(due.instant())),
        answers: json(&row.answers),
        state: row.state,
        course: row.course,
    }
}
