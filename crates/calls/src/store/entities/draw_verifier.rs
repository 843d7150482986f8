//! A verifier page that a charter names (draw-v1, 1).

use platform::store::At;
use sea_orm::entity::prelude::*;

/// A verifier page that a charter names.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draw_verifier")]
pub struct Model {
    /// SHA-256 of the page, hexadecimal: as the charter has it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// The page.
    pub page: Vec<u8>,
    /// The `Content-Security-Policy` under which it runs.
    pub policy: String,
    /// Since when.
    pub kept_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
