//! Offers that nobody answered in time (C13): each lapses, frees its place and lifts the next one up, in one
//! transaction.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use jiff::Timestamp;
use platform::actor::Actor;
use platform::store::{At, Operation, Store, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{change, letters};
use crate::domain::application::{Event, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// One offer's period is over.
pub struct LapseOffer {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose offer.
    pub application: ApplicationId,
}

impl Operation for LapseOffer {
    const NAME: &'static str = "lapse_offer";
    /// Whether it lapsed; an answer may have come first.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<bool> {
        let row = change::load(tx, self.application).await?;
        let over = row.due_at.is_some_and(|due| due.instant() <= tx.now());
        if change::name_of(&row)? != StateName::Offered || !over {
            return Ok(false);
        }
        let actor = Actor::System("lapse");
        let row = change::apply(
            tx,
            &self.programme,
            row,
            Event::PeriodEnded,
            &actor,
            "offer.lapsed",
        )
        .await?;
        platform::mail::send(tx, letters::lapsed(&self.programme, &row)).await?;
        Ok(true)
    }
}

/// Lapses every offer that is due, oldest first; returns how many. Offers that follow from a lapse get a new
/// period and are not due.
pub async fn lapse_due(store: &Store, programme: &Arc<Programme>, now: Timestamp) -> Result<usize> {
    let due = application::Entity::find()
        .select_only()
        .column(application::Column::Id)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::State.eq(StateName::Offered.as_str()))
        .filter(application::Column::DueAt.lte(At::from(now)))
        .order_by_asc(application::Column::DueAt)
        .order_by_asc(application::Column::Rank)
        .into_tuple::<ApplicationId>()
        .all(store.reader())
        .await?;
    let (mut lapsed, mut trouble) = (0, None);
    for application in due {
        let operation = LapseOffer {
            programme: Arc::clone(programme),
            application,
        };
        // One that cannot lapse must not keep the others from it.
        match store.run(&operation).await {
            Ok(done) => lapsed += usize::from(done),
            Err(error) => trouble = trouble.or(Some(error)),
        }
    }
    trouble.map_or(Ok(lapsed), Err)
}
