//! Seats of a briefing by mode; `taken` never passes `capacity`.

use sea_orm::entity::prelude::*;

/// Seats of a briefing by mode; `taken` never passes `capacity`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: String,
    /// The briefing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub briefing_id: String,
    /// `on_site` or `online`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mode: String,
    /// Seats.
    pub capacity: i64,
    /// Seats held.
    pub taken: i64,
}

impl ActiveModelBehavior for ActiveModel {}
