//! Files into the lake, by the same way as lines from a socket: log, pipeline, lake, under the same rules.
//!
//! ```text
//! file (.gz or not) ─ lines ─▶ write-ahead log, synced ─▶ journal: "up to here" ─▶ … the collector's pipeline ─▶ lake
//! ```
//! The journal remembers for each device the SHA-256 of what was imported. The same file brings nothing a second time; one
//! that has grown, or that a crash cut short, goes on where it ended. Before the lines of a file stands the mark of a new
//! connection: what the device sent before and the file repeats at its beginning is dropped as after a reconnect.

mod journal;
mod lines;
mod summary;

use std::collections::HashSet;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use contracts::ids::DeviceId;
use firewall_logs::{Event, Field, Parser};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::wal::{Frame, MAXIMUM_LINE, Transport, WalError, WalHandle};
use platform::clock::{Clock, tokyo};
use tokio::sync::watch;

use super::counters::Door;
use super::detecting::Watch;
use super::run::{Place, RunError, Running};
use super::settings::Settings;
use crate::domain::device::Format;
use crate::domain::directory::{Directory, Known};

use journal::{Journal, Noted};
use lines::Lines;
pub use lines::{files, open};
pub use summary::Summary;

/// Lines that go to the log together: fewer than a device's lines that are remembered, so that what a crash left between
/// log and journal is known when it comes again.
const BATCH: usize = 1_500;
/// Bytes of lines that do.
const BATCH_BYTES: usize = 4 << 20;
/// Segments of the log that may lie between what was taken and what is in the lake.
const BEHIND: u64 = 8;
/// How long to wait before looking again whether the pipeline has come nearer.
const BREATH: Duration = Duration::from_millis(50);

/// Why nothing more can be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Lake or log do not open: most likely a collector runs.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The log takes nothing. What it took before is kept and noted.
    #[error(transparent)]
    Log(#[from] WalError),
    /// The journal cannot be kept: then nothing may be imported, because it would come twice.
    #[error("the journal of imports cannot be used: {0}")]
    Journal(io::Error),
    /// There is no such device.
    #[error("no such device")]
    NoDevice,
}

/// Why one file was not imported, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It does not read. What was read before is kept.
    #[error(transparent)]
    Reading(io::Error),
    /// A line names the serial number of another device of the records: the file is most likely not this device's.
    #[error("line {line} names the serial number {serial}")]
    Foreign {
        /// Whose.
        serial: String,
        /// Counted from 1.
        line: u64,
    },
    /// Nothing or nearly nothing of its first lines is understood: it is most likely no log.
    #[error("of the first {looked} lines {understood} are understood")]
    NoLog {
        /// How many lines were looked at.
        looked: usize,
        /// How many of them any format understands.
        understood: usize,
    },
    /// The import as a whole cannot go on.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// What is to be imported, and how.
pub struct Plan {
    /// The lake and its log.
    pub place: Place,
    /// The records.
    pub directory: Directory,
    /// Whose lines they are.
    pub device: DeviceId,
    /// What the lines look like, if not as the records say.
    pub format: Option<Format>,
    /// Whether a file is taken that does not look like a log.
    pub anyway: bool,
    /// When they count as received; otherwise the moment at which they are imported.
    pub received: Option<Timestamp>,
    /// Longest line in bytes; of a longer one the rest is left out.
    pub line: usize,
    /// What is looked for in lines that happened within the last days.
    pub watch: Option<Watch>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Lines that went into the log.
    pub lines: u64,
    /// Bytes at its beginning that were imported before.
    pub known: u64,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
}

/// Lake and log opened for an import; nobody else writes to them until it is finished.
pub struct Import {
    running: Running,
    log: WalHandle,
    journal: Journal,
    directory: Arc<Directory>,
    known: Known,
    others: HashSet<String>,
    summary: Summary,
    received: Option<Timestamp>,
    /// Whether files are looked at before they are taken.
    looks: bool,
    line: usize,
    clock: Arc<dyn Clock>,
    // The pipeline's records last as long as this.
    _records: watch::Sender<Arc<Directory>>,
}

