//! This context's errors as pages: one mapping.

use axum::http::StatusCode;
use axum::response::Response;
use platform::vault;
use web::{Visitor, error};

use crate::error::Error;

/// An error as a page.
pub(super) fn page(visitor: &Visitor, problem: &Error) -> Response {
    let (status, key) = kind(problem);
    if status.is_server_error() {
        tracing::error!(error = %problem, "a page could not be made");
    }
    error::page(visitor, status, key)
}

fn kind(problem: &Error) -> (StatusCode, &'static str) {
    match problem {
        Error::Store(store) | Error::Vault(vault::Error::Store(store)) if store.is_unavailable() => {
            (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
        }
        Error::NotFound | Error::Vault(vault::Error::NotFound) => (StatusCode::NOT_FOUND, "error-not-found"),
        Error::Vault(vault::Error::Vault(vault::VaultError::Destroyed)) => {
            (StatusCode::GONE, "workbench-destroyed")
        }
        Error::NotYet => (StatusCode::CONFLICT, "workbench-not-yet"),
        Error::Left => (StatusCode::FORBIDDEN, "workbench-left"),
        Error::Conflict(_) => (StatusCode::CONFLICT, "error-changed"),
        Error::Frozen => (StatusCode::CONFLICT, "workbench-frozen"),
        Error::Full => (StatusCode::UNPROCESSABLE_ENTITY, "workbench-full"),
        Error::Missing(_) | Error::TooLong(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
        Error::Store(_) | Error::Vault(_) | Error::Read(_) | Error::Unreadable(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
        }
    }
}

/// The same page, answering that something of what was sent has to be put right.
pub(super) fn invalid(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}
