//! What is known of each device from its lines, kept in a file beside the lake so that pages can read it. Figures of a
//! day go on into the database: see `crate::jobs::collected`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use contracts::ids::DeviceId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lake::wal::Position;
use platform::clock::date_in_tokyo;
use serde::{Deserialize, Serialize};

use super::counters::{Door, Listener, Refusal, Refused};
use super::daily::{Counted, Days};
use super::kept;
use super::records::NOBODY;
use super::signatures::Renewed;
use crate::domain::device::Serial;

/// Hours whose events are counted apart.
const HOURS: usize = 48;
/// Senders whose devices are remembered, at most.
const TUNNELS: usize = 20_000;
/// Days that are remembered as days with lines.
const DAYS: usize = 400;
/// Serial numbers that are remembered of one unknown sender.
const SERIALS: usize = 8;
/// The figures are written every ten seconds; after so long without, the collector does not run.
const FRESH: SignedDuration = SignedDuration::from_mins(2);

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
    /// Lines whose time cannot be, such as 1970 or 2036: they count when they were received.
    pub impossible: u64,
    /// When the last of these was received.
    pub impossible_at: Option<Timestamp>,
    /// By how many milliseconds its clock is behind (negative: ahead), if that is steady.
    pub skew: Option<i64>,
    /// Lines lost by the vendor's own numbers, and of how many; none where it does not number them.
    pub loss: Option<(u64, u64)>,
    /// Version of its signatures, as it said last.
    pub signatures: Option<String>,
    /// Since when: when it first named this version, or, if it never names one, when it was last renewed.
    pub signatures_since: Option<Timestamp>,
    /// The last days, each by itself.
    pub daily: Days,
}

impl DeviceFigures {
    /// A line was received.
    pub(super) fn seen(&mut self, received: Timestamp, bytes: usize, counted: Counted) {
        self.lines += 1;
        self.bytes += bytes as u64;
        self.duplicates += u64::from(counted.is_duplicate);
        self.last_seen = self.last_seen.max(Some(received));
        *self.hours.entry(hour(received)).or_default() += 1;
        if self.hours.len() > HOURS {
            self.hours.pop_first();
        }
        if self.days.insert(date_in_tokyo(received)) && self.days.len() > DAYS {
            self.days.pop_first();
        }
        self.daily.line(received, counted);
    }

    /// A line came out of a file: it says nothing of whether the device sends.
    pub(super) fn imported(&mut self, bytes: usize, counted: Counted) {
        self.lines += 1;
        self.bytes += bytes as u64;
        self.duplicates += u64::from(counted.is_duplicate);
    }

    /// The vendor's numbering went from one pair (lost, of how many) to another.
    pub(super) fn numbered(&mut self, received: Timestamp, before: (u64, u64), after: (u64, u64)) {
        if after.1 == 0 {
            return;
        }
        let (lost, of) = self.loss.unwrap_or_default();
        let lost = (lost + after.0).saturating_sub(before.0);
        self.loss = Some((lost, (of + after.1).saturating_sub(before.1)));
        self.daily.numbered(received, before, after);
    }

    /// Its signatures were renewed.
    pub(super) fn renewed(&mut self, received: Timestamp, renewed: &Renewed) {
        self.daily.renewed(received, renewed);
        let is_other = renewed.version.is_some() && renewed.version != self.signatures;
        if is_other || self.signatures.is_none() {
            self.signatures_since = Some(received);
        }
        if is_other {
            self.signatures.clone_from(&renewed.version);
        }
    }

    /// Whether a line was received within so long before `now`.
    pub fn heard_within(&self, time: SignedDuration, now: Timestamp) -> bool {
        let fresh = |last: Timestamp| now.duration_since(last) <= time;
        self.last_seen.is_some_and(fresh)
    }

    /// Lines in the hour that ends at `now`, as far as whole hours tell.
    pub fn events_last_hour(&self, now: Timestamp) -> u64 {
        self.hours.get(&(hour(now) - 1)).copied().unwrap_or_default()
    }

    /// Lines of each of the last 24 whole hours, the oldest first.
    pub fn last_day(&self, now: Timestamp) -> [u64; 24] {
        std::array::from_fn(|index| {
            let back = 24 - i64::try_from(index).unwrap_or_default();
            self.hours.get(&(hour(now) - back)).copied().unwrap_or_default()
        })
    }
}

