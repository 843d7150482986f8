//! The running state of a call: what the definition cannot know.

use sea_orm::entity::prelude::*;

/// The running state of a call: what the definition cannot know.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: String,
    /// Number of the last receipt.
    pub last_number: i64,
    /// Grows with each change, for readers that cache.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
