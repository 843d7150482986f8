//! Files for download: PDFs are set off the threads that answer.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::model::Document;
use documents::pdf::Engine;
use web::{Visitor, error};

/// Fonts are looked for once in a process.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

/// A document as a PDF of `name`, kept nowhere here.
pub(super) async fn pdf(visitor: &Visitor, document: Document, name: &str) -> Response {
    let set = tokio::task::spawn_blocking(move || ENGINE.pdf(&document).map_err(|error| error.to_string()));
    match set.await.map_err(|error| error.to_string()).flatten() {
        Ok(pdf) => download(pdf.bytes, "application/pdf", name),
        Err(problem) => {
            tracing::error!(error = problem, "a PDF could not be made");
            error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
        }
    }
}

/// A file to be saved as `name`, which holds only what we made up.
pub(super) fn download(bytes: impl Into<Bytes>, kind: &'static str, name: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes.into(),
    )
        .into_response()
}
