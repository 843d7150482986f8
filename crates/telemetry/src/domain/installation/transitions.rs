//! What can happen to an installation: each a function that may refuse.

use contracts::ids::DeviceId;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{Choice, Contract, Next, Offer, Refusal, Removal, State, Trial, Why};
use crate::domain::terms::Terms;
use crate::domain::trial;
use crate::domain::visit::Slot;

/// Days within which an installation is noted.
pub const NOTED_WITHIN: i32 = 14;

impl State {
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

    /// It is installed: the trial begins. It is noted within [`NOTED_WITHIN`] days, and nothing is installed before the
    /// company `agreed` to the terms (M6).
    pub fn install(
        self,
        terms: &Terms,
        device: DeviceId,
        on: Date,
        agreed: Option<Date>,
        today: Date,
    ) -> Next {
        let first = today.saturating_sub(NOTED_WITHIN.days());
        match self {
            Self::Appointed { .. } if on > today => Err(Refusal::Day),
            Self::Appointed { .. } if on < agreed.map_or(first, |agreed| agreed.max(first)) => {
                Err(Refusal::TooLongAgo)
            }
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

    /// The day of the installation was noted wrongly. A trial that seemed over only for that goes on.
    pub fn correct_installation(self, terms: &Terms, on: Date, agreed: Option<Date>, today: Date) -> Next {
        if on > today {
            return Err(Refusal::Day);
        }
        if agreed.is_some_and(|agreed| on < agreed) {
            return Err(Refusal::TooLongAgo);
        }
        let corrected = self.in_trial(|trial| Trial {
            installed_on: on,
            ends_on: trial::ends_on(on, terms.trial_months),
            ..trial
        })?;
        Ok(match corrected {
            Self::Leaving {
                trial,
                why: Why::Ended,
                visit: Removal::Open { .. },
            } if trial.ends_on >= today => Self::Trial(Trial {
                choice: Choice::NotAsked,
                ..trial
            }),
            other => other,
        })
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
