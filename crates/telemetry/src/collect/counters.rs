//! What came in and what was refused, per listener: every line and every refusal is counted somewhere.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::framing::Ending;
use super::relp;
use super::shown::Shown;

/// Ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// Syslog over UDP.
    Udp,
    /// Syslog over TCP.
    Tcp,
    /// Syslog over TLS.
    Tls,
    /// RELP.
    Relp,
    /// RELP over TLS.
    RelpTls,
    /// Files.
    Import,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Udp,
        Self::Tcp,
        Self::Tls,
        Self::Relp,
        Self::RelpTls,
        Self::Import,
    ];

    /// Its name in figures and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Relp => "relp",
            Self::RelpTls => "relp-tls",
            Self::Import => "import",
        }
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// Why a connection, a frame or a line was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Refusal {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Refusal {
            /// All reasons.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in figures and in the log.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

refusals! {
    /// More connections than allowed.
    Connections = "connections";
    /// More connections from one address than allowed.
    ConnectionsOfAddress = "connections-of-address";
    /// The TLS handshake did not end in time.
    HandshakeTimeout = "handshake-timeout";
    /// The peer went away in the middle of the handshake.
    HandshakeCut = "handshake-cut";
    /// What came is not TLS: most likely plain syslog on the TLS port.
    NotTls = "not-tls";
    /// No version or cipher in common.
    TlsVersion = "tls-version";
    /// The peer refused our certificate, or said that something else is wrong.
    TlsAlert = "tls-alert";
    /// No client certificate.
    NoCertificate = "no-certificate";
    /// A client certificate that our authority did not sign.
    WrongCertificate = "wrong-certificate";
    /// A client certificate before or after its time.
    ExpiredCertificate = "expired-certificate";
    /// A client certificate that belongs to no device in use, or was revoked.
    UnknownCertificate = "unknown-certificate";
    /// A TLS record that does not decrypt.
    TlsRecord = "tls-record";
    /// The connection broke without a goodbye; what came before is kept.
    ConnectionCut = "connection-cut";
    /// Silent for too long.
    Idle = "idle";
    /// Does not read our answers.
    AnswersUnread = "answers-unread";
    /// No frame of RELP.
    RelpHeader = "relp-header";
    /// A frame of RELP without its end.
    RelpTrailer = "relp-trailer";
    /// An unknown command of RELP.
    RelpCommand = "relp-command";
    /// RELP out of order.
    RelpOrder = "relp-order";
    /// RELP of another version.
    RelpOffer = "relp-offer";
    /// RELP without a line.
    RelpEmpty = "relp-empty";
    /// A line that came while the log took none; only UDP, all others wait.
    LogFull = "log-full";
}

impl From<relp::Bad> for Refusal {
    fn from(bad: relp::Bad) -> Self {
        match bad {
            relp::Bad::Header => Self::RelpHeader,
            relp::Bad::Trailer => Self::RelpTrailer,
            relp::Bad::Command => Self::RelpCommand,
            relp::Bad::Order => Self::RelpOrder,
            relp::Bad::Offer => Self::RelpOffer,
            relp::Bad::Empty => Self::RelpEmpty,
        }
    }
}

/// How many kinds of refusals are remembered.
const REMEMBERED: usize = 100;

/// Who was refused, where and why: what people look for when an appliance does not come through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knock {
    /// Which way in.
    pub door: Door,
    /// Why.
    pub reason: Refusal,
    /// From where.
    pub peer: IpAddr,
    /// The certificate that was shown, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Shown>,
}

/// The same knock, as often as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Who.
    #[serde(flatten)]
    pub knock: Knock,
    /// The last time.
    pub at: Timestamp,
    /// The first time.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// How often.
    #[serde(default = "once")]
    pub times: u64,
}

const fn once() -> u64 {
    1
}

/// Figures of one way in.
#[derive(Debug, Default)]
struct Figures {
    lines: AtomicU64,
    bytes: AtomicU64,
    cut: AtomicU64,
    unfinished: AtomicU64,
    accepted: AtomicU64,
    open: AtomicI64,
    kernel_drops: AtomicU64,
    refused: [AtomicU64; Refusal::ALL.len()],
}

/// Figures of one way in, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    /// Which.
    pub door: Door,
    /// Lines that the log has kept.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Lines cut because they were too long.
    pub cut: u64,
    /// Lines that a broken connection left incomplete.
    pub unfinished: u64,
    /// Connections accepted.
    pub accepted: u64,
    /// Connections that are open.
    pub open: i64,
    /// Datagrams that the kernel dropped.
    pub kernel_drops: u64,
    /// Refusals by reason, without those that never happened.
    pub refused: Vec<(Refusal, u64)>,
}

