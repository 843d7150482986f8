//! Secrets that must be read back, encrypted under a key that is not in the database.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::entropy::{Entropy, random_bytes};

const NONCE: usize = 24;
/// Marks the format, so that another one can come later.
const VERSION: &str = "v1.";

/// The 32 bytes from which every key of the installation is derived. They come from configuration, never from
/// the database: a leaked database alone opens nothing.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

/// Why something does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not 64 hexadecimal digits.
    #[error("the master key must be 32 bytes, written as 64 hexadecimal digits")]
    Key,
    /// What is stored is not in the vault's format.
    #[error("the sealed value does not read")]
    Format,
    /// Another key, another place, or somebody changed it.
    #[error("the sealed value does not open: another key, another place, or it was changed")]
    Refused,
}

impl MasterKey {
    /// From raw bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From 64 hexadecimal digits, as a key file holds them; white space around is ignored.
    pub fn from_hex(text: &str) -> Result<Self, VaultError> {
        let bytes = hex::decode(text.trim()).map_err(|_| VaultError::Key)?;
        bytes.try_into().map(Self).map_err(|_| VaultError::Key)
    }

    /// From its file. A missing file is made with a fresh key, readable by its owner alone.
    pub fn from_file(file: &Path, entropy: &dyn Entropy) -> io::Result<Self> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = Self::generate(entropy);
                write_new(file, &text)?;
                text
            }
            read => read?,
        };
        Self::from_hex(&text).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }

    /// A fresh key as a key file holds it.
    pub fn generate(entropy: &dyn Entropy) -> String {
        hex::encode(random_bytes::<32>(entropy))
    }

    /// A key of its own for `purpose` (HMAC-SHA-256 of the purpose under the master key).
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0)
            .expect("HMAC takes keys of every length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Encrypts `secret` for `place`, for instance `staff/<id>/totp`: moved to another place it does not open.
    pub fn seal(&self, entropy: &dyn Entropy, place: &str, secret: &[u8]) -> String {
        let nonce = random_bytes::<NONCE>(entropy);
        let payload = Payload {
            msg: secret,
            aad: place.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("the cipher takes messages far longer than any secret");
        format!(
            "{VERSION}{}",
            STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
        )
    }

    /// Decrypts what [`MasterKey::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, VaultError> {
        let text = sealed.strip_prefix(VERSION).ok_or(VaultError::Format)?;
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| VaultError::Format)?;
        let (nonce, message) = bytes.split_first_chunk::<NONCE>().ok_or(VaultError::Format)?;
        let payload = Payload {
            msg: message,
            aad: place.as_bytes(),
        };
        self.cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| VaultError::Refused)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive("vault").into())
    }
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    writeln!(written, "{text}")?;
    written.sync_all()
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_place_only(secret in any::<Vec<u8>>(), place in ".*", other in ".*", seed: u64) {
            let key = MasterKey::new([7; 32]);
            let sealed = key.seal(&SeededEntropy::new(seed), &place, &secret);
            prop_assert_eq!(key.open(&place, &sealed), Ok(secret));
            prop_assert_eq!(MasterKey::new([8; 32]).open(&place, &sealed), Err(VaultError::Refused));
            if place != other {
                prop_assert_eq!(key.open(&other, &sealed), Err(VaultError::Refused));
            }
        }

        #[test]
        fn a_changed_character_is_noticed(secret in any::<Vec<u8>>(), at: prop::sample::Index, to in "[A-Za-z0-9+/.]") {
            let key = MasterKey::new([7; 32]);
            let sealed = key.seal(&SeededEntropy::new(1), "place", &secret);
            let at = at.index(sealed.len());
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != sealed);
            prop_assert!(key.open("place", &changed).is_err());
        }
    }

    #[test]
    fn a_key_is_read_from_its_file() {
        let text = MasterKey::generate(&SeededEntropy::new(1));
        let key = MasterKey::from_hex(&format!("{text}\n")).unwrap();
        assert_eq!(hex::encode(key.0), text);
        for wrong in ["", "00", "zz", &text[1..], &format!("{text}00")] {
            assert_eq!(MasterKey::from_hex(wrong).unwrap_err(), VaultError::Key);
        }
        assert!(!format!("{key:?}").contains(&text));
    }

    #[test]
    fn a_key_file_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys/master.key");
        let first = MasterKey::from_file(&file, &SeededEntropy::new(1)).unwrap();
        let second = MasterKey::from_file(&file, &SeededEntropy::new(2)).unwrap();
        assert_eq!(first.0, second.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&file, "not a key").unwrap();
        let error = MasterKey::from_file(&file, &SeededEntropy::new(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn purposes_have_different_keys() {
        let key = MasterKey::new([7; 32]);
        assert_ne!(key.derive("csrf"), key.derive("vault"));
    }
}
