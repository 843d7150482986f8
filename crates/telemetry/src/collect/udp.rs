//! Syslog over UDP: a thread that does nothing but copy what the kernel has received into the log.
//!
//! What the kernel drops because its buffer is full is counted (`/proc/net/udp`), and so is what comes while the log
//! takes nothing: UDP has no way to hold a sender back.

mod drops;

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use lake::wal::{Frame, WalError};
use socket2::SockRef;
use tokio::runtime::Handle;

use super::counters::{Door, Refusal};
use super::framing::{Ending, MOST};
use super::intake::{Intake, Sender};
use drops::Drops;

/// The largest datagram there is.
const DATAGRAM: usize = 64 * 1024;
/// Datagrams that go to the log together, at most …
const BATCH: usize = 1024;
/// … and their bytes.
const BATCH_BYTES: usize = 256 * 1024;
/// How long a read waits: after it, the end of the collector is noticed.
const WAIT: Duration = Duration::from_millis(100);
/// How often the kernel is asked what it dropped.
const LOOK: Duration = Duration::from_secs(1);

/// A bound socket with its buffer.
pub(super) struct Receiver {
    socket: UdpSocket,
    drops: Drops,
    /// Bytes of the receive buffer that the kernel granted, as it counts them.
    pub granted: usize,
}

impl Receiver {
    /// Binds, and asks for a receive buffer of `buffer` bytes.
    pub(super) fn bind(address: SocketAddr, buffer: usize) -> io::Result<Self> {
        let socket = UdpSocket::bind(address)?;
        // The kernel grants twice of what is asked, for its own records, and nothing beyond `net.core.rmem_max`.
        SockRef::from(&socket).set_recv_buffer_size(buffer)?;
        let granted = SockRef::from(&socket).recv_buffer_size()?;
        if granted < buffer {
            tracing::warn!(
                asked = buffer,
                granted,
                "the receive buffer for UDP is small: raise net.core.rmem_max"
            );
        }
        socket.set_read_timeout(Some(WAIT))?;
        Ok(Self {
            drops: Drops::of(&socket)?,
            socket,
            granted,
        })
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Receives until the collector ends and nothing is left in the buffer. Blocks: for a thread of its own, with the
    /// runtime that drives the log.
    pub(super) fn run(mut self, intake: &Intake, runtime: &Handle) {
        let mut buffer = vec![0; DATAGRAM];
        let mut looked = Instant::now();
        loop {
            let is_last = *intake.stopping.borrow();
            let batch = self.batch(intake, &mut buffer);
            let is_empty = batch.is_empty();
            if !is_empty {
                keep(intake, runtime, batch);
            }
            if looked.elapsed() >= LOOK || is_last {
                self.look(intake);
                looked = Instant::now();
            }
            if is_last && is_empty {
                return;
            }
        }
    }

    /// Waits for a datagram, then takes what else is there.
    fn batch(&self, intake: &Intake, buffer: &mut [u8]) -> Vec<Frame> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            match self.socket.recv_from(buffer) {
                Ok((count, peer)) => {
                    if let Some(frame) = frame(intake, &buffer[..count], peer.ip()) {
                        bytes += frame.line.len();
                        batch.push(frame);
                    }
                }
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    tracing::warn!(%error, "a datagram could not be received");
                    break;
                }
            }
            if batch.len() == 1 {
                self.wait_for_more(false);
            }
        }
        self.wait_for_more(true);
        batch
    }

    /// Whether the next read waits. Cannot fail on a socket that is open.
    fn wait_for_more(&self, waits: bool) {
        let _ = self.socket.set_nonblocking(!waits);
    }

    fn look(&mut self, intake: &Intake) {
        match self.drops.since_last() {
            Ok(0) => {}
            Ok(dropped) => {
                intake.counters.kernel_dropped(Door::Udp, dropped);
                tracing::error!(dropped, "the kernel dropped datagrams: its buffer was full");
            }
            Err(error) => tracing::warn!(%error, "what the kernel dropped is unknown"),
        }
    }
}

/// A datagram is a line; delimiters at its end are none of it (RFC 5426 3.1 knows no framing).
fn frame(intake: &Intake, datagram: &[u8], peer: IpAddr) -> Option<Frame> {
    let end = datagram
        .iter()
        .rposition(|byte| !matches!(byte, b'\n' | b'\r' | 0))?;
    let kept = (end + 1).min(intake.settings.line.min(MOST));
    let ending = match end + 1 - kept {
        0 => Ending::Whole,
        missing => Ending::Cut { missing },
    };
    intake.counters.ended(Door::Udp, ending);
    Some(intake.frame(&Sender::at(Door::Udp, peer), datagram[..kept].to_vec()))
}

fn keep(intake: &Intake, runtime: &Handle, batch: Vec<Frame>) {
    let lines = batch.len() as u64;
    let bytes = batch.iter().map(|frame| frame.line.len() as u64).sum();
    let taken = runtime.block_on(intake.log.take(batch.into()));
    let now = intake.clock.now();
    match taken {
        Ok(()) => {
            intake.counters.note_full(false, now);
            intake.counters.kept(Door::Udp, lines, bytes);
        }
        Err(error) => {
            if !matches!(error, WalError::Closed) {
                intake.counters.note_full(true, now);
            }
            intake.counters.refused_lines(Door::Udp, Refusal::LogFull, lines);
        }
    }
}
