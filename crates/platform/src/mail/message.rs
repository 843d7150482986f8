//! The `mail` table.

use contracts::ids::MailId;
use sea_orm::entity::prelude::*;

use crate::store::At;

/// Waits for its turn.
pub const WAITING: &str = "waiting";
/// Handed over right now.
pub const SENDING: &str = "sending";
/// The server took it.
pub const SENT: &str = "sent";
/// Refused for good.
pub const FAILED: &str = "failed";
/// Handed over without an answer, or the process died; nobody knows.
pub const UNCERTAIN: &str = "uncertain";

/// A mail.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    /// Id; its Message-ID follows from it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    /// Address.
    pub to_address: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// `ja` or `en`.
    pub language: String,
    /// What it is about: kind …
    pub subject_kind: Option<String>,
    /// … and id.
    pub subject_id: Option<String>,
    /// At most one mail per key.
    #[sea_orm(unique)]
    pub dedupe_key: Option<String>,
    /// See the constants of this module.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Waiting: not before. Afterwards: the last try.
    pub next_at: At,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: At,
    /// When the server took it.
    pub sent_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
