//! JSON for machines, under `/api/v1`, described at `/api/openapi.json`. Problems are RFC 9457 documents.
//!
//! Handlers here do what the pages do: the same operations, the same access, the same audit log. To add one, write it
//! beside its like with `#[utoipa::path]`, name it in [`description::Description`] and in [`routes`].

mod answers;
mod applications;
mod body;
mod description;
mod desk;
mod programmes;

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use platform::clock::tokyo;
use platform::forms::FieldError;
use utoipa::OpenApi;
use web::error::FieldProblem;
use web::{Access, Problem, Routes, Visitor};

use crate::context::Calls;
use crate::domain::judgement::Objection;
use crate::error::Error;
use crate::pages::problems;

/// The API of this context with its access.
pub fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/api/openapi.json", Access::Public, async || {
            Json(description::Description::openapi())
        })
        .get("/api/v1/programmes", Access::Public, programmes::list)
        .get("/api/v1/programmes/{programme}", Access::Public, programmes::read)
        .post(
            "/api/v1/programmes/{programme}/applications",
            Access::Public,
            applications::submit,
        )
        .get(
            "/api/v1/applications/{application}",
            Access::Public,
            applications::read,
        )
        .post(
            "/api/v1/applications/{application}/withdrawal",
            Access::Public,
            applications::withdraw,
        )
        .merge(desk::routes())
}

/// An error as a problem document.
fn problem(visitor: &Visitor, error: &Error) -> Response {
    let (status, key) = match error {
        Error::SamePerson => (StatusCode::FORBIDDEN, "error-same-person"),
        error => problems::kind(error),
    };
    if status.is_server_error() {
        tracing::error!(error = %error, "an API call failed");
    }
    let mut document = document(visitor, status, key);
    match error {
        Error::NotOpenYet { opens: at } | Error::Closed { closed: at } | Error::TooEarly { from: at } => {
            document.detail = format!("{} ({})", document.detail, moment(*at));
        }
        Error::Against(Objection::Unmet(rules) | Objection::Undecided(rules)) => {
            document.detail = format!("{} ({})", document.detail, rules.join(", "));
        }
        Error::ReasonMissing => document.errors = messages(visitor, &[wrong("reason", "required", None)]),
        Error::Invalid(fields) => {
            document.errors = fields
                .iter()
                .map(|field| FieldProblem {
                    field: field.field.clone(),
                    code: field.code.clone(),
                    message: visitor.say("error-invalid-text"),
                })
                .collect();
        }
        _ => {}
    }
    document.into_response()
}

/// A document whose words are `{key}-title` and `{key}-text`.
fn document(visitor: &Visitor, status: StatusCode, key: &str) -> Problem {
    Problem::new(status, key, &visitor.say(&format!("{key}-title")))
        .detail(&visitor.say(&format!("{key}-text")))
}

/// 422 with every field that needs another value.
fn fields(visitor: &Visitor, errors: &[FieldError]) -> Response {
    document(visitor, StatusCode::UNPROCESSABLE_ENTITY, "error-invalid")
        .with(messages(visitor, errors))
        .into_response()
}

fn messages(visitor: &Visitor, errors: &[FieldError]) -> Vec<FieldProblem> {
    let message = |error: &FieldError| FieldProblem {
        field: error.field.clone(),
        code: error.code.to_owned(),
        message: web::form::message(visitor, error),
    };
    errors.iter().map(message).collect()
}

/// One field that needs another value.
fn wrong(field: &str, code: &'static str, value: Option<String>) -> FieldError {
    FieldError {
        field: field.to_owned(),
        code,
        value,
    }
}

/// Whether text holds what no database and no reader wants: control characters other than line breaks and tabs.
fn has_controls(text: &str) -> bool {
    text.chars()
        .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// RFC 3339 with Tokyo's offset, to the second.
fn moment(at: Timestamp) -> String {
    at.to_zoned(tokyo()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// 201 with the place of what was made.
fn created(href: &str, body: impl IntoResponse) -> Response {
    let mut response = (StatusCode::CREATED, body).into_response();
    if let Ok(place) = HeaderValue::from_str(href) {
        response.headers_mut().insert(axum::http::header::LOCATION, place);
    }
    response
}
