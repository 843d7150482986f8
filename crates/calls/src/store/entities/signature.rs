//! One signed part of a consent (C15).

use contracts::ids::{ApplicationId, FileId, SignatureId};
use platform::store::At;
use sea_orm::entity::prelude::*;

use crate::domain::review::Review;

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
    /// `applicant`, or `secretariat` for a paper that came by post.
    pub sender: String,
    /// [`Review`] by its name.
    pub review: String,
    /// Until when the secretariat looks at it.
    pub review_due: Option<At>,
    /// When it was accepted or sent back.
    pub reviewed_at: Option<At>,
    /// Why it was sent back, or why the secretariat put it in the place of an accepted one.
    pub review_reason: Option<String>,
}

impl Model {
    /// How far it has come.
    pub fn review(&self) -> Review {
        Review::parse(&self.review)
    }

    /// Whether participation may rest on it.
    pub fn counts(&self) -> bool {
        self.review() == Review::Accepted
    }

    /// Consent and part, as [`crate::domain::outstanding::Given`] has them.
    pub fn key(&self) -> (String, String) {
        (self.consent_id.clone(), self.part.clone())
    }
}

impl ActiveModelBehavior for ActiveModel {}
