//! One ranking, a function of charter, list and public randomness.

use std::collections::HashMap;
use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::digest::{Digest, lines};
use crate::entries::Entries;
use crate::receipt::Label;

/// An entry at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Who.
    pub label: Label,
    /// The entry's frame.
    pub frame: String,
    /// What decided the place: ascending.
    pub key: Digest,
}

/// All entries in the order that decides seats and the waiting list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    ranked: Vec<Ranked>,
    positions: HashMap<Label, usize>,
}

/// The draw's key: HMAC-SHA256 with key `draw-v1` over `charter_hash ‖ list_hash ‖ R`, 32 raw bytes each.
pub fn draw_key(charter_hash: &Digest, list_hash: &Digest, randomness: &Digest) -> Digest {
    let mut mac = keyed(b"draw-v1");
    mac.update(charter_hash.as_bytes());
    mac.update(list_hash.as_bytes());
    mac.update(randomness.as_bytes());
    Digest::from_bytes(mac.finalize().into_bytes().into())
}

/// Ranks entries by HMAC-SHA256(PRK, `draw-v1|rank|` ‖ label as hex text ‖ 0x01), ascending.
pub fn rank(draw_key: &Digest, entries: &Entries) -> Ranking {
    let mac = keyed(draw_key.as_bytes());
    let mut ranked: Vec<Ranked> = entries
        .iter()
        .map(|entry| {
            let mut mac = mac.clone();
            mac.update(b"draw-v1|rank|");
            mac.update(entry.label.to_string().as_bytes());
            mac.update(&[1]);
            let key = Digest::from_bytes(mac.finalize().into_bytes().into());
            Ranked {
                label: entry.label,
                frame: entry.frame.clone(),
                key,
            }
        })
        .collect();
    // Two equal keys would be a collision of SHA-256; the label still makes the order one.
    ranked.sort_unstable_by_key(|ranked| (ranked.key, ranked.label));
    let positions = ranked
        .iter()
        .enumerate()
        .map(|(index, ranked)| (ranked.label, index))
        .collect();
    Ranking { ranked, positions }
}

/// The whole draw: from the charter's hash, the frozen list and R to the ranking.
pub fn draw(charter_hash: &Digest, entries: &Entries, randomness: &Digest) -> Ranking {
    rank(&draw_key(charter_hash, &entries.hash(), randomness), entries)
}

impl Ranking {
    /// The entries, first rank first.
    pub fn iter(&self) -> std::slice::Iter<'_, Ranked> {
        self.ranked.iter()
    }

    /// A label's rank, from 1.
    pub fn rank_of(&self, label: &Label) -> Option<usize> {
        self.positions.get(label).map(|index| index + 1)
    }

    /// A label's line.
    pub fn get(&self, label: &Label) -> Option<&Ranked> {
        self.positions.get(label).map(|index| &self.ranked[*index])
    }

    /// How many entries were ranked.
    pub const fn len(&self) -> usize {
        self.ranked.len()
    }

    /// Whether there was no entry.
    pub const fn is_empty(&self) -> bool {
        self.ranked.is_empty()
    }

    /// The bytes to publish as `ranking.csv`: lines `rank,label,frame,key\n`, no header, rank from 1.
    pub fn bytes(&self) -> Vec<u8> {
        lines(&self.ranked, |out, rank, ranked| {
            writeln!(out, "{rank},{},{},{}", ranked.label, ranked.frame, ranked.key)
        })
    }
}

impl<'a> IntoIterator for &'a Ranking {
    type Item = &'a Ranked;
    type IntoIter = std::slice::Iter<'a, Ranked>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}
