//! From the write-ahead log into the lake: parsed, with its company and its three times.
//!
//! It runs on a thread of its own and follows the log: what is behind is caught up with as fast as lines can be read,
//! while new ones go on being taken. The lake says up to where it holds everything, and there it begins again after
//! a kill; lines that a device then repeats because their acknowledgement never reached it are known and dropped.

mod line;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contracts::ids::DeviceId;
use jiff::{SignedDuration, Timestamp};
use lake::wal::{Position, Source, SourceView, WalError, WalHandle, WalReader};
use lake::{Lake, LakeError, LakeWriter};
use platform::clock::Clock;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::counters::Counters;
use super::detecting::{Detecting, Watch};
use super::health::{Snapshot, Storage};
use super::records::Records;
use super::settings::Settings;
use super::strangers::Strangers;
use line::Senders;

/// How long after a connection a device may repeat lines.
const REPLAY: SignedDuration = SignedDuration::from_mins(10);
/// How long what lies in the lake also stays in the log, to know what is repeated after a start.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(15);
/// Lines that are read before anything else is looked at.
const BATCH: usize = 4096;
/// How long to wait for lines before the time is looked at.
const WAIT: Duration = Duration::from_millis(500);
/// How often the figures are written to their file.
const FIGURES: Duration = Duration::from_secs(10);
/// How long to wait after the lake failed.
const BREATH: Duration = Duration::from_secs(2);

/// Why the pipeline cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The log does not read.
    #[error("the write-ahead log does not read")]
    Log(#[from] WalError),
    /// The lake does not take rows.
    #[error("the lake does not take rows")]
    Lake(#[from] LakeError),
}

/// What the pipeline is made of.
pub struct Pipeline {
    /// Where rows go.
    pub lake: Lake,
    /// Where lines come from.
    pub wal: WalHandle,
    /// Whose they are.
    pub records: Records,
    /// What came in, for the figures' file.
    pub counters: Arc<Counters>,
    /// Who came that nobody knows.
    pub strangers: Arc<Strangers>,
    /// Which networks are tunnels, how long a line may be.
    pub settings: Arc<Settings>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The figures' file.
    pub figures: PathBuf,
    /// Bytes of the receive buffer for UDP, for the figures.
    pub receive_buffer: Option<usize>,
    /// What is looked for in the lines.
    pub watch: Option<Watch>,
}

impl Pipeline {
    /// Runs until `stopping` and everything in the log is in the lake. Blocks: for a thread of its own.
    pub fn run(self, runtime: &Handle, stopping: &watch::Receiver<bool>) {
        let mut snapshot = Snapshot::read(&self.figures);
        let now = self.clock.now();
        let folder = self.lake.folder();
        let watch = self.watch.as_ref();
        let mut detecting = watch.map(|watch| Detecting::resume(watch, folder, now));
        snapshot.begin(self.clock.now());
        let mut last = false;
        while !last {
            let mut run = Run::new(&self, std::mem::take(&mut snapshot), detecting.take());
            last = match run.follow(runtime, stopping) {
                Ok(()) => true,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "lines wait in the write-ahead log"
                    );
                    std::thread::sleep(BREATH);
                    *stopping.borrow()
                }
            };
            detecting = run.senders.detecting.take();
            snapshot = run.senders.snapshot;
        }
        if let Some(mut detecting) = detecting {
            detecting.stop(self.clock.now(), runtime);
        }
    }
}

/// From the lake's position on, until the end or an error.
struct Run<'p> {
    parts: &'p Pipeline,
    reader: WalReader,
    writer: LakeWriter,
    senders: Senders,
    /// Positions of the lake with their times, until the log is let go up to there.
    held: VecDeque<(Timestamp, Position)>,
    written: Instant,
}

impl<'p> Run<'p> {
    fn new(parts: &'p Pipeline, snapshot: Snapshot, detecting: Option<Detecting>) -> Self {
        let from = parts.lake.position();
        Self {
            reader: parts.wal.reader(from),
            writer: parts.lake.writer(),
            senders: Senders::new(parts, snapshot, detecting),
            held: VecDeque::from([(parts.clock.now(), from)]),
            written: Instant::now(),
            parts,
        }
    }

