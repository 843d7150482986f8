//! A certificate that was issued to an appliance. Its key is with the appliance alone.

use contracts::ids::DeviceId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A certificate.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_certificate")]
pub struct Model {
    /// SHA-256 of its DER, hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: String,
    /// Whose.
    pub device_id: DeviceId,
    /// Valid from.
    pub issued_at: At,
    /// Valid until.
    pub expires_at: At,
    /// Refused since.
    pub revoked_at: Option<At>,
    /// Why.
    pub revoked_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
