//! Errors as people and programs see them: a page in the reader's language, or a problem document (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::page::Page;
use crate::visitor::Visitor;

/// A page that says what is wrong and what to do. `key` has a `-title` and a `-text` message.
pub fn page(visitor: &Visitor, status: StatusCode, key: &str) -> Response {
    if visitor.path.starts_with("/api/") {
        return Problem::new(status, key, &visitor.say(&format!("{key}-title"))).into_response();
    }
    let title = visitor.say(&format!("{key}-title"));
    let text = visitor.say(&format!("{key}-text"));
    let body = askama::filters::escape(&text, askama::filters::Html)
        .map(|text| text.to_string())
        .unwrap_or_default();
    let home = visitor.href("/");
    let back = visitor.say("error-home");
    let body = format!(
        r#"<div class="wrap narrow page"><h1>{}</h1><p class="lead">{body}</p><p><a href="{home}">{back}</a></p></div>"#,
        escape(&title)
    );
    (status, Page::public(visitor, &title).render(&body)).into_response()
}

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map(|text| text.to_string())
        .unwrap_or_default()
}

/// One field that needs another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// Which field.
    pub field: String,
    /// What is wrong, for programs.
    pub code: String,
    /// What is wrong, for people.
    pub message: String,
}

/// RFC 9457 problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `urn:mamori:problem:…`
    #[serde(rename = "type")]
    pub kind: String,
    /// What is wrong, for people.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Fields that need another value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(status: StatusCode, code: &str, title: &str) -> Self {
        let kind = format!("urn:mamori:problem:{}", code.trim_start_matches("error-"));
        Self {
            kind,
            title: title.to_owned(),
            status: status.as_u16(),
            errors: Vec::new(),
        }
    }

    /// With fields.
    #[must_use]
    pub fn with(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
