//! The write-ahead log: what was taken from a sender lies here, synced, before it is acknowledged.
//!
//! A folder of segments with one writer. A reader follows the writer, or reads what an earlier process left.
//! Damaged bytes are set aside in `quarantine/` and counted; reading goes on with the next frame that checks.

mod frame;
mod reader;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use frame::{Frame, FrameView, MAXIMUM_LINE, Source, SourceView, Transport};
pub use reader::{Damage, Entry, WalReader};
pub use segment::{Segments, segments};
pub use writer::{Wal, WalHandle, WalState};

/// A place in the log: everything before it, and nothing after it. Ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Number of the segment, from 1; 0 lies before everything.
    pub segment: u64,
    /// Bytes from its start.
    pub offset: u64,
}

impl Position {
    /// Before everything.
    pub const START: Self = Self {
        segment: 0,
        offset: 0,
    };
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.segment, self.offset)
    }
}

impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (segment, offset) = text.split_once(':').unwrap_or((text, "0"));
        Ok(Self {
            segment: segment.parse()?,
            offset: offset.parse()?,
        })
    }
}

/// How a log is kept.
#[derive(Clone, Debug)]
pub struct WalOptions {
    /// Goes into the checksums of new segments, so that nobody can send a line that would pass for a frame if the
    /// bytes around it were damaged. Random, from the caller.
    pub salt: u64,
    /// Free bytes of the disk below which nothing is accepted. 512 MB unless told.
    pub free_space: u64,
    /// How long a commit waits for more. 2 ms unless told.
    pub gather: Duration,
    /// From how many bytes on it does not wait. 64 KiB unless told.
    pub batch: usize,
    /// How many bytes may wait for the writer before `append` itself waits. 16 MiB unless told.
    pub queue: u32,
    /// From which size on a new segment is begun. 64 MiB unless told.
    pub segment: u64,
}

impl Default for WalOptions {
    fn default() -> Self {
        Self {
            salt: 0,
            free_space: 512_000_000,
            gather: Duration::from_millis(2),
            batch: 64 << 10,
            queue: 16 << 20,
            segment: 64 << 20,
        }
    }
}

/// Why the log did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WalError {
    /// The disk is full, or fuller than allowed. Nothing of the request was kept; a later one may succeed.
    #[error("the disk of the write-ahead log is full; nothing is accepted until there is space again")]
    Full,
    /// The log was closed.
    #[error("the write-ahead log is closed")]
    Closed,
    /// Another process writes to this folder.
    #[error("another process keeps the write-ahead log in {0}")]
    Locked(String),
    /// A line is longer than [`MAXIMUM_LINE`]. Nothing of the request was kept.
    #[error("a line of {0} bytes is longer than the write-ahead log takes")]
    TooLong(usize),
    /// Anything else. Nothing of the request counts as kept.
    #[error("the write-ahead log cannot be used")]
    Io(#[source] Arc<io::Error>),
}

impl From<io::Error> for WalError {
    fn from(error: io::Error) -> Self {
        if is_full(&error) {
            Self::Full
        } else {
            Self::Io(Arc::new(error))
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// One received line, for [`WalHandle::append`].
impl Frame {
    /// A line of a known device.
    pub fn of_device(device: DeviceId, received: Timestamp, transport: Transport, line: Vec<u8>) -> Self {
        Self {
            received,
            source: Source::Device(device),
            transport,
            line,
        }
    }
}
