//! What the company says about its application (C13, C14, C16): it takes the place, declines, or withdraws.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::store::{Operation, Tx};

use super::{change, letters};
use crate::domain::application::{Ending, Event, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};

/// What the company says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It takes part.
    Accept,
    /// It declines.
    Decline {
        /// What it saw when it said so: an offer, a place taken, the waiting list. Something else by now is not declined.
        shown: StateName,
        /// Why, if it says so.
        reason: Option<String>,
    },
    /// It withdraws its application where there is nothing to decline: before the result, or after everything is fixed.
    Withdraw {
        /// What it saw when it said so.
        shown: StateName,
        /// Why, if it says so.
        reason: Option<String>,
    },
}

impl Answer {
    /// How a company leaves an application that it sees in this state: it declines what it was offered or waits for, and
    /// withdraws the rest; `None` once the application has ended.
    pub fn leaving(shown: StateName, reason: Option<String>) -> Option<Self> {
        match shown {
            StateName::Offered | StateName::Confirmed | StateName::Waiting => {
                Some(Self::Decline { shown, reason })
            }
            state if state.is_final() => None,
            _ => Some(Self::Withdraw { shown, reason }),
        }
    }

    /// What was seen when a place or an application was given up.
    const fn shown(&self) -> Option<StateName> {
        match self {
            Self::Accept => None,
            Self::Decline { shown, .. } | Self::Withdraw { shown, .. } => Some(*shown),
        }
    }
}

/// The use case; a member of staff may record an answer given on the telephone.
pub struct AnswerOffer {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose offer.
    pub application: ApplicationId,
    /// The answer.
    pub answer: Answer,
    /// Who says or records it.
    pub actor: Actor,
}

impl Operation for AnswerOffer {
    const NAME: &'static str = "answer_offer";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        let row = change::load(tx, self.application).await?;
        let state = change::name_of(&row)?;
        if self.already_said(state) {
            return Ok(state);
        }
        if self.answer.shown().is_some_and(|shown| shown != state) {
            return Err(Error::Stale);
        }
        let (event, action) = match &self.answer {
            Answer::Accept => (Event::Accepted, "offer.accepted"),
            Answer::Decline { reason, .. } => (
                Event::Declined {
                    reason: reason.clone(),
                },
                "offer.declined",
            ),
            Answer::Withdraw { reason, .. } => (
                Event::Withdrawn(Ending {
                    reason: reason.clone().unwrap_or_default(),
                    refer_to: Vec::new(),
                }),
                "application.withdrawn",
            ),
        };
        let row = change::apply(tx, &self.programme, row, event, &self.actor, action).await?;
        if self.answer == Answer::Accept {
            super::lottery::accepted(tx, &self.programme, &row).await?;
        }
        platform::mail::send(tx, letters::answered(&self.programme, &row)).await?;
        change::name_of(&row)
    }
}

impl AnswerOffer {
    /// A second click says the same thing again and changes nothing.
    fn already_said(&self, state: StateName) -> bool {
        match self.answer {
            Answer::Accept => matches!(state, StateName::Confirmed | StateName::Participating),
            Answer::Decline { .. } => state == StateName::Declined,
            Answer::Withdraw { .. } => state == StateName::Withdrawn,
        }
    }
}
