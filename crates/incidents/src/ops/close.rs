//! Closing with cause and prevention, and opening again.

use contracts::ids::CaseId;
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use serde_json::json;

use super::letters::something_to_read;
use super::shared::{Writing, apply, load_version, note, required, save, write};
use crate::context::Addressee;
use crate::domain::case::Event;
use crate::domain::entry::Kind;
use crate::error::{Error, Result};
use crate::store::queries;

/// Closes a decided case.
pub struct CloseCase {
    /// The vault.
    pub vault: Vault,
    /// Whose case, for the mail.
    pub company: Option<Addressee>,
    /// Which.
    pub case: CaseId,
    /// The version that was shown.
    pub version: i64,
    /// What caused it; the company reads it.
    pub cause: String,
    /// What prevents it from happening again; the company reads it.
    pub prevention: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for CloseCase {
    const NAME: &'static str = "support.close_case";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let cause = required(&self.cause, "cause")?;
        let prevention = required(&self.prevention, "prevention")?;
        let mut row = load_version(tx, self.case, self.version).await?;
        if !queries::planned_of(tx.connection(), row.id).await?.is_empty() {
            return Err(Error::VisitOpen);
        }
        let writing = Writing::new(Kind::Cause, &self.actor, cause);
        let cause = write(tx, &self.vault, &mut row, writing).await?;
        let writing = Writing::new(Kind::Prevention, &self.actor, prevention);
        let prevention = write(tx, &self.vault, &mut row, writing).await?;
        apply(tx, &mut row, &Event::Closed { cause, prevention })?;
        let now = At::from(tx.now());
        row.closed_at = Some(now);
        row.answered_at = row.answered_at.or(Some(now));
        row.waiting_since = None;
        something_to_read(tx, self.company.as_ref(), &mut row).await?;
        let row = save(tx, row).await?;
        note(
            tx,
            &self.actor,
            "case.closed",
            &row,
            json!({ "verdict": row.verdict }),
        );
        Ok(())
    }
}

/// Opens a closed case again: the clock of an answer starts anew.
pub struct ReopenCase {
    /// The vault.
    pub vault: Vault,
    /// Which.
    pub case: CaseId,
    /// The version that was shown.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for ReopenCase {
    const NAME: &'static str = "support.reopen_case";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let reason = required(&self.reason, "reason")?;
        let mut row = load_version(tx, self.case, self.version).await?;
        apply(tx, &mut row, &Event::Reopened)?;
        let writing = Writing::new(Kind::Reopened, &self.actor, reason).reopening();
        write(tx, &self.vault, &mut row, writing).await?;
        let row = save(tx, row).await?;
        note(tx, &self.actor, "case.reopened", &row, json!({}));
        Ok(())
    }
}
