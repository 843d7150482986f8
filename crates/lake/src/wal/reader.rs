//! Reading the log from a position on, past damage.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::frame::{Found, FrameView, PREFIX, Place, decode, look};
use super::segment::{self, HEADER, keep_in_quarantine, next_marker, segments};
use super::{Position, WalError};

/// How much is read at a time.
const CHUNK: usize = 256 << 10;

/// Reads lines in the order in which they were committed.
pub struct WalReader {
    folder: PathBuf,
    position: Position,
    committed: Option<watch::Receiver<Position>>,
    current: Option<Current>,
    damage: Damage,
}

/// What was passed over so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// Stretches of bytes in which no frame checked; each lies in the quarantine.
    pub places: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A line and where the log goes on behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'b> {
    /// Behind this line.
    pub position: Position,
    /// The line.
    pub frame: FrameView<'b>,
}

struct Current {
    file: File,
    place: Place,
    /// Whether a later segment exists: then nothing is added to this one.
    ended: bool,
    buffer: Vec<u8>,
    /// Where in the segment the buffer begins.
    base: u64,
    /// Where in the buffer the next frame is looked for.
    at: usize,
}

enum Step {
    Frame { start: usize, size: usize },
    Missing(usize),
    Damaged,
}

impl WalReader {
    /// Reads what lies in a folder; at its end there may be more later.
    pub fn open(folder: &Path, from: Position) -> Self {
        Self {
            folder: folder.to_owned(),
            position: from,
            committed: None,
            current: None,
            damage: Damage::default(),
        }
    }

    pub(super) fn following(folder: &Path, from: Position, committed: watch::Receiver<Position>) -> Self {
        Self {
            committed: Some(committed),
            ..Self::open(folder, from)
        }
    }

    /// Behind what was read so far.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What was passed over so far.
    pub fn damage(&self) -> Damage {
        self.damage
    }

    /// Waits until there may be more than was read so far. False once the writer is gone and all is read.
    pub async fn wait(&mut self) -> bool {
        let position = self.position;
        match &mut self.committed {
            None => false,
            Some(committed) => committed
                .wait_for(|committed| *committed > position)
                .await
                .is_ok(),
        }
    }

    /// The next line; none at the end of what is committed for now.
    ///
    /// # Errors
    /// If the disk cannot be read.
    #[expect(
        clippy::should_implement_trait,
        reason = "what it gives borrows from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<Entry<'_>>, WalError> {
        let Some((start, size)) = self.advance()? else {
            return Ok(None);
        };
        let position = self.position;
        let current = self.current.as_ref().ok_or(WalError::Closed)?;
        let bytes = &current.buffer[start..start + size];
        match decode(&bytes[PREFIX..]) {
            Some(frame) => Ok(Some(Entry { position, frame })),
            None => Err(io::Error::other("a frame changed while it was read").into()),
        }
    }

    /// Goes behind the next frame; gives its place in the buffer.
    fn advance(&mut self) -> io::Result<Option<(usize, usize)>> {
        loop {
            let limit = self.limit();
            if self.position >= limit || !self.open_segment()? {
                return Ok(None);
            }
            let Some(current) = self.current.as_mut() else {
                return Ok(None);
            };
            let limit = if limit.segment == current.place.segment {
                limit.offset
            } else {
                u64::MAX
            };
            match current.step(limit)? {
                Step::Frame { start, size } => {
                    current.at = start + size;
                    self.position.offset = current.base + current.at as u64;
                    return Ok(Some((start, size)));
                }
                Step::Missing(0) if current.ended => self.leave_segment(),
                Step::Missing(had) if !current.ended && self.stays_open(had, limit)? => return Ok(None),
                Step::Missing(0) => {}
                Step::Missing(_) | Step::Damaged => self.pass_damage(limit)?,
            }
        }
    }

    /// Whether what is missing in the newest segment may still come. Everything up to what the writer committed is
    /// whole, so there it may not; without a writer, a frame that checks behind it says that it is damage.
    fn stays_open(&mut self, had: usize, limit: u64) -> io::Result<bool> {
        let (following, newest) = (
            self.committed.is_some(),
            segments(&self.folder)?.last().map(|last| last.number),
        );
        let Some(current) = self.current.as_mut() else {
            return Ok(true);
        };
        if newest > Some(current.place.segment) {
            current.ended = true;
            return Ok(false);
        }
        Ok(had == 0 || (!following && !current.has_frame_behind(limit)?))
    }

    fn limit(&self) -> Position {
        let everything = Position {
            segment: u64::MAX,
            offset: u64::MAX,
        };
        self.committed
            .as_ref()
            .map_or(everything, |committed| *committed.borrow())
    }

    /// Opens the segment of the position, or the next one there is. False if there is none.
    fn open_segment(&mut self) -> io::Result<bool> {
        if self.current.is_some() {
            return Ok(true);
        }
        let all = segments(&self.folder)?;
        let Some(found) = all.iter().find(|segment| segment.number >= self.position.segment) else {
            return Ok(false);
        };
        if found.number > self.position.segment {
            self.position = Position {
                segment: found.number,
                offset: HEADER,
            };
        }
        self.position.offset = self.position.offset.max(HEADER);
        let mut file = File::open(&found.path)?;
        let place = Place {
            salt: segment::read_salt(&mut file)?,
            segment: found.number,
        };
        self.current = Some(Current {
            file,
            place,
            ended: false,
            buffer: Vec::new(),
            base: self.position.offset,
            at: 0,
        });
        Ok(true)
    }

    fn leave_segment(&mut self) {
        self.current = None;
        self.position = Position {
            segment: self.position.segment + 1,
            offset: 0,
        };
    }

    /// Sets aside what lies between here and the next frame that checks, or the end of the segment.
    fn pass_damage(&mut self, limit: u64) -> io::Result<()> {
        let Some(current) = self.current.as_mut() else {
            return Ok(());
        };
        let from = current.base + current.at as u64;
        let to = current.next_frame(limit)?;
        let bytes = current.read_range(from, to)?;
        keep_in_quarantine(&self.folder, current.place.segment, from, &bytes)?;
        tracing::error!(
            segment = current.place.segment,
            offset = from,
            bytes = bytes.len(),
            "damage in the write-ahead log"
        );
        self.damage.places += 1;
        self.damage.bytes += bytes.len() as u64;
        current.move_to(to);
        self.position.offset = to;
        Ok(())
    }
}