/// Figures of all ways in.
#[derive(Debug, Default)]
pub struct Counters {
    doors: [Figures; Door::ALL.len()],
    /// Since when the log takes nothing, in microseconds; 0 = it takes.
    full_since: AtomicI64,
    duplicates: AtomicU64,
    not_understood: Mutex<BTreeMap<&'static str, u64>>,
    recent: Mutex<Vec<Refused>>,
    damaged: Mutex<Vec<String>>,
}

impl Counters {
    fn of(&self, door: Door) -> &Figures {
        &self.doors[door as usize]
    }

    /// Lines were kept.
    pub fn kept(&self, door: Door, lines: u64, bytes: u64) {
        self.of(door).lines.fetch_add(lines, Relaxed);
        self.of(door).bytes.fetch_add(bytes, Relaxed);
    }

    /// A line ended in this way.
    pub fn ended(&self, door: Door, ending: Ending) {
        match ending {
            Ending::Whole => {}
            Ending::Cut { .. } => drop(self.of(door).cut.fetch_add(1, Relaxed)),
            Ending::Unfinished => drop(self.of(door).unfinished.fetch_add(1, Relaxed)),
        }
    }

    /// A connection was accepted.
    pub fn opened(&self, door: Door) {
        self.of(door).accepted.fetch_add(1, Relaxed);
        self.of(door).open.fetch_add(1, Relaxed);
    }

    /// It ended.
    pub fn closed(&self, door: Door) {
        self.of(door).open.fetch_sub(1, Relaxed);
    }

    /// The kernel dropped so many datagrams since the last time.
    pub fn kernel_dropped(&self, door: Door, datagrams: u64) {
        self.of(door).kernel_drops.fetch_add(datagrams, Relaxed);
    }

    /// A line came twice.
    pub(super) fn duplicate(&self) {
        self.duplicates.fetch_add(1, Relaxed);
    }

    /// A line was not understood.
    pub(super) fn not_understood(&self, reason: &'static str) {
        let mut reasons = self.not_understood.lock().unwrap_or_else(PoisonError::into_inner);
        *reasons.entry(reason).or_default() += 1;
    }

    /// Lines that came twice and were dropped, and lines that were not understood, by reason.
    pub fn read(&self) -> (u64, BTreeMap<&'static str, u64>) {
        let reasons = self.not_understood.lock().unwrap_or_else(PoisonError::into_inner);
        (self.duplicates.load(Relaxed), reasons.clone())
    }

    /// Lines were refused; not worth remembering one by one.
    pub fn refused_lines(&self, door: Door, reason: Refusal, lines: u64) {
        self.of(door).refused[reason as usize].fetch_add(lines, Relaxed);
    }

    /// Somebody was refused. The log says the first of its kind, and every tenth, hundredth, thousandth …, so that a
    /// peer that comes again and again cannot fill it.
    pub fn refuse(&self, knock: Knock, at: Timestamp) {
        let before = self.of(knock.door).refused[knock.reason as usize].fetch_add(1, Relaxed);
        let times = before + 1;
        if is_round(times) {
            let certificate = knock.certificate.as_ref().map(|shown| shown.subject.as_str());
            tracing::warn!(
                listener = knock.door.as_str(),
                reason = knock.reason.as_str(),
                peer = %knock.peer,
                certificate,
                times,
                "refused"
            );
        }
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        remember(&mut recent, knock, at);
    }

    /// How often something was refused.
    pub fn refusals(&self, door: Door, reason: Refusal) -> u64 {
        self.of(door).refused[reason as usize].load(Relaxed)
    }

    /// Notes whether the log takes lines; says when that changes.
    pub(super) fn note_full(&self, full: bool, now: Timestamp) {
        let since = if full { now.as_microsecond().max(1) } else { 0 };
        let is_change = self
            .full_since
            .try_update(Relaxed, Relaxed, |before| {
                ((before == 0) == full).then_some(since)
            })
            .is_ok();
        match (is_change, full) {
            (true, true) => {
                tracing::error!("the write-ahead log takes nothing: reading stops, UDP loses lines");
            }
            (true, false) => tracing::info!("the write-ahead log takes lines again"),
            _ => {}
        }
    }

    /// Since when the log takes nothing.
    pub fn full_since(&self) -> Option<Timestamp> {
        let since = self.full_since.load(Relaxed);
        (since != 0)
            .then(|| Timestamp::from_microsecond(since).ok())
            .flatten()
    }

