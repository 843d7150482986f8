//! A JSON body, or a problem document that says what is wrong with it.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use web::Visitor;

use super::document;

/// Largest body in bytes: the longest form has some thousand characters.
pub(super) const LARGEST: usize = 256 * 1024;

/// The body as `T`.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let Some(visitor) = request.extensions().get::<Visitor>().cloned() else {
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let refuse = |status, key| document(&visitor, status, key).into_response();
        if !is_json(request.headers()) {
            return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "error-not-json-type"));
        }
        let bytes = axum::body::to_bytes(request.into_body(), LARGEST)
            .await
            .map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"))?;
        let text =
            std::str::from_utf8(&bytes).map_err(|_| refuse(StatusCode::BAD_REQUEST, "error-not-utf8"))?;
        serde_json::from_str(text).map(Self).map_err(|error| {
            let (status, key) = match error.classify() {
                Category::Data => (StatusCode::UNPROCESSABLE_ENTITY, "error-shape"),
                _ => (StatusCode::BAD_REQUEST, "error-not-json"),
            };
            let mut problem = document(&visitor, status, key);
            problem.detail = format!("{} ({error})", problem.detail);
            problem.into_response()
        })
    }
}

/// `application/json`, whatever its parameters, and `application/…+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}
