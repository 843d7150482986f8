//! What is known of each device from its lines, kept in a file beside the lake so that pages can read it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::Path;

use contracts::ids::DeviceId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lake::wal::Position;
use platform::clock::date_in_tokyo;
use serde::{Deserialize, Serialize};

use super::counters::{Listener, Refused};
use crate::domain::health::Health;

/// Hours whose events are counted apart.
const HOURS: usize = 48;
/// Days that are remembered as days with lines.
const DAYS: usize = 400;

/// Figures of one device, or of everything that nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceFigures {
    /// Lines in the log.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// When the last line was received.
    pub last_seen: Option<Timestamp>,
    /// Lines by the hour in which they were received, in hours since 1970; the last 48 that had any.
    pub hours: BTreeMap<i64, u64>,
    /// Days in Tokyo on which lines were received.
    pub days: BTreeSet<Date>,
    /// Lines that were not understood, by reason.
    pub not_understood: BTreeMap<String, u64>,
    /// Lines that came twice after a reconnect and were dropped.
    pub duplicates: u64,
    /// Lines whose serial number was not the device's.
    pub serial_disagrees: u64,
    /// Lines whose time was corrected.
    pub corrected: u64,
    /// Lines without a time of their own.
    pub without_time: u64,
    /// By how many milliseconds its clock is behind (negative: ahead), if that is steady.
    pub skew: Option<i64>,
    /// Lines lost by the vendor's own numbers, and of how many; none where it does not number them.
    pub loss: Option<(u64, u64)>,
    /// What it last said of its signatures.
    pub signatures: Option<String>,
}

impl DeviceFigures {
    /// A line was received.
    pub(super) fn seen(&mut self, received: Timestamp, bytes: usize) {
        self.lines += 1;
        self.bytes += bytes as u64;
        self.last_seen = self.last_seen.max(Some(received));
        *self.hours.entry(hour(received)).or_default() += 1;
        if self.hours.len() > HOURS {
            self.hours.pop_first();
        }
        if self.days.insert(date_in_tokyo(received)) && self.days.len() > DAYS {
            self.days.pop_first();
        }
    }

    /// Lines in the hour that ends at `now`, as far as whole hours tell.
    pub fn events_last_hour(&self, now: Timestamp) -> u64 {
        self.hours.get(&(hour(now) - 1)).copied().unwrap_or_default()
    }

    /// As pages show it, for a device that has stood since `from`.
    pub fn health(&self, from: Date, now: Timestamp) -> Health {
        let today = date_in_tokyo(now);
        let days = from
            .series(jiff::Span::new().days(1))
            .take_while(|day| *day < today);
        Health {
            last_seen: self.last_seen,
            events_last_hour: Some(self.events_last_hour(now)),
            days_without_logs: days.filter(|day| !self.days.contains(day)).collect(),
            loss: self.loss,
            signatures: self.signatures.clone(),
        }
    }
}

fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(SignedDuration::from_hours(1).as_secs())
}

/// The collector at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// When it was written.
    pub written: Option<Timestamp>,
    /// Up to where in the write-ahead log lines are counted here.
    pub position: Position,
    /// Since when the log takes nothing.
    pub full_since: Option<Timestamp>,
    /// Damaged places of the log that were set aside, and their bytes.
    pub damage: (u64, u64),
    /// Bytes of the receive buffer for UDP.
    pub receive_buffer: Option<usize>,
    /// The ways in.
    pub listeners: Vec<Listener>,
    /// The last refusals.
    pub refused: Vec<Refused>,
    /// The devices; the nil one stands for everything that nobody knows.
    pub devices: BTreeMap<DeviceId, DeviceFigures>,
    /// Senders that nobody knows, with their lines.
    pub unknown: BTreeMap<String, u64>,
}

impl Snapshot {
    /// Reads the file; an empty snapshot if there is none, or if it does not read: figures are no reason not to start.
    pub fn read(file: &Path) -> Self {
        match std::fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, file = %file.display(), "the collector's figures do not read; they begin anew");
                Self::default()
            }),
            Err(_) => Self::default(),
        }
    }

    /// Writes the file in one step.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("new");
        let mut new = std::fs::File::create(&beside)?;
        new.write_all(&serde_json::to_vec(self)?)?;
        new.sync_all()?;
        std::fs::rename(beside, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_without_lines_are_named_up_to_yesterday() {
        let mut figures = DeviceFigures::default();
        for text in [
            "2026-11-17T03:00:00Z",
            "2026-11-18T16:00:00Z",
            "2026-11-20T03:00:00Z",
        ] {
            figures.seen(at(text), 100);
        }
        let health = figures.health("2026-11-16".parse().unwrap(), at("2026-11-21T03:00:00Z"));
        // 16:00 UTC is the next day in Tokyo.
        assert_eq!(
            health.days_without_logs,
            ["2026-11-16".parse().unwrap(), "2026-11-18".parse().unwrap()]
        );
        assert_eq!(health.last_seen, Some(at("2026-11-20T03:00:00Z")));
    }

    #[test]
    fn the_last_whole_hour_is_counted() {
        let mut figures = DeviceFigures::default();
        for text in [
            "2026-11-17T03:00:00Z",
            "2026-11-17T03:59:59Z",
            "2026-11-17T04:00:00Z",
        ] {
            figures.seen(at(text), 100);
        }
        assert_eq!(figures.events_last_hour(at("2026-11-17T04:30:00Z")), 2);
        assert_eq!(figures.events_last_hour(at("2026-11-17T09:30:00Z")), 0);
    }

    #[test]
    fn a_snapshot_comes_back_from_its_file_and_a_broken_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("collector.json");
        assert_eq!(Snapshot::read(&file), Snapshot::default());
        let mut snapshot = Snapshot::default();
        let figures = snapshot
            .devices
            .entry(DeviceId(uuid::Uuid::from_u128(7)))
            .or_default();
        figures.seen(at("2026-11-17T03:00:00Z"), 100);
        snapshot.write(&file).unwrap();
        assert_eq!(Snapshot::read(&file), snapshot);
        std::fs::write(&file, b"{\"devices\":").unwrap();
        assert_eq!(Snapshot::read(&file), Snapshot::default());
    }
}
