//! The stay of an appliance at a company, from the survey to the removal (M1). The diagram stands in `lib.rs`.

mod transitions;

pub use transitions::NOTED_WITHIN;

#[cfg(test)]
pub(crate) mod tests;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::device::names;
use super::visit::{Errand, Slot};

/// Where an installation stands. Each variant carries what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The site is being surveyed.
    Survey {
        /// When the company sent its part.
        sent: Option<Timestamp>,
    },
    /// It can be installed; times are to be proposed.
    Ready {
        /// What the company said about its times, where none of those proposed suited it.
        wish: Option<String>,
    },
    /// The company chooses a time.
    Proposed {
        /// From these.
        slots: Vec<Slot>,
    },
    /// The visit is fixed.
    Appointed {
        /// When.
        slot: Slot,
    },
    /// It stands at the company, free of charge.
    Trial(Trial),
    /// It is taken away.
    Leaving {
        /// The trial that ends.
        trial: Trial,
        /// Why.
        why: Why,
        /// When it is taken away.
        visit: Removal,
    },
    /// It was taken away.
    Removed {
        /// The trial that ended.
        trial: Trial,
        /// Why.
        why: Why,
        /// When.
        on: Date,
    },
    /// The company goes on by a contract of its own.
    Continued {
        /// The trial that ended.
        trial: Trial,
        /// The contract.
        contract: Contract,
    },
    /// It cannot be installed.
    Unsuitable {
        /// Why.
        reason: String,
        /// What became of the offer of the other course.
        offer: Offer,
    },
    /// Given up before it was installed.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// An appliance at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Which.
    pub device: DeviceId,
    /// First day.
    pub installed_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// When its first line arrived: the installation is confirmed by it.
    pub first_log: Option<Timestamp>,
    /// How the company wants to go on.
    pub choice: Choice,
}

/// How the company wants to go on after the trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "choice", rename_all = "snake_case")]
pub enum Choice {
    /// It was not asked yet.
    NotAsked,
    /// It was asked.
    Asked {
        /// When.
        at: Timestamp,
    },
    /// By a contract of its own.
    Continue {
        /// When it said so.
        at: Timestamp,
    },
    /// Not: the appliance is taken away.
    Remove {
        /// When it said so.
        at: Timestamp,
    },
}

/// When an appliance is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "removal", rename_all = "snake_case")]
pub enum Removal {
    /// Times are to be proposed.
    Open {
        /// What the company said about its times.
        wish: Option<String>,
    },
    /// The company chooses a time.
    Proposed {
        /// From these.
        slots: Vec<Slot>,
    },
    /// The visit is fixed.
    Appointed {
        /// When.
        slot: Slot,
    },
}

names! {
    /// Why an appliance is taken away.
    Why:
    /// The company does not go on.
    Declined = "declined",
    /// The trial ended without an answer.
    Ended = "ended",
    /// The company left the programme.
    Withdrawn = "withdrawn",
    /// The company wanted it before the end, or it got in the way.
    Early = "early",
}

/// A contract between company and contractor; nothing of it but that it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// From which day on; the trial ends the day before.
    pub from: Date,
    /// Its number, as the contractor gives it.
    pub number: String,
}

/// What became of the offer of the other course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "offer", rename_all = "snake_case")]
pub enum Offer {
    /// The programme has no other course.
    None,
    /// The company is asked.
    Open,
    /// It wants it; the secretariat moves it.
    Accepted {
        /// When it said so.
        at: Timestamp,
    },
    /// The secretariat moved it.
    Moved {
        /// When.
        at: Timestamp,
    },
    /// It does not want it.
    Declined {
        /// When it said so.
        at: Timestamp,
    },
}

