//! A visit that was fixed.

use contracts::ids::{AppointmentId, InstallationId};
use platform::clock::in_tokyo;
use platform::store::At;
use sea_orm::entity::prelude::*;

use crate::domain::visit::{Errand, Slot};

/// To come.
pub const BOOKED: &str = "booked";
/// Took place.
pub const KEPT: &str = "kept";
/// Does not take place.
pub const CANCELLED: &str = "cancelled";

/// A visit that was fixed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppointmentId,
    /// Of which installation.
    pub installation_id: InstallationId,
    /// Of which programme.
    pub programme_id: String,
    /// A name of [`Errand`].
    pub errand: String,
    /// Start.
    pub starts_at: At,
    /// How long.
    pub minutes: i32,
    /// [`BOOKED`], [`KEPT`] or [`CANCELLED`].
    pub state: String,
    /// Who goes.
    pub technician: Option<String>,
    /// The installation while the visit is to come.
    #[sea_orm(unique)]
    pub live_installation: Option<InstallationId>,
    /// When it was fixed.
    pub created_at: At,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its time on the clock in Tokyo.
    pub(crate) fn slot(&self) -> Slot {
        Slot {
            starts: in_tokyo(self.starts_at.instant()),
            minutes: u16::try_from(self.minutes).unwrap_or(u16::MAX),
        }
    }

    /// What for.
    pub(crate) fn errand(&self) -> Errand {
        Errand::parse(&self.errand).unwrap_or(Errand::Installation)
    }
}
