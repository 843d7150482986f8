//! A case is opened by a person: the company on its page, or the centre after a call or a mail.

use contracts::companies::Company;
use contracts::ids::CaseId;
use contracts::support::Severity;
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::shared::{Writing, note, required, save, urgency, write};
use crate::domain::case::{Event, Origin, State, StateName, Topic};
use crate::domain::detection::severity_name;
use crate::domain::entry::{Detail, Kind, Way};
use crate::error::{Error, Result};
use crate::store::entities::case;
use crate::store::queries;

/// All that open a case take turns: numbers have no gaps and no doubles.
pub(super) const LINE: &str = "support_case";

/// The use case.
pub struct OpenCase {
    /// The vault.
    pub vault: Vault,
    /// Whose case.
    pub company: Company,
    /// How it came; not [`Origin::Detection`].
    pub origin: Origin,
    /// What it is about.
    pub topic: Topic,
    /// How bad.
    pub severity: Severity,
    /// What happened, in the company's words.
    pub text: String,
    /// Which device, in the company's words; may be empty.
    pub device: String,
    /// The company may be called now.
    pub may_call: bool,
    /// What the centre said at once, on the telephone; may be empty.
    pub told: String,
    /// Who opens it.
    pub actor: Actor,
}

impl Operation for OpenCase {
    const NAME: &'static str = "support.open_case";
    type Output = (CaseId, i64);
    type Error = Error;

    fn line(&self) -> Option<&str> {
        Some(LINE)
    }

    async fn run(&self, tx: &Tx) -> Result<(CaseId, i64)> {
        let text = required(&self.text, "text")?;
        let fresh = Fresh {
            company: self.company.id,
            origin: self.origin,
            topic: self.topic,
            host: None,
            severity: self.severity,
            may_call: self.may_call,
        };
        let mut row = insert(tx, fresh).await?;
        let writing = Writing {
            host: &self.device,
            ..Writing::new(Kind::FromCompany, &self.actor, text)
        };
        write(tx, &self.vault, &mut row, writing).await?;
        if let Actor::Staff { id, name, .. } = &self.actor {
            super::shared::apply(tx, &mut row, &Event::Taken)?;
            row.assignee_id = Some(*id);
            row.assignee_name = Some(name.clone());
        }
        if !self.told.trim().is_empty() {
            required(&self.told, "told")?;
            let way = match self.origin {
                Origin::Mail => Way::Mail,
                _ => Way::Telephone,
            };
            let told = Writing {
                detail: Detail {
                    way: Some(way),
                    ..Detail::default()
                },
                ..Writing::new(Kind::Told, &self.actor, &self.told)
            };
            write(tx, &self.vault, &mut row, told).await?;
        }
        if self.origin == Origin::Telephone {
            // They have spoken with a person: nobody waits.
            row.answered_at = Some(At::from(tx.now()));
            row.waiting_since = None;
        }
        let row = save(tx, row).await?;
        note(
            tx,
            &self.actor,
            "case.opened",
            &row,
            json!({ "company": row.company_id, "origin": row.origin, "topic": row.topic, "severity": row.severity }),
        );
        Ok((row.id, row.number))
    }
}

/// What a new case begins with.
pub(super) struct Fresh {
    pub(super) company: contracts::ids::CompanyId,
    pub(super) origin: Origin,
    pub(super) topic: Topic,
    pub(super) host: Option<String>,
    pub(super) severity: Severity,
    pub(super) may_call: bool,
}

/// Makes the row under the next number. Whoever calls stands in [`LINE`].
pub(super) async fn insert(tx: &Tx, fresh: Fresh) -> Result<case::Model> {
    let now = At::from(tx.now());
    let row = case::Model {
        id: new_id(tx.now(), tx.entropy()),
        number: queries::next_number(tx.connection()).await?,
        company_id: fresh.company,
        origin: fresh.origin.as_str().to_owned(),
        topic: fresh.topic.as_str().to_owned(),
        host: fresh.host,
        severity: severity_name(fresh.severity).to_owned(),
        urgency: urgency(fresh.severity),
        state: StateName::Opened.as_str().to_owned(),
        state_detail: serde_json::to_string(&State::Opened).unwrap_or_default(),
        verdict: None,
        assignee_id: None,
        assignee_name: None,
        may_call: fresh.may_call,
        opened_at: now,
        answered_at: None,
        owed_since: None,
        decided_at: None,
        closed_at: None,
        due_at: None,
        changed_at: now,
        waiting_since: None,
        news_at: None,
        merged_into: None,
        version: 0,
    };
    row.clone().into_active_model().insert(tx.connection()).await?;
    Ok(row)
}
