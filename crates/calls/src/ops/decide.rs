//! Decisions of the secretariat that end an application (C16): always with a reason.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::mail;
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
    if ending.reason.trim().is_empty() {
        return Err(Error::ReasonMissing);
    }
    referrals_exist(programme, ending)?;
    let ending = ending.clone();
    let (event, action) = match end {
        End::Refuse => (Event::Refused(ending), "application.refused"),
        End::Exclude => (Event::Excluded(ending), "application.excluded"),
        End::Withdraw => (Event::Withdrawn(ending), "application.withdrawn"),
    };
    let row = change::apply(tx, programme, row, event, actor, action).await?;
    mail::send(tx, letters::ended(programme, &row)).await?;
    Ok(row)
}

fn referrals_exist(programme: &Programme, ending: &Ending) -> Result<()> {
    let known = |id: &String| programme.file.referrals.iter().any(|referral| referral.id == *id);
    if ending.refer_to.iter().all(known) {
        Ok(())
    } else {
        Err(Error::NotInCall("referral"))
    }
}
