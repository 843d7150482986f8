//! The release: offers are made, everyone is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contracts::ids::NoticeId;
use platform::actor::Actor;
use platform::store::{Operation, Tx};
use platform::{audit, mail};
use serde_json::json;

use super::{Outcome, items, load_prepared, outcomes, set_state};
use crate::domain::application::Event;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::{change, letters, lottery, selection};
use crate::store::entities::{application, notice, notice_item};

/// Releases a prepared batch: offers are made, everyone is told.
pub struct ReleaseNotice {
    /// The call.
    pub programme: Arc<Programme>,
    /// Which batch.
    pub notice: NoticeId,
    /// Who releases; not the one who prepared it.
    pub actor: Actor,
}

impl Operation for ReleaseNotice {
    const NAME: &'static str = "release_notice";
    /// How many were told.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let Checked {
            batch,
            prepared,
            outcomes,
        } = self.check(tx).await?;
        self.offer_seats(tx).await?;
        for (application, outcome) in &outcomes {
            self.tell(tx, application, *outcome, &prepared).await?;
        }
        set_state(tx, self.notice, "released", Some(&self.actor)).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "notice.released",
            subject: ("notice", self.notice.to_string()),
            before: Some(json!({ "state": "prepared", "prepared_by": batch.prepared_by })),
            after: Some(json!({
                "state": "released",
                "prepared_by": batch.prepared_by,
                "notices": outcomes.len(),
            })),
        });
        Ok(outcomes.len())
    }
}

/// What a release would do now, for a second look: nothing is saved, and what stands against the release is refused as
/// it would be then.
pub struct LookAtRelease(pub ReleaseNotice);

/// The mails of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    /// How many of each outcome: `selected`, `waiting`, `not_drawn`.
    pub mails: BTreeMap<&'static str, usize>,
    /// To so many companies; one that applied twice is told twice.
    pub companies: usize,
}

impl Operation for LookAtRelease {
    const NAME: &'static str = "look_at_release";
    type Output = Leaving;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Leaving> {
        let checked = self.0.check(tx).await?;
        let mut leaving = Leaving::default();
        let mut companies = BTreeSet::new();
        for (application, outcome) in &checked.outcomes {
            *leaving.mails.entry(outcome.as_str()).or_default() += 1;
            companies.insert(&application.company_key);
        }
        leaving.companies = companies.len();
        Ok(leaving)
    }
}

/// A batch that may be released.
struct Checked {
    batch: notice::Model,
    prepared: BTreeMap<String, notice_item::Model>,
    outcomes: Vec<(application::Model, Outcome)>,
}

impl ReleaseNotice {
    /// Everything that must hold before a mail leaves.
    async fn check(&self, tx: &Tx) -> Result<Checked> {
        let batch = load_prepared(tx, self.notice).await?;
        if batch.prepared_by == self.actor.key().1 {
            return Err(Error::SamePerson);
        }
        let prepared = items(tx, self.notice).await?;
        let outcomes = outcomes(tx, &self.programme).await?;
        if !still_true(&self.programme, tx.site(), &prepared, &outcomes) {
            return Err(Error::OutOfOrder(
                "the results changed since the notices were prepared: discard and prepare them again",
            ));
        }
        Ok(Checked {
            batch,
            prepared,
            outcomes,
        })
    }

    /// In the order of the seats, as the public log has it.
    async fn offer_seats(&self, tx: &Tx) -> Result<()> {
        let programme = &self.programme;
        let mut drawn = lottery::Drawn::load(tx, programme).await?;
        for label in drawn.pending()? {
            drawn
                .append(tx, programme, label, lottery::LogEvent::Offered)
                .await?;
            let row = lottery::by_label(tx, programme, &label).await?;
            selection::place(tx, programme, row, &self.actor, "place.offered").await?;
            if !selection::asks_for_answer(programme) {
                drawn
                    .append(tx, programme, label, lottery::LogEvent::Accepted)
                    .await?;
            }
        }
        Ok(())
    }

    async fn tell(
        &self,
        tx: &Tx,
        application: &application::Model,
        outcome: Outcome,
        prepared: &BTreeMap<String, notice_item::Model>,
    ) -> Result<()> {
        let row = change::load(tx, application.id).await?;
        let (event, action) = match outcome {
            Outcome::Selected => (None, ""),
            Outcome::Waiting(_) => (Some(Event::PutOnWaitingList), "application.waiting"),
            Outcome::NotDrawn => (
                Some(Event::Refused(letters::not_drawn(&row))),
                "application.refused",
            ),
        };
        if let Some(event) = event {
            change::apply(tx, &self.programme, row, event, &self.actor, action).await?;
        }
        if let Some(item) = prepared.get(&application.id.to_string()) {
            let row = change::load(tx, application.id).await?;
            mail::send(tx, letters::prepared(&self.programme, &row, item)).await?;
        }
        Ok(())
    }
}

/// Whether everybody would still be told what was previewed: an application that left moves the others up the waiting
/// list, and a corrected name changes the greeting.
fn still_true(
    programme: &Programme,
    site: &str,
    prepared: &BTreeMap<String, notice_item::Model>,
    outcomes: &[(application::Model, Outcome)],
) -> bool {
    prepared.len() == outcomes.len()
        && outcomes.iter().all(|(application, outcome)| {
            prepared.get(&application.id.to_string()).is_some_and(|item| {
                let letter = letters::result(programme, application, *outcome);
                item.outcome == outcome.as_str()
                    && item.subject == letter.subject
                    && item.body == mail::with_site(&letter.body, site)
            })
        })
}
