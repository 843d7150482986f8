//! An entry of a company's workbench.

use contracts::ids::{CompanyId, RecordId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// An entry of a company's workbench.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workbench_record")]
pub struct Model {
    /// Id; the content is sealed for it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RecordId,
    /// Whose.
    pub company_id: CompanyId,
    /// What kind.
    pub kind: String,
    /// Which of its kind.
    pub key: String,
    /// Grows with each change: two people cannot overwrite each other.
    pub version: i64,
    /// Sealed content.
    pub content: String,
    /// When it was changed.
    pub changed_at: At,
    /// When it was taken out; kept so that it can be brought back.
    pub removed_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
