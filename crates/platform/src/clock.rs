//! Time as an argument. Only [`SystemClock`] asks the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What time it is.
pub trait Clock: Send + Sync {
    /// The current instant, truncated to microseconds (what both databases keep).
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the machine's clock"
        )]
        let now = Timestamp::now();
        truncate(now)
    }
}

/// The machine's clock moved by an offset: the demo's and the simulation's time.
#[derive(Clone)]
pub struct MovableClock {
    base: Arc<dyn Clock>,
    offset_microseconds: Arc<AtomicI64>,
}

impl MovableClock {
    /// A clock that runs like `base` until it is moved.
    pub fn new(base: Arc<dyn Clock>) -> Self {
        Self {
            base,
            offset_microseconds: Arc::new(AtomicI64::new(0)),
        }
    }

    /// Sets the clock to `instant`; it runs on from there.
    pub fn set(&self, instant: Timestamp) {
        let offset = instant.as_microsecond() - self.base.now().as_microsecond();
        self.offset_microseconds.store(offset, Ordering::SeqCst);
    }

    /// How far it stands from its base.
    pub fn offset(&self) -> SignedDuration {
        SignedDuration::from_micros(self.offset_microseconds.load(Ordering::SeqCst))
    }

    /// Restores an offset kept elsewhere.
    pub fn set_offset(&self, offset: SignedDuration) {
        let microseconds = i64::try_from(offset.as_micros()).unwrap_or(0);
        self.offset_microseconds.store(microseconds, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let base = self.base.now();
        base.checked_add(self.offset()).unwrap_or(base)
    }
}

/// A clock that stands still until it is set: tests and the simulation.
#[derive(Clone, Debug)]
pub struct StillClock(Arc<AtomicI64>);

impl StillClock {
    /// A clock standing at `instant`.
    pub fn at(instant: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(instant.as_microsecond())))
    }

    /// Moves it.
    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn truncate(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// Japan Standard Time, the zone of every date in a programme.
pub fn tokyo() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(9))
}

/// `instant` on the wall clock in Tokyo.
pub fn in_tokyo(instant: Timestamp) -> DateTime {
    tokyo().to_datetime(instant)
}

/// The date in Tokyo.
pub fn date_in_tokyo(instant: Timestamp) -> Date {
    in_tokyo(instant).date()
}

/// The instant at which Tokyo's wall clock shows `local`. Japan has no daylight saving time, so there is
/// always exactly one; a date beyond the range of instants becomes the last instant.
pub fn from_tokyo(local: DateTime) -> Timestamp {
    tokyo().to_timestamp(local).unwrap_or(Timestamp::MAX)
}
