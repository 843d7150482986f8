//! A file of log lines was imported: noted in the audit log.

use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, StoreError, Tx};
use serde_json::json;

/// Notes that a file was imported.
pub struct NoteImport {
    /// The device's serial number.
    pub serial: String,
    /// What the file was called.
    pub file: String,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
    /// Lines that went in.
    pub lines: u64,
}

impl Operation for NoteImport {
    const NAME: &'static str = "note_import";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.audit(audit::Entry {
            actor: Actor::System("import"),
            action: "logs.imported",
            subject: ("device", self.serial.clone()),
            before: None,
            after: Some(json!({ "file": self.file, "sha256": self.sha256, "lines": self.lines })),
        });
        Ok(())
    }
}
