//! Somebody looks after a case, takes it over, or gives it to a colleague.

use contracts::ids::{CaseId, StaffId};
use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::vault::Vault;
use serde_json::json;

use super::shared::{Writing, apply, load_version, note, save, write};
use crate::domain::case::Event;
use crate::error::{Error, Result};

/// The use case.
pub struct TakeCase {
    /// The vault.
    pub vault: Vault,
    /// Which.
    pub case: CaseId,
    /// The version that was shown.
    pub version: i64,
    /// Who looks after it from now on: id and name.
    pub assignee: (StaffId, String),
    /// Who says so.
    pub actor: Actor,
}

impl Operation for TakeCase {
    const NAME: &'static str = "support.take_case";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mut row = load_version(tx, self.case, self.version).await?;
        apply(tx, &mut row, &Event::Taken)?;
        let (id, name) = &self.assignee;
        row.assignee_id = Some(*id);
        row.assignee_name = Some(name.clone());
        let mark = Writing::mark(&self.actor, "support-mark-taken", name);
        write(tx, &self.vault, &mut row, mark).await?;
        let row = save(tx, row).await?;
        note(tx, &self.actor, "case.taken", &row, json!({ "assignee": id }));
        Ok(())
    }
}
