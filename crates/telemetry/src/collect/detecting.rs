//! Rules over the lines that the collector takes: what they find is written down, and the support centre hears of it.
//!
//! What the rules remember is kept in a file beside the lake together with the place in the write-ahead log up to which
//! they have seen every line. After a kill they go on from there: a finding has the same id however often its lines are
//! read, so nothing is told twice. The database may be away: findings wait, in the file as well.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use contracts::ids::{CompanyId, DetectionId};
use jiff::{SignedDuration, Timestamp};
use lake::Row;
use lake::wal::Position;
use platform::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::kept;
use crate::detect::{Detection, Detector, Limits, Rules, Snapshot};
use crate::detections::record::{RecordDetections, Recorded};
use crate::domain::directory::Directory;

/// The rules' memory within the collector's folder.
pub const MEMORY: &str = "detector.json";
/// How often silent appliances and findings that grew are looked for, by the time of the lines.
const TICK: SignedDuration = SignedDuration::from_mins(1);
/// How long findings are gathered before they are written.
const GATHER: Duration = Duration::from_secs(1);
/// How often the memory is written, at most.
const SAVE: Duration = Duration::from_secs(20);
/// How often it is written when no line came.
const IDLE: Duration = Duration::from_mins(1);
/// Of the time, writing the memory takes one part in so many at most.
const SHARE: u32 = 20;
/// How long the last findings may take when the collector ends.
const LAST: Duration = Duration::from_secs(10);

/// What finds and what is told: without it lines are only kept.
#[derive(Clone)]
pub struct Watch {
    /// The rules.
    pub rules: Arc<Rules>,
    /// Where findings are written.
    pub store: Store,
}

/// The file.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    written: Option<Timestamp>,
    position: Position,
    detector: Snapshot,
    /// Findings that are not in the database yet.
    waiting: Vec<Detection>,
}

/// Findings on their way into the database.
struct Telling {
    task: JoinHandle<Result<Recorded, StoreError>>,
    told: Vec<Detection>,
}

/// The detector within the pipeline.
pub(super) struct Detecting {
    detector: Detector,
    store: Store,
    file: PathBuf,
    /// Up to where the rules have seen every line.
    seen: Position,
    /// Up to where the file says so.
    saved: Position,
    waiting: BTreeMap<DetectionId, Detection>,
    telling: Option<Telling>,
    told: Instant,
    ticked: Option<Timestamp>,
    saved_at: Instant,
    /// How long the last write of the memory took.
    took: Duration,
    /// Since when this process listens.
    begun: Timestamp,
}

impl Detecting {
    /// Goes on where the file says; `now`: what time it is, since nobody listened while nothing ran.
    pub(super) fn resume(watch: &Watch, folder: &Path, now: Timestamp) -> Self {
        let file = folder.join(MEMORY);
        let memory = kept::read::<Memory>(&file);
        let mut detector = Detector::restore(Arc::clone(&watch.rules), Limits::default(), memory.detector);
        if let Some(written) = memory.written.filter(|written| *written < now) {
            detector.paused(now.duration_since(written));
        }
        let begun = Instant::now();
        Self {
            detector,
            store: watch.store.clone(),
            file,
            seen: memory.position,
            saved: memory.position,
            waiting: memory.waiting.into_iter().map(|one| (one.id, one)).collect(),
            telling: None,
            told: begun,
            ticked: None,
            saved_at: begun,
            took: Duration::ZERO,
            begun: now,
        }
    }

    /// Up to where of the write-ahead log nothing is needed any more, after a kill either.
    pub(super) fn saved(&self) -> Position {
        self.saved
    }

    /// Whether the rules have seen the line that ends at `position`.
    pub(super) fn has_seen(&self, position: Position) -> bool {
        position <= self.seen
    }

    /// A line of a company; one that was seen before is passed over.
    pub(super) fn observe(&mut self, row: &Row<'_, '_>, position: Position) {
        if self.has_seen(position) {
            return;
        }
        self.seen = position;
        let times = [row.time, row.received];
        let found = self
            .detector
            .observe_at(row.company, row.device, row.event, times);
        self.keep(found);
    }

    /// Everything up to `position` was dealt with.
    pub(super) fn pass(&mut self, position: Position) {
        self.seen = self.seen.max(position);
    }

    fn keep(&mut self, found: Vec<Detection>) {
        self.waiting.extend(found.into_iter().map(|one| (one.id, one)));
    }

