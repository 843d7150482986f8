//! What can go wrong in this context. Pages translate it; nothing here is a sentence for people.

use contracts::ReadError;
use platform::forms::FieldError;
use platform::store::StoreError;

use crate::domain::data::NoUse;
use crate::domain::device::Elsewhere;
use crate::domain::installation::Refusal;
use crate::domain::stock_list::Finding;
use crate::domain::visit::NoVisit;

/// An operation's refusal or failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another context could not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such thing, or it is not this actor's to see.
    #[error("not found")]
    NotFound,
    /// The state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No visit can take place then.
    #[error(transparent)]
    NoVisit(#[from] NoVisit),
    /// The device is elsewhere.
    #[error(transparent)]
    Elsewhere(#[from] Elsewhere),
    /// Somebody else changed it in between: look again.
    #[error("changed by somebody else in between")]
    Stale,
    /// Answers that cannot be taken.
    #[error("{} field(s) need another answer", .0.len())]
    Invalid(Vec<FieldError>),
    /// A row of a list cannot be taken (row from 1, why).
    #[error("row {0}: {1:?}")]
    Row(usize, Finding),
    /// The data may not be used for that (M6).
    #[error(transparent)]
    NoUse(#[from] NoUse),
    /// Nothing is collected here.
    #[error("nothing was collected yet")]
    NoLake,
    /// Figures could not be read or written.
    #[error("the figures could not be read: {0}")]
    Figures(String),
    /// A certificate could not be made.
    #[error("the certificate could not be made: {0}")]
    Certificate(String),
}

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl Error {
    /// A field that must be filled in.
    pub(crate) fn required(field: &str) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            code: "required",
            value: None,
        }])
    }
}
