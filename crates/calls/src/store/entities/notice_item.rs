//! One notice of a batch.

use contracts::ids::{ApplicationId, NoticeId};
use sea_orm::entity::prelude::*;

/// One notice of a batch.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_item")]
pub struct Model {
    /// The batch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub notice_id: NoticeId,
    /// To whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: ApplicationId,
    /// `selected`, `waiting`, `not_selected`, `message`.
    pub outcome: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
