//! This context's errors as pages, and as sentences beside a form: one mapping.

use axum::http::StatusCode;
use axum::response::Response;
use web::{Visitor, error};

use crate::domain::installation::{NOTED_WITHIN, Refusal};
use crate::domain::stock_list::Finding;
use crate::domain::visit::NoVisit;
use crate::error::Error;

/// An error as a page.
pub(super) fn page(visitor: &Visitor, problem: &Error) -> Response {
    let (status, key) = match problem {
        Error::Store(store) if store.is_unavailable() => {
            (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
        }
        Error::Store(_) | Error::Read(_) | Error::Certificate(_) | Error::NoLake | Error::Figures(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
        }
        Error::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
        Error::Stale | Error::NoUse(_) | Error::Refused(_) | Error::NoVisit(_) | Error::Elsewhere(_) => {
            (StatusCode::CONFLICT, "error-changed")
        }
        Error::Invalid(_) | Error::Row(..) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
    };
    if status.is_server_error() {
        tracing::error!(error = %problem, "a page could not be made");
    }
    error::page(visitor, status, key)
}

/// What a person can mend: the field, and the sentence. `None` for what they cannot.
pub(super) fn sentences(visitor: &Visitor, problem: &Error) -> Option<Vec<(String, String)>> {
    let key = match problem {
        Error::Invalid(fields) => {
            let sentence = |field: &platform::forms::FieldError| {
                (field.field.clone(), web::form::message(visitor, field))
            };
            return Some(fields.iter().map(sentence).collect());
        }
        Error::Refused(refusal) => match refusal {
            Refusal::State(_) => "device-refused-state",
            Refusal::NotProposed => "device-refused-not-proposed",
            Refusal::NoTime => "device-refused-no-time",
            Refusal::NotAgreed => "device-refused-not-agreed",
            Refusal::Day => "device-refused-day",
            Refusal::TooLongAgo => {
                let said = visitor.say1("device-refused-too-long-ago", "days", NOTED_WITHIN);
                return Some(vec![("on".to_owned(), said)]);
            }
            Refusal::Over => "device-refused-over",
            Refusal::NotWanted => "device-refused-not-wanted",
        },
        Error::NoVisit(reason) => match reason {
            NoVisit::Closed => "device-visit-closed",
            NoVisit::OutOfHours => "device-visit-hours",
            NoVisit::Past => "device-visit-past",
            NoVisit::TooSoon => "device-visit-soon",
            NoVisit::Full => "device-visit-full",
        },
        Error::Elsewhere(_) => "device-refused-elsewhere",
        Error::Stale => "device-refused-stale",
        Error::Row(_, finding) => {
            let key = format!("device-finding-{}", finding.name());
            let field = match finding {
                Finding::Missing | Finding::Text => "vendor",
                Finding::Format => "format",
                _ => "serial",
            };
            return Some(vec![(field.to_owned(), visitor.say(&key))]);
        }
        Error::NoUse(_) => "device-refused-use",
        Error::NoLake => "reports-no-lake",
        Error::Store(_) | Error::Read(_) | Error::NotFound | Error::Certificate(_) | Error::Figures(_) => {
            return None;
        }
    };
    let field = match problem {
        Error::Refused(Refusal::NotAgreed) => "agree",
        Error::Refused(Refusal::NotProposed | Refusal::NoTime) | Error::NoVisit(_) => "slot",
        Error::Refused(Refusal::Day) => "on",
        Error::Elsewhere(_) => "device",
        _ => "main",
    };
    Some(vec![(field.to_owned(), visitor.say(key))])
}
