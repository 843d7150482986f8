//! Not coming to a briefing after all (C17): the seat is free for somebody else.

use std::sync::Arc;

use contracts::ids::RegistrationId;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::briefing::give_seat_back;
use super::letters;
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::Briefing;
use crate::error::{Error, Result};
use crate::store::entities::registration;

/// The use case, for the guest or for a clerk who was called. A second time it changes nothing.
///
/// Refused with [`Error::Closed`] once the briefing has begun.
pub struct CancelRegistration {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose place.
    pub registration: RegistrationId,
    /// Who cancels.
    pub actor: Actor,
}

impl Operation for CancelRegistration {
    const NAME: &'static str = "cancel_registration";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mut row = registration::Entity::find_by_id(self.registration)
            .filter(registration::Column::ProgrammeId.eq(&self.programme.file.id))
            .lock_exclusive()
            .one(tx.connection())
            .await?
            .ok_or(Error::NotFound)?;
        if row.cancelled_at.is_some() {
            return Ok(());
        }
        let briefing = self.programme.delivery.briefing(&row.briefing_id);
        let briefing = briefing.ok_or(Error::NotInCall("briefing"))?;
        let closed = from_tokyo(briefing.starts);
        if tx.now() >= closed {
            return Err(Error::Closed { closed });
        }
        row.cancelled_at = Some(At::from(tx.now()));
        registration::Entity::update_many()
            .col_expr(registration::Column::CancelledAt, Expr::value(row.cancelled_at))
            .filter(registration::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        give_seat_back(tx, &row).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "briefing.cancelled",
            subject: ("registration", row.id.to_string()),
            before: Some(json!({ "briefing": row.briefing_id, "mode": row.mode })),
            after: None,
        });
        mail::send(tx, letter_to_guest(&self.programme, briefing, &row)).await?;
        Ok(())
    }
}

/// What the guest reads afterwards, for a second look.
pub(crate) fn letter_to_guest(
    programme: &Programme,
    briefing: &Briefing,
    row: &registration::Model,
) -> mail::Outgoing {
    letters::briefing_cancelled(programme, briefing, row)
}
