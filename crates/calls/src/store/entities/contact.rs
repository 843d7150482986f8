//! One contact with an applicant (C11).

use contracts::ids::{ApplicationId, ContactId, StaffId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// One contact with an applicant (C11).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    /// Whose.
    pub application_id: ApplicationId,
    /// When.
    pub at: At,
    /// By whom; empty for imported lines.
    pub staff_id: Option<StaffId>,
    /// `telephone` or `mail`.
    pub channel: String,
    /// `reached`, `absent`, `call_back`, `wrong_number`.
    pub outcome: String,
    /// What was said.
    pub note: String,
    /// The contact check form, JSON.
    pub answers: Option<String>,
    /// An imported line is taken once.
    #[sea_orm(unique)]
    pub import_key: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
