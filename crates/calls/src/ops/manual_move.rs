//! A manual move (D1): staff changes the draw's outcome in public, signed by the organiser and with a reason.
//!
//! The public log says it first; the application follows in the same transaction. Nothing else can put an entry
//! before another one.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use fair_draw::{Label, SigningKey};
use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::{audit, mail};
use serde_json::json;

use super::lottery::{Drawn, LogEvent, label_of};
use super::{change, letters, selection};
use crate::domain::application::{Ending, Event, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// What is done by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A waiting entry gets a seat out of turn, as an offer. It needs a free seat: usually another entry has to go
    /// in the same move, because a seat that falls free by itself goes to the next in rank at once.
    Seat {
        /// Who gives the seat up, in the version that was shown; removed with the same reason.
        in_place_of: Option<(ApplicationId, i64)>,
    },
    /// The entry leaves the draw; a seat it had goes to the next in rank.
    Remove,
}

/// The use case. [`Error::OutOfOrder`] says which rule of the draw stands against the move, [`Error::Stale`] that one of
/// the applications it is about is not any more what was shown.
pub struct ManualMove {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whom it is about.
    pub application: ApplicationId,
    /// The version that was shown.
    pub version: i64,
    /// What is done.
    pub action: Move,
    /// Why. Public for good, and mailed to whoever is removed: it must name nobody.
    pub reason: String,
    /// The organiser's key, the one that signed the charter.
    pub key: SigningKey,
    /// Who.
    pub actor: Actor,
}

impl Operation for ManualMove {
    const NAME: &'static str = "manual_move";
    /// The application's state after the move.
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        if self.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let row = change::load_version(tx, self.application, self.version).await?;
        let row = match self.action {
            Move::Remove => self.remove(tx, row).await?,
            Move::Seat { in_place_of } => self.seat(tx, row, in_place_of).await?,
        };
        change::name_of(&row)
    }
}

impl ManualMove {
    async fn remove(&self, tx: &Tx, row: application::Model) -> Result<application::Model> {
        let mut drawn = Drawn::load(tx, &self.programme).await?;
        self.sign(tx, &mut drawn, &row, fair_draw::Move::Remove).await?;
        self.end(tx, row).await
    }

    async fn seat(
        &self,
        tx: &Tx,
        row: application::Model,
        in_place_of: Option<(ApplicationId, i64)>,
    ) -> Result<application::Model> {
        let other = match in_place_of {
            Some((id, version)) => Some(change::load_version(tx, id, version).await?),
            None => None,
        };
        let mut drawn = Drawn::load(tx, &self.programme).await?;
        if let Some(other) = &other {
            self.sign(tx, &mut drawn, other, fair_draw::Move::Remove).await?;
        }
        let label = self.sign(tx, &mut drawn, &row, fair_draw::Move::Seat).await?;
        if !selection::asks_for_answer(&self.programme) {
            drawn
                .append(tx, &self.programme, label, LogEvent::Accepted)
                .await?;
        }
        // Only now that the log gives the freed seat away: leaving lifts whoever the log says is next.
        if let Some(other) = other {
            self.end(tx, other).await?;
        }
        selection::offer(tx, &self.programme, row, &self.actor, "place.given_by_hand").await
    }

    /// The public line, and the audit entry that says who stood behind it.
    async fn sign(
        &self,
        tx: &Tx,
        drawn: &mut Drawn,
        row: &application::Model,
        action: fair_draw::Move,
    ) -> Result<Label> {
        let label = label_of(row)
            .filter(|_| row.programme_id == self.programme.file.id)
            .ok_or(Error::OutOfOrder("it is not in the draw"))?;
        let reason = self.reason.trim();
        let line = drawn
            .append_override(tx, &self.programme, label, (action, reason), &self.key)
            .await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "draw.moved_by_hand",
            subject: ("application", row.id.to_string()),
            before: Some(json!({ "state": row.state, "rank": row.rank })),
            after: Some(json!({ "move": action, "reason": reason, "log_line": line })),
        });
        Ok(label)
    }

    async fn end(&self, tx: &Tx, row: application::Model) -> Result<application::Model> {
        let ending = Ending {
            reason: self.reason.trim().to_owned(),
            refer_to: Vec::new(),
        };
        let event = Event::Withdrawn(ending);
        let row = change::apply(
            tx,
            &self.programme,
            row,
            event,
            &self.actor,
            "place.taken_by_hand",
        )
        .await?;
        mail::send(tx, letters::ended(&self.programme, &row)).await?;
        Ok(row)
    }
}
