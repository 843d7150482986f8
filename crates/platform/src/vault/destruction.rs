//! The `key_destruction` table: who asked for it, who released it, and what was destroyed.

use contracts::ids::CompanyId;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

use crate::store::At;

/// The destruction of a company's keys: asked for by one person, released by another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_destruction")]
pub struct Model {
    /// Id; the number of the certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose keys.
    pub company_id: CompanyId,
    /// Its name when it was asked for: the certificate names it when the records are forgotten.
    pub company_name: String,
    /// `requested`, `released` or `withdrawn`.
    pub state: String,
    /// Why.
    pub reason: String,
    /// Who asked: kind and id, as in the audit log.
    pub requested_by: String,
    /// Their name.
    pub requested_name: String,
    /// When.
    pub requested_at: At,
    /// Who released or withdrew it.
    pub decided_by: Option<String>,
    /// Their name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<At>,
    /// Once released: the [`super::Certificate`] as JSON.
    pub certificate: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
