//! The `company_key` table.

use contracts::ids::{CompanyId, KeyId};
use sea_orm::entity::prelude::*;
use uuid::Uuid;

use crate::store::At;

/// A company's data key, wrapped by the master key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "company_key")]
pub struct Model {
    /// Id; stands in front of everything that it sealed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: KeyId,
    /// Whose.
    pub company_id: CompanyId,
    /// From 1; the newest that is not retired seals.
    pub generation: i64,
    /// The key under the master key; nothing once it is destroyed.
    pub wrapped: Option<String>,
    /// When it was made.
    pub created_at: At,
    /// Since when it only opens.
    pub retired_at: Option<At>,
    /// When it was destroyed.
    pub destroyed_at: Option<At>,
    /// By which destruction.
    pub destruction_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
