//! What happens by itself: reminders, the question some weeks before the end of a trial, its end, certificates that are
//! to be renewed. Doing it again on the same day changes nothing and writes to nobody twice.

use std::sync::Arc;

use contracts::companies::Company;
use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::mail::{self, Outgoing};
use platform::store::{At, Operation, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::certificate::RENEW_BEFORE;
use super::change::Which;
use super::decide::{Ask, Leave};
use super::letters;
use crate::context::Telemetry;
use crate::domain::installation::Why;
use crate::domain::reminders::{Due, Reminder, due_today};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::store::entities::{certificate, device, installation};
use crate::store::installations;

/// Who the log names.
const ACTOR: Actor = Actor::System("telemetry");

/// Writes one mail.
struct Write {
    letter: Outgoing,
}

impl Operation for Write {
    const NAME: &'static str = "write_reminder";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        Ok(mail::send(tx, self.letter.clone()).await?)
    }
}

/// How much was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Reminders that were due; those written before are not written again.
    pub reminders: usize,
    /// Companies that were asked how they go on.
    pub asked: usize,
    /// Trials that ended without an answer.
    pub ended: usize,
}

/// Everything that is due today in one programme.
pub async fn remind(telemetry: &Telemetry, terms: &Arc<Terms>) -> Result<Done> {
    let today = date_in_tokyo(telemetry.store.clock().now());
    let mut done = Done::default();
    let mut rows = installations::living(telemetry.store.reader(), &terms.programme).await?;
    rows.extend(installations::offered(telemetry.store.reader(), &terms.programme).await?);
    for row in rows {
        let since = date_in_tokyo(row.entered_at.instant());
        let Some(due) = due_today(terms, &row.state()?, since, today) else {
            continue;
        };
        let Some(company) = telemetry.companies.company(row.company_id).await? else {
            continue;
        };
        one(telemetry, terms, &row, company, due, &mut done).await?;
    }
    certificates(telemetry, terms, today).await?;
    Ok(done)
}

async fn one(
    telemetry: &Telemetry,
    terms: &Arc<Terms>,
    row: &installation::Model,
    company: Company,
    due: Due,
    done: &mut Done,
) -> Result<()> {
    let which = Which {
        id: row.id,
        version: Some(row.version),
    };
    match due {
        Due::Remind(reminder) => {
            let at = row.state()?.appointed().map(|(_, slot)| slot);
            // For the same visit, the same question, the same turn: one mail.
            let of = match (reminder, at) {
                (Reminder::Visit, Some(slot)) => slot.starts.to_string(),
                _ => row.entered_at.0.to_string(),
            };
            let letter = letters::reminder(terms, &company, row, reminder, at, &of);
            telemetry.store.run(&Write { letter }).await?;
            done.reminders += 1;
        }
        Due::Ask => {
            let ask = Ask {
                terms: Arc::clone(terms),
                which,
                company,
                actor: ACTOR,
            };
            telemetry.store.run(&ask).await?;
            done.asked += 1;
        }
        Due::End => {
            let leave = Leave {
                terms: Arc::clone(terms),
                which,
                why: Why::Ended,
                actor: ACTOR,
            };
            telemetry.store.run(&leave).await?;
            done.ended += 1;
        }
    }
    Ok(())
}

/// Certificates that end soon: a mail a month to the secretariat.
async fn certificates(telemetry: &Telemetry, terms: &Arc<Terms>, today: Date) -> Result<()> {
    let now = telemetry.store.clock().now();
    let rows = certificate::Entity::find()
        .filter(certificate::Column::RevokedAt.is_null())
        .filter(certificate::Column::ExpiresAt.gt(At::from(now)))
        .filter(certificate::Column::ExpiresAt.lt(At::from(now + RENEW_BEFORE)))
        .order_by_asc(certificate::Column::ExpiresAt)
        .all(telemetry.store.reader())
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let devices = device::Entity::find()
        .filter(device::Column::Id.is_in(rows.iter().map(|row| row.device_id)))
        .order_by_asc(device::Column::Serial)
        .all(telemetry.store.reader())
        .await?;
    let serials: Vec<String> = devices.into_iter().map(|device| device.serial).collect();
    let letter = letters::certificates(terms, &serials, today.first_of_month());
    telemetry.store.run(&Write { letter }).await
}
