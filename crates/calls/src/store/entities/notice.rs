//! A batch of notices, prepared by one person and released by another.

use contracts::ids::NoticeId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A batch of notices, prepared by one person and released by another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// The programme.
    pub programme_id: String,
    /// `result`, `message`.
    pub kind: String,
    /// `prepared`, `released`, `discarded`.
    pub state: String,
    /// Staff id or `system`.
    pub prepared_by: String,
    /// When.
    pub prepared_at: At,
    /// Staff id.
    pub released_by: Option<String>,
    /// When.
    pub released_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
