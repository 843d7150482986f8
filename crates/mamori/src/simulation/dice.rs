//! Randomness of a simulation: everything follows from the seed.

use std::sync::{Mutex, PoisonError};

use platform::entropy::{Entropy, SeededEntropy};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A generator of one's own for thing number `index` of a sort, independent of everything that was drawn before.
pub fn random(seed: u64, sort: &str, index: u64) -> StdRng {
    StdRng::seed_from_u64(mix(seed, sort, index))
}

/// FNV-1a over seed, sort and index: enough to keep streams apart.
fn mix(seed: u64, sort: &str, index: u64) -> u64 {
    let bytes = seed
        .to_be_bytes()
        .into_iter()
        .chain(index.to_be_bytes())
        .chain(sort.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The randomness that transactions see. It starts afresh with every turn, so that a transaction that the database
/// made try again does not change the salts of those that follow.
pub struct Dice {
    seed: u64,
    current: Mutex<SeededEntropy>,
}

impl Dice {
    /// Dice for a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            current: Mutex::new(SeededEntropy::new(mix(seed, "turn", 0))),
        }
    }

    /// Begins turn number `turn`.
    pub fn turn(&self, turn: u64) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) =
            SeededEntropy::new(mix(self.seed, "turn", turn));
    }
}

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(bytes);
    }
}
