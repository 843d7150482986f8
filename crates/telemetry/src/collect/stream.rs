//! One connection, from its first byte to its end: lines or RELP, plain or over TLS.

use std::io;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Duration, Instant, timeout, timeout_at};

use super::counters::{Door, Refusal};
use super::framing::{Framer, Line};
use super::intake::{Intake, Sender, Stopped, stopped};
use super::relp::{self, Act, Session};

/// What is read at once.
const READ: usize = 64 * 1024;
/// How much is taken apart at once: at most half as many lines.
const STEP: usize = 4 * 1024;
/// Bytes of memory for lines that are read on while the log syncs those before: they share the next sync. A sender that is
/// not answered to cannot tell them from what still lies in the socket.
const AHEAD: usize = 4 * READ;
/// What a line takes in memory beside its bytes, about: as short as they are, a connection never holds much.
const EACH: usize = 256;
/// When the collector ends: how long a sender may be silent before its connection counts as drained …
const DRAINED: Duration = Duration::from_millis(100);
/// … and how long draining may last in all.
const DRAIN: Duration = Duration::from_secs(2);

/// How a connection ended, if not well.
pub(super) type End = Result<(), Refusal>;

/// Serves one connection until it ends.
pub(super) async fn serve<S>(stream: S, intake: &Intake, sender: &Sender) -> End
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut wire = Wire {
        stream,
        intake,
        sender,
        buffer: vec![0; READ],
        drain: None,
        is_first: true,
    };
    match sender.door {
        Door::Relp | Door::RelpTls => wire.relp().await,
        _ => wire.lines().await,
    }
}

struct Wire<'i, S> {
    stream: S,
    intake: &'i Intake,
    sender: &'i Sender,
    buffer: Vec<u8>,
    /// Set once the collector ends: when draining is over.
    drain: Option<Instant>,
    /// Nothing was kept of this connection yet.
    is_first: bool,
}

/// What a read came to.
enum Read {
    Bytes(usize),
    End,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire<'_, S> {
    async fn lines(&mut self) -> End {
        let (intake, sender) = (self.intake, self.sender);
        let mut framer = Framer::new(intake.settings.line);
        let mut ahead = Ahead::default();
        // What of the buffer was read and is not taken apart yet.
        let mut unread = 0..0;
        let mut keeping: Option<Keeping<'_>> = None;
        let end = loop {
            while !unread.is_empty() && ahead.has_room() {
                let step = unread.start..unread.end.min(unread.start + STEP);
                unread.start = step.end;
                ahead.take(&mut framer, &self.buffer[step]);
            }
            if keeping.is_none() && !ahead.lines.is_empty() {
                let is_first = std::mem::take(&mut self.is_first);
                keeping = Some(Box::pin(intake.keep(sender, ahead.give(), is_first)));
                continue;
            }
            // While nothing is on its way, a line that has begun may be as long as it likes.
            let may_read = unread.is_empty() && (keeping.is_none() || ahead.has_room());
            tokio::select! {
                biased;
                kept = settled(&mut keeping) => if kept == Err(Stopped) {
                    return Ok(());
                },
                read = self.read(), if may_read => match read {
                    Ok(Read::Bytes(count)) => unread = 0..count,
                    Ok(Read::End) => break Ok(()),
                    Err(refusal) => break Err(refusal),
                },
            }
        };
        // Kept even if the connection broke: the sender believes that it was taken.
        framer.finish(&mut ahead.lines);
        if let Some(keeping) = keeping
            && keeping.await == Err(Stopped)
        {
            return Ok(());
        }
        let _stopped = self.keep(ahead.give()).await;
        end
    }

    async fn relp(&mut self) -> End {
        let mut session = Session::new(self.intake.settings.line);
        let mut acts = Vec::new();
        loop {
            match self.read().await? {
                Read::Bytes(count) => session.push(&self.buffer[..count], &mut acts),
                Read::End => return Ok(()),
            }
            if self.act(&mut acts).await? {
                return Ok(());
            }
        }
    }