impl Current {
    /// What stands at the place that was reached.
    fn step(&mut self, limit: u64) -> io::Result<Step> {
        loop {
            let bytes = &self.buffer[self.at..];
            let missing = match look(self.place, self.base + self.at as u64, bytes) {
                Found::Frame(size) => return Ok(Step::Frame { start: self.at, size }),
                Found::Nothing => return Ok(Step::Damaged),
                Found::Short(size) => size,
            };
            let had = bytes.len();
            if self.fill(missing.max(CHUNK), limit)? == had {
                return Ok(Step::Missing(had));
            }
        }
    }

    /// Reads on until so many bytes stand behind the place that was reached, or there are no more. Gives how many.
    fn fill(&mut self, wanted: usize, limit: u64) -> io::Result<usize> {
        self.buffer.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let end = self.base + self.buffer.len() as u64;
        let more = (wanted.saturating_sub(self.buffer.len()) as u64).min(limit.saturating_sub(end));
        self.file.seek(SeekFrom::Start(end))?;
        self.file.by_ref().take(more).read_to_end(&mut self.buffer)?;
        Ok(self.buffer.len())
    }

    /// Whether a frame that checks stands anywhere behind the place that was reached.
    fn has_frame_behind(&mut self, limit: u64) -> io::Result<bool> {
        let length = self.file.metadata()?.len().min(limit);
        Ok(self.next_frame(limit)? < length)
    }

    /// The place of the next frame that checks, behind the place that was reached; else the end.
    fn next_frame(&mut self, limit: u64) -> io::Result<u64> {
        let from = self.base + self.at as u64;
        let length = self.file.metadata()?.len().min(limit);
        let bytes = self.read_range(from, length)?;
        let mut at = 1;
        while let Some(next) = next_marker(&bytes, at) {
            if let Found::Frame(..) = look(self.place, from + next as u64, &bytes[next..]) {
                return Ok(from + next as u64);
            }
            at = next + 1;
        }
        Ok(length.max(from))
    }

    fn read_range(&mut self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        self.file
            .by_ref()
            .take(to.saturating_sub(from))
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn move_to(&mut self, offset: u64) {
        self.buffer.clear();
        self.base = offset;
        self.at = 0;
    }
}
