//! Instants in the database.

use jiff::Timestamp;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// An instant as microseconds since 1970-01-01T00:00:00Z: the same in both databases, and it sorts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    /// As an instant.
    pub fn instant(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

impl From<Timestamp> for At {
    fn from(value: Timestamp) -> Self {
        Self(value.as_microsecond())
    }
}

impl From<At> for Timestamp {
    fn from(value: At) -> Self {
        value.instant()
    }
}
