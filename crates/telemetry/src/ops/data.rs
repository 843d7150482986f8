//! What the appliance gathered is deleted when its time is over: noted with how (M6).

use std::sync::Arc;

use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::store::{Operation, Tx};
use serde_json::json;

use super::change::{self, Which};
use crate::domain::installation::Refusal;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};

/// Notes that the data was deleted.
pub struct NoteDeletion {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// On which day.
    pub on: Date,
    /// How, and by whom.
    pub note: String,
    /// Who notes it.
    pub actor: Actor,
}

impl Operation for NoteDeletion {
    const NAME: &'static str = "note_deletion";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.note.trim().is_empty() {
            return Err(Error::required("note"));
        }
        let mut open = change::open(tx, &self.terms, self.which).await?;
        if open.row.keep_until.is_none() || open.row.deleted_on.is_some() {
            return Err(Refusal::State(open.state.name()).into());
        }
        if self.on > date_in_tokyo(tx.now()) {
            return Err(Refusal::Day.into());
        }
        open.row.deleted_on = Some(self.on.to_string());
        open.row.deleted_note = Some(self.note.trim().to_owned());
        let note = json!({ "on": self.on.to_string(), "note": self.note.trim() });
        open.touch(tx, &self.actor, "installation.data_deleted", note)
            .await?;
        Ok(())
    }
}
