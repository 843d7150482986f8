//! Mails to whoever is on duty at the centre: a case opened, a clock runs out. They name the case's number and severity
//! and lead to it; of its company they say nothing.

use std::sync::Arc;

use contracts::ids::CaseId;
use contracts::support::Severity;
use platform::actor::Role;
use platform::identity;
use platform::languages::Words;
use platform::mail::{self, Outgoing, SITE};
use platform::store::{At, Operation, Tx};
use platform::text::Language;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::shared::progress;
use crate::context::Incidents;
use crate::domain::alarm::{Alarm, Clock, LONGEST_LEAD, Watched, alarms};
use crate::domain::detection::{severity, severity_name};
use crate::error::{Error, Result};
use crate::store::entities::{alert, case, detection};
use crate::store::queries;

/// Looks for what the centre has to know, and writes to it. Yields how many alerts that were.
pub async fn raise(incidents: &Incidents) -> Result<usize> {
    let now = At::from(incidents.store.clock().now());
    // Most of the time there is nothing, and nothing is written.
    if pending(incidents.store.reader(), now).await?.is_empty() {
        return Ok(0);
    }
    let duty = Arc::clone(&incidents.duty);
    incidents.store.run(&RaiseAlerts { duty }).await
}

/// Open cases with alarms that nobody was told of yet.
async fn pending(connection: &impl ConnectionTrait, now: At) -> Result<Vec<(case::Model, Vec<Alarm>)>> {
    let horizon = now.instant().checked_add(LONGEST_LEAD).unwrap_or(now.instant());
    let rows = queries::alarming(connection, At::from(horizon)).await?;
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let told = queries::alerts(connection, &ids).await?;
    let detections = queries::detections(connection, &ids).await?;
    let visits = queries::planned_visits(connection).await?;
    let untold = rows.into_iter().map(|row| {
        let bad = |one: &&detection::Model| severity(&one.severity).is_some_and(|one| one >= Severity::High);
        let own = detections.iter().filter(|one| one.case_id == row.id);
        let planned = visits.iter().filter(|visit| visit.case_id == row.id);
        let watched = Watched {
            progress: progress(&row),
            waiting: row.waiting_since.map(At::instant),
            joined: own.filter(bad).map(|one| one.joined_at.instant()).max(),
            visit: planned.map(|visit| visit.ends_at.instant()).min(),
        };
        let mut found = alarms(&watched, now.instant());
        found.retain(|alarm| !told.contains(&(row.id, alarm.clock.name())));
        (row, found)
    });
    Ok(untold.filter(|(_, found)| !found.is_empty()).collect())
}

/// The use case. Of two processes at once, one writes.
struct RaiseAlerts {
    duty: Arc<[String]>,
}

impl Operation for RaiseAlerts {
    const NAME: &'static str = "support.raise_alerts";
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let to = self.addresses(tx).await?;
        if to.is_empty() {
            tracing::warn!(
                "a case waits, and there is nobody to tell: no `support.duty`, no account of the centre"
            );
            return Ok(0);
        }
        let mut raised = 0;
        for (row, found) in pending(tx.connection(), At::from(tx.now())).await? {
            for alarm in found {
                if !note(tx, row.id, alarm.clock).await? {
                    continue;
                }
                for address in &to {
                    mail::send(tx, letter(&row, alarm, address, tx)).await?;
                }
                raised += 1;
            }
        }
        Ok(raised)
    }
}

impl RaiseAlerts {
    async fn addresses(&self, tx: &Tx) -> Result<Vec<String>> {
        if !self.duty.is_empty() {
            return Ok(self.duty.to_vec());
        }
        let accounts = identity::accounts(tx.connection()).await?;
        let works = accounts
            .into_iter()
            .filter(|account| !account.disabled && account.roles.contains(&Role::Support));
        Ok(works.map(|account| account.email).collect())
    }
}

/// Notes that the centre is told; false when it was before.
async fn note(tx: &Tx, case: CaseId, clock: Clock) -> Result<bool> {
    let row = alert::ActiveModel {
        case_id: Set(case),
        clock: Set(clock.name()),
        at: Set(At::from(tx.now())),
    };
    let columns = [alert::Column::CaseId, alert::Column::Clock];
    let written = alert::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(written == 1)
}

/// In both languages: the setting knows addresses, not people.
fn letter(row: &case::Model, alarm: Alarm, to: &str, tx: &Tx) -> Outgoing {
    let said = |language: Language| {
        let words = Words::new(language);
        let name = severity_name(progress(row).severity);
        let prefix = if language == Language::En { "/en" } else { "" };
        let values = [
            ("number", crate::code(row.number).into()),
            ("severity", words.say(&format!("support-severity-{name}")).into()),
            ("due", words.date_time(alarm.due).into()),
            (
                "link",
                format!("{SITE}{prefix}/desk/support/cases/{}", row.id).into(),
            ),
        ];
        let late = match alarm.clock {
            Clock::Opened | Clock::Reopened(_) | Clock::Joined(_) => "",
            _ if alarm.due < tx.now() => "-late",
            _ => "-soon",
        };
        let key = format!("support-alert-{}{late}", alarm.clock.key());
        let subject = words.say_with(&key, &values);
        let body = words.say_with("support-alert-body", &values);
        (subject.clone(), format!("{subject}\n{body}\n"))
    };
    let ((subject, ja), (_, en)) = (said(Language::Ja), said(Language::En));
    Outgoing {
        to: to.to_owned(),
        subject,
        body: format!("{ja}\n{en}"),
        language: Language::Ja,
        subject_of: Some(("case", row.id.to_string())),
        dedupe_key: Some(format!("alert/{}/{}/{to}", row.id, alarm.clock.name())),
    }
}