/// Lines that the ways in dropped because the kernel's buffer or the disk was full.
pub fn dropped(listeners: &[Listener]) -> u64 {
    let of = |listener: &Listener| {
        let refused = listener.refused.iter();
        let full = refused.filter(|(reason, _)| *reason == Refusal::LogFull);
        listener.kernel_drops + full.map(|(_, lines)| lines).sum::<u64>()
    };
    let datagrams = listeners.iter().filter(|listener| listener.door == Door::Udp);
    datagrams.map(of).sum()
}

fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(SignedDuration::from_hours(1).as_secs())
}

/// The disk, and what waits on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Storage {
    /// Bytes of the write-ahead log that were not read yet.
    pub waiting: u64,
    /// Bytes of the write-ahead log in all; what lies in the lake is kept for some minutes.
    pub log: u64,
    /// Free bytes of the disk.
    pub free: Option<u64>,
}

impl Storage {
    /// Looks into the collector's folder. The log was read up to `position`.
    pub fn look(folder: &Path, position: Position) -> Self {
        let segments = lake::wal::segments(&folder.join("wal")).unwrap_or_default();
        let disk = rustix::fs::statvfs(folder).ok();
        Self {
            waiting: segments.iter().map(|one| waiting(one, position)).sum(),
            log: segments.iter().map(|one| one.bytes).sum(),
            free: disk.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
        }
    }
}

fn waiting(segment: &lake::wal::Segments, position: Position) -> u64 {
    match segment.number.cmp(&position.segment) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => segment.bytes.saturating_sub(position.offset),
        std::cmp::Ordering::Greater => segment.bytes,
    }
}

/// The collector at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// When it was written.
    pub written: Option<Timestamp>,
    /// When these figures began: with a new file they begin anew.
    pub began: Option<Timestamp>,
    /// Since when the collector runs.
    pub started: Option<Timestamp>,
    /// When lines were last written to the lake.
    pub flushed: Option<Timestamp>,
    /// The disk and what waits on it.
    pub storage: Storage,
    /// Up to where in the write-ahead log lines are counted here.
    pub position: Position,
    /// Since when the log takes nothing.
    pub full_since: Option<Timestamp>,
    /// Damaged places of the log that were set aside, and their bytes.
    pub damage: (u64, u64),
    /// Files of the lake that were found damaged.
    pub damaged_files: Vec<String>,
    /// Bytes of the receive buffer for UDP.
    pub receive_buffer: Option<usize>,
    /// The ways in.
    pub listeners: Vec<Listener>,
    /// The last refusals.
    pub refused: Vec<Refused>,
    /// The devices; the nil one stands for everything that nobody knows.
    pub devices: BTreeMap<DeviceId, DeviceFigures>,
    /// Senders that nobody knows, by their address.
    pub strangers: BTreeMap<String, UnknownSender>,
    /// Which device each sender within a tunnel named; none where it named several, or one that nobody knows: a relay.
    pub tunnels: BTreeMap<String, Option<DeviceId>>,
}

/// A sender that nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnknownSender {
    /// Its lines.
    pub lines: u64,
    /// When the last one was received.
    pub last: Option<Timestamp>,
    /// The serial numbers that its lines name, some of them.
    pub serials: BTreeSet<String>,
}

impl UnknownSender {
    /// A line was received that names this serial number, or none.
    pub(super) fn seen(&mut self, received: Timestamp, serial: Option<Serial>) {
        self.lines += 1;
        self.last = self.last.max(Some(received));
        if let Some(serial) = serial.filter(|_| self.serials.len() < SERIALS) {
            self.serials.insert(serial.to_string());
        }
    }
}

impl Snapshot {
    /// Reads the file; an empty snapshot if there is none, or if it does not read: figures are no reason not to start.
    pub fn read(file: &Path) -> Self {
        kept::read(file)
    }

