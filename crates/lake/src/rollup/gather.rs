//! Counting row by row. A key that was seen before costs a hash and an addition.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use contracts::ids::CompanyId;
use firewall_logs::Field;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::measures::{KeyText, Measure, Seen};
use super::{Figures, RollupRow, merge};
use crate::columns::Row;
use crate::days;

/// Figures in the making.
#[derive(Default)]
pub struct Gather {
    cells: HashMap<u128, Cell, BuildHasherDefault<AlreadyHashed>>,
    text: KeyText,
    bytes: usize,
}

struct Cell {
    company: CompanyId,
    day: i32,
    measure: Measure,
    key: Box<str>,
    key2: Box<str>,
    figures: Figures,
}

impl Gather {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// About how many bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Counts a row under all measures.
    pub fn count(&mut self, row: &Row<'_, '_>) {
        let seen = Seen::new(row);
        let figures = figures(row, &seen);
        let day = days::day_number(row.time);
        for &measure in Measure::ALL {
            if measure.keys(&seen, &mut self.text) {
                self.add(row.company, day, measure, &figures);
            }
        }
    }

    fn add(&mut self, company: CompanyId, day: i32, measure: Measure, figures: &Figures) {
        let (bytes, split) = self.text.bytes();
        // The place goes in by the seed and by folding; the keys by their bytes, so that two places meet only if
        // 128 bits do.
        let (high, low) = company.0.as_u64_pair();
        let place = u64::from(day.cast_unsigned()) << 32 | (split as u64) << 8 | measure as u64;
        let seed = (high ^ low.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ place.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        let hash = xxh3_128_with_seed(bytes, seed) ^ (u128::from(place) << 64 | u128::from(low));
        let text = &self.text;
        let taken = &mut self.bytes;
        let cell = self.cells.entry(hash).or_insert_with(|| {
            let (key, key2) = text.parts();
            *taken += 160 + key.len() + key2.len();
            Cell {
                company,
                day,
                measure,
                key: key.into(),
                key2: key2.into(),
                figures: Figures::default(),
            }
        });
        cell.figures.add(figures);
    }

    /// What was counted, sorted.
    pub fn finish(self) -> Vec<RollupRow> {
        let rows = self.cells.into_values().map(|cell| RollupRow {
            company: cell.company,
            day: days::from_number(cell.day),
            measure: cell.measure,
            key: cell.key.into(),
            key2: cell.key2.into(),
            figures: cell.figures,
        });
        merge(rows)
    }
}

fn figures(row: &Row<'_, '_>, seen: &Seen<'_>) -> Figures {
    let event = seen.event;
    let number = |field| event.integer(field).and_then(|number| u64::try_from(number).ok());
    let severity = number(Field::Severity)
        .filter(|severity| *severity <= 6)
        .unwrap_or(0);
    let time = row.time.as_millisecond();
    Figures {
        events: 1,
        blocked: seen.judgement.blocked.into(),
        detected: seen.judgement.detected.into(),
        bytes_in: number(Field::BytesIn).unwrap_or(0),
        bytes_out: number(Field::BytesOut).unwrap_or(0),
        first: time,
        last: time,
        severity: u8::try_from(severity).unwrap_or(0),
    }
}

/// The keys are hashes: they are not hashed again.
#[derive(Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "folding both halves")]
    fn write_u128(&mut self, number: u128) {
        self.0 = number as u64 ^ (number >> 64) as u64;
    }
}
