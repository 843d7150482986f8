//! Where a call stands at an instant (C6).

use jiff::Timestamp;
use platform::clock::from_tokyo;

use super::definition::programme::{Course, ProgrammeFile};

/// Where a call or one of its courses stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Published, not open yet.
    Upcoming,
    /// Takes applications.
    Open,
    /// All places are taken (first come).
    Full,
    /// The window has closed.
    Closed,
}

impl Phase {
    /// Its message key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Upcoming => "calls-phase-upcoming",
            Self::Open => "calls-phase-open",
            Self::Full => "calls-phase-full",
            Self::Closed => "calls-phase-closed",
        }
    }
}

impl Course {
    /// Where the course stands; `free` is the number of free places of a first-come course.
    pub fn phase(&self, now: Timestamp, free: Option<i64>) -> Phase {
        if now < from_tokyo(self.opens) {
            Phase::Upcoming
        } else if now >= from_tokyo(self.closes) {
            Phase::Closed
        } else if free.is_some_and(|free| free <= 0) {
            Phase::Full
        } else {
            Phase::Open
        }
    }
}

impl ProgrammeFile {
    /// Whether the page may be seen.
    pub fn is_published(&self, now: Timestamp) -> bool {
        now >= from_tokyo(self.publish_at)
    }
}
