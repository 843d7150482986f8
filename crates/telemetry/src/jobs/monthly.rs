//! The monthly reports of all companies, on the second business day.

use std::sync::Arc;

use business_calendar::OfficeCalendar;
use contracts::ids::CompanyId;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::jobs::Handler;

use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::figures::{MonthOfAll, month_of_all, month_of_one};
use crate::ops::report::{Made, MakeReport};
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
        let mut problems = Vec::new();
        for terms in self.telemetry.terms.iter() {
            if !is_due(&terms.calendar, today) {
                continue;
            }
            match make_all(&self.telemetry, terms, Month::of(today).before()).await {
                Ok(All { failed: 0, .. }) | Err(Error::NoLake) => {}
                Ok(All { failed, .. }) => problems.push(format!("{}: {failed} failed", terms.programme)),
                Err(error) => problems.push(format!("{}: {error}", terms.programme)),
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("; "))
        }
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

/// What became of all reports of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct All {
    /// New ones, revisions among them.
    pub new: usize,
    /// Companies whose report could not be made; the log says why.
    pub failed: usize,
}

/// Makes or revises the reports of all companies that had an appliance in `month`. A company's error is its own: the
/// others get theirs.
///
/// # Errors
/// If nobody's can be made: the figures of all do not read.
pub async fn make_all(telemetry: &Telemetry, terms: &Arc<Terms>, month: Month) -> Result<All> {
    let now = telemetry.store.clock().now();
    let all = month_of_all(telemetry, terms, month).await?;
    let participants = telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?;
    let mut done = All::default();
    for participant in participants {
        match make_one(telemetry, terms, participant.company, &all, now).await {
            Ok(is_new) => done.new += usize::from(is_new),
            Err(error) => {
                done.failed += 1;
                tracing::error!(
                    company = %participant.company, programme = terms.programme, month = %month, error = %error,
                    "a monthly report could not be made"
                );
            }
        }
    }
    Ok(done)
}

/// Whether the company's report, or a revision, is new.
async fn make_one(
    telemetry: &Telemetry,
    terms: &Arc<Terms>,
    company: CompanyId,
    all: &MonthOfAll,
    now: Timestamp,
) -> Result<bool> {
    let Some(company) = telemetry.companies.company(company).await? else {
        return Ok(false);
    };
    let facts = match month_of_one(telemetry, terms, &company, all, now).await {
        // Not agreed to, or its time is over: there is no report.
        Err(Error::NoUse(_)) => return Ok(false),
        facts => facts?,
    };
    if facts.device.is_none() {
        return Ok(false);
    }
    let make = MakeReport {
        terms: Arc::clone(terms),
        company,
        facts,
        reason: None,
        actor: Actor::System("telemetry"),
    };
    Ok(matches!(telemetry.store.run(&make).await?, Made::New(..)))
}