    fn follow(&mut self, runtime: &Handle, stopping: &watch::Receiver<bool>) -> Result<(), PipelineError> {
        self.remember()?;
        loop {
            let is_last = *stopping.borrow();
            // Before the log is looked at: what is said by then lies in it.
            let now = self.parts.clock.now();
            let read = self.batch()?;
            if let Some(flushed) = self.writer.tick(self.parts.clock.now())? {
                self.flushed(flushed.rows);
            }
            let is_full = self.parts.counters.full_since();
            if self.written.elapsed() >= FIGURES || is_full != self.senders.snapshot.full_since {
                self.write_figures();
            }
            self.detect(read, now, runtime);
            if read > 0 {
                continue;
            }
            if is_last {
                let flushed = self.writer.flush()?;
                self.flushed(flushed.rows);
                self.write_figures();
                return Ok(());
            }
            // Whether there is more or not, the next turn looks at the time and at the end.
            let _ = runtime.block_on(async { tokio::time::timeout(WAIT, self.reader.wait()).await });
        }
    }

    /// Lets the rules look at the clock. While lines wait it stands at the last one that was read: an appliance whose
    /// lines are in the log is not silent.
    fn detect(&mut self, read: usize, now: Timestamp, runtime: &Handle) {
        let reached = if read == 0 { now } else { self.senders.reached };
        if let Some(detecting) = &mut self.senders.detecting {
            detecting.pass(self.reader.position());
            detecting.turn(reached.min(now), runtime);
            detecting.save_if_due(now);
        }
    }

    /// What lies before the lake's position and still in the log is known if it is sent again; the rules see what they
    /// have not seen of it.
    fn remember(&mut self) -> Result<(), PipelineError> {
        self.senders.know_erased(&self.parts.lake.manifest());
        let until = self.parts.lake.position();
        let mut before = self.parts.wal.reader(Position::START);
        while let Some(entry) = before.next()? {
            if entry.position > until {
                break;
            }
            let frame = &entry.frame;
            if frame.line.is_empty() {
                self.senders.arrived(&frame.source, frame.received);
                continue;
            }
            self.senders.catch_up(&entry);
            if let Some(device) = self.senders.device_of(frame) {
                self.writer.remember(device, frame.line);
            }
        }
        Ok(())
    }

    fn batch(&mut self) -> Result<usize, PipelineError> {
        self.senders.renew(&self.parts.records, self.parts.clock.now());
        self.senders.know_erased(&self.parts.lake.manifest());
        let mut read = 0;
        while read < BATCH {
            let Some(entry) = self.reader.next()? else { break };
            self.senders.line(&entry, &mut self.writer);
            read += 1;
        }
        self.writer.pass(self.reader.position());
        Ok(read)
    }

    /// Lets go of what has been in the lake for long enough.
    fn flushed(&mut self, rows: u64) {
        let now = self.parts.clock.now();
        self.senders.snapshot.flushed = Some(now);
        let position = self.parts.lake.position();
        let detecting = self.senders.detecting.as_ref();
        let needed = detecting.map_or(position, |detecting| position.min(detecting.saved()));
        tracing::debug!(rows, %position, "written to the lake");
        self.held.push_back((now, needed));
        while let Some((at, position)) = self.held.front().copied()
            && now.duration_since(at) > REMEMBERED
        {
            self.held.pop_front();
            if let Err(error) = self.parts.wal.release(position) {
                tracing::warn!(%error, "old parts of the write-ahead log could not be deleted");
            }
        }
        self.write_figures();
    }

    fn write_figures(&mut self) {
        self.written = Instant::now();
        let parts = self.parts;
        let damage = self.reader.damage();
        let snapshot = &mut self.senders.snapshot;
        let now = parts.clock.now();
        snapshot.written = Some(now);
        if let Some(folder) = parts.figures.parent() {
            snapshot.storage = Storage::look(folder, self.reader.position());
        }
        snapshot.full_since = parts.counters.full_since();
        snapshot.damage = (damage.places, damage.bytes);
        snapshot.receive_buffer = parts.receive_buffer;
        snapshot.heard(now, parts.counters.listeners());
        snapshot.refused = parts.counters.recent();
        snapshot.damaged_files = parts.counters.damaged();
        if let Err(error) = snapshot.write(&parts.figures) {
            tracing::warn!(%error, "the collector's figures could not be written");
        }
    }
}
