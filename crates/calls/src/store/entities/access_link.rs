//! A request for a one-time link, and the link that was sent for it.

use contracts::ids::ApplicationId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A request for a one-time link, and the link that was sent for it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_link")]
pub struct Model {
    /// SHA-256 of the token: a leaked table opens nothing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose; none when number and address did not belong together and nothing was sent.
    pub application_id: Option<ApplicationId>,
    /// Hash of the client's address: only counted, never shown.
    pub client_hash: String,
    /// When it was asked for.
    pub created_at: At,
    /// Until when it can be used.
    pub expires_at: At,
    /// When it was used.
    pub used_at: Option<At>,
}

impl ActiveModelBehavior for ActiveModel {}
