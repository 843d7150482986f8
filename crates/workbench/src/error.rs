//! What can go wrong in this context. Pages translate it; nothing here is a sentence for people.

use contracts::ReadError;
use platform::store::StoreError;

use crate::domain::record::{Slot, Unreadable};

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
    /// What is stored is not what this program writes.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// There is no such thing, or it is not this actor's to see.
    #[error("not found")]
    NotFound,
    /// The participation is not fixed yet: there is no workbench to open.
    #[error("the company does not take part yet")]
    NotYet,
    /// The company left: it reads, and does not write.
    #[error("the company left")]
    Left,
    /// Somebody else changed this entry since it was shown.
    #[error("{0:?} was changed by somebody else in between")]
    Conflict(Slot),
    /// The method is frozen once there is a ledger.
    #[error("the method is frozen")]
    Frozen,
    /// A text, a reason, a choice is required and missing: the field's name.
    #[error("{0} is required")]
    Missing(&'static str),
    /// A text is longer than a page takes: the field's name.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// The ledger is full.
    #[error("the ledger holds no more rows")]
    Full,
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
