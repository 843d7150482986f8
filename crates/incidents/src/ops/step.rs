//! A step of remote clean-up (M4, 遠隔駆除): what, on which host, by whom, when the company agreed, and how it ended.

use contracts::ids::CaseId;
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::vault::Vault;
use serde_json::json;

use super::shared::{Writing, load_open, note, required, save, write};
use crate::domain::entry::{Detail, Kind, Outcome};
use crate::error::{Error, Result};
use crate::read::all_merged;

/// How long before its case was opened a company may have agreed: on the telephone, before anybody wrote it down.
const CONSENT_BEFORE: SignedDuration = SignedDuration::from_hours(24);

/// The use case. Nothing is done on a company's host without its consent.
pub struct RecordStep {
    /// The vault.
    pub vault: Vault,
    /// In which case.
    pub case: CaseId,
    /// What was done.
    pub what: String,
    /// On which host.
    pub host: String,
    /// When the company agreed; not in the future, at most a day before the case was opened.
    pub consent: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Who.
    pub actor: Actor,
}

impl Operation for RecordStep {
    const NAME: &'static str = "support.record_step";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let what = required(&self.what, "what")?;
        let host = required(&self.host, "host")?;
        if self.consent > tx.now() {
            return Err(Error::Future("consent"));
        }
        let mut row = load_open(tx, self.case).await?;
        // An agreement is about what has happened: nobody agreed to this weeks before it was known, in this case or in
        // one that was merged into it.
        let merged = all_merged(tx.connection(), row.id).await?;
        let opened = merged
            .iter()
            .map(|merged| merged.opened_at)
            .chain([row.opened_at])
            .min();
        let known = opened.unwrap_or(row.opened_at).instant();
        if known.duration_since(self.consent) > CONSENT_BEFORE {
            return Err(Error::Before("consent"));
        }
        let writing = Writing {
            host,
            detail: Detail {
                consent: Some(self.consent),
                outcome: Some(self.outcome),
                ..Detail::default()
            },
            ..Writing::new(Kind::Step, &self.actor, what)
        };
        write(tx, &self.vault, &mut row, writing).await?;
        let row = save(tx, row).await?;
        let step = json!({ "outcome": self.outcome, "consent": self.consent.to_string() });
        note(tx, &self.actor, "case.step", &row, step);
        Ok(())
    }
}
