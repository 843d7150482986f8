//! Decisions of the secretariat that end an application (C16): always with a reason.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use jiff::Timestamp;
use platform::actor::Actor;
use platform::mail::{self, Outgoing};
use platform::store::{Operation, Tx};

use super::{change, letters};
use crate::domain::application::{Ending, Event, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// How an application is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The requirements are not met.
    Refuse,
    /// False statements, or unsuitable.
    Exclude,
    /// Withdrawn, by the company's wish or at the secretariat's request.
    Withdraw,
}

/// Ends an application.
pub struct EndApplication {
    /// The call.
    pub programme: Arc<Programme>,
    /// Which.
    pub application: ApplicationId,
    /// The version that was shown.
    pub version: i64,
    /// How.
    pub end: End,
    /// Why, and where to instead.
    pub ending: Ending,
    /// Who.
    pub actor: Actor,
}

impl Operation for EndApplication {
    const NAME: &'static str = "end_application";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        if self.ending.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        self.referrals_exist()?;
        let row = change::load_version(tx, self.application, self.version).await?;
        let (event, action) = self.event();
        let row = change::apply(tx, &self.programme, row, event, &self.actor, action).await?;
        mail::send(tx, letters::ended(&self.programme, &row)).await?;
        Ok(change::name_of(&row))
    }
}

impl EndApplication {
    /// The mail that the company would get, for a second look: nothing is saved, and what stands against the decision
    /// is refused as it would be then.
    pub(crate) fn letter(&self, row: &application::Model, now: Timestamp) -> Result<Outgoing> {
        if self.ending.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        self.referrals_exist()?;
        if row.version != self.version {
            return Err(Error::Stale);
        }
        let after = change::state_of(row)?.after(self.event().0, self.programme.file.journey(), now)?;
        let row = application::Model {
            state: after.name().as_str().to_owned(),
            state_detail: change::to_json(&after).to_string(),
            ..row.clone()
        };
        Ok(letters::ended(&self.programme, &row))
    }

    fn event(&self) -> (Event, &'static str) {
        let ending = self.ending.clone();
        match self.end {
            End::Refuse => (Event::Refused(ending), "application.refused"),
            End::Exclude => (Event::Excluded(ending), "application.excluded"),
            End::Withdraw => (Event::Withdrawn(ending), "application.withdrawn"),
        }
    }

    fn referrals_exist(&self) -> Result<()> {
        let known = |id: &String| {
            self.programme
                .file
                .referrals
                .iter()
                .any(|referral| referral.id == *id)
        };
        if self.ending.refer_to.iter().all(known) {
            Ok(())
        } else {
            Err(Error::NotInCall("referral"))
        }
    }
}
