//! The generator of RFC 3797 ("Publicly Verifiable Nominations Committee Random Selection"), for checking old
//! draws. `draw-v1` does not select with it; it only borrows its way of writing permutations as text
//! (see [`crate::fallback`]).

use md5::{Digest as _, Md5};

/// Selects `count` of the numbers 1 to `pool` with the key string of RFC 3797 section 4 (for example
/// `9319./2.5.8.10.12./`), in the order of selection. Selecting more than there are gives all of them.
///
/// Each step takes MD5(index ‖ key ‖ index), index being two bytes, most significant first, as a number
/// modulo those still there (RFC 3797 section 4 and its reference code).
pub fn select(key: &str, pool: u16, count: u16) -> Vec<u16> {
    let mut remaining: Vec<u16> = (1..=pool).collect();
    (0..count.min(pool))
        .map(|index| {
            let position = pick(key, index, remaining.len());
            remaining.remove(position)
        })
        .collect()
}

fn pick(key: &str, index: u16, remaining: usize) -> usize {
    let mut hash = Md5::new();
    hash.update(index.to_be_bytes());
    hash.update(key.as_bytes());
    hash.update(index.to_be_bytes());
    let number = u128::from_be_bytes(hash.finalize().into());
    usize::try_from(number % remaining as u128).expect("a remainder of a usize is a usize")
}
