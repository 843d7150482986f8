//! Who has read a note of the change of shifts.

use contracts::ids::StaffId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// Who has read a note of the change of shifts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_hand_over_read")]
pub struct Model {
    /// The note.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hand_over_id: Uuid,
    /// Who read it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: StaffId,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub at: At,
}

impl ActiveModelBehavior for ActiveModel {}
