//! Figures of the collector of logs. It is a process of its own; whoever reads its figures hands them on here.

use jiff::Timestamp;
use metrics::{counter, gauge};

use super::as_figure;

/// Whether the collector wrote its figures within the last minutes.
pub const UP: &str = "mamori_collector_up";
/// Lines that the write-ahead log has kept.
pub const LINES: &str = "mamori_collector_lines_total";
/// Their bytes.
pub const BYTES: &str = "mamori_collector_bytes_total";
/// Lines that were cut.
pub const CUT: &str = "mamori_collector_cut_lines_total";
/// Refusals.
pub const REFUSED: &str = "mamori_collector_refused_total";
/// Lines that were dropped.
pub const DROPPED: &str = "mamori_collector_dropped_total";
/// Lines that came twice.
pub const DUPLICATES: &str = "mamori_collector_duplicates_total";
/// Lines that were not understood.
pub const NOT_UNDERSTOOD: &str = "mamori_collector_not_understood_total";
/// Devices that were heard of.
pub const HEARD: &str = "mamori_collector_devices_heard";
/// What waits.
pub const WAITING: &str = "mamori_collector_waiting_bytes";
/// Free space.
pub const FREE: &str = "mamori_collector_free_bytes";
/// Whether the log takes nothing.
pub const FULL: &str = "mamori_collector_full";
/// Damaged files of the lake.
pub const DAMAGED: &str = "mamori_collector_damaged_files";
/// When lines were last written to the lake.
pub const FLUSHED: &str = "mamori_collector_flushed_timestamp_seconds";

/// One way in.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// `udp`, `tcp`, …
    pub name: &'static str,
    /// Lines kept.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Lines cut.
    pub cut: u64,
    /// Refusals by reason; the reasons are words of ours.
    pub refused: Vec<(&'static str, u64)>,
}

/// The collector at one moment.
#[derive(Clone, Debug, Default)]
pub struct CollectorFigures {
    /// Whether it runs.
    pub running: bool,
    /// The ways in, since it was started.
    pub doors: Vec<Door>,
    /// Lines that UDP lost, since it was started.
    pub dropped: u64,
    /// Lines that came twice and were dropped.
    pub duplicates: u64,
    /// Lines that were not understood. They are kept.
    pub not_understood: u64,
    /// Devices heard of within an hour.
    pub heard: u64,
    /// Bytes of the write-ahead log that were not read yet.
    pub waiting: u64,
    /// Free bytes of the disk, if known.
    pub free: Option<u64>,
    /// Whether the write-ahead log takes nothing.
    pub full: bool,
    /// Files of the lake that were found damaged.
    pub damaged: u64,
    /// When lines were last written to the lake.
    pub flushed: Option<Timestamp>,
}

/// Notes the collector's figures.
pub fn collector(figures: &CollectorFigures) {
    let truth = |is: bool| if is { 1.0 } else { 0.0 };
    gauge!(UP).set(truth(figures.running));
    gauge!(FULL).set(truth(figures.full));
    gauge!(DAMAGED).set(as_figure(figures.damaged));
    for door in &figures.doors {
        counter!(LINES, "door" => door.name).absolute(door.lines);
        counter!(BYTES, "door" => door.name).absolute(door.bytes);
        counter!(CUT, "door" => door.name).absolute(door.cut);
        for (reason, times) in &door.refused {
            counter!(REFUSED, "door" => door.name, "reason" => *reason).absolute(*times);
        }
    }
    counter!(DROPPED).absolute(figures.dropped);
    counter!(DUPLICATES).absolute(figures.duplicates);
    counter!(NOT_UNDERSTOOD).absolute(figures.not_understood);
    gauge!(HEARD).set(as_figure(figures.heard));
    gauge!(WAITING).set(as_figure(figures.waiting));
    if let Some(free) = figures.free {
        gauge!(FREE).set(as_figure(free));
    }
    if let Some(flushed) = figures.flushed {
        gauge!(FLUSHED).set(as_figure(u64::try_from(flushed.as_second()).unwrap_or(0)));
    }
}
