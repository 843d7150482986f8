//! An uploaded file.

use contracts::ids::{ApplicationId, FileId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// An uploaded file.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FileId,
    /// Whose.
    pub application_id: ApplicationId,
    /// Name without any path.
    pub name: String,
    /// Found from the contents, not believed.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Hash.
    pub sha256: String,
    /// The file.
    pub contents: Vec<u8>,
    /// When.
    pub created_at: At,
}

impl ActiveModelBehavior for ActiveModel {}
