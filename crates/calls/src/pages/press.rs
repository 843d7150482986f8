//! PDFs for download. Setting one takes long at first and computing always, so it happens off the threads that answer;
//! a call's document is kept until its text changes.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::model::Document;
use documents::pdf::Engine;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use web::{Visitor, error};

/// Fonts are looked for once in a process.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);
/// By what is said in the document. Held while one is set: whoever else wants it waits for it and finds it.
static KEPT: LazyLock<Mutex<HashMap<[u8; 32], Bytes>>> = LazyLock::new(Mutex::default);
/// Calls in two languages, and some room: beyond it the shelf is cleared.
const MOST_KEPT: usize = 32;

/// A document that many ask for, as a file of `name`.
pub(super) async fn kept(visitor: &Visitor, document: Document, name: &str) -> Response {
    let said = serde_json::to_vec(&document).unwrap_or_default();
    let key: [u8; 32] = Sha256::digest(&said).into();
    let mut kept = KEPT.lock().await;
    if let Some(bytes) = kept.get(&key) {
        return file(bytes.clone(), name);
    }
    let bytes = match set(document).await {
        Ok(bytes) => bytes,
        Err(problem) => return failed(visitor, &problem),
    };
    if kept.len() >= MOST_KEPT {
        kept.clear();
    }
    kept.insert(key, bytes.clone());
    file(bytes, name)
}

/// What the browser does with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saved {
    /// It is shown in place.
    Shown,
    /// It is saved.
    Kept,
}

/// A document for one person, as a file of `name`: kept nowhere here.
pub(super) async fn once(visitor: &Visitor, document: Document, saved: Saved, name: &str) -> Response {
    match set(document).await {
        Ok(bytes) if saved == Saved::Shown => file(bytes, name),
        Ok(bytes) => download(
            bytes,
            "application/pdf",
            &format!("attachment; filename=\"{name}\""),
        ),
        Err(problem) => failed(visitor, &problem),
    }
}

async fn set(document: Document) -> Result<Bytes, String> {
    let pdf = tokio::task::spawn_blocking(move || ENGINE.pdf(&document)).await;
    match pdf {
        Ok(Ok(pdf)) => Ok(pdf.bytes.into()),
        Ok(Err(problem)) => Err(problem.to_string()),
        Err(problem) => Err(problem.to_string()),
    }
}

fn failed(visitor: &Visitor, problem: &str) -> Response {
    tracing::error!(error = problem, "a PDF could not be made");
    error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
}

fn file(bytes: Bytes, name: &str) -> Response {
    download(bytes, "application/pdf", &format!("inline; filename=\"{name}\""))
}

/// A file with its kind and how the browser is to take it. `disposition` holds only what we made up.
pub(super) fn download(bytes: impl Into<Bytes>, kind: &'static str, disposition: &str) -> Response {
    let disposition =
        HeaderValue::from_str(disposition).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes.into(),
    )
        .into_response()
}
