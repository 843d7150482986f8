//! What can go wrong in this context. Pages translate it; nothing here is a sentence for people.

use contracts::ReadError;
use platform::store::StoreError;

use crate::domain::case::Refusal;
use crate::domain::visit::NoSlot;

/// An operation's refusal or failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What a company confided does not open.
    #[error(transparent)]
    Vault(#[from] platform::vault::Error),
    /// Another context could not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such thing, or it is not this actor's to see.
    #[error("not found")]
    NotFound,
    /// The state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else changed it in between: look again.
    #[error("changed by somebody else in between")]
    Stale,
    /// A text, a reason, a choice is required and missing: the field's name.
    #[error("{0} is required")]
    Missing(&'static str),
    /// A text is longer than a page takes: the field's name.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// Cases of two companies, or a case and itself, are never one.
    #[error("these cases cannot be one")]
    NotTheSame,
    /// It lies in the future and cannot: the field's name.
    #[error("{0} lies in the future")]
    Future(&'static str),
    /// It lies too far back to be true: the field's name.
    #[error("{0} lies too far back")]
    Before(&'static str),
    /// A visit of the case is planned already.
    #[error("a visit is planned already")]
    VisitPlanned,
    /// Nobody has said what became of a planned visit.
    #[error("a visit is still planned")]
    VisitOpen,
    /// No visit takes place then (M5).
    #[error(transparent)]
    NoSlot(#[from] NoSlot),
}

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl From<platform::vault::VaultError> for Error {
    fn from(error: platform::vault::VaultError) -> Self {
        Self::Vault(error.into())
    }
}
