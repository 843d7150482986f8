//! One signed part of a consent (C15).

use contracts::ids::{ApplicationId, FileId, SignatureId};
use platform::store::At;
use sea_orm::entity::prelude::*;

/// One signed part of a consent (C15).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signature")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignatureId,
    /// Whose.
    pub application_id: ApplicationId,
    /// Which document.
    pub consent_id: String,
    /// `company` or `participant`.
    pub part: String,
    /// `typed` or `scan`.
    pub method: String,
    /// Typed name of the representative or participant.
    pub signer_name: String,
    /// Company part: name.
    pub company_name: Option<String>,
    /// Company part: address.
    pub company_address: Option<String>,
    /// When.
    pub signed_at: At,
    /// From where.
    pub client_address: String,
    /// SHA-256 of the text that was signed.
    pub document_hash: String,
    /// The text that was signed, JSON.
    pub document: String,
    /// The stamped scan.
    pub file_id: Option<FileId>,
}

impl ActiveModelBehavior for ActiveModel {}
