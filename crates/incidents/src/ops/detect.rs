//! A detection becomes a case, or joins the open one of the same company and host.

use std::collections::BTreeSet;

use contracts::ids::CaseId;
use contracts::support::Detected;
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::open::{Fresh, LINE, insert};
use super::shared::{Writing, apply, load, note, progress, rate, save, state_of, write};
use crate::domain::case::{Event, Origin, StateName, Topic};
use crate::domain::detection::{Candidate, is_akin, joins, severity_name};
use crate::error::{Error, Result};
use crate::store::entities::{case, detection};

/// The use case. The same detection told again changes nothing but its count, unless its case is closed and it goes on.
pub struct TakeDetection {
    /// The vault.
    pub vault: Vault,
    /// What was found.
    pub found: Detected,
}

impl Operation for TakeDetection {
    const NAME: &'static str = "support.take_detection";
    type Output = CaseId;
    type Error = Error;

    fn line(&self) -> Option<&str> {
        Some(LINE)
    }

    async fn run(&self, tx: &Tx) -> Result<CaseId> {
        let known = detection::Entity::find_by_id(self.found.detection)
            .one(tx.connection())
            .await?;
        if let Some(known) = known {
            return self.told_again(tx, known).await;
        }
        let actor = Actor::System("detections");
        let (mut row, is_new) = match self.open_case(tx).await? {
            Some(row) => (row, false),
            None => (insert(tx, self.fresh()).await?, true),
        };
        self.join(tx, row.id).await?;
        let worst = progress(&row).severity.max(self.found.severity);
        rate(&mut row, worst);
        if !is_new {
            let mut mark = Writing::mark(&actor, "support-mark-joined", &self.found.rule);
            // Whoever decided did not know of this.
            if state_of(&row)?.name() == StateName::Decided {
                apply(tx, &mut row, &Event::Reopened)?;
                mark = mark.reopening();
            }
            write(tx, &self.vault, &mut row, mark).await?;
        }
        let row = save(tx, row).await?;
        let action = if is_new { "case.opened" } else { "case.joined" };
        let found = json!({
            "company": row.company_id, "detection": self.found.detection, "rule": self.found.rule,
            "severity": row.severity,
        });
        note(tx, &actor, action, &row, found);
        Ok(row.id)
    }
}

impl TakeDetection {
    fn fresh(&self) -> Fresh {
        Fresh {
            company: self.found.company,
            origin: Origin::Detection,
            topic: Topic::Detection,
            host: self.found.host.clone(),
            severity: self.found.severity,
            may_call: false,
        }
    }

    /// It has gone on since. Where the case was closed before that, it is open again: whoever closed it took it for over.
    async fn told_again(&self, tx: &Tx, known: detection::Model) -> Result<CaseId> {
        let case = known.case_id;
        let (events_before, rule) = (known.events, known.rule.clone());
        let events = i64::try_from(self.found.events).unwrap_or(i64::MAX);
        let last = At::from(self.found.last);
        if events > known.events || last > known.last_at {
            let change = detection::ActiveModel {
                events: Set(events.max(known.events)),
                last_at: Set(last.max(known.last_at)),
                ..known.into_active_model()
            };
            change.update(tx.connection()).await?;
        }
        let mut row = last_of(tx, case).await?;
        let went_on = row.closed_at.is_some_and(|closed| closed < last) && events > events_before;
        if went_on {
            let actor = Actor::System("detections");
            apply(tx, &mut row, &Event::Reopened)?;
            let mark = Writing::mark(&actor, "support-mark-went-on", rule).reopening();
            write(tx, &self.vault, &mut row, mark).await?;
            let row = save(tx, row).await?;
            note(
                tx,
                &actor,
                "case.reopened",
                &row,
                json!({ "detection": self.found.detection }),
            );
        }
        Ok(case)
    }

    /// Cases with detections without a host to which this one is akin.
    async fn akin(&self, tx: &Tx) -> Result<BTreeSet<CaseId>> {
        let known = detection::Entity::find()
            .filter(detection::Column::CompanyId.eq(self.found.company))
            .filter(detection::Column::Host.is_null())
            .all(tx.connection())
            .await?;
        let own = (self.found.rule.as_str(), [self.found.first, self.found.last]);
        let is_akin = |one: &detection::Model| {
            let span = [one.first_at.instant(), one.last_at.instant()];
            is_akin(own, (&one.rule, span))
        };
        Ok(known.into_iter().filter(is_akin).map(|one| one.case_id).collect())
    }

    /// The case that detections of this company and host join; one that was merged leads to the one it was merged into.
    async fn open_case(&self, tx: &Tx) -> Result<Option<case::Model>> {
        let host = self.found.host.as_deref();
        let of_host = match host {
            Some(host) => case::Column::Host.eq(host),
            None => case::Column::Host.is_null(),
        };
        let candidates = case::Entity::find()
            .filter(case::Column::CompanyId.eq(self.found.company))
            .filter(case::Column::Origin.eq(Origin::Detection.as_str()))
            .filter(of_host)
            .order_by_desc(case::Column::Number)
            .all(tx.connection())
            .await?;
        let akin = self.akin(tx).await?;
        for candidate in candidates {
            let akin = akin.contains(&candidate.id);
            let row = match candidate.merged_into {
                Some(into) => last_of(tx, into).await?,
                None => candidate,
            };
            let as_known = Candidate {
                state: StateName::parse(&row.state).unwrap_or(StateName::Closed),
                host: self.found.host.clone(),
                akin,
            };
            if joins(&as_known, host) {
                return Ok(Some(load(tx, row.id).await?));
            }
        }
        Ok(None)
    }

    async fn join(&self, tx: &Tx, case: CaseId) -> Result<()> {
        let [title_ja, title_en] = self.found.title.clone();
        let row = detection::ActiveModel {
            id: Set(self.found.detection),
            case_id: Set(case),
            company_id: Set(self.found.company),
            rule: Set(self.found.rule.clone()),
            title_ja: Set(title_ja),
            title_en: Set(title_en),
            host: Set(self.found.host.clone()),
            severity: Set(severity_name(self.found.severity).to_owned()),
            first_at: Set(At::from(self.found.first)),
            last_at: Set(At::from(self.found.last)),
            events: Set(i64::try_from(self.found.events).unwrap_or(i64::MAX)),
            joined_at: Set(At::from(tx.now())),
        };
        row.insert(tx.connection()).await?;
        Ok(())
    }
}

/// Follows merges to their end.
async fn last_of(tx: &Tx, id: CaseId) -> Result<case::Model> {
    let mut row = load(tx, id).await?;
    while let Some(into) = row.merged_into {
        row = load(tx, into).await?;
    }
    Ok(row)
}
