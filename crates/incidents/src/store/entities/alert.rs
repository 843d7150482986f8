//! That the centre was alerted of a case: once for each of its clocks.

use contracts::ids::CaseId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// That the centre was alerted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_alert")]
pub struct Model {
    /// Of which case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: CaseId,
    /// Of which clock, as [`crate::domain::alarm::Clock`] names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clock: String,
    /// When.
    pub at: At,
}

impl ActiveModelBehavior for ActiveModel {}
