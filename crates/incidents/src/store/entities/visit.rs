//! A visit on site.

use contracts::ids::{CaseId, CompanyId, StaffId, VisitId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A visit on site.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_visit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VisitId,
    /// The case.
    pub case_id: CaseId,
    /// Whose.
    pub company_id: CompanyId,
    /// `planned`, `done` or `cancelled`.
    pub state: String,
    /// When it was asked for.
    pub requested_at: At,
    /// From.
    pub starts_at: At,
    /// Until.
    pub ends_at: At,
    /// Who planned it.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// What to do until then, sealed.
    pub until_then: Option<String>,
    /// What came of it, sealed.
    pub result: Option<String>,
    /// When it was done or called off.
    pub ended_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
