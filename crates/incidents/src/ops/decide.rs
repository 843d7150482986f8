//! The decision: false alarm, event or incident, with a reason (M4, インシデント判断).

use contracts::ids::CaseId;
use contracts::support::Severity;
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use serde_json::json;

use super::letters::something_to_read;
use super::shared::{Writing, apply, load_version, note, rate, required, save, state_of, write};
use crate::context::Addressee;
use crate::domain::case::{Event, Verdict};
use crate::domain::entry::Kind;
use crate::error::{Error, Result};

/// The use case. Deciding anew replaces the decision; both reasons stay in the case.
pub struct DecideCase {
    /// The vault.
    pub vault: Vault,
    /// Whose case, for the mail.
    pub company: Option<Addressee>,
    /// Which.
    pub case: CaseId,
    /// The version that was shown.
    pub version: i64,
    /// What it is.
    pub verdict: Verdict,
    /// How bad it is, now that it is known.
    pub severity: Severity,
    /// Why; the company reads it.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for DecideCase {
    const NAME: &'static str = "support.decide_case";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let reason = required(&self.reason, "reason")?;
        let mut row = load_version(tx, self.case, self.version).await?;
        let mut writing = Writing::new(Kind::Reason, &self.actor, reason);
        writing.detail.verdict = Some(self.verdict);
        writing.detail.severity = Some(self.severity);
        writing.detail.repeats = state_of(&row)?.verdict() == Some(self.verdict);
        let reason = write(tx, &self.vault, &mut row, writing).await?;
        let event = Event::Decided {
            verdict: self.verdict,
            reason,
        };
        apply(tx, &mut row, &event)?;
        row.verdict = Some(self.verdict.as_str().to_owned());
        row.decided_at = Some(At::from(tx.now()));
        row.owed_since = None;
        rate(&mut row, self.severity);
        if let (None, Actor::Staff { id, name, .. }) = (row.assignee_id, &self.actor) {
            row.assignee_id = Some(*id);
            row.assignee_name = Some(name.clone());
        }
        something_to_read(tx, self.company.as_ref(), &mut row).await?;
        let row = save(tx, row).await?;
        let decided = json!({ "verdict": row.verdict, "severity": row.severity });
        note(tx, &self.actor, "case.decided", &row, decided);
        Ok(())
    }
}