impl Import {
    /// Opens lake, log and journal. What a collector left in the log is put into the lake first.
    pub async fn open(plan: Plan) -> Result<Self, ImportError> {
        let mut directory = plan.directory;
        if let Some(format) = plan.format {
            // What lies in the log is another format's; it is dealt with before this one counts.
            start(
                &plan.place,
                &directory,
                plan.line,
                plan.watch.as_ref(),
                &plan.clock,
            )
            .await?
            .0
            .stop()
            .await;
            directory = directory.with_format(plan.device, format);
        }
        let known = directory
            .device(plan.device)
            .ok_or(ImportError::NoDevice)?
            .clone();
        // First the lock: whoever does not hold it does not touch the journal.
        let (running, records) = start(
            &plan.place,
            &directory,
            plan.line,
            plan.watch.as_ref(),
            &plan.clock,
        )
        .await?;
        let journal = match Journal::open(&plan.place.folder) {
            Ok(journal) => journal,
            Err(error) => {
                running.stop().await;
                return Err(ImportError::Journal(error));
            }
        };
        Ok(Self {
            log: running.log(),
            running,
            journal,
            known,
            others: HashSet::new(),
            summary: Summary::default(),
            received: plan.received,
            looks: plan.format.is_none() && !plan.anyway,
            line: plan.line.min(MAXIMUM_LINE),
            clock: plan.clock,
            directory: Arc::new(directory),
            _records: records,
        })
    }

    /// What was imported so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Imports a file, which `open` opens anew each time it is asked. `progress` is told after each batch.
    ///
    /// # Errors
    /// [`FileError`]; after [`FileError::Import`] nothing more can be imported.
    pub async fn file(
        &mut self,
        name: &str,
        open: impl Fn() -> io::Result<Box<dyn BufRead + Send>>,
        mut progress: impl FnMut(&Summary),
    ) -> Result<Imported, FileError> {
        let begun = self.clock.now();
        let device = self.known.device;
        let known = self
            .journal
            .known(device, || open().map(|file| Box::new(file) as _));
        let known = known.map_err(FileError::Reading)?;
        if let Some(sha256) = known.whole {
            self.summary.skipped += 1;
            return Ok(Imported {
                lines: 0,
                known: known.bytes,
                sha256,
            });
        }
        if self.looks && known.bytes == 0 {
            let first = Lines::new(open().map_err(FileError::Reading)?, self.line);
            look(first, &self.known, begun)?;
        }
        let mut lines = Lines::new(open().map_err(FileError::Reading)?, self.line);
        lines.skip(known.bytes).map_err(FileError::Reading)?;
        let mut parser = parser(&self.known);
        let mut imported = Imported {
            lines: 0,
            known: known.bytes,
            sha256: String::new(),
        };
        let mut noted = Noted {
            device,
            file: name.to_owned(),
            begun,
            bytes: known.bytes,
            lines: 0,
            sha256: lines.sha256(),
            tail: false,
        };
        loop {
            let before = self.summary.clone();
            let received = self.received.unwrap_or_else(|| self.clock.now());
            let batch = self.batch(&mut lines, &mut parser, received, imported.lines);
            let (frames, broken) = match batch {
                Ok(frames) => (frames, None),
                Err((frames, error)) => (frames, Some(error)),
            };
            let ends = frames.is_empty() || broken.is_some();
            if !frames.is_empty() {
                let count = frames.len() as u64;
                if let Err(error) = self.keep(frames, imported.lines == 0, received).await {
                    self.summary = before;
                    return Err(error.into());
                }
                imported.lines += count;
                noted.bytes = lines.bytes();
                noted.lines = imported.lines;
                noted.sha256 = lines.sha256();
                noted.tail = lines.has_tail();
                self.journal.note(&noted).map_err(ImportError::Journal)?;
                progress(&self.summary);
            }
            if let Some(error) = broken {
                if matches!(error, FileError::Foreign { .. }) {
                    self.summary = before;
                }
                return Err(error);
            }
            if ends {
                break;
            }
        }
        self.summary.files += 1;
        imported.sha256 = lines.sha256();
        Ok(imported)
    }

