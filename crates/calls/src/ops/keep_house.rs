//! Forgetting what is kept no longer: drafts nobody submitted, registrations for briefings long past, applications of
//! years ago, links and sessions that are over (C20).

use std::sync::Arc;

use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{forget_applications, links};
use crate::domain::definition::Programme;
use crate::domain::retention::{drafts_until, registrations_until};
use crate::error::{Error, Result};
use crate::store::entities::{draft, registration};

/// The use case, for one call. Doing it again finds nothing to do.
pub struct KeepHouse {
    /// The call.
    pub programme: Arc<Programme>,
}

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Drafts.
    pub drafts: u64,
    /// Registrations for briefings.
    pub registrations: u64,
    /// Applications, of which figures are left.
    pub applications: u64,
}

impl Operation for KeepHouse {
    const NAME: &'static str = "keep_house";
    type Output = Forgotten;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Forgotten> {
        links::forget_old(tx).await?;
        let forgotten = Forgotten {
            drafts: self.drafts(tx).await?,
            registrations: self.registrations(tx).await?,
            applications: forget_applications::forget(tx, &self.programme).await?,
        };
        if forgotten != Forgotten::default() {
            tx.audit(audit::Entry {
                actor: Actor::System("housekeeping"),
                action: "retention.applied",
                subject: ("programme", self.programme.id().to_owned()),
                before: None,
                after: Some(json!({
                    "drafts": forgotten.drafts,
                    "registrations": forgotten.registrations,
                    "applications": forgotten.applications,
                })),
            });
        }
        Ok(forgotten)
    }
}

impl KeepHouse {
    async fn drafts(&self, tx: &Tx) -> Result<u64> {
        if drafts_until(&self.programme).is_none_or(|until| tx.now() < until) {
            return Ok(0);
        }
        let gone = draft::Entity::delete_many()
            .filter(draft::Column::ProgrammeId.eq(self.programme.id()))
            .exec(tx.connection())
            .await?;
        Ok(gone.rows_affected)
    }

    async fn registrations(&self, tx: &Tx) -> Result<u64> {
        if registrations_until(&self.programme).is_none_or(|until| tx.now() < until) {
            return Ok(0);
        }
        let gone = registration::Entity::delete_many()
            .filter(registration::Column::ProgrammeId.eq(self.programme.id()))
            .exec(tx.connection())
            .await?;
        Ok(gone.rows_affected)
    }
}