    /// Which appliances are expected to speak, as the records have it now.
    pub(super) fn expect(&mut self, directory: &Directory, now: Timestamp) {
        let standing = directory.iter().filter_map(|known| {
            let stay = known.stay_at(now)?;
            // What it said before anybody listened is not known.
            Some(((stay.company, known.device), self.begun.max(stay.from)))
        });
        let standing = standing.collect();
        self.detector.expect_only(&standing);
    }

    /// What was seen of a company until then was deleted.
    pub(super) fn forget(&mut self, company: CompanyId, until: Timestamp) {
        self.detector.forget(company, until);
    }

    /// The clock: `reached` is the time up to which lines were read. Never waits for the database.
    pub(super) fn turn(&mut self, reached: Timestamp, runtime: &Handle) {
        let is_due = self
            .ticked
            .is_none_or(|ticked| reached.duration_since(ticked) >= TICK);
        if is_due {
            self.ticked = Some(reached);
            let found = self.detector.tick(reached);
            self.keep(found);
        }
        self.ended(runtime);
        if self.telling.is_none() && !self.waiting.is_empty() && self.told.elapsed() >= GATHER {
            self.tell(runtime);
        }
    }

    fn tell(&mut self, runtime: &Handle) {
        let told: Vec<Detection> = std::mem::take(&mut self.waiting).into_values().collect();
        let operation = RecordDetections {
            detections: told.clone(),
        };
        let store = self.store.clone();
        let task = runtime.spawn(async move { store.run(&operation).await });
        self.told = Instant::now();
        self.telling = Some(Telling { task, told });
    }

    /// Looks whether the findings on their way have arrived.
    fn ended(&mut self, runtime: &Handle) {
        if let Some(telling) = self.telling.take_if(|telling| telling.task.is_finished()) {
            self.wait_for(telling, runtime);
        }
    }

    /// Waits for findings on their way; those that do not arrive wait again.
    fn wait_for(&mut self, telling: Telling, runtime: &Handle) {
        let Telling { task, told } = telling;
        match runtime.block_on(async { tokio::time::timeout(LAST, task).await }) {
            Ok(Ok(Ok(recorded))) => return tracing::debug!(?recorded, "findings were written"),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, findings = told.len(), "findings could not be written; they wait");
            }
            Ok(Err(error)) => tracing::error!(%error, "writing findings ended early; they wait"),
            Err(_) => tracing::warn!(
                findings = told.len(),
                "the database does not answer; findings wait"
            ),
        }
        self.wait_again(told);
    }

    fn wait_again(&mut self, told: Vec<Detection>) {
        for one in told {
            // What has grown since is the newer word.
            self.waiting.entry(one.id).or_insert(one);
        }
    }

    /// Writes the memory, if it is time.
    pub(super) fn save_if_due(&mut self, now: Timestamp) {
        // Also when no line came: how long nobody listened is counted from the last time.
        let rest = if self.saved == self.seen { IDLE } else { SAVE };
        if self.saved_at.elapsed() >= rest.max(self.took * SHARE) {
            self.save(now);
        }
    }

    fn save(&mut self, now: Timestamp) {
        let begun = Instant::now();
        let on_the_way = self.telling.iter().flat_map(|telling| &telling.told);
        let waiting: BTreeMap<DetectionId, &Detection> = on_the_way
            .chain(self.waiting.values())
            .map(|one| (one.id, one))
            .collect();
        let memory = Memory {
            written: Some(now),
            position: self.seen,
            detector: self.detector.snapshot(),
            waiting: waiting.into_values().cloned().collect(),
        };
        match kept::write(&self.file, &memory) {
            Ok(()) => self.saved = self.seen,
            Err(error) => {
                tracing::warn!(%error, "what the rules remember could not be written; it is tried again");
            }
        }
        self.took = begun.elapsed();
        self.saved_at = Instant::now();
    }

    /// The end: what was found is told if the database answers, and everything is written down.
    pub(super) fn stop(&mut self, now: Timestamp, runtime: &Handle) {
        let found = self.detector.tick(now);
        self.keep(found);
        for _ in 0..2 {
            if let Some(telling) = self.telling.take() {
                self.wait_for(telling, runtime);
            } else if !self.waiting.is_empty() {
                self.tell(runtime);
            }
        }
        if let Some(telling) = self.telling.take() {
            self.wait_for(telling, runtime);
        }
        self.save(now);
    }
}
