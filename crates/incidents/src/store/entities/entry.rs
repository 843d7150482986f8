//! Something that stands in a case.

use contracts::ids::{CaseEntryId, CaseId, CompanyId, StaffId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// Something that stands in a case.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_entry")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseEntryId,
    /// The case.
    pub case_id: CaseId,
    /// Whose keys sealed it.
    pub company_id: CompanyId,
    /// When.
    pub at: At,
    /// What it is.
    pub kind: String,
    /// Which member of staff; nobody for the company and the system.
    pub staff_id: Option<StaffId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// Sealed text.
    pub text: Option<String>,
    /// Step: on which host, sealed.
    pub host: Option<String>,
    /// What else belongs to it, JSON.
    pub detail: String,
}

impl ActiveModelBehavior for ActiveModel {}
