//! The one writer: a thread that gathers what was handed in, writes it, syncs it, and only then answers.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::frame::{Frame, MAXIMUM_LINE, Place};
use super::reader::WalReader;
use super::segment::{self, HEADER};
use super::{Position, WalError, WalOptions};

/// Bytes from which on no more is taken into a commit, however much waits.
const MOST_AT_ONCE: usize = 4 << 20;

/// The log while this process writes to it. Closed, and its folder free for the next, when this is dropped.
pub struct Wal {
    handle: WalHandle,
    thread: Option<JoinHandle<()>>,
}

/// By which lines are handed in. Cheap to clone.
#[derive(Clone)]
pub struct WalHandle {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    requests: Mutex<Option<Sender<Request>>>,
    queue: Arc<Semaphore>,
    capacity: u32,
    committed: watch::Receiver<Position>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    frames: AtomicU64,
    bytes: AtomicU64,
    commits: AtomicU64,
    refused: AtomicU64,
    full: AtomicBool,
}

/// What a log has done since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalState {
    /// Lines kept.
    pub frames: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Writes with a sync.
    pub commits: u64,
    /// Lines refused because the disk was full or failed.
    pub refused: u64,
    /// Whether the last attempt found the disk full.
    pub full: bool,
    /// Up to where everything is on the disk.
    pub committed: Position,
}

struct Request {
    frames: Arc<[Frame]>,
    answer: oneshot::Sender<Result<Position, WalError>>,
    _room: OwnedSemaphorePermit,
}

impl Wal {
    /// Opens the log in `folder` for writing, making it where there is none. Cuts a torn end.
    ///
    /// # Errors
    /// [`WalError::Locked`] if another process has it open.
    pub fn open(folder: &Path, options: WalOptions) -> Result<Self, WalError> {
        fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let left = segment::segments(folder)?;
        let mut committed = Position::START;
        if let Some(last) = left.last() {
            let offset = segment::cut_torn_end(folder, last)?;
            committed = Position {
                segment: last.number,
                offset,
            };
        }
        let (said, heard) = watch::channel(committed);
        let (requests, received) = channel();
        let counters = Arc::new(Counters::default());
        let writer = Writer {
            folder: folder.to_owned(),
            segment: None,
            next: committed.segment + 1,
            committed: said,
            counters: Arc::clone(&counters),
            buffer: Vec::with_capacity(options.batch * 2),
            options: options.clone(),
            _lock: lock,
        };
        let thread = std::thread::Builder::new()
            .name("write-ahead log".to_owned())
            .spawn(move || writer.run(&received))?;
        let shared = Shared {
            folder: folder.to_owned(),
            requests: Mutex::new(Some(requests)),
            queue: Arc::new(Semaphore::new(options.queue as usize)),
            capacity: options.queue,
            committed: heard,
            counters,
        };
        Ok(Self {
            handle: WalHandle {
                shared: Arc::new(shared),
            },
            thread: Some(thread),
        })
    }

    /// A handle for those who hand in lines.
    pub fn handle(&self) -> WalHandle {
        self.handle.clone()
    }

    /// Writes what is still waiting and gives the folder free. Blocks until that is done.
    pub fn close(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        self.handle.shared.queue.close();
        if let Ok(mut requests) = self.handle.shared.requests.lock() {
            requests.take();
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer of the write-ahead log panicked");
        }
    }
}

impl Drop for Wal {
    fn drop(&mut self) {
        self.finish();
    }
}

impl WalHandle {
    /// Hands in lines; answers once they are on the disk, all of them in this order and together. Waits while the
    /// queue is full: a socket that waits here is not read, and its sender is held back.
    ///
    /// # Errors
    /// After an error nothing of the request counts as kept; [`WalError::Full`] may pass by itself.
    pub async fn append(&self, frames: impl Into<Arc<[Frame]>>) -> Result<Position, WalError> {
        let frames = frames.into();
        if let Some(frame) = frames.iter().find(|frame| frame.line.len() > MAXIMUM_LINE) {
            return Err(WalError::TooLong(frame.line.len()));
        }
        let size: usize = frames.iter().map(Frame::size).sum();
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(self.shared.capacity);
        let room = Arc::clone(&self.shared.queue).acquire_many_owned(size).await;
        let room = room.map_err(|_| WalError::Closed)?;
        let (answer, answered) = oneshot::channel();
        let request = Request {
            frames,
            answer,
            _room: room,
        };
        {
            let requests = self.shared.requests.lock().map_err(|_| WalError::Closed)?;
            let requests = requests.as_ref().ok_or(WalError::Closed)?;
            requests.send(request).map_err(|_| WalError::Closed)?;
        }
        answered.await.map_err(|_| WalError::Closed)?
    }

    /// Up to where everything is on the disk.
    pub fn committed(&self) -> Position {
        *self.shared.committed.borrow()
    }

    /// A reader that begins at `from` and follows this writer.
    pub fn reader(&self, from: Position) -> WalReader {
        WalReader::following(&self.shared.folder, from, self.shared.committed.clone())
    }

    /// Deletes the segments that lie wholly before `position`; the newest one stays.
    ///
    /// # Errors
    /// If a file cannot be deleted.
    pub fn release(&self, position: Position) -> Result<u64, WalError> {
        let all = segment::segments(&self.shared.folder)?;
        let newest = all.last().map_or(0, |last| last.number);
        let mut released = 0;
        for old in &all {
            if old.number < position.segment && old.number < newest {
                fs::remove_file(&old.path)?;
                released += old.bytes;
            }
        }
        Ok(released)
    }