    /// Notes which files of the lake are damaged.
    pub(super) fn note_damaged(&self, files: Vec<String>) {
        let mut damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files.iter().filter(|file| !damaged.contains(file)) {
            tracing::error!(file, "a file of the lake is damaged; see: mamori lake verify");
        }
        *damaged = files;
    }

    /// Files of the lake that were found damaged.
    pub fn damaged(&self) -> Vec<String> {
        let damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        damaged.clone()
    }

    /// The last refusals, the newest last.
    pub fn recent(&self) -> Vec<Refused> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.clone()
    }

    /// All figures as they stand.
    pub fn listeners(&self) -> Vec<Listener> {
        Door::ALL.into_iter().map(|door| self.listener(door)).collect()
    }

    /// The figures of one way in as they stand.
    pub fn listener(&self, door: Door) -> Listener {
        let figures = self.of(door);
        let refused = Refusal::ALL.iter().zip(&figures.refused);
        Listener {
            door,
            lines: figures.lines.load(Relaxed),
            bytes: figures.bytes.load(Relaxed),
            cut: figures.cut.load(Relaxed),
            unfinished: figures.unfinished.load(Relaxed),
            accepted: figures.accepted.load(Relaxed),
            open: figures.open.load(Relaxed),
            kernel_drops: figures.kernel_drops.load(Relaxed),
            refused: refused
                .map(|(reason, times)| (*reason, times.load(Relaxed)))
                .filter(|(_, times)| *times > 0)
                .collect(),
        }
    }
}

/// Counts a knock with those like it; the one that was quiet longest makes room for a new kind. The newest stands last.
fn remember(recent: &mut Vec<Refused>, knock: Knock, at: Timestamp) {
    let known = recent.iter().position(|one| one.knock == knock);
    let refused = match known {
        Some(known) => {
            let before = recent.remove(known);
            Refused {
                at: before.at.max(at),
                times: before.times.saturating_add(1),
                ..before
            }
        }
        None => Refused {
            knock,
            at,
            since: Some(at),
            times: 1,
        },
    };
    if recent.len() == REMEMBERED {
        recent.remove(0);
    }
    recent.push(refused);
}

/// 1, 10, 100, … — what the log says of things that come again and again.
fn is_round(times: u64) -> bool {
    times
        .checked_ilog10()
        .is_some_and(|zeros| 10_u64.pow(zeros) == times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_and_round_numbers_are_said() {
        let said: Vec<u64> = (0..=2000).filter(|times| is_round(*times)).collect();
        assert_eq!(said, [1, 10, 100, 1000]);
    }

    #[test]
    fn being_full_is_noted_once_with_its_beginning() {
        let counters = Counters::default();
        let noon: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let later = noon + jiff::SignedDuration::from_secs(9);
        counters.note_full(false, noon);
        assert_eq!(counters.full_since(), None);
        counters.note_full(true, noon);
        counters.note_full(true, later);
        assert_eq!(counters.full_since(), Some(noon));
        counters.note_full(false, later);
        assert_eq!(counters.full_since(), None);
    }

    fn knock(last: u8, reason: Refusal) -> Knock {
        Knock {
            door: Door::Tls,
            reason,
            peer: IpAddr::from([192, 0, 2, last]),
            certificate: None,
        }
    }

    #[test]
    fn who_knocks_again_and_again_is_one_entry_with_its_count() {
        let counters = Counters::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        counters.refuse(knock(1, Refusal::WrongCertificate), at(0));
        for second in 1..150 {
            counters.refuse(knock(2, Refusal::NotTls), at(second));
        }
        let recent = counters.recent();
        let seen: Vec<_> = recent.iter().map(|one| (one.times, one.since, one.at)).collect();
        assert_eq!(seen, [(1, Some(at(0)), at(0)), (149, Some(at(1)), at(149))]);
        assert_eq!(
            counters.listener(Door::Tls).refused,
            [(Refusal::NotTls, 149), (Refusal::WrongCertificate, 1)]
        );
    }

    #[test]
    fn the_newest_refusals_are_remembered() {
        let counters = Counters::default();
        for last in 0..150 {
            let at = Timestamp::from_second(last.into()).unwrap();
            counters.refuse(knock(last, Refusal::NotTls), at);
        }
        let recent = counters.recent();
        assert_eq!((recent.len(), recent[0].at.as_second()), (REMEMBERED, 50));
        assert_eq!(recent[99].at.as_second(), 149);
    }
}
