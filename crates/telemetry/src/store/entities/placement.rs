//! From when to when a device stood where: whose lines are whose.

use contracts::ids::{CompanyId, DeviceId, InstallationId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A device at a company.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    /// The device.
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: DeviceId,
    /// First instant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_at: At,
    /// Under which installation.
    pub installation_id: InstallationId,
    /// At which company.
    pub company_id: CompanyId,
    /// First instant after it.
    pub to_at: Option<At>,
    /// The device while it stands there.
    #[sea_orm(unique)]
    pub open_device: Option<DeviceId>,
    /// The installation while the device stands there.
    #[sea_orm(unique)]
    pub open_installation: Option<InstallationId>,
}

impl ActiveModelBehavior for ActiveModel {}
