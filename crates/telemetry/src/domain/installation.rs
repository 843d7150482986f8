//! The stay of an appliance at a company, from the survey to the removal (M1). The diagram stands in `lib.rs`.

#[cfg(test)]
pub(crate) mod tests;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::device::names;
use super::terms::Terms;
use super::trial;
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

    /// The company sent its part of the survey.
    pub fn survey_sent(self, at: Timestamp) -> Next {
        match self {
            Self::Survey { .. } => Ok(Self::Survey { sent: Some(at) }),
            other => Err(other.refused()),
        }
    }

    /// The survey is done: it can be installed.
    pub fn found_fit(self) -> Next {
        match self {
            Self::Survey { .. } => Ok(Self::Ready { wish: None }),
            other => Err(other.refused()),
        }
    }

    /// It cannot be installed: seen in the survey, or by the technician at the door.
    pub fn found_unfit(self, terms: &Terms, reason: String) -> Next {
        match self {
            Self::Survey { .. } | Self::Ready { .. } | Self::Proposed { .. } | Self::Appointed { .. } => {
                Ok(Self::Unsuitable {
                    reason,
                    offer: if terms.other_course.is_some() {
                        Offer::Open
                    } else {
                        Offer::None
                    },
                })
            }
            other => Err(other.refused()),
        }
    }

    /// Times are proposed; those proposed before, and a visit that was fixed, do not stand any more.
    pub fn propose(self, mut slots: Vec<Slot>) -> Next {
        slots.sort_unstable();
        slots.dedup();
        if slots.is_empty() {
            return Err(Refusal::NoTime);
        }
        match self {
            Self::Ready { .. } | Self::Proposed { .. } | Self::Appointed { .. } => {
                Ok(Self::Proposed { slots })
            }
            Self::Leaving { trial, why, .. } => Ok(Self::Leaving {
                trial,
                why,
                visit: Removal::Proposed { slots },
            }),
            other => Err(other.refused()),
        }
    }

    /// The company takes one of the times proposed.
    pub fn choose(self, slot: Slot) -> Next {
        match self.proposed() {
            None => Err(self.refused()),
            Some((_, slots)) if !slots.contains(&slot) => Err(Refusal::NotProposed),
            Some(_) => self.appoint(slot),
        }
    }

    /// A time is fixed, on the telephone for instance; one fixed before does not stand any more.
    pub fn appoint(self, slot: Slot) -> Next {
        match self {
            Self::Ready { .. } | Self::Proposed { .. } | Self::Appointed { .. } => {
                Ok(Self::Appointed { slot })
            }
            Self::Leaving { trial, why, .. } => Ok(Self::Leaving {
                trial,
                why,
                visit: Removal::Appointed { slot },
            }),
            other => Err(other.refused()),
        }
    }

    /// No time suits the company, or it cannot keep the one that was fixed.
    pub fn none_suits(self, wish: String) -> Next {
        let wish = Some(wish).filter(|wish| !wish.trim().is_empty());
        match self {
            Self::Proposed { .. } | Self::Appointed { .. } => Ok(Self::Ready { wish }),
            Self::Leaving {
                trial,
                why,
                visit: Removal::Proposed { .. } | Removal::Appointed { .. },
            } => Ok(Self::Leaving {
                trial,
                why,
                visit: Removal::Open { wish },
            }),
            other => Err(other.refused()),
        }
    }

    /// It is installed: the trial begins.
    pub fn install(self, terms: &Terms, device: DeviceId, on: Date, today: Date) -> Next {
        match self {
            Self::Appointed { .. } if on > today => Err(Refusal::Day),
            Self::Appointed { .. } => Ok(Self::Trial(Trial {
                device,
                installed_on: on,
                ends_on: trial::ends_on(on, terms.trial_months),
                first_log: None,
                choice: Choice::NotAsked,
            })),
            other => Err(other.refused()),
        }
    }

    /// Its first line arrived; later ones change nothing.
    pub fn first_log(self, at: Timestamp) -> Next {
        self.in_trial(|trial| Trial {
            first_log: Some(trial.first_log.map_or(at, |first| first.min(at))),
            ..trial
        })
    }

    /// A defective appliance is exchanged; the trial goes on and is no longer for it.
    pub fn exchange(self, device: DeviceId) -> Next {
        self.in_trial(|trial| Trial { device, ..trial })
    }

    fn in_trial(self, change: impl FnOnce(Trial) -> Trial) -> Next {
        match self {
            Self::Trial(trial) => Ok(Self::Trial(change(trial))),
            Self::Leaving { trial, why, visit } => Ok(Self::Leaving {
                trial: change(trial),
                why,
                visit,
            }),
            other => Err(other.refused()),
        }
    }

    /// The company is asked how to go on; asked once.
    pub fn ask(self, at: Timestamp) -> Next {
        match self {
            Self::Trial(trial) if trial.choice == Choice::NotAsked => Ok(Self::Trial(Trial {
                choice: Choice::Asked { at },
                ..trial
            })),
            other => Err(other.refused()),
        }
    }

    /// The company wants to go on by a contract of its own. It may say so at any time of the trial.
    pub fn choose_contract(self, at: Timestamp, today: Date) -> Next {
        match self {
            Self::Trial(trial) if today > trial.ends_on => Err(Refusal::Over),
            Self::Trial(trial) => Ok(Self::Trial(Trial {
                choice: Choice::Continue { at },
                ..trial
            })),
            other => Err(other.refused()),
        }
    }

    /// The company does not want to go on: a removal is to be arranged.
    pub fn choose_removal(self, at: Timestamp) -> Next {
        match self {
            Self::Trial(trial) => Ok(Self::Leaving {
                trial: Trial {
                    choice: Choice::Remove { at },
                    ..trial
                },
                why: Why::Declined,
                visit: Removal::Open { wish: None },
            }),
            other => Err(other.refused()),
        }
    }

    /// The contract stands. The free trial ends with it.
    pub fn contracted(self, contract: Contract) -> Next {
        match self {
            Self::Trial(trial) if contract.from <= trial.installed_on => Err(Refusal::Day),
            Self::Trial(trial) if matches!(trial.choice, Choice::Continue { .. }) => {
                Ok(Self::Continued { trial, contract })
            }
            Self::Trial(_) => Err(Refusal::NotWanted),
            other => Err(other.refused()),
        }
    }

    /// It is taken away for another reason than the company's answer.
    pub fn leave(self, why: Why) -> Next {
        match self {
            Self::Trial(trial) => Ok(Self::Leaving {
                trial,
                why,
                visit: Removal::Open { wish: None },
            }),
            other => Err(other.refused()),
        }
    }

    /// It was taken away.
    pub fn remove(self, on: Date, today: Date) -> Next {
        match self {
            Self::Leaving { trial, .. } if on < trial.installed_on || on > today => Err(Refusal::Day),
            Self::Leaving { trial, why, .. } => Ok(Self::Removed { trial, why, on }),
            other => Err(other.refused()),
        }
    }

    /// Given up before it was installed.
    pub fn cancel(self, reason: String) -> Next {
        match self {
            Self::Survey { .. } | Self::Ready { .. } | Self::Proposed { .. } | Self::Appointed { .. } => {
                Ok(Self::Cancelled { reason })
            }
            other => Err(other.refused()),
        }
    }

    /// What was given up, or could not be installed, is looked at again: the site is another one now.
    pub fn reopen(self) -> Next {
        match self {
            Self::Cancelled { .. }
            | Self::Unsuitable {
                offer: Offer::None | Offer::Open | Offer::Declined { .. },
                ..
            } => Ok(Self::begin()),
            other => Err(other.refused()),
        }
    }

    /// The company left the programme: nothing is installed any more, and what stands there is taken away.
    pub fn withdraw(self, reason: String) -> Next {
        match self {
            Self::Trial(_) => self.leave(Why::Withdrawn),
            other => other.cancel(reason),
        }
    }

    /// The company answers the offer of the other course.
    pub fn answer_offer(self, accepted: bool, at: Timestamp) -> Next {
        match self {
            Self::Unsuitable {
                reason,
                offer: Offer::Open,
            } => Ok(Self::Unsuitable {
                reason,
                offer: if accepted {
                    Offer::Accepted { at }
                } else {
                    Offer::Declined { at }
                },
            }),
            other => Err(other.refused()),
        }
    }

    /// The secretariat has moved it to the other course.
    pub fn moved(self, at: Timestamp) -> Next {
        match self {
            Self::Unsuitable {
                reason,
                offer: Offer::Accepted { .. },
            } => Ok(Self::Unsuitable {
                reason,
                offer: Offer::Moved { at },
            }),
            other => Err(other.refused()),
        }
    }
}
