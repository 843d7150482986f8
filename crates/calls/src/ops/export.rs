//! Taking personal data away in a file leaves a trace: who took which list, how long, in which form.

use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, Tx};
use serde_json::json;

use crate::error::{Error, Result};

/// Writes the export down; the file is handed out only after that.
pub struct NoteExport {
    /// The call; empty: of all.
    pub programme: String,
    /// Which list: `applications`, `roster`, `briefings`, `contacts`, `log`.
    pub list: &'static str,
    /// Its file ending: `xlsx`, `csv`.
    pub format: &'static str,
    /// Rows in it.
    pub rows: usize,
    /// Who takes it.
    pub actor: Actor,
}

impl Operation for NoteExport {
    const NAME: &'static str = "note_export";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "list.exported",
            subject: match self.programme.as_str() {
                "" => ("log", String::new()),
                programme => ("programme", programme.to_owned()),
            },
            before: None,
            after: Some(json!({ "list": self.list, "format": self.format, "rows": self.rows })),
        });
        Ok(())
    }
}
