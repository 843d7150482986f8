//! JSON for machines, under `/api/v1`, described at `/api/openapi.json`. Problems are RFC 9457 documents.

mod applications;
mod programmes;

use axum::Json;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use web::{Access, Problem, Routes, Visitor};

use crate::context::Calls;
use crate::error::Error;
use crate::pages::problems;

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mamori",
        version = "1",
        description = "Public cybersecurity support for small companies: programmes and applications."
    ),
    paths(programmes::list, programmes::read, applications::submit, applications::read),
    components(schemas(
        programmes::Summary,
        programmes::Detail,
        programmes::Course,
        programmes::Section,
        programmes::Question,
        applications::NewApplication,
        applications::Receipt,
        applications::Application
    ))
)]
struct Description;

/// The API of this context with its access.
pub fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/api/openapi.json", Access::Public, async || {
            Json(Description::openapi())
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
}

/// An error as a problem document.
fn problem(visitor: &Visitor, error: &Error) -> Response {
    let (status, key) = problems::kind(error);
    if status.is_server_error() {
        tracing::error!(error = %error, "an API call failed");
    }
    Problem::new(status, key, &visitor.say(&format!("{key}-title"))).into_response()
}
