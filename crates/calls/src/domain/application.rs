//! An application and its states.
//!
//! ```text
//! received ──contact──▶ complete ──selection──▶ offered ──accept──▶ confirmed ──documents──▶ participating
//!    │                     │  ▲                    │ │                  │
//!    │                     ▼  │ lifted             │ └─lapse─▶ lapsed   └─decline─▶ declined
//!    │                   waiting ──decline─▶ declined ◀─decline┘
//!    └── refused / excluded / withdrawn: from every state that is not final, with a reason (C16)
//! ```
//!
//! A call without a contact step starts at `complete`; one without a confirmation step goes from selection
//! straight to `confirmed`; one without consents and questionnaire from there to `participating`.

use jiff::Timestamp;
use platform::languages::Words;
use serde::{Deserialize, Serialize};

/// Where an application stands. Each variant carries what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The form has arrived; the secretariat owes a contact (C11).
    Received {
        /// Until when.
        contact_due: Timestamp,
    },
    /// The application is complete and waits for the selection.
    Complete,
    /// Not selected so far, on the waiting list.
    Waiting,
    /// A place is offered.
    Offered {
        /// Until when it is held; `None` where the call names no period.
        answer_due: Option<Timestamp>,
    },
    /// The company takes part; documents are outstanding.
    Confirmed,
    /// Participation is fixed (C15).
    Participating,
    /// The company declined.
    Declined {
        /// Why, if it said so.
        reason: Option<String>,
    },
    /// The offer was not answered in time.
    Lapsed,
    /// The requirements are not met.
    Refused(Ending),
    /// Excluded for false statements or unsuitability (C16).
    Excluded(Ending),
    /// Withdrawn by the company or at the secretariat's request (C16).
    Withdrawn(Ending),
}

/// The reason that the draw's notices give to whoever was not complete when the list was frozen: a message, so that it is
/// read in the reader's language.
pub const NOT_COMPLETE_IN_TIME: &str = "ending-not-complete-in-time";

/// How an application ended by somebody's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Why, in somebody's words or [`NOT_COMPLETE_IN_TIME`]; shown to the applicant by [`Self::reason_in`].
    pub reason: String,
    /// Ids of referrals offered instead (C3).
    #[serde(default)]
    pub refer_to: Vec<String>,
}

impl Ending {
    /// Why, for a person.
    pub fn reason_in(&self, words: Words) -> String {
        if self.reason == NOT_COMPLETE_IN_TIME {
            words.say(NOT_COMPLETE_IN_TIME)
        } else {
            self.reason.clone()
        }
    }
}

/// The name of a state, as in the database and in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// See [`State::Received`].
    Received,
    /// See [`State::Complete`].
    Complete,
    /// See [`State::Waiting`].
    Waiting,
    /// See [`State::Offered`].
    Offered,
    /// See [`State::Confirmed`].
    Confirmed,
    /// See [`State::Participating`].
    Participating,
    /// See [`State::Declined`].
    Declined,
    /// See [`State::Lapsed`].
    Lapsed,
    /// See [`State::Refused`].
    Refused,
    /// See [`State::Excluded`].
    Excluded,
    /// See [`State::Withdrawn`].
    Withdrawn,
}

impl StateName {
    /// All, in the order of the journey.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Complete,
        Self::Waiting,
        Self::Offered,
        Self::Confirmed,
        Self::Participating,
        Self::Declined,
        Self::Lapsed,
        Self::Refused,
        Self::Excluded,
        Self::Withdrawn,
    ];

    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Complete => "complete",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Confirmed => "confirmed",
            Self::Participating => "participating",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Refused => "refused",
            Self::Excluded => "excluded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From its name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// Nothing can follow.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Declined | Self::Lapsed | Self::Refused | Self::Excluded | Self::Withdrawn
        )
    }

    /// Holds a place of the programme: offered or taken.
    pub const fn is_seated(self) -> bool {
        matches!(self, Self::Offered | Self::Confirmed | Self::Participating)
    }
}

/// What the call's steps ask for; see the module's diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The secretariat contacts the company before the application is complete.
    pub contact: bool,
    /// The company must say that it takes part.
    pub confirm: bool,
    /// Consents or a questionnaire stand before the fixed participation.
    pub documents: bool,
}