    /// The collector starts with these figures.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.began.get_or_insert(now);
        self.started = Some(now);
        // They are counted from the start of the process.
        self.listeners.clear();
    }

    /// A sender within a tunnel named a device: `None` if nobody knows it.
    pub(super) fn named(&mut self, peer: &str, device: Option<DeviceId>, is_named: bool) {
        if !is_named {
            return;
        }
        if let Some(known) = self.tunnels.get_mut(peer) {
            *known = known.filter(|known| Some(*known) == device);
        } else if self.tunnels.len() < TUNNELS {
            self.tunnels.insert(peer.to_owned(), device);
        }
    }

    /// Whether a sender speaks for several devices, as far as it ever named them.
    pub(super) fn is_relay(&self, peer: &str) -> bool {
        !matches!(self.tunnels.get(peer), Some(Some(_)))
    }

    /// Takes the figures of the ways in; what UDP lost since the last time counts for the day.
    pub(super) fn heard(&mut self, now: Timestamp, listeners: Vec<Listener>) {
        let lost = dropped(&listeners).saturating_sub(dropped(&self.listeners));
        if lost > 0 {
            let nobody = self.devices.entry(NOBODY.device).or_default();
            nobody.daily.dropped(now, lost);
        }
        self.listeners = listeners;
    }

    /// Whether the collector wrote its figures just now, and so runs.
    pub fn is_running(&self, now: Timestamp) -> bool {
        let fresh = |written: Timestamp| now.duration_since(written) <= FRESH;
        self.written.is_some_and(fresh)
    }

    /// Writes the file in one step.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        kept::write(file, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_whole_hour_is_counted() {
        let mut figures = DeviceFigures::default();
        for text in [
            "2026-11-17T03:00:00Z",
            "2026-11-17T03:59:59Z",
            "2026-11-17T04:00:00Z",
        ] {
            figures.seen(at(text), 100, Counted::default());
        }
        assert_eq!(figures.events_last_hour(at("2026-11-17T04:30:00Z")), 2);
        assert_eq!(figures.events_last_hour(at("2026-11-17T09:30:00Z")), 0);
        let day = figures.last_day(at("2026-11-17T05:30:00Z"));
        assert_eq!((day[22], day[23], day.iter().sum::<u64>()), (2, 1, 3));
    }

    #[test]
    fn a_version_counts_from_when_it_was_first_named() {
        let mut figures = DeviceFigures::default();
        let renewed = |version: Option<&str>| Renewed {
            version: version.map(str::to_owned),
        };
        let (first, second, third) = (
            at("2026-11-17T03:00:00Z"),
            at("2026-11-18T03:00:00Z"),
            at("2026-11-19T03:00:00Z"),
        );
        figures.renewed(first, &renewed(None));
        assert_eq!(
            (figures.signatures.clone(), figures.signatures_since),
            (None, Some(first))
        );
        figures.renewed(second, &renewed(Some("4.1")));
        figures.renewed(third, &renewed(Some("4.1")));
        figures.renewed(third, &renewed(None));
        assert_eq!(figures.signatures.as_deref(), Some("4.1"));
        assert_eq!(figures.signatures_since, Some(second));
    }

    #[test]
    fn what_udp_lost_counts_once_for_its_day_and_anew_after_a_start() {
        let mut snapshot = Snapshot::default();
        let listener = |drops: u64| {
            vec![Listener {
                door: Door::Udp,
                lines: 0,
                bytes: 0,
                cut: 0,
                unfinished: 0,
                accepted: 0,
                open: 0,
                kernel_drops: drops,
                refused: vec![(Refusal::LogFull, 2), (Refusal::NotTls, 9)],
            }]
        };
        let now = at("2026-11-17T03:00:00Z");
        snapshot.begin(now);
        snapshot.heard(now, listener(5));
        snapshot.heard(now, listener(8));
        snapshot.begin(now);
        snapshot.heard(now, listener(1));
        let day = snapshot.devices[&NOBODY.device]
            .daily
            .day("2026-11-17".parse().unwrap());
        assert_eq!(day.unwrap().dropped, 5 + 2 + 3 + 1 + 2);
    }

    #[test]
    fn what_was_not_read_of_the_log_waits() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("wal");
        std::fs::create_dir(&log).unwrap();
        for (number, bytes) in [(1, 100), (2, 50), (3, 7)] {
            std::fs::write(log.join(format!("{number:020}.wal")), vec![0; bytes]).unwrap();
        }
        let storage = Storage::look(
            folder.path(),
            Position {
                segment: 2,
                offset: 20,
            },
        );
        assert_eq!((storage.waiting, storage.log), (37, 157));
        assert!(storage.free.is_some());
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
        figures.seen(at("2026-11-17T03:00:00Z"), 100, Counted::default());
        snapshot.write(&file).unwrap();
        assert_eq!(Snapshot::read(&file), snapshot);
        std::fs::write(&file, b"{\"devices\":").unwrap();
        assert_eq!(Snapshot::read(&file), Snapshot::default());
    }
}
