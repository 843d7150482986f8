//! A case of the support centre and its states (M4).
//!
//! ```text
//! opened ──take──▶ in hand ──decide──▶ decided ──close──▶ closed
//!    │               │  ▲                │  ▲ └─ decide again ┘ │
//!    │               │  └── reopen, or something new is found ───┘
//!    └───────────────┴────── merge ──────┴──▶ merged into another
//! ```
//!
//! Reasons, causes and preventions are free text about a company: they stand in sealed entries of the case, and a state
//! names the entry.

use contracts::ids::{CaseEntryId, CaseId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::names;

/// How a case came to the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A rule found something in the company's log.
    Detection,
    /// The company called.
    Telephone,
    /// The company wrote a mail.
    Mail,
    /// The company filled in the form of its page.
    Web,
}

names!(Origin: Detection = "detection", Telephone = "telephone", Mail = "mail", Web = "web");

/// What a case is about, in a word that lists can show: what the company wrote stays sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Found in the log; the rule's title says more.
    Detection,
    /// A suspicious mail or message.
    SuspiciousMail,
    /// A virus warning, or a device that behaves strangely.
    Malware,
    /// Files that do not open, a demand for money.
    Ransom,
    /// Somebody was in a system or an account.
    Intrusion,
    /// A device or medium was lost or stolen.
    Lost,
    /// The appliance itself, or no Internet.
    Appliance,
    /// A question.
    Question,
}

names!(Topic:
    Detection = "detection", SuspiciousMail = "suspicious-mail", Malware = "malware", Ransom = "ransom",
    Intrusion = "intrusion", Lost = "lost", Appliance = "appliance", Question = "question",
);

/// What the centre decided (M4, インシデント判断).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 誤検知
    FalseAlarm,
    /// An event without damage: seen, blocked, noted.
    Event,
    /// An incident.
    Incident,
}

names!(Verdict: FalseAlarm = "false-alarm", Event = "event", Incident = "incident");

/// Where a case stands. Each variant carries what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Nobody looks after it yet.
    Opened,
    /// Somebody does.
    InHand {
        /// Since when.
        since: Timestamp,
    },
    /// It is known what it is.
    Decided {
        /// What.
        verdict: Verdict,
        /// When.
        at: Timestamp,
        /// The entry with the reason.
        reason: CaseEntryId,
    },
    /// Done.
    Closed {
        /// What it was.
        verdict: Verdict,
        /// When.
        at: Timestamp,
        /// The entry with the cause.
        cause: CaseEntryId,
        /// The entry with what prevents it.
        prevention: CaseEntryId,
    },
    /// It turned out to be another case.
    Merged {
        /// Which.
        into: CaseId,
        /// When.
        at: Timestamp,
    },
}

/// The name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateName {
    /// See [`State::Opened`].
    Opened,
    /// See [`State::InHand`].
    InHand,
    /// See [`State::Decided`].
    Decided,
    /// See [`State::Closed`].
    Closed,
    /// See [`State::Merged`].
    Merged,
}

names!(StateName:
    Opened = "opened", InHand = "in-hand", Decided = "decided", Closed = "closed", Merged = "merged",
);

impl StateName {
    /// Somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Opened | Self::InHand | Self::Decided)
    }

    /// What is open.
    pub const OPEN: [Self; 3] = [Self::Opened, Self::InHand, Self::Decided];
}

/// Something that happens to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody looks after it, or somebody else takes over.
    Taken,
    /// It is decided, or decided anew.
    Decided {
        /// What it is.
        verdict: Verdict,
        /// The entry with the reason.
        reason: CaseEntryId,
    },
    /// It is closed.
    Closed {
        /// The entry with the cause.
        cause: CaseEntryId,
        /// The entry with what prevents it.
        prevention: CaseEntryId,
    },
    /// It was closed, or decided, too early.
    Reopened,
    /// It is the same as another case.
    Merged {
        /// Which.
        into: CaseId,
    },
}

/// Why an event cannot happen. Pages translate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {from:?} cannot take this step")]
pub struct Refusal {
    /// The state it is in.
    pub from: StateName,
}

impl State {
    /// Its name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Opened => StateName::Opened,
            Self::InHand { .. } => StateName::InHand,
            Self::Decided { .. } => StateName::Decided,
            Self::Closed { .. } => StateName::Closed,
            Self::Merged { .. } => StateName::Merged,
        }
    }

    /// What was decided, if it was.
    pub const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Decided { verdict, .. } | Self::Closed { verdict, .. } => Some(*verdict),
            _ => None,
        }
    }

    /// The state after `event` at `now`. Closing needs a decision first.
    pub fn after(&self, event: &Event, now: Timestamp) -> Result<Self, Refusal> {
        let refusal = Refusal { from: self.name() };
        match (self, event) {
            (Self::Opened, Event::Taken) | (Self::Decided { .. } | Self::Closed { .. }, Event::Reopened) => {
                Ok(Self::InHand { since: now })
            }
            (Self::InHand { .. } | Self::Decided { .. }, Event::Taken) => Ok(self.clone()),
            (
                Self::Opened | Self::InHand { .. } | Self::Decided { .. },
                Event::Decided { verdict, reason },
            ) => Ok(Self::Decided {
                verdict: *verdict,
                at: now,
                reason: *reason,
            }),
            (Self::Decided { verdict, .. }, Event::Closed { cause, prevention }) => Ok(Self::Closed {
                verdict: *verdict,
                at: now,
                cause: *cause,
                prevention: *prevention,
            }),
            (state, Event::Merged { into }) if state.name().is_open() => {
                Ok(Self::Merged { into: *into, at: now })
            }
            _ => Err(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn events() -> impl Strategy<Value = Event> {
        let entry = CaseEntryId(Uuid::from_u128(1));
        let verdict = prop::sample::select(Verdict::ALL);
        prop_oneof![
            Just(Event::Taken),
            verdict.prop_map(move |verdict| Event::Decided {
                verdict,
                reason: entry
            }),
            Just(Event::Closed {
                cause: entry,
                prevention: entry
            }),
            Just(Event::Reopened),
            Just(Event::Merged {
                into: CaseId(Uuid::from_u128(2))
            }),
        ]
    }

    proptest! {
        /// Whatever happens in whatever order: nothing is closed that was not decided just before, what is merged stays
        /// merged, and a refusal changes nothing.
        #[test]
        fn the_diagram_holds(events in prop::collection::vec(events(), 0..30)) {
            let now = Timestamp::UNIX_EPOCH;
            let mut state = State::Opened;
            for event in events {
                let before = state.clone();
                match state.after(&event, now) {
                    Ok(after) => {
                        prop_assert_ne!(before.name(), StateName::Merged);
                        if after.name() == StateName::Closed {
                            prop_assert_eq!(before.name(), StateName::Decided);
                            prop_assert_eq!(before.verdict(), after.verdict());
                        }
                        if before.name() == StateName::Closed || event == Event::Reopened {
                            prop_assert_eq!(after.name(), StateName::InHand);
                        }
                        let text = serde_json::to_string(&after).unwrap();
                        prop_assert_eq!(&serde_json::from_str::<State>(&text).unwrap(), &after);
                        state = after;
                    }
                    Err(refusal) => prop_assert_eq!(refusal.from, before.name()),
                }
            }
        }
    }

    #[test]
    fn names_are_read_back() {
        for name in StateName::ALL {
            assert_eq!(StateName::parse(name.as_str()), Some(*name));
        }
        assert_eq!(Topic::parse("lost"), Some(Topic::Lost));
        assert_eq!(Verdict::parse("harmless"), None);
    }
}