/// Something that happens to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The contact ended well: the application is complete.
    ContactCompleted,
    /// The selection (or a re-draw, or the order of arrival) gives it a place.
    Selected {
        /// Until when it is held, where an answer is asked for.
        answer_due: Option<Timestamp>,
    },
    /// The selection put it on the waiting list.
    PutOnWaitingList,
    /// The company takes the place.
    Accepted,
    /// The company declines.
    Declined {
        /// Why.
        reason: Option<String>,
    },
    /// The period for answering is over.
    PeriodEnded,
    /// All documents have arrived.
    DocumentsComplete,
    /// Refused by the secretariat.
    Refused(Ending),
    /// Excluded.
    Excluded(Ending),
    /// Withdrawn.
    Withdrawn(Ending),
}

/// Why an event cannot happen. Pages translate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not allow it.
    #[error("an application that is {from:?} cannot take this step")]
    NotFrom {
        /// The state it is in.
        from: StateName,
    },
    /// The period for answering is over.
    #[error("the period for answering ended at {due}")]
    TooLate {
        /// When.
        due: Timestamp,
    },
    /// The period for answering is not over yet.
    #[error("the period for answering runs until {due}")]
    TooEarly {
        /// Until when.
        due: Timestamp,
    },
}

impl State {
    /// The first state of a submitted application.
    pub fn submitted(journey: Journey, contact_due: Timestamp) -> Self {
        if journey.contact {
            Self::Received { contact_due }
        } else {
            Self::Complete
        }
    }

    /// Its name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Received { .. } => StateName::Received,
            Self::Complete => StateName::Complete,
            Self::Waiting => StateName::Waiting,
            Self::Offered { .. } => StateName::Offered,
            Self::Confirmed => StateName::Confirmed,
            Self::Participating => StateName::Participating,
            Self::Declined { .. } => StateName::Declined,
            Self::Lapsed => StateName::Lapsed,
            Self::Refused(_) => StateName::Refused,
            Self::Excluded(_) => StateName::Excluded,
            Self::Withdrawn(_) => StateName::Withdrawn,
        }
    }

    /// The state without anybody's words and without a deadline: what is left when its time of keeping is over (C20).
    #[must_use]
    pub fn without_words(self) -> Self {
        let nothing = || Ending {
            reason: String::new(),
            refer_to: Vec::new(),
        };
        match self {
            Self::Declined { .. } => Self::Declined { reason: None },
            Self::Refused(_) => Self::Refused(nothing()),
            Self::Excluded(_) => Self::Excluded(nothing()),
            Self::Withdrawn(_) => Self::Withdrawn(nothing()),
            other => other,
        }
    }

    /// The next deadline that somebody has to keep.
    pub const fn due(&self) -> Option<Timestamp> {
        match self {
            Self::Received { contact_due } => Some(*contact_due),
            Self::Offered { answer_due } => *answer_due,
            _ => None,
        }
    }

    /// The state after `event` at `now`.
    pub fn after(&self, event: Event, journey: Journey, now: Timestamp) -> Result<Self, Refusal> {
        let refusal = Refusal::NotFrom { from: self.name() };
        match (self, event) {
            (Self::Received { .. }, Event::ContactCompleted) => Ok(Self::Complete),
            (Self::Complete | Self::Waiting, Event::Selected { answer_due }) => Ok(if journey.confirm {
                Self::Offered { answer_due }
            } else {
                Self::taken(journey)
            }),
            (Self::Complete, Event::PutOnWaitingList) => Ok(Self::Waiting),
            (Self::Offered { answer_due }, Event::Accepted | Event::Declined { .. })
                if answer_due.is_some_and(|due| now >= due) =>
            {
                Err(Refusal::TooLate {
                    due: answer_due.unwrap_or(now),
                })
            }
            (Self::Offered { .. }, Event::Accepted) => Ok(Self::taken(journey)),
            (Self::Offered { .. } | Self::Confirmed | Self::Waiting, Event::Declined { reason }) => {
                Ok(Self::Declined { reason })
            }
            (
                Self::Offered {
                    answer_due: Some(due),
                },
                Event::PeriodEnded,
            ) => {
                if now >= *due {
                    Ok(Self::Lapsed)
                } else {
                    Err(Refusal::TooEarly { due: *due })
                }
            }
            (Self::Confirmed, Event::DocumentsComplete) => Ok(Self::Participating),
            (state, Event::Refused(ending)) if !state.name().is_final() => Ok(Self::Refused(ending)),
            (state, Event::Excluded(ending)) if !state.name().is_final() => Ok(Self::Excluded(ending)),
            (state, Event::Withdrawn(ending)) if !state.name().is_final() => Ok(Self::Withdrawn(ending)),
            _ => Err(refusal),
        }
    }

    fn taken(journey: Journey) -> Self {
        if journey.documents {
            Self::Confirmed
        } else {
            Self::Participating
        }
    }
}

#[cfg(test)]
mod tests;
