//! The states of the rows.

use contracts::ids::MailId;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::message::{self, FAILED, SENDING, SENT, UNCERTAIN, WAITING};
use crate::actor::Actor;
use crate::audit::Entry;
use crate::store::{At, Operation, StoreError, Tx};

/// A mail that is `sending` for longer than any conversation with a server lasts was left there by a process that died.
pub(super) const LONGEST_CONVERSATION: SignedDuration = SignedDuration::from_mins(15);

/// Takes one mail that waits; only one process gets it.
pub(super) struct Take {
    pub(super) id: MailId,
}

impl Operation for Take {
    const NAME: &'static str = "mail.take";
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<bool, StoreError> {
        let taken = message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(SENDING))
            .col_expr(
                message::Column::Attempts,
                Expr::col(message::Column::Attempts).add(1),
            )
            .col_expr(message::Column::NextAt, Expr::value(At::from(tx.now())))
            .filter(message::Column::Id.eq(self.id))
            .filter(message::Column::State.eq(WAITING))
            .exec(tx.connection())
            .await?;
        Ok(taken.rows_affected == 1)
    }
}

/// Writes down how a try ended.
pub(super) struct Note {
    pub(super) id: MailId,
    pub(super) state: &'static str,
    pub(super) reason: Option<String>,
    pub(super) next: Timestamp,
}

impl Operation for Note {
    const NAME: &'static str = "mail.note";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let sent_at = (self.state == SENT).then(|| At::from(tx.now()));
        message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(self.state))
            .col_expr(message::Column::LastError, Expr::value(self.reason.clone()))
            .col_expr(message::Column::NextAt, Expr::value(At::from(self.next)))
            .col_expr(message::Column::SentAt, Expr::value(sent_at))
            .filter(message::Column::Id.eq(self.id))
            // Whoever was away so long that the mail was declared uncertain comes too late.
            .filter(message::Column::State.eq(SENDING))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

/// Mails that a dead process left in the middle: nobody knows whether they left, so none is sent again by itself.
pub(super) struct Recover;

impl Operation for Recover {
    const NAME: &'static str = "mail.recover";
    type Output = u64;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<u64, StoreError> {
        let reason = "the process ended while it handed the mail over";
        let found = message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(UNCERTAIN))
            .col_expr(message::Column::LastError, Expr::value(reason))
            .filter(message::Column::State.eq(SENDING))
            .filter(message::Column::NextAt.lte(At::from(tx.now() - LONGEST_CONVERSATION)))
            .exec(tx.connection())
            .await?;
        Ok(found.rows_affected)
    }
}

/// Whether any mail was left in the middle: asked before [`Recover`] writes.
pub(super) async fn is_any_left(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let left = message::Entity::find()
        .filter(message::Column::State.eq(SENDING))
        .filter(message::Column::NextAt.lte(At::from(now - LONGEST_CONVERSATION)))
        .count(connection)
        .await?;
    Ok(left > 0)
}

/// What a person decides about a mail that is uncertain or failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it (again).
    Send,
    /// It arrived: count it as sent.
    Sent,
    /// Leave it: count it as failed.
    Failed,
}

/// Decides about a mail. False if it is neither uncertain nor failed any more. Whether the actor may is asked before, by
/// policy `mail.decide`.
pub struct Decide {
    /// Which.
    pub id: MailId,
    /// Who.
    pub actor: Actor,
    /// What.
    pub decision: Decision,
}

impl Operation for Decide {
    const NAME: &'static str = "mail.decide";
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<bool, StoreError> {
        let mail = message::Entity::find_by_id(self.id)
            .lock_exclusive()
            .one(tx.connection())
            .await?
            .filter(|mail| mail.state == UNCERTAIN || mail.state == FAILED);
        let Some(mail) = mail else { return Ok(false) };
        let state = match self.decision {
            Decision::Send => WAITING,
            Decision::Sent => SENT,
            Decision::Failed => FAILED,
        };
        let sent_at = (state == SENT).then(|| At::from(tx.now()));
        message::Entity::update_many()
            .col_expr(message::Column::State, Expr::value(state))
            .col_expr(message::Column::NextAt, Expr::value(At::from(tx.now())))
            .col_expr(message::Column::SentAt, Expr::value(sent_at))
            .filter(message::Column::Id.eq(self.id))
            .exec(tx.connection())
            .await?;
        tx.audit(Entry {
            actor: self.actor.clone(),
            action: "mail.decided",
            subject: ("mail", self.id.to_string()),
            before: Some(json!({"state": mail.state})),
            after: Some(json!({"state": state})),
        });
        Ok(true)
    }
}

/// What is not where it should be: the desk and the metrics show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many wait.
    pub number: u64,
    /// The oldest of those that were tried in vain: since when the server is out of reach.
    pub troubled_since: Option<Timestamp>,
    /// Why the last try failed.
    pub trouble: Option<String>,
    /// Handed over without an answer; a person decides.
    pub uncertain: u64,
    /// Refused for good.
    pub failed: u64,
}

/// Counts what is not sent.
pub async fn waiting(connection: &impl ConnectionTrait) -> Result<Waiting, StoreError> {
    let count = async |state: &str| {
        message::Entity::find()
            .filter(message::Column::State.eq(state))
            .count(connection)
            .await
    };
    let troubled = message::Entity::find()
        .filter(message::Column::State.eq(WAITING))
        .filter(message::Column::LastError.is_not_null())
        .order_by_asc(message::Column::CreatedAt)
        .one(connection)
        .await?;
    Ok(Waiting {
        number: count(WAITING).await?,
        troubled_since: troubled.as_ref().map(|mail| mail.created_at.instant()),
        trouble: troubled.and_then(|mail| mail.last_error),
        uncertain: count(UNCERTAIN).await?,
        failed: count(FAILED).await?,
    })
}