    /// Does what a session asks for; whether the connection is over.
    async fn act(&mut self, acts: &mut Vec<Act>) -> Result<bool, Refusal> {
        let mut lines = Vec::new();
        let mut answers = Vec::new();
        let mut is_over = false;
        for act in acts.drain(..) {
            match act {
                Act::Keep { number, line } => {
                    lines.push(line);
                    answers.extend(relp::accepted(number));
                }
                Act::Send(bytes) => answers.extend(bytes),
                Act::Bad(bad) => self.intake.refuse(self.sender.knock(bad.into())),
                Act::Close => is_over = true,
            }
        }
        if self.keep(lines).await == Err(Stopped) {
            return Ok(true);
        }
        self.write(&answers).await?;
        if is_over {
            // The goodbye may not reach a peer that is gone already.
            let _ = self.stream.shutdown().await;
        }
        Ok(is_over)
    }

    async fn keep(&mut self, lines: Vec<Line>) -> Result<(), Stopped> {
        if lines.is_empty() {
            return Ok(());
        }
        let is_first = std::mem::take(&mut self.is_first);
        self.intake.keep(self.sender, lines, is_first).await
    }

    /// Reads what is there. A revoked certificate ends the connection here.
    async fn read(&mut self) -> Result<Read, Refusal> {
        let now = self.intake.clock.now();
        let is_revoked = |fingerprint| self.intake.certificates.device(fingerprint, now).is_none();
        if self.sender.fingerprint.as_ref().is_some_and(is_revoked) {
            return Err(Refusal::UnknownCertificate);
        }
        if self.drain.is_none() {
            let mut stopping = self.intake.stopping.clone();
            tokio::select! {
                biased;
                () = stopped(&mut stopping) => self.drain = Some(Instant::now() + DRAIN),
                read = timeout(self.intake.settings.idle, self.stream.read(&mut self.buffer)) => {
                    return understood(read.map_err(|_late| Refusal::Idle)?);
                }
            }
        }
        let now = Instant::now();
        let drain = self.drain.unwrap_or(now);
        // Whoever never pauses is cut off: a socket that is always ready would win against any clock.
        if drain <= now {
            return Ok(Read::End);
        }
        let until = drain.min(now + DRAINED);
        match timeout_at(until, self.stream.read(&mut self.buffer)).await {
            Ok(read) => understood(read),
            Err(_drained) => Ok(Read::End),
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if bytes.is_empty() {
            return Ok(());
        }
        let write = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let limit = self.intake.settings.handshake;
        let written = timeout(limit, write)
            .await
            .map_err(|_late| Refusal::AnswersUnread)?;
        written.map_err(|_gone| Refusal::ConnectionCut)
    }
}

/// Lines that were read, until they go into the log.
#[derive(Default)]
struct Ahead {
    lines: Vec<Line>,
    /// What they take in memory, about.
    bytes: usize,
}

impl Ahead {
    fn has_room(&self) -> bool {
        self.bytes < AHEAD
    }

    fn take(&mut self, framer: &mut Framer, bytes: &[u8]) {
        let known = self.lines.len();
        framer.push(bytes, &mut self.lines);
        let fresh = self.lines[known..].iter();
        self.bytes += fresh.map(|line| line.bytes.len() + EACH).sum::<usize>();
    }

    fn give(&mut self) -> Vec<Line> {
        self.bytes = 0;
        std::mem::take(&mut self.lines)
    }
}

/// Lines on their way into the log.
type Keeping<'i> = Pin<Box<dyn Future<Output = Result<(), Stopped>> + Send + 'i>>;

/// Waits for them, and for ever where there are none.
async fn settled(keeping: &mut Option<Keeping<'_>>) -> Result<(), Stopped> {
    match keeping {
        Some(future) => {
            let kept = future.await;
            *keeping = None;
            kept
        }
        None => std::future::pending().await,
    }
}

fn understood(read: io::Result<usize>) -> Result<Read, Refusal> {
    match read {
        Ok(0) => Ok(Read::End),
        Ok(count) => Ok(Read::Bytes(count)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Refusal::TlsRecord),
        Err(_) => Err(Refusal::ConnectionCut),
    }
}
