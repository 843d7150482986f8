//! The draw of a programme (D1).

use platform::store::At;
use sea_orm::entity::prelude::*;

/// The draw of a programme (D1).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draw")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: String,
    /// Public id.
    pub draw_id: String,
    /// `chartered`, `frozen`, `drawn`.
    pub state: String,
    /// Canonical JSON.
    pub charter: String,
    /// SHA-256.
    pub charter_hash: String,
    /// Ed25519 in hex.
    pub signature: String,
    /// Ed25519 public key in hex.
    pub organiser_key: String,
    /// entries.csv.
    pub entries: Option<String>,
    /// SHA-256.
    pub list_hash: Option<String>,
    /// When it was frozen.
    pub frozen_at: Option<At>,
    /// beacon.json.
    pub beacon: Option<String>,
    /// R, 32 bytes in hex: what the ranking follows from.
    pub randomness: Option<String>,
    /// ranking.csv.
    pub ranking: Option<String>,
    /// seats.csv.
    pub seats: Option<String>,
    /// When it was drawn.
    pub drawn_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
