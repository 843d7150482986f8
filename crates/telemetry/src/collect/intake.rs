//! What all listeners share: where lines go, and what happens while they cannot go there.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use contracts::ids::DeviceId;
use jiff::Timestamp;
use lake::wal::{Frame, Source, Transport, WalError, WalHandle};
use platform::clock::Clock;
use tokio::sync::watch;

use super::counters::{Counters, Door, Knock, Refusal};
use super::framing::Line;
use super::settings::Settings;
use super::shown::Shown;
use super::strangers::Strangers;

/// Where received lines go: the write-ahead log, or a log in memory for tests.
#[async_trait]
pub trait Log: Send + Sync {
    /// Keeps the lines, all of them in this order; answers once they are on disk. After an error none counts as kept.
    async fn take(&self, frames: Arc<[Frame]>) -> Result<(), WalError>;
}

#[async_trait]
impl Log for WalHandle {
    async fn take(&self, frames: Arc<[Frame]>) -> Result<(), WalError> {
        self.append(frames).await.map(|_position| ())
    }
}

/// The SHA-256 of a certificate as it travels (DER).
pub type Fingerprint = [u8; 32];

/// Which certificates belong to devices in use. Asked again and again while a connection lasts, so it answers from
/// memory.
pub trait Certificates: Send + Sync {
    /// The device of a certificate at `now`; none if nobody has it, it was revoked, or the device is not in use.
    fn device(&self, fingerprint: &Fingerprint, now: Timestamp) -> Option<DeviceId>;
}

/// Shared by all listeners.
#[derive(Clone)]
pub struct Intake {
    /// Where lines go.
    pub log: Arc<dyn Log>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Whose certificates are known.
    pub certificates: Arc<dyn Certificates>,
    /// What came in.
    pub counters: Arc<Counters>,
    /// Who came that nobody knows.
    pub strangers: Arc<Strangers>,
    /// Bounds.
    pub settings: Arc<Settings>,
    /// Becomes true when the collector is to end.
    pub stopping: watch::Receiver<bool>,
}

/// The collector ends, or the log is closed: nothing more is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl Intake {
    /// Keeps lines of one sender, however long the log takes nothing: whoever waits here does not read on. Before the
    /// first ones of a connection stands a mark: a frame without a line, which no sender can make. From there on lines
    /// may be repeated that were sent before, and whoever reads the log knows it, after a kill as well.
    pub(super) async fn keep(&self, from: &Sender, lines: Vec<Line>, is_first: bool) -> Result<(), Stopped> {
        if lines.is_empty() {
            return Ok(());
        }
        for line in &lines {
            self.counters.ended(from.door, line.ending);
        }
        let frames = self.frames(from, lines, is_first);
        self.keep_frames(from.door, frames).await
    }

    /// Keeps frames, however long the log takes nothing.
    pub(super) async fn keep_frames(&self, door: Door, frames: Vec<Frame>) -> Result<(), Stopped> {
        let bytes = frames.iter().map(|frame| frame.line.len() as u64).sum();
        let count = frames.iter().filter(|frame| !frame.line.is_empty()).count() as u64;
        let frames: Arc<[Frame]> = frames.into();
        let mut stopping = self.stopping.clone();
        loop {
            match self.log.take(Arc::clone(&frames)).await {
                Ok(()) => {
                    self.counters.note_full(false, self.clock.now());
                    self.counters.kept(door, count, bytes);
                    return Ok(());
                }
                Err(WalError::Closed) => return Err(Stopped),
                Err(WalError::Full) => {}
                Err(error) => {
                    tracing::error!(%error, "the write-ahead log did not take lines; it is tried again");
                }
            }
            self.counters.note_full(true, self.clock.now());
            tokio::select! {
                () = tokio::time::sleep(self.settings.retry) => {}
                () = stopped(&mut stopping) => return Err(Stopped),
            }
        }
    }

    fn frames(&self, from: &Sender, lines: Vec<Line>, is_first: bool) -> Vec<Frame> {
        let received = self.clock.now();
        let mark = is_first.then(|| from.frame(received, Vec::new()));
        let lines = lines.into_iter().map(|line| from.frame(received, line.bytes));
        mark.into_iter().chain(lines).collect()
    }

    /// Counts a refusal.
    pub(super) fn refuse(&self, knock: Knock) {
        self.counters.refuse(knock, self.clock.now());
    }

    /// One line as it goes to the log.
    pub(super) fn frame(&self, from: &Sender, line: Vec<u8>) -> Frame {
        from.frame(self.clock.now(), line)
    }
}

/// Waits until the collector is to end.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error says that nobody is left who could stop it otherwise.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub door: Door,
    pub peer: IpAddr,
    pub source: Source,
    /// Of the certificate that says who it is.
    pub fingerprint: Option<Fingerprint>,
    /// The certificate it showed, good or not.
    pub certificate: Option<Shown>,
}

impl Sender {
    /// Somebody of whom only the address is known.
    pub(super) fn at(door: Door, peer: IpAddr) -> Self {
        let peer = peer.to_canonical();
        Self {
            door,
            peer,
            source: Source::Unknown(peer.to_string()),
            fingerprint: None,
            certificate: None,
        }
    }

    /// It is refused for this reason.
    pub(super) fn knock(&self, reason: Refusal) -> Knock {
        Knock {
            door: self.door,
            reason,
            peer: self.peer,
            certificate: self.certificate.clone(),
        }
    }

    fn frame(&self, received: Timestamp, line: Vec<u8>) -> Frame {
        Frame {
            received,
            source: self.source.clone(),
            transport: self.transport(),
            line,
        }
    }

    fn transport(&self) -> Transport {
        match self.door {
            Door::Udp => Transport::Udp,
            Door::Tcp => Transport::Tcp,
            Door::Tls => Transport::Tls,
            Door::Relp | Door::RelpTls => Transport::Relp,
            Door::Import => Transport::Import,
        }
    }
}
