//! How an appliance's log is doing, as pages show it. Figures come from collecting; what nobody measured is `None`.

use jiff::Timestamp;
use jiff::civil::Date;

/// The health of one device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// When its last line was received.
    pub last_seen: Option<Timestamp>,
    /// Events in the last hour.
    pub events_last_hour: Option<u64>,
    /// Days of the stay without a line.
    pub days_without_logs: Vec<Date>,
    /// Lines lost, as measured, and of how many.
    pub loss: Option<(u64, u64)>,
    /// The version of its signatures, as it says.
    pub signatures: Option<String>,
}

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing was received yet.
    Never,
    /// Lines arrive.
    Well,
    /// Silent for hours.
    Silent,
}

/// After so many hours without a line a device is silent.
const SILENT_HOURS: i64 = 6;

impl Health {
    /// How it is at `now`.
    pub fn condition(&self, now: Timestamp) -> Condition {
        match self.last_seen {
            None => Condition::Never,
            Some(last) if now.duration_since(last).as_hours() >= SILENT_HOURS => Condition::Silent,
            Some(_) => Condition::Well,
        }
    }
}
