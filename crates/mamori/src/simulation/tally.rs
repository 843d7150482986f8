//! How long each part of the simulated programme took, and how many operations it was.

use std::collections::BTreeMap;
use std::time::Duration;

use super::agenda::Act;

/// A part of the programme, for timings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Registrations for briefings.
    Briefings,
    /// Applications.
    Applications,
    /// The secretariat's contacts.
    Contacts,
    /// Withdrawals and exclusions.
    Departures,
    /// Charter, clearing up, freeze and draw.
    Draw,
    /// Result notices.
    Notices,
    /// Answers, lapses, lifts.
    Answers,
    /// Consents and questionnaires.
    Documents,
    /// Checking the invariants.
    Checks,
}

impl Phase {
    /// Its name in JSON and in message keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Briefings => "briefings",
            Self::Applications => "applications",
            Self::Contacts => "contacts",
            Self::Departures => "departures",
            Self::Draw => "draw",
            Self::Notices => "notices",
            Self::Answers => "answers",
            Self::Documents => "documents",
            Self::Checks => "checks",
        }
    }

    /// The part that an act belongs to.
    pub const fn of(act: &Act) -> Self {
        match act {
            Act::Register(..) | Act::RegisterLate(_) => Self::Briefings,
            Act::Arrive(_) => Self::Applications,
            Act::Contact(..) => Self::Contacts,
            Act::Leave(_) => Self::Departures,
            Act::Charter | Act::ClearUp | Act::Freeze | Act::Draw => Self::Draw,
            Act::Prepare | Act::Release(_) => Self::Notices,
            Act::Answer(_) | Act::AnswerLate(_) | Act::Lapse => Self::Answers,
            Act::Documents(_) => Self::Documents,
        }
    }
}

/// What a part came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// Operations, refused ones included.
    pub operations: u64,
    /// Time on the machine's clock.
    pub time: Duration,
}

/// Operations and time by part.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    phases: BTreeMap<Phase, Spent>,
}

impl Tally {
    /// Adds to a part.
    pub fn add(&mut self, phase: Phase, operations: u64, time: Duration) {
        let spent = self.phases.entry(phase).or_default();
        spent.operations += operations;
        spent.time += time;
    }

    /// The parts in the order of the programme.
    pub fn iter(&self) -> impl Iterator<Item = (Phase, Spent)> {
        self.phases.iter().map(|(phase, spent)| (*phase, *spent))
    }

    /// Everything together.
    pub fn total(&self) -> Spent {
        self.phases.values().fold(Spent::default(), |sum, spent| Spent {
            operations: sum.operations + spent.operations,
            time: sum.time + spent.time,
        })
    }
}
