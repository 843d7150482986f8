//! The certificate of a destruction.

use contracts::ids::{CompanyId, KeyId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A key that was destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestroyedKey {
    /// Its id, which stands in front of everything that it sealed.
    pub id: KeyId,
    /// Its generation.
    pub generation: i64,
    /// When it was made.
    pub created: Timestamp,
    /// SHA-256 of the wrapped key, in hex: a copy of the database from before can be told to hold it.
    pub wrapped_sha256: String,
}

/// What was destroyed, when, by whom and why (programme J, confidentiality consent, part 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Version of this format: 1.
    pub version: u8,
    /// Its number.
    pub id: Uuid,
    /// Whose data.
    pub company: CompanyId,
    /// The company's name.
    pub company_name: String,
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub requested_by: String,
    /// When.
    pub requested: Timestamp,
    /// Who released it.
    pub released_by: String,
    /// When: since then nothing opens.
    pub destroyed: Timestamp,
    /// The keys.
    pub keys: Vec<DestroyedKey>,
}

impl Certificate {
    /// SHA-256 of the certificate as JSON, in hex. It also stands in the audit log.
    pub fn fingerprint(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

/// SHA-256 in hex.
pub(super) fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
