//! An appliance.

use contracts::ids::DeviceId;
use platform::store::{At, StoreError};
use sea_orm::entity::prelude::*;

use crate::domain::device::{Format, Whereabouts};

/// An appliance.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeviceId,
    /// Serial number, as compared.
    #[sea_orm(unique)]
    pub serial: String,
    /// Maker.
    pub vendor: String,
    /// Model.
    pub model: String,
    /// A name of [`Format`].
    pub format: String,
    /// IANA zone of its clock.
    pub zone: String,
    /// A name of [`Whereabouts`].
    pub state: String,
    /// The last thing that was noted about it.
    pub note: String,
    /// When it was taken into stock.
    pub created_at: At,
    /// When it was changed last.
    pub changed_at: At,
    /// Counts changes.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Where it is.
    pub(crate) fn whereabouts(&self) -> Result<Whereabouts, StoreError> {
        Whereabouts::parse(&self.state)
            .ok_or_else(|| StoreError::Corrupt(format!("device state: {}", self.state)))
    }

    /// What its lines look like.
    pub(crate) fn line_format(&self) -> Format {
        Format::parse(&self.format).unwrap_or(Format::Auto)
    }
}
