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
        let row = change::load_version(tx, self.application, self.version).await?;
        let row = end(tx, &self.programme, row, self.end, &self.ending, &self.actor).await?;
        change::name_of(&row)
    }
}

impl EndApplication {
    /// The mail that the company would get, for a second look: nothing is saved, and what stands against the decision
    /// is refused as it would be then.
    pub(crate) fn letter(&self, row: &application::Model, now: Timestamp) -> Result<Outgoing> {
        may_end(&self.programme, &self.ending)?;
        if row.version != self.version {
            return Err(Error::Stale);
        }
        let after = change::state_of(row)?.after(
            self.end.event(self.ending.clone()).0,
            self.programme.file.journey(),
            now,
        )?;
        let row = application::Model {
            state: after.name().as_str().to_owned(),
            state_detail: change::to_json(&after).to_string(),
            ..row.clone()
        };
        Ok(letters::ended(&self.programme, &row))
    }
}

impl End {
    /// What happens to the application, and what the log calls it.
    fn event(self, ending: Ending) -> (Event, &'static str) {
        match self {
            Self::Refuse => (Event::Refused(ending), "application.refused"),
            Self::Exclude => (Event::Excluded(ending), "application.excluded"),
            Self::Withdraw => (Event::Withdrawn(ending), "application.withdrawn"),
        }
    }
}

/// Ends an application, whatever led to it: with a reason, and only with programmes to refer to that the call names. The
/// company is told.
pub(crate) async fn end(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    end: End,
    ending: &Ending,
    actor: &Actor,
) -> Result<application::Model> {
    may_end(programme, ending)?;
    let (event, action) = end.event(ending.clone());
    let row = change::apply(tx, programme, row, event, actor, action).await?;
    mail::send(tx, letters::ended(programme, &row)).await?;
    Ok(row)
}

/// There is a reason, and the call names where to go instead.
fn may_end(programme: &Programme, ending: &Ending) -> Result<()> {
    if ending.reason.trim().is_empty() {
        return Err(Error::ReasonMissing);
    }
    let known = |id: &String| programme.file.referrals.iter().any(|referral| referral.id == *id);
    if ending.refer_to.iter().all(known) {
        Ok(())
    } else {
        Err(Error::NotInCall("referral"))
    }
}
