//! Installations begin where a participation in the course is fixed, and end where it is given up (M1).

use std::sync::Arc;

use contracts::companies::{Company, Participation};
use contracts::ids::InstallationId;
use platform::actor::Actor;
use platform::audit;
use platform::clock::date_in_tokyo;
use platform::entropy::new_id;
use platform::mail;
use platform::store::{At, Operation, StoreError, Tx};
use sea_orm::ActiveModelTrait;
use serde_json::json;

use super::change::{self, Which};
use super::letters;
use crate::context::Telemetry;
use crate::domain::installation::State;
use crate::domain::reminders;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::store::entities::installation;
use crate::store::installations::{self, search_key};

/// Begins the installation of a company. It that has begun already stays as it is.
pub struct BeginInstallation {
    /// The programme.
    pub terms: Arc<Terms>,
    /// The company.
    pub company: Company,
    /// Its place in the programme.
    pub participation: Participation,
    /// Who.
    pub actor: Actor,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It begins; the company was written to.
    Now(InstallationId),
    /// It had begun.
    Before(InstallationId),
    /// The company has an installation of another programme that is not over: one appliance for each company.
    Elsewhere(InstallationId),
}

impl Operation for BeginInstallation {
    const NAME: &'static str = "begin_installation";
    type Output = Begun;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Begun> {
        let application = self.participation.application;
        if let Some(row) = installations::of_application(tx.connection(), application).await? {
            return Ok(Begun::Before(row.id));
        }
        if let Some(row) = installations::live(tx.connection(), self.company.id).await? {
            return Ok(Begun::Elsewhere(row.id));
        }
        let row = self.row(tx)?;
        let id = row.id;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "installation.begun",
            subject: ("installation", id.to_string()),
            before: None,
            after: Some(json!({ "state": row.state, "application": application.to_string() })),
        });
        let letter = letters::survey(&self.terms, &self.company, &row);
        installation::ActiveModel::from(row)
            .insert(tx.connection())
            .await?;
        mail::send(tx, letter).await?;
        Ok(Begun::Now(id))
    }
}

impl BeginInstallation {
    fn row(&self, tx: &Tx) -> Result<installation::Model> {
        let state = State::begin();
        let now = At::from(tx.now());
        let due = reminders::due(&self.terms, &state, date_in_tokyo(tx.now()));
        Ok(installation::Model {
            id: new_id::<InstallationId>(tx.now(), tx.entropy()),
            programme_id: self.terms.programme.clone(),
            company_id: self.company.id,
            application_id: self.participation.application,
            live_company: Some(self.company.id),
            company_name: self.company.name.clone(),
            search_key: search_key(&self.company.name),
            state: state.name().as_str().to_owned(),
            state_detail: serde_json::to_string(&state)
                .map_err(|error| StoreError::Corrupt(error.to_string()))?,
            device_id: None,
            due_on: due.map(|day| day.to_string()),
            ends_on: None,
            survey: "{}".to_owned(),
            agreed_version: None,
            agreed_at: None,
            agreed_by: None,
            checklist: String::new(),
            keep_until: None,
            deleted_on: None,
            deleted_note: None,
            created_at: now,
            entered_at: now,
            changed_at: now,
            version: 1,
        })
    }
}

/// The company left the programme.
pub struct WithdrawInstallation {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Why, for the log and for the company.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for WithdrawInstallation {
    const NAME: &'static str = "withdraw_installation";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().withdraw(self.reason.clone())?;
        open.save(tx, after, &self.actor, "installation.withdrawn")
            .await?;
        Ok(())
    }
}

/// Begins what is to begin and ends what is to end, of one programme. Doing it again changes nothing.
pub async fn follow(telemetry: &Telemetry, terms: &Arc<Terms>) -> Result<usize> {
    let reader = telemetry.store.reader();
    let participants = telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?;
    let begun = installations::begun(reader, &terms.programme).await?;
    let mut number = 0;
    for participation in participants {
        if !participation.active || begun.contains(&participation.application) {
            continue;
        }
        let Some(company) = telemetry.companies.company(participation.company).await? else {
            continue;
        };
        let begin = BeginInstallation {
            terms: Arc::clone(terms),
            company,
            participation,
            actor: Actor::System("telemetry"),
        };
        if let Begun::Now(_) = telemetry.store.run(&begin).await? {
            number += 1;
        }
    }
    leave(telemetry, terms).await?;
    Ok(number)
}

/// Installations whose companies take part no more.
async fn leave(telemetry: &Telemetry, terms: &Arc<Terms>) -> Result<()> {
    for row in installations::living(telemetry.store.reader(), &terms.programme).await? {
        let participations = telemetry.companies.participations(row.company_id).await?;
        let own = participations
            .iter()
            .find(|one| one.application == row.application_id);
        let is_leaving = matches!(row.state()?, State::Leaving { .. });
        if own.is_none_or(|own| own.active) || is_leaving {
            continue;
        }
        let withdraw = WithdrawInstallation {
            terms: Arc::clone(terms),
            which: Which {
                id: row.id,
                version: Some(row.version),
            },
            reason: platform::languages::Words::new(platform::text::Language::Ja)
                .say("installation-left-programme"),
            actor: Actor::System("telemetry"),
        };
        telemetry.store.run(&withdraw).await?;
    }
    Ok(())
}
