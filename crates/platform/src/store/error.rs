//! What the database can answer besides data.

use sea_orm::{DbErr, RuntimeErr};

/// The store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[source] DbErr),
    /// A stored value does not read as what it should be.
    #[error("stored data does not read: {0}")]
    Corrupt(String),
    /// Another transaction did the same in the meantime: the next try sees what it did.
    #[error("the transaction has to begin again: {0}")]
    Overtaken(#[source] Overtaken),
}

/// Another transaction did the same in the meantime. A type of its own, so that it is found in a chain of sources
/// whose outer errors are transparent.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("another transaction came first")]
pub struct Overtaken;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl StoreError {
    /// The database is out of reach or has no room: worth a 503 and another try later.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => true,
            Self::Database(error) => sqlx_error(error).is_some_and(is_unavailable),
            Self::Corrupt(_) | Self::Overtaken(_) => false,
        }
    }

    /// A unique key stands already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}

/// Whether anything in the source chain says that the transaction collided with another one.
pub(super) fn is_conflict(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut current = Some(error);
    while let Some(error) = current {
        if error.is::<Overtaken>() {
            return true;
        }
        if let Some(database) = error.downcast_ref::<DbErr>() {
            return sqlx_error(database)
                .and_then(code)
                .is_some_and(|code| is_conflict_code(&code));
        }
        current = error.source();
    }
    false
}

fn sqlx_error(error: &DbErr) -> Option<&sea_orm::SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn code(error: &sea_orm::SqlxError) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(std::borrow::Cow::into_owned)
}

/// PostgreSQL: serialization failure, deadlock. SQLite: busy and locked with their extended codes.
fn is_conflict_code(code: &str) -> bool {
    matches!(code, "40001" | "40P01" | "5" | "6" | "261" | "262" | "517")
}

fn is_unavailable(error: &sea_orm::SqlxError) -> bool {
    use sea_orm::SqlxError;
    match error {
        SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
        SqlxError::Database(database) => database.code().is_some_and(|code| is_unavailable_code(&code)),
        _ => false,
    }
}

/// PostgreSQL classes 08 (connection), 53 (resources), 57P (shutdown). SQLite busy, locked, I/O error, full, cannot
/// open, with their extended codes: the last eight bits are the primary one.
fn is_unavailable_code(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13 | 14),
        _ => ["08", "53", "57P"].iter().any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_out_of_reach_in_every_spelling() {
        for code in ["5", "13", "778", "261", "6666", "53100", "57P01", "08006"] {
            assert!(is_unavailable_code(code), "{code}");
        }
        for code in ["1", "19", "2067", "23505", "40001", "42P01"] {
            assert!(!is_unavailable_code(code), "{code}");
        }
    }
}