    /// What was done so far.
    pub fn state(&self) -> WalState {
        let counters = &self.shared.counters;
        WalState {
            frames: counters.frames.load(Ordering::Relaxed),
            bytes: counters.bytes.load(Ordering::Relaxed),
            commits: counters.commits.load(Ordering::Relaxed),
            refused: counters.refused.load(Ordering::Relaxed),
            full: counters.full.load(Ordering::Relaxed),
            committed: self.committed(),
        }
    }
}

fn lock(folder: &Path) -> Result<File, WalError> {
    let file = File::create(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(WalError::Locked(folder.display().to_string())),
        Err(fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

struct Open {
    number: u64,
    file: File,
    end: u64,
}

struct Writer {
    folder: PathBuf,
    segment: Option<Open>,
    next: u64,
    committed: watch::Sender<Position>,
    counters: Arc<Counters>,
    buffer: Vec<u8>,
    options: WalOptions,
    _lock: File,
}

impl Writer {
    fn run(mut self, requests: &Receiver<Request>) {
        while let Some(batch) = self.gather(requests) {
            let frames = batch.iter().map(|request| request.frames.len() as u64).sum();
            let outcome = self.commit(&batch);
            self.account(frames, &outcome);
            for request in batch {
                // Whoever no longer waits does not acknowledge: the line may come again, and that is known.
                let _ = request.answer.send(outcome.clone());
            }
        }
    }

    /// What is committed together: whatever comes within the time to gather, up to the size of a batch, and whatever
    /// waits already by then: what came during the last sync shares the next one.
    fn gather(&self, requests: &Receiver<Request>) -> Option<Vec<Request>> {
        let first = requests.recv().ok()?;
        let until = Instant::now() + self.options.gather;
        let size = |request: &Request| request.frames.iter().map(Frame::size).sum::<usize>();
        let mut bytes = size(&first);
        let mut batch = vec![first];
        while bytes < self.options.batch.max(MOST_AT_ONCE) {
            let left = match bytes < self.options.batch {
                true => until.saturating_duration_since(Instant::now()),
                false => Duration::ZERO,
            };
            match requests.recv_timeout(left) {
                Ok(request) => {
                    bytes += size(&request);
                    batch.push(request);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Some(batch)
    }

    fn commit(&mut self, batch: &[Request]) -> Result<Position, WalError> {
        let bytes: usize = batch
            .iter()
            .flat_map(|request| request.frames.iter())
            .map(Frame::size)
            .sum();
        if free_space(&self.folder)? < self.options.free_space.saturating_add(bytes as u64) {
            return Err(WalError::Full);
        }
        let mut open = match self.segment.take() {
            Some(open) if open.end < self.options.segment => open,
            _ => self.begin_segment()?,
        };
        let place = Place {
            salt: self.options.salt,
            segment: open.number,
        };
        self.buffer.clear();
        for frame in batch.iter().flat_map(|request| request.frames.iter()) {
            frame.encode(place, open.end, &mut self.buffer);
        }
        if let Err(error) = open
            .file
            .write_all(&self.buffer)
            .and_then(|()| open.file.sync_data())
        {
            self.give_up(&open);
            return Err(error.into());
        }
        open.end += self.buffer.len() as u64;
        let position = Position {
            segment: open.number,
            offset: open.end,
        };
        self.segment = Some(open);
        self.committed.send_replace(position);
        Ok(position)
    }

    fn begin_segment(&mut self) -> io::Result<Open> {
        let number = self.next;
        let file = segment::create(&self.folder, number, self.options.salt)?;
        self.next += 1;
        Ok(Open {
            number,
            file,
            end: HEADER,
        })
    }

    /// After a failed write or sync nobody knows what lies on the disk: the segment is cut back to what was
    /// committed and not written to any more. If even that fails, its end is set aside by the readers.
    fn give_up(&mut self, open: &Open) {
        if let Err(error) = open.file.set_len(open.end).and_then(|()| open.file.sync_all()) {
            tracing::error!(%error, segment = open.number, "a segment could not be cut back");
        }
        self.segment = None;
    }

    fn account(&self, frames: u64, outcome: &Result<Position, WalError>) {
        let counters = &self.counters;
        let full = matches!(outcome, Err(WalError::Full));
        if counters.full.swap(full, Ordering::Relaxed) != full {
            match full {
                true => tracing::error!(folder = %self.folder.display(), "disk full: nothing is accepted"),
                false => tracing::warn!(folder = %self.folder.display(), "space again: lines are accepted"),
            }
        }
        match outcome {
            Ok(_) => {
                counters.frames.fetch_add(frames, Ordering::Relaxed);
                counters
                    .bytes
                    .fetch_add(self.buffer.len() as u64, Ordering::Relaxed);
                counters.commits.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => {
                counters.refused.fetch_add(frames, Ordering::Relaxed);
                if !full {
                    tracing::error!(%error, "lines could not be kept");
                }
            }
        }
    }
}

fn free_space(folder: &Path) -> io::Result<u64> {
    let state = rustix::fs::statvfs(folder)?;
    Ok(state.f_bavail.saturating_mul(state.f_frsize))
}