names! {
    /// The name of a state, as in the database and in addresses.
    StateName:
    /// See [`State::Survey`].
    Survey = "survey",
    /// See [`State::Ready`].
    Ready = "ready",
    /// See [`State::Proposed`].
    Proposed = "proposed",
    /// See [`State::Appointed`].
    Appointed = "appointed",
    /// See [`State::Trial`].
    Trial = "trial",
    /// See [`State::Leaving`].
    Leaving = "leaving",
    /// See [`State::Removed`].
    Removed = "removed",
    /// See [`State::Continued`].
    Continued = "continued",
    /// See [`State::Unsuitable`].
    Unsuitable = "unsuitable",
    /// See [`State::Cancelled`].
    Cancelled = "cancelled",
}

impl StateName {
    /// Nothing of it is at the company and nothing will come: another installation may begin.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Removed | Self::Continued | Self::Unsuitable | Self::Cancelled
        )
    }

    /// An appliance stands at the company.
    pub const fn has_device(self) -> bool {
        matches!(self, Self::Trial | Self::Leaving)
    }

    /// The company had agreed to the terms before it came so far (M6).
    pub const fn needs_agreement(self) -> bool {
        matches!(
            self,
            Self::Appointed | Self::Trial | Self::Leaving | Self::Removed | Self::Continued
        )
    }
}

/// Why something cannot happen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It stands elsewhere.
    #[error("the installation is {}", .0.as_str())]
    State(StateName),
    /// The time is not one of those proposed.
    #[error("this time was not proposed")]
    NotProposed,
    /// There is nothing to propose.
    #[error("no time was chosen")]
    NoTime,
    /// Installed before the company agreed to the terms (M6).
    #[error("the company has not agreed to the terms")]
    NotAgreed,
    /// An installation so long ago, or before the company agreed.
    #[error("the day lies too long ago, or before the company agreed to the terms")]
    TooLongAgo,
    /// A day that cannot be.
    #[error("the day lies before the installation or in the future")]
    Day,
    /// The trial is over.
    #[error("the trial is over")]
    Over,
    /// It was not asked, or has answered already.
    #[error("the company does not want to go on")]
    NotWanted,
}

type Next = Result<State, Refusal>;

impl State {
    /// Where every installation begins.
    pub fn begin() -> Self {
        Self::Survey { sent: None }
    }

    /// Its name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Survey { .. } => StateName::Survey,
            Self::Ready { .. } => StateName::Ready,
            Self::Proposed { .. } => StateName::Proposed,
            Self::Appointed { .. } => StateName::Appointed,
            Self::Trial(_) => StateName::Trial,
            Self::Leaving { .. } => StateName::Leaving,
            Self::Removed { .. } => StateName::Removed,
            Self::Continued { .. } => StateName::Continued,
            Self::Unsuitable { .. } => StateName::Unsuitable,
            Self::Cancelled { .. } => StateName::Cancelled,
        }
    }

    /// The trial, from the installation on.
    pub const fn trial(&self) -> Option<&Trial> {
        match self {
            Self::Trial(trial)
            | Self::Leaving { trial, .. }
            | Self::Removed { trial, .. }
            | Self::Continued { trial, .. } => Some(trial),
            _ => None,
        }
    }

    /// The times that the company chooses from, and what for.
    pub fn proposed(&self) -> Option<(Errand, &[Slot])> {
        match self {
            Self::Proposed { slots } => Some((Errand::Installation, slots)),
            Self::Leaving {
                visit: Removal::Proposed { slots },
                ..
            } => Some((Errand::Removal, slots)),
            _ => None,
        }
    }

    /// The visit that is fixed, and what for.
    pub const fn appointed(&self) -> Option<(Errand, Slot)> {
        match self {
            Self::Appointed { slot } => Some((Errand::Installation, *slot)),
            Self::Leaving {
                visit: Removal::Appointed { slot },
                ..
            } => Some((Errand::Removal, *slot)),
            _ => None,
        }
    }

    /// What a visit would be for now, if one can be arranged.
    pub const fn errand(&self) -> Option<Errand> {
        match self {
            Self::Ready { .. } | Self::Proposed { .. } | Self::Appointed { .. } => Some(Errand::Installation),
            Self::Leaving { .. } => Some(Errand::Removal),
            _ => None,
        }
    }

    const fn refused(&self) -> Refusal {
        Refusal::State(self.name())
    }
}
