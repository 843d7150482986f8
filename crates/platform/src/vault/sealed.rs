//! The format of a sealed value: `k1.` + key id + `.` + base64(tag of the place ‖ nonce ‖ ciphertext).
//!
//! The tag is SHA-256 over company, table, row and column. Key id and tag are the cipher's associated data, so neither
//! can be changed; with the tag inside, a whole value in the wrong place is told apart from a damaged one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use contracts::ids::{CompanyId, KeyId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::VaultError;
use crate::entropy::{Entropy, random_bytes};

const NONCE: usize = 24;
const TAG: usize = 32;
/// Marks the format, so that another one can come later.
const VERSION: &str = "k1.";

/// A company's key, unwrapped. Never shown, never kept.
pub(super) struct DataKey([u8; 32]);

impl DataKey {
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DataKey(…)")
    }
}

/// Where a value stands: table, row, column. The company comes beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Table.
    pub table: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// Column.
    pub column: &'static str,
}

impl Place {
    /// A place.
    pub fn new(table: &'static str, row: impl Into<Uuid>, column: &'static str) -> Self {
        Self {
            table,
            row: row.into(),
            column,
        }
    }

    /// JSON keeps the parts apart: no two places have the same text.
    fn tag(&self, company: CompanyId) -> [u8; TAG] {
        let text = serde_json::json!([company, self.table, self.row, self.column]).to_string();
        Sha256::digest(text.as_bytes()).into()
    }
}

fn header(key: KeyId, tag: &[u8; TAG]) -> Vec<u8> {
    [VERSION.as_bytes(), key.0.as_bytes(), tag].concat()
}

pub(super) fn seal(
    key: &DataKey,
    key_id: KeyId,
    company: CompanyId,
    place: Place,
    entropy: &dyn Entropy,
    bytes: &[u8],
) -> String {
    let nonce = random_bytes::<NONCE>(entropy);
    let tag = place.tag(company);
    let payload = Payload {
        msg: bytes,
        aad: &header(key_id, &tag),
    };
    let sealed = key
        .cipher()
        .encrypt(&XNonce::from(nonce), payload)
        .expect("the cipher takes messages far longer than any form");
    let body = STANDARD_NO_PAD.encode([tag.as_slice(), &nonce, &sealed].concat());
    format!("{VERSION}{}.{body}", key_id.0.simple())
}

/// A sealed value taken apart, not yet opened.
#[derive(Debug)]
pub(super) struct Read {
    key: KeyId,
    tag: [u8; TAG],
    nonce: [u8; NONCE],
    message: Vec<u8>,
}

pub(super) fn read(sealed: &str) -> Result<Read, VaultError> {
    let parts = sealed.strip_prefix(VERSION).and_then(|rest| rest.split_once('.'));
    let (key, body) = parts.ok_or(VaultError::Damaged)?;
    // One way to write a key id, so that a changed letter is a changed value.
    let id = Uuid::try_parse(key).map_err(|_| VaultError::Damaged)?;
    if id.simple().to_string() != key {
        return Err(VaultError::Damaged);
    }
    let bytes = STANDARD_NO_PAD.decode(body).map_err(|_| VaultError::Damaged)?;
    let (tag, rest) = bytes.split_first_chunk::<TAG>().ok_or(VaultError::Damaged)?;
    let (nonce, message) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Damaged)?;
    Ok(Read {
        key: KeyId(id),
        tag: *tag,
        nonce: *nonce,
        message: message.to_vec(),
    })
}

impl Read {
    pub(super) fn key_id(&self) -> KeyId {
        self.key
    }

    pub(super) fn open(
        &self,
        key: &DataKey,
        company: CompanyId,
        place: Place,
    ) -> Result<Vec<u8>, VaultError> {
        let payload = Payload {
            msg: &self.message,
            aad: &header(self.key, &self.tag),
        };
        let bytes = key
            .cipher()
            .decrypt(&XNonce::from(self.nonce), payload)
            .map_err(|_| VaultError::Damaged)?;
        if self.tag == place.tag(company) {
            Ok(bytes)
        } else {
            Err(VaultError::WrongPlace)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    const TABLES: [&str; 2] = ["case", "case_entry"];
    const COLUMNS: [&str; 2] = ["text", "note"];

    /// Company, table, row, column: few of each, so that they often meet.
    fn places() -> impl Strategy<Value = (CompanyId, Place)> {
        (0..2u128, 0..2usize, 0..2u128, 0..2usize).prop_map(|(company, table, row, column)| {
            let place = Place::new(TABLES[table], Uuid::from_u128(row), COLUMNS[column]);
            (CompanyId(Uuid::from_u128(company)), place)
        })
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_place_only(
            bytes: Vec<u8>, here in places(), there in places(), seed: u64,
        ) {
            let (key, id) = (DataKey([7; 32]), KeyId(Uuid::from_u128(9)));
            let sealed = seal(&key, id, here.0, here.1, &SeededEntropy::new(seed), &bytes);
            let opened = read(&sealed).unwrap().open(&key, there.0, there.1);
            prop_assert_eq!(opened, if here == there { Ok(bytes) } else { Err(VaultError::WrongPlace) });
            let other = read(&sealed).unwrap().open(&DataKey([8; 32]), here.0, here.1);
            prop_assert_eq!(other, Err(VaultError::Damaged));
        }

        #[test]
        fn a_changed_character_is_damage(
            bytes: Vec<u8>, here in places(), at: prop::sample::Index, to in "[A-Za-z0-9+/.]",
        ) {
            let (key, id) = (DataKey([7; 32]), KeyId(Uuid::from_u128(9)));
            let sealed = seal(&key, id, here.0, here.1, &SeededEntropy::new(1), &bytes);
            let at = at.index(sealed.len());
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != sealed);
            let opened = read(&changed).and_then(|read| read.open(&key, here.0, here.1));
            prop_assert_eq!(opened, Err(VaultError::Damaged));
        }
    }

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", DataKey([7; 32])), "DataKey(…)");
    }
}
