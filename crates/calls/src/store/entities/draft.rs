//! An application that is being filled in.

use contracts::ids::{ApplicationId, DraftId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// An application that is being filled in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DraftId,
    /// The programme.
    pub programme_id: String,
    /// SHA-256 of the cookie that opens it.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// `ja` or `en`.
    pub language: String,
    /// Answers of the eligibility pages, JSON.
    pub eligibility: String,
    /// Answers and raw input so far, JSON.
    pub answers: String,
    /// When it was begun.
    pub created_at: At,
    /// When it was last saved.
    pub updated_at: At,
    /// The application it became.
    pub application_id: Option<ApplicationId>,
}

impl ActiveModelBehavior for ActiveModel {}
