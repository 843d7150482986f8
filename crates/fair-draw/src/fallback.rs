//! The physical draw, for a round that is not published within 72 hours or a place without a beacon.
//!
//! Ten balls numbered 1 to 10 are drawn out of a drum one after the other until it is empty, in public; this is
//! done at least four times (four give 87 bits). Each time gives a permutation: the numbers in the order drawn.
//!
//! The permutations, in order, are written as text in the way of RFC 3797 section 4: each number in decimal
//! followed by `.`, each permutation followed by `/`, nothing else. Because order matters here, numbers are not
//! sorted. For example two draws would read
//!
//! ```text
//! 3.1.10.2.7.5.4.9.8.6./10.9.8.7.6.5.4.3.2.1./
//! ```
//!
//! R = SHA-256 of that ASCII text. From there on the draw is the same as with a beacon.
//!
//! In `beacon.json` it stands as `{"kind":"balls","permutations":[[3,1,10,…],…]}`. It counts only if the charter
//! says `"fallback":"balls"`, or `"beacon":{"kind":"balls"}` as its only source. Whether the round was really
//! late cannot be seen from a bundle: anybody can look the round up.

use std::fmt::Write as _;

use crate::beacon::BeaconError;
use crate::digest::Digest;

/// Balls numbered 1 to 10 in the order drawn.
pub type Permutation = [u8; 10];

/// Fewest draws of all the balls.
pub const FEWEST_PERMUTATIONS: usize = 4;
/// Most draws that a checker accepts.
pub const MOST_PERMUTATIONS: usize = 100;

/// The text over which R is computed.
pub fn encode(permutations: &[Permutation]) -> String {
    let mut text = String::new();
    for permutation in permutations {
        for ball in permutation {
            write!(text, "{ball}.").expect("writing to a String cannot fail");
        }
        text.push('/');
    }
    text
}

/// R of a physical draw.
///
/// # Errors
/// [`BeaconError::NumberOfPermutations`] or [`BeaconError::NotAPermutation`] (draws count from 1).
pub fn randomness(permutations: &[Permutation]) -> Result<Digest, BeaconError> {
    if !(FEWEST_PERMUTATIONS..=MOST_PERMUTATIONS).contains(&permutations.len()) {
        return Err(BeaconError::NumberOfPermutations {
            found: permutations.len(),
        });
    }
    for (index, permutation) in permutations.iter().enumerate() {
        let mut sorted = *permutation;
        sorted.sort_unstable();
        if sorted != [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
            return Err(BeaconError::NotAPermutation { draw: index + 1 });
        }
    }
    Ok(Digest::of(encode(permutations).as_bytes()))
}
