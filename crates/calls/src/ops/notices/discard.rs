//! Taking a prepared batch back.

use contracts::ids::NoticeId;
use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, Tx};
use serde_json::json;

use super::{load_prepared, set_state};
use crate::error::Error;

/// Discards a prepared batch.
pub struct DiscardNotice {
    /// Which.
    pub notice: NoticeId,
    /// Who.
    pub actor: Actor,
}

impl Operation for DiscardNotice {
    const NAME: &'static str = "discard_notice";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<(), Error> {
        load_prepared(tx, self.notice).await?;
        set_state(tx, self.notice, "discarded", None).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "notice.discarded",
            subject: ("notice", self.notice.to_string()),
            before: Some(json!({ "state": "prepared" })),
            after: Some(json!({ "state": "discarded" })),
        });
        Ok(())
    }
}
