//! The monthly reports of all companies, on the second business day.

use business_calendar::OfficeCalendar;
use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::jobs::Handler;

use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::figures::{month_of_all, month_of_one};
use crate::ops::report::{LATE_LINES, Made, MakeReport};
use crate::report::month::Month;

/// The kind of [`Monthly`]'s jobs.
pub const MONTHLY: &str = "telemetry.monthly-reports";

/// Makes the reports of the month before: on the second business day the first ones; afterwards, until the month is
/// closed to late lines, revisions of those whose figures changed.
pub struct Monthly {
    /// This context.
    pub telemetry: Telemetry,
}

#[async_trait::async_trait]
impl Handler for Monthly {
    fn kind(&self) -> &'static str {
        MONTHLY
    }

    async fn run(&self, _payload: &str) -> std::result::Result<(), String> {
        let today = date_in_tokyo(self.telemetry.store.clock().now());
        for terms in self.telemetry.terms.iter() {
            if !is_due(&terms.calendar, today) {
                continue;
            }
            match make_all(&self.telemetry, terms, Month::of(today).before()).await {
                Ok(_) | Err(Error::NoLake) => {}
                Err(error) => return Err(format!("{}: {error}", terms.programme)),
            }
        }
        Ok(())
    }
}

/// Days after the first reports on which changed figures make revisions.
const REVISED_FOR_DAYS: i32 = 10;

/// Whether reports of the month before are made on a day: from the second business day on, for some days.
pub fn is_due(calendar: &OfficeCalendar, today: Date) -> bool {
    let second = calendar
        .next_business_day_on_or_after(today.first_of_month())
        .and_then(|first| calendar.add_business_days(first, 1));
    second.is_ok_and(|second| second <= today && (today - second).get_days() <= REVISED_FOR_DAYS)
}

/// Makes or revises the reports of all companies that had an appliance in `month`; how many are new.
pub async fn make_all(telemetry: &Telemetry, terms: &std::sync::Arc<Terms>, month: Month) -> Result<usize> {
    let now = telemetry.store.clock().now();
    let all = month_of_all(telemetry, terms, month).await?;
    let participants = telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?;
    let mut new = 0;
    for participant in participants {
        let Some(company) = telemetry.companies.company(participant.company).await? else {
            continue;
        };
        let facts = match month_of_one(telemetry, terms, &company, &all, now).await {
            // Not agreed to, or its time is over: there is no report.
            Err(Error::NoUse(_)) => continue,
            facts => facts?,
        };
        if facts.device.is_none() {
            continue;
        }
        let make = MakeReport {
            terms: std::sync::Arc::clone(terms),
            company,
            facts,
            reason: LATE_LINES.to_owned(),
            actor: Actor::System("telemetry"),
        };
        if let Made::New(..) = telemetry.store.run(&make).await? {
            new += 1;
        }
    }
    Ok(new)
}
