//! Randomness as an argument. Only [`OsEntropy`] asks the machine.

use std::sync::Mutex;

use contracts::ids::EntityId;
use jiff::Timestamp;
use rand::{Rng, SeedableRng, TryRng};

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rngs::SysRng
            .try_fill_bytes(bytes)
            .expect("the operating system's generator answers once the system has started");
    }
}

/// A repeatable generator for tests and the simulation.
pub struct SeededEntropy(Mutex<rand::rngs::StdRng>);

impl SeededEntropy {
    /// A generator that yields the same bytes for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(rand::rngs::StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// A fresh id (UUIDv7: sorts by the time it was made).
pub fn new_id<I: EntityId>(now: Timestamp, entropy: &dyn Entropy) -> I {
    let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
    let random = random_bytes::<10>(entropy);
    I::from(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
}

/// A random token for links and cookies: 256 bits, URL-safe base64 without padding.
pub fn new_token(entropy: &dyn Entropy) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random_bytes::<32>(entropy))
}

/// What is stored of a token: its SHA-256 in hex. A leaked table opens nothing.
pub fn token_hash(token: &str) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(token.as_bytes()))
}
