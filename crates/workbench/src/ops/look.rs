//! Somebody reads a ledger: noted in the audit log, whoever it is.

use contracts::ids::CompanyId;
use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, Tx};
use serde_json::json;

use crate::error::{Error, Result};

/// Notes that a ledger was read, and as what.
pub struct NoteReading {
    /// Whose.
    pub company: CompanyId,
    /// As what: `page`, `xlsx`, `csv`, `oscal`.
    pub form: &'static str,
    /// How many rows.
    pub rows: usize,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoteReading {
    const NAME: &'static str = "workbench.note_reading";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "ledger.read",
            subject: ("company", self.company.to_string()),
            before: None,
            after: Some(json!({ "form": self.form, "rows": self.rows })),
        });
        Ok(())
    }
}
