//! Applications as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::forms::FieldError;
use platform::text::Language;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::error::FieldProblem;
use web::{Problem, Visitor};

use super::problem;
use super::programmes::language;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::submission::from_answers;
use crate::ops::submit::{SubmitApplication, code, window_is_open};
use crate::read;
use crate::store::entities::application;

/// Longest `Idempotency-Key`.
const LONGEST_KEY: usize = 200;

/// An application to be sent.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewApplication {
    /// Field id → answer: a string, a number, true/false, or a list of strings. The fields stand in the programme's form.
    #[schema(value_type = Object)]
    answers: BTreeMap<String, Value>,
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
    /// Reads this application: `Authorization: Bearer …`. Shown once.
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
#[utoipa::path(post, path = "/api/v1/programmes/{programme}/applications",
    params(("programme" = String, Path), ("Idempotency-Key" = String, Header, description = "the same key never makes a second application")),
    request_body = NewApplication,
    responses(
        (status = 201, body = Receipt),
        (status = 200, body = Receipt, description = "this key was used before for the same application"),
        (status = 400, description = "the body is not JSON, or the key is missing"),
        (status = 404, description = "there is no such programme"),
        (status = 409, description = "full, closed, not open yet, or the key was used for something else"),
        (status = 422, description = "fields that need another answer")))]
pub(super) async fn submit(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: std::result::Result<Json<NewApplication>, JsonRejection>,
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
        return Problem::new(
            StatusCode::BAD_REQUEST,
            "idempotency-key-missing",
            &visitor.say("api-key-missing"),
        )
        .into_response();
    };
    let body = match body {
        Ok(Json(body)) => body,
        Err(_) => {
            return Problem::new(StatusCode::BAD_REQUEST, "not-json", &visitor.say("api-not-json"))
                .into_response();
        }
    };
    match take(&calls, &visitor, &programme, key, &body, language(&headers)).await {
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
    language: Language,
) -> Result<Response> {
    let form = programme.form("application").ok_or(Error::NotInCall("form"))?;
    let submission = match from_answers(programme, form, &pairs(&body.answers), language) {
        Ok(submission) => submission.under_key(key),
        Err(errors) => return Ok(fields(visitor, &errors)),
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
    let href = format!("/api/v1/applications/{}", receipt.id);
    let body = Receipt {
        id: receipt.id.to_string(),
        receipt: receipt.code(),
        submitted_at: receipt.submitted_at.to_string(),
        state: row.state,
        outcome,
        token: row.salt,
        href: href.clone(),
    };
    let status = if receipt.replayed {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, [(header::LOCATION, href)], Json(body)).into_response())
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

fn pairs(answers: &BTreeMap<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        _ => None,
    };
    let values = |value: &Value| match value {
        Value::Array(many) => many.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect::<Vec<_>>(),
    };
    answers
        .iter()
        .flat_map(|(field, value)| values(value).into_iter().map(|value| (field.clone(), value)))
        .collect()
}

fn fields(visitor: &Visitor, errors: &[FieldError]) -> Response {
    let errors = errors
        .iter()
        .map(|error| FieldProblem {
            field: error.field.clone(),
            code: error.code.to_owned(),
            message: web::form::message(visitor, error),
        })
        .collect();
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "error-invalid",
        &visitor.say("error-invalid-title"),
    );
    problem.with(errors).into_response()
}

/// Reads one's own application.
#[utoipa::path(get, path = "/api/v1/applications/{application}", params(("application" = String, Path)),
    responses((status = 200, body = Application), (status = 404, description = "unknown, or not yours")))]
pub(super) async fn read(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let (Ok(id), Some(token)) = (id.parse::<ApplicationId>(), token) else {
        return problem(&visitor, &Error::NotFound);
    };
    let row = match application::Entity::find_by_id(id)
        .one(calls.store.reader())
        .await
    {
        Ok(row) => row.filter(|row| same(&row.salt, token)),
        Err(error) => return problem(&visitor, &error.into()),
    };
    // Somebody else's application and one that does not exist answer alike.
    let Some(row) = row else {
        return problem(&visitor, &Error::NotFound);
    };
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    Json(Application {
        id: row.id.to_string(),
        programme: row.programme_id.clone(),
        receipt: code(row.number),
        detail: json(&row.state_detail),
        due: row.due_at.map(|due| due.instant().to_string()),
        answers: json(&row.answers),
        state: row.state,
        course: row.course,
    })
    .into_response()
}

/// Compares without telling by the time it takes how much was right.
fn same(secret: &str, sent: &str) -> bool {
    use sha2::{Digest, Sha256};
    Sha256::digest(secret.as_bytes()) == Sha256::digest(sent.as_bytes())
}
