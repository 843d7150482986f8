//! A browser of an applicant who came by their link.

use contracts::ids::ApplicationId;
use platform::store::At;
use sea_orm::entity::prelude::*;

/// A browser of an applicant who came by their link.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applicant_session")]
pub struct Model {
    /// SHA-256 of the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose application it may see.
    pub application_id: ApplicationId,
    /// When it ends at the latest.
    pub expires_at: At,
    /// When it was last used, to a few minutes.
    pub last_seen: At,
}

impl ActiveModelBehavior for ActiveModel {}
