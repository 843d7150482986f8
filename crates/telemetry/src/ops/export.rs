//! Who took a list away: noted in the log before the file is given out.

use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, Tx};
use serde_json::json;

use crate::error::{Error, Result};

/// A list with companies' data leaves the house.
pub struct NoteExport {
    /// The programme; empty: the stock.
    pub programme: String,
    /// Which list.
    pub list: &'static str,
    /// `xlsx` or `csv`.
    pub format: &'static str,
    /// How many rows.
    pub rows: usize,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoteExport {
    const NAME: &'static str = "note_device_export";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "list.exported",
            subject: ("programme", self.programme.clone()),
            before: None,
            after: Some(json!({ "list": self.list, "format": self.format, "rows": self.rows })),
        });
        Ok(())
    }
}
