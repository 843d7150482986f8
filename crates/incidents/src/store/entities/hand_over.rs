//! A note at the change of shifts.

use contracts::ids::StaffId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A note at the change of shifts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_hand_over")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: At,
    /// Who hands over.
    pub staff_id: StaffId,
    /// Their name.
    pub staff_name: String,
    /// What the next shift has to know, sealed by the house.
    pub text: String,
    /// Ids of the cases that were open, JSON.
    pub cases: String,
}

impl ActiveModelBehavior for ActiveModel {}
