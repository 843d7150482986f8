//! From the collector's figures (a file in the folder of the lake) into the records, every minute.
//!
//! The collector never waits for the database: it writes its file, and whoever does the upkeep reads it. Writing the same
//! figures twice changes nothing, so several processes may do it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::metrics::{self, CollectorFigures, Door};

use crate::collect::run::FIGURES;
use crate::collect::{Snapshot, dropped};
use crate::context::Telemetry;
use crate::error::{Error, Result};
use crate::ops::collected::NoteDays;
use crate::ops::data;
use crate::ops::install::NoteFirstLog;
use crate::store::{installations, stock};

/// How often, at most.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// So many devices for each minute between two turns: a hundred thousand are written down every ten minutes.
const AT_ONCE: usize = 10_000;
/// How often days that are over are looked at as well: a late line may take a loss of theirs back.
const EVERYTHING: SignedDuration = SignedDuration::from_hours(1);

/// Remembers when it was done last.
#[derive(Debug, Default)]
pub struct Collected {
    done: Option<Timestamp>,
    /// The last time that all days were written.
    everything: Option<Timestamp>,
    /// Devices at that time.
    devices: usize,
}

/// How long to wait between two turns.
fn pace(devices: usize) -> SignedDuration {
    let minutes = i32::try_from(devices.div_ceil(AT_ONCE)).unwrap_or(i32::MAX);
    EVERY * minutes.clamp(1, 60)
}

/// Whether less than `span` has gone by since; a clock that was set back counts as more.
fn is_within(since: Option<Timestamp>, now: Timestamp, span: SignedDuration) -> bool {
    since.is_some_and(|since| since <= now && now.duration_since(since) < span)
}

impl Collected {
    /// Does it if a minute has gone by, or more where there are many devices. Deletions are followed up with it.
    pub async fn turn(&mut self, telemetry: &Telemetry) -> Result<()> {
        let now = telemetry.store.clock().now();
        if is_within(self.done, now, pace(self.devices)) {
            return Ok(());
        }
        self.done = Some(now);
        data::follow(telemetry).await?;
        let snapshot = read(telemetry).await?;
        if snapshot.written.is_none() {
            return Ok(());
        }
        metrics::collector(&figures(&snapshot, now));
        self.devices = snapshot.devices.len();
        let since = match is_within(self.everything, now, EVERYTHING) {
            true => date_in_tokyo(now).yesterday().ok(),
            false => None,
        };
        let days = NoteDays {
            snapshot: &snapshot,
            since,
        };
        telemetry.store.run(&days).await?;
        if since.is_none() {
            self.everything = Some(now);
        }
        note_first_lines(telemetry, &snapshot).await?;
        Ok(())
    }
}

/// The collector's figures as they were written last; empty ones if it never ran.
pub async fn read(telemetry: &Telemetry) -> Result<Snapshot> {
    let file = telemetry.lake.join(FIGURES);
    let read = tokio::task::spawn_blocking(move || Snapshot::read(&file)).await;
    read.map_err(|error| Error::Figures(error.to_string()))
}

/// Confirms the installations of devices that were heard of since; how many.
pub async fn note_first_lines(telemetry: &Telemetry, snapshot: &Snapshot) -> Result<usize> {
    let reader = telemetry.store.reader();
    let mut noted = 0;
    for row in installations::in_trial(reader).await? {
        let state = row.state()?;
        let Some(trial) = state.trial().filter(|trial| trial.first_log.is_none()) else {
            continue;
        };
        let Some(figures) = snapshot.devices.get(&trial.device) else {
            continue;
        };
        let Some(from) = stock::stays_since(reader, trial.device, row.id).await? else {
            continue;
        };
        let Some(at) = figures.daily.first_since(from) else {
            continue;
        };
        let note = NoteFirstLog {
            terms: Arc::clone(&telemetry.terms),
            device: trial.device,
            at,
            actor: Actor::System("telemetry"),
        };
        noted += usize::from(telemetry.store.run(&note).await?);
    }
    Ok(noted)
}

fn figures(snapshot: &Snapshot, now: Timestamp) -> CollectorFigures {
    let listeners = snapshot.listeners.iter();
    let doors = listeners.map(|listener| Door {
        name: listener.door.as_str(),
        lines: listener.lines,
        bytes: listener.bytes,
        cut: listener.cut,
        refused: listener
            .refused
            .iter()
            .map(|(reason, times)| (reason.as_str(), *times))
            .collect(),
    });
    let devices = snapshot.devices.values();
    let heard = snapshot
        .devices
        .iter()
        .filter(|(device, figures)| !device.0.is_nil() && figures.heard_within(EVERY * 60, now));
    CollectorFigures {
        running: snapshot.is_running(now),
        doors: doors.collect(),
        dropped: dropped(&snapshot.listeners),
        duplicates: devices.clone().map(|figures| figures.duplicates).sum(),
        not_understood: devices.flat_map(|figures| figures.not_understood.values()).sum(),
        heard: heard.count() as u64,
        waiting: snapshot.storage.waiting,
        free: snapshot.storage.free,
        full: snapshot.full_since.is_some(),
        damaged: snapshot.damaged_files.len() as u64,
        flushed: snapshot.flushed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_devices_are_written_down_less_often() {
        let minutes = |devices| pace(devices).as_mins();
        assert_eq!([0, 150, 10_000, 10_001].map(minutes), [1, 1, 1, 2]);
        assert_eq!(minutes(100_000), 10);
        assert_eq!(minutes(usize::MAX), 60);
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nothing_waiting() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(is_within(Some(at(100)), at(159), EVERY));
        assert!(!is_within(Some(at(100)), at(160), EVERY));
        assert!(!is_within(Some(at(100)), at(99), EVERY));
        assert!(!is_within(None, at(0), EVERY));
    }
}