    /// The next lines as frames. With an error the lines before it.
    fn batch(
        &mut self,
        lines: &mut Lines<Box<dyn BufRead + Send>>,
        parser: &mut Parser,
        received: Timestamp,
        before: u64,
    ) -> Result<Vec<Frame>, (Vec<Frame>, FileError)> {
        let (mut frames, mut bytes) = (Vec::new(), 0);
        let (mut line, mut event) = (Vec::new(), Event::new());
        while frames.len() < BATCH && bytes < BATCH_BYTES {
            match lines.next(&mut line) {
                Err(error) => return Err((frames, FileError::Reading(error))),
                Ok(None) => break,
                Ok(Some(read)) => {
                    // A frame without a line is a mark; and an empty line says nothing.
                    if line.is_empty() {
                        self.summary.empty += 1;
                        continue;
                    }
                    parser.parse_into(&line, received, &mut event);
                    if let Some(serial) = self.foreign(&event) {
                        let line = before + frames.len() as u64 + 1;
                        return Err((Vec::new(), FileError::Foreign { serial, line }));
                    }
                    self.summary.count(&event, received, &self.known, read.is_cut);
                    bytes += line.len();
                    event = Event::new();
                    frames.push(Frame::of_device(
                        self.known.device,
                        received,
                        Transport::Import,
                        std::mem::take(&mut line),
                    ));
                }
            }
        }
        Ok(frames)
    }

    /// The serial number in a line, if it is that of another device of the records.
    fn foreign(&mut self, event: &Event<'_>) -> Option<String> {
        let serial = event.text(Field::DeviceUid)?;
        // Looked up once: reading a number takes longer than the line.
        if self.others.contains(serial) {
            return None;
        }
        match self.directory.by_serial(serial) {
            Ok(other) if other.device != self.known.device => Some(serial.to_owned()),
            _ => {
                self.others.insert(serial.to_owned());
                None
            }
        }
    }

    /// Puts lines into the log; answers once they are on disk, and when the pipeline is near enough.
    async fn keep(
        &mut self,
        mut frames: Vec<Frame>,
        is_first: bool,
        received: Timestamp,
    ) -> Result<(), ImportError> {
        let bytes: u64 = frames.iter().map(|frame| frame.line.len() as u64).sum();
        let count = frames.len() as u64;
        if is_first {
            let device = self.known.device;
            frames.insert(
                0,
                Frame::of_device(device, received, Transport::Import, Vec::new()),
            );
        }
        let position = self.log.append(frames).await?;
        self.running.collector.counters.kept(Door::Import, count, bytes);
        self.summary.bytes += bytes;
        while position.segment > self.running.lake.position().segment + BEHIND {
            tokio::time::sleep(BREATH).await;
        }
        Ok(())
    }

    /// Waits until everything is in the lake, and gives lake and log free.
    pub async fn finish(self) -> Summary {
        let counters = Arc::clone(&self.running.collector.counters);
        self.running.stop().await;
        Summary {
            duplicates: counters.read().0,
            ..self.summary
        }
    }
}

/// Lines of a file that are looked at before it is taken.
const LOOKED: usize = 200;
/// One of so many lines at least must be understood.
const ONE_OF: usize = 20;

/// Whether a file looks like a log: by the device's format, or by any.
fn look(mut lines: Lines<Box<dyn BufRead + Send>>, known: &Known, now: Timestamp) -> Result<(), FileError> {
    let mut parsers = [parser(known), Parser::new(tokyo())];
    let (mut looked, mut understood) = (0, 0);
    let mut line = Vec::new();
    while looked < LOOKED && lines.next(&mut line).map_err(FileError::Reading)?.is_some() {
        if line.is_empty() {
            continue;
        }
        looked += 1;
        let mut understands = |parser: &mut Parser| {
            let mut event = Event::new();
            parser.parse_into(&line, now, &mut event);
            event.reason.is_none()
        };
        understood += usize::from(parsers.iter_mut().any(&mut understands));
    }
    if understood * ONE_OF < looked {
        return Err(FileError::NoLog { looked, understood });
    }
    Ok(())
}

/// The collector without listeners.
async fn start(
    place: &Place,
    directory: &Directory,
    line: usize,
    watch: Option<&Watch>,
    clock: &Arc<dyn Clock>,
) -> Result<(Running, watch::Sender<Arc<Directory>>), RunError> {
    let settings = Settings {
        line,
        ..Settings::default()
    };
    let (sender, records) = watch::channel(Arc::new(directory.clone()));
    let running = Running::start(place, settings, None, records, watch.cloned(), Arc::clone(clock)).await?;
    Ok((running, sender))
}

/// A parser as the pipeline makes one for the device.
fn parser(known: &Known) -> Parser {
    let zone = TimeZone::get(&known.zone).unwrap_or_else(|_| tokyo());
    let parser = Parser::new(zone);
    match known.format.as_str().parse() {
        Ok(format) => parser.with_format(format),
        Err(_) => parser,
    }
}

/// The journal's file within the folder of a lake.
pub fn journal_file(folder: &std::path::Path) -> PathBuf {
    folder.join(journal::FILE)
}
