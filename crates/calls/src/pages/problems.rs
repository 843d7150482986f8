//! This context's errors as pages and problem documents: one mapping.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use web::{Visitor, error};

use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::judgement::Objection;
use crate::error::Error;

/// The call of a path, if it is published.
pub(crate) fn programme(calls: &Calls, visitor: &Visitor, id: &str) -> Result<Arc<Programme>, Response> {
    calls
        .programme(id)
        .filter(|programme| programme.file.is_published(visitor.now))
        .ok_or_else(|| error::page(visitor, StatusCode::NOT_FOUND, "error-not-found"))
}

/// An error as a page.
pub(crate) fn page(visitor: &Visitor, problem: &Error) -> Response {
    let (status, key) = kind(problem);
    if status.is_server_error() {
        tracing::error!(error = %problem, "a page could not be made");
    }
    error::page(visitor, status, key)
}

/// Status and message key of an error.
pub(crate) fn kind(problem: &Error) -> (StatusCode, &'static str) {
    match problem {
        Error::Store(store) if store.is_unavailable() => {
            (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
        }
        Error::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-internal"),
        Error::NotFound | Error::NotInCall(_) => (StatusCode::NOT_FOUND, "error-not-found"),
        Error::Denied(_) | Error::SamePerson => (StatusCode::FORBIDDEN, "error-denied"),
        Error::Refused(_)
        | Error::Stale
        | Error::OutOfOrder(_)
        | Error::TooEarly { .. }
        | Error::TooLate { .. }
        | Error::Duplicates(_)
        | Error::Unsettled(_) => (StatusCode::CONFLICT, "error-changed"),
        Error::Unchanged => (StatusCode::UNPROCESSABLE_ENTITY, "error-unchanged"),
        Error::Against(Objection::Unmet(_)) => (StatusCode::CONFLICT, "error-unmet"),
        Error::Against(Objection::NotAgreed) => (StatusCode::CONFLICT, "error-not-agreed"),
        Error::Against(Objection::Undecided(_)) => (StatusCode::CONFLICT, "error-undecided"),
        Error::NotOpenYet { .. } => (StatusCode::CONFLICT, "error-not-open"),
        Error::Closed { .. } => (StatusCode::CONFLICT, "error-closed"),
        Error::Full { .. } => (StatusCode::CONFLICT, "error-full"),
        Error::KeyReused => (StatusCode::CONFLICT, "error-key-reused"),
        Error::Invalid(_) | Error::ReasonMissing | Error::Unsound(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid")
        }
    }
}
