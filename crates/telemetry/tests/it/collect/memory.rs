//! A log in memory, that can be full.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use lake::wal::{Frame, WalError};
use telemetry::collect::Log;

#[derive(Default)]
pub struct Memory {
    frames: Mutex<Vec<Frame>>,
    pub is_full: AtomicBool,
    pub tries: AtomicUsize,
    /// The most frames of one try.
    pub asked: AtomicUsize,
}

impl Memory {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// What was taken, without the marks of connections.
    pub fn frames(&self) -> Vec<Frame> {
        let frames = self.frames.lock().unwrap();
        frames
            .iter()
            .filter(|frame| !frame.line.is_empty())
            .cloned()
            .collect()
    }

    pub fn marks(&self) -> usize {
        let frames = self.frames.lock().unwrap();
        frames.iter().filter(|frame| frame.line.is_empty()).count()
    }

    pub fn lines(&self) -> Vec<String> {
        let text = |frame: Frame| String::from_utf8_lossy(&frame.line).into_owned();
        self.frames().into_iter().map(text).collect()
    }
}

#[async_trait::async_trait]
impl Log for Memory {
    async fn take(&self, frames: Arc<[Frame]>) -> Result<(), WalError> {
        self.tries.fetch_add(1, SeqCst);
        self.asked.fetch_max(frames.len(), SeqCst);
        if self.is_full.load(SeqCst) {
            return Err(WalError::Full);
        }
        self.frames.lock().unwrap().extend(frames.iter().cloned());
        Ok(())
    }
}
