//! A line of the public log (draw-v1, 8).

use sea_orm::entity::prelude::*;

/// A line of the public log (draw-v1, 8).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draw_event")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: String,
    /// Number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Whose.
    pub label: String,
    /// The line as published.
    pub line: String,
}

impl ActiveModelBehavior for ActiveModel {}
