//! Figures of each company and day, made with the same rows and in the same step as the files of events: a monthly
//! report reads a few hundred rows instead of a few hundred thousand.
//!
//! To add a figure, add a line to the table in `measures.rs`.

mod gather;
mod measures;
mod table;
#[cfg(test)]
mod tests;

use contracts::ids::CompanyId;
use jiff::civil::Date;

pub use gather::Gather;
pub use measures::{Judgement, Measure};
pub(crate) use table::{from_batch, rollup_schema, to_batch};

/// What is counted under a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Events: one per line.
    pub events: u64,
    /// Of these: stopped, removed or set aside.
    pub blocked: u64,
    /// Of these: a threat that was seen and not stopped.
    pub detected: u64,
    /// Bytes from the destination to the source.
    pub bytes_in: u64,
    /// Bytes from the source to the destination.
    pub bytes_out: u64,
    /// First of them, milliseconds.
    pub first: i64,
    /// Last of them, milliseconds.
    pub last: i64,
    /// Highest `severity_id` among them (99, other, counts as 0).
    pub severity: u8,
}

impl Figures {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        if other.events == 0 {
            return;
        }
        if self.events == 0 {
            *self = *other;
            return;
        }
        self.events += other.events;
        self.blocked += other.blocked;
        self.detected += other.detected;
        self.bytes_in = self.bytes_in.saturating_add(other.bytes_in);
        self.bytes_out = self.bytes_out.saturating_add(other.bytes_out);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.severity = self.severity.max(other.severity);
    }
}

/// One row of the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollupRow {
    /// Whose.
    pub company: CompanyId,
    /// Day of Tokyo.
    pub day: Date,
    /// What is counted.
    pub measure: Measure,
    /// By what it is counted.
    pub key: String,
    /// By what else; empty where there is nothing else.
    pub key2: String,
    /// How many.
    pub figures: Figures,
}

/// Rows with the same company, day, measure and keys as one, sorted by these.
pub fn merge(rows: impl IntoIterator<Item = RollupRow>) -> Vec<RollupRow> {
    let mut rows: Vec<RollupRow> = rows.into_iter().collect();
    rows.sort_by(|one, other| place(one).cmp(&place(other)));
    rows.dedup_by(|later, kept| {
        let same = place(later) == place(kept);
        if same {
            kept.figures.add(&later.figures);
        }
        same
    });
    rows
}

fn place(row: &RollupRow) -> (CompanyId, Measure, Date, &str, &str) {
    (row.company, row.measure, row.day, &row.key, &row.key2)
}
