//! Events as columns: one for what the lake knows of a line, one for each field of an event.
//!
//! | column | holds |
//! |---|---|
//! | `company`, `device` | ids as text; `00000000-…` where nobody knows |
//! | `time` | when it happened, corrected; milliseconds UTC. The day of a file is the day of this in Tokyo |
//! | `received_after` | milliseconds from `time` to receiving; negative where the device's clock is fast. Half the bytes of an instant |
//! | `device_time` | when it happened by the device's clock, where that differs from `time` |
//! | `class_uid`, `flags`, `reason` | class; bits of [`Flags`]; why a line was not understood |
//! | one per [`Field`] but the time | the field's path with `_` for dots |
//! | `unmapped` | JSON object of what has no field, in the order of the line |
//! | `raw` | the line, byte for byte; never read unless asked for |
//!
//! A file holds only the columns that hold something.

mod batch;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use batch::{Batches, Width};
pub use rows::Columns;
pub(crate) use schema::instant as schema_instant;
pub use schema::{COMPANY, DEVICE, RAW, TIME, event_schema};

#[cfg(doc)]
use firewall_logs::Field;

/// Rows that become columns together: so few that their lines, of some hundred bytes each, lie in a processor's
/// second-level cache while one column after the other is made of them.
pub const BATCH: usize = 1024;

/// What is known of a line beside its event, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flags(pub u8);

impl Flags {
    /// The device's clock was off by a steady amount; `time` is corrected.
    pub const SKEW_CORRECTED: Self = Self(1);
    /// The line had no time; `time` is when it was received.
    pub const TIME_MISSING: Self = Self(2);
    /// It came after its day.
    pub const LATE: Self = Self(4);
    /// The line's time cannot be (1970, 2036 …); `time` is when it was received. Set by the lake.
    pub const TIME_IMPOSSIBLE: Self = Self(8);
    /// The serial number in the line is not that of the device whose certificate was shown.
    pub const SERIAL_DISAGREES: Self = Self(16);
    /// The line was longer than allowed; its end is missing.
    pub const CUT: Self = Self(32);

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One event on its way into the lake.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r, 'l> {
    /// Whose it is; nil if nobody knows. Such rows are kept and can be counted.
    pub company: CompanyId,
    /// Which device sent it; nil if nobody knows.
    pub device: DeviceId,
    /// When it was received.
    pub received: Timestamp,
    /// When it happened, corrected.
    pub time: Timestamp,
    /// What is known of it beside.
    pub flags: Flags,
    /// The event.
    pub event: &'r Event<'l>,
}

impl Row<'_, '_> {
    /// With a time that can be: at most 400 days before it was received, at most one day after.
    #[must_use]
    pub fn with_possible_time(mut self) -> Self {
        const DAY: i64 = 24 * 60 * 60;
        let age = self.received.as_second().saturating_sub(self.time.as_second());
        if !(-DAY..=400 * DAY).contains(&age) {
            self.time = self.received;
            self.flags = self.flags.with(Flags::TIME_IMPOSSIBLE);
        }
        self
    }
}

/// How many bytes each column takes in a file of the lake.
///
/// # Errors
/// If the file does not read.
pub fn sizes(path: &std::path::Path) -> Result<Vec<(String, u64)>, crate::LakeError> {
    crate::read::sizes(path)
}
