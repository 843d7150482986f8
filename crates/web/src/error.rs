//! Errors as people and programs see them: a page in the reader's language, or a problem document (RFC 9457).

use askama::Template;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::actor::Actor;
use serde::Serialize;

use crate::page::Page;
use crate::visitor::Visitor;

/// A page that says what is wrong and what to do. `key` has a `-title` and a `-text` message. Programs get the same as
/// a problem document.
pub fn page(visitor: &Visitor, status: StatusCode, key: &str) -> Response {
    let title = visitor.say(&format!("{key}-title"));
    let text = visitor.say(&format!("{key}-text"));
    if visitor.wants_json {
        return Problem::new(status, key, &title).detail(&text).into_response();
    }
    sorry(visitor, status, &title, &text, None)
}

/// More was sent than is taken: how large a file may be, if there was one, and the way back to the page it was sent from.
pub(crate) fn too_large(visitor: &Visitor, headers: &HeaderMap, megabytes: Option<usize>) -> Response {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    if visitor.wants_json {
        return page(visitor, status, "error-too-large");
    }
    let (title, text) = match megabytes {
        Some(megabytes) => (
            visitor.say("error-file-too-large-title"),
            visitor.say1("error-file-too-large-text", "megabytes", megabytes),
        ),
        None => (
            visitor.say("error-too-large-title"),
            visitor.say("error-too-large-text"),
        ),
    };
    sorry(visitor, status, &title, &text, Some(&way_back(visitor, headers)))
}

/// The page of this site that the browser says it comes from; else the applicant's own page, or the first one.
fn way_back(visitor: &Visitor, headers: &HeaderMap) -> String {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let (from, host) = (text(header::REFERER), text(header::HOST));
    let path = from.zip(host).and_then(|(from, host)| {
        let (_, address) = from.split_once("://")?;
        let path = address.strip_prefix(host)?;
        // Another host may begin with the name of ours; and "//" would lead to another one.
        (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
    });
    path.unwrap_or_else(|| match visitor.actor {
        Actor::Applicant { .. } => visitor.href("/status"),
        _ => visitor.href("/"),
    })
}

fn sorry(visitor: &Visitor, status: StatusCode, title: &str, text: &str, back: Option<&str>) -> Response {
    let template = Sorry {
        v: visitor,
        title,
        text,
        status: status.as_u16(),
        back,
        desk: matches!(visitor.actor, Actor::Staff { .. }) && visitor.path.starts_with("/desk"),
    };
    let body = template.render().unwrap_or_default();
    (status, Page::public(visitor, title).render(&body)).into_response()
}

#[derive(Template)]
#[template(path = "error.html")]
struct Sorry<'a> {
    v: &'a Visitor,
    title: &'a str,
    text: &'a str,
    status: u16,
    /// Where to go back to, when that is known.
    back: Option<&'a str>,
    /// Somebody at work, who goes on at the desk.
    desk: bool,
}

/// The message for an answer that came without one.
pub fn key(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "error-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "error-method",
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "error-denied",
        StatusCode::PAYLOAD_TOO_LARGE => "error-too-large",
        StatusCode::TOO_MANY_REQUESTS => "error-slow-down",
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => "error-unavailable",
        status if status.is_client_error() => "error-broken-form",
        _ => "error-internal",
    }
}

/// Whether a program asked: by its path, or because it takes JSON and no page.
pub(crate) fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    path.starts_with("/api/") || (accepted.contains("json") && !accepted.contains("html"))
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
    /// What to do, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
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
            detail: String::new(),
            errors: Vec::new(),
        }
    }

    /// With a sentence about what to do.
    #[must_use]
    pub fn detail(mut self, detail: &str) -> Self {
        detail.clone_into(&mut self.detail);
        self
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
