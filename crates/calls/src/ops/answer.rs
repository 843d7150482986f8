//! The company's answer to an offer (C13, C14): it takes the place or declines.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::store::{Operation, Tx};

use super::{change, letters};
use crate::domain::application::{Event, StateName};
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
        if self.already_said(change::name_of(&row)?) {
            return change::name_of(&row);
        }
        let (event, action) = match &self.answer {
            Answer::Accept => (Event::Accepted, "offer.accepted"),
            Answer::Decline { shown, .. } if change::name_of(&row)? != *shown => return Err(Error::Stale),
            Answer::Decline { reason, .. } => (
                Event::Declined {
                    reason: reason.clone(),
                },
                "offer.declined",
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
        }
    }
}
