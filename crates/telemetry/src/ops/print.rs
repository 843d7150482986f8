//! One company's monthly report for whoever prints it away from the pages: as it was issued, or as it would be now.

use std::sync::Arc;

use contracts::companies::Company;
use contracts::ids::CompanyId;
use documents::model::Document;
use jiff::Timestamp;
use platform::clock::{date_in_tokyo, from_tokyo};
use platform::text::Language;

use super::figures::{month_of_all, month_of_one};
use crate::context::Telemetry;
use crate::directory;
use crate::domain::device::Serial;
use crate::domain::terms::Terms;
use crate::error::Result;
use crate::report::document::{Edition, document};
use crate::report::facts::MonthFacts;
use crate::report::month::Month;
use crate::store::entities::report::MONTHLY;
use crate::store::reports;

/// A report to print.
pub struct Printed {
    /// What it says, as plain figures.
    pub facts: MonthFacts,
    /// Number and moment of the newest revision that the company was given; none if it has none of this month.
    pub issued: Option<(u32, Timestamp)>,
    /// Whether the figures are those of that revision, not of now.
    pub is_issued: bool,
    edition: Edition,
}

impl Printed {
    /// The report as a document: that of the page.
    pub fn document(&self, language: Language) -> Document {
        document(&self.facts, &self.edition, language)
    }
}

/// The report of a company's month: the newest revision that was issued, so that paper and page say the same. Where
/// there is none, or a `fresh` one is asked for, one from what the lake holds now; it is marked as not issued, is not
/// kept, and nobody is written to.
///
/// # Errors
/// [`crate::error::Error::NoLake`] if nothing was issued and nothing was collected.
pub async fn print_monthly(
    telemetry: &Telemetry,
    terms: &Terms,
    company: &Company,
    month: Month,
    fresh: bool,
) -> Result<Printed> {
    let reader = telemetry.store.reader();
    let newest = reports::newest(reader, &terms.programme, company.id, month, MONTHLY).await?;
    let issued = newest.as_ref().map(|row| (row.number(), row.made_at.instant()));
    if let Some(row) = newest.filter(|_| !fresh)
        && let Some(facts) = row.facts()?
    {
        let edition = Edition {
            revision: row.number(),
            reason: row.reason.clone(),
            ..blank(telemetry, terms, row.made_at.instant())
        };
        return Ok(Printed {
            facts,
            issued,
            is_issued: true,
            edition,
        });
    }
    let now = telemetry.store.clock().now();
    let all = month_of_all(telemetry, terms, month).await?;
    let facts = month_of_one(telemetry, terms, company, &all, now).await?;
    let edition = Edition {
        is_draft: true,
        ..blank(telemetry, terms, now)
    };
    Ok(Printed {
        facts,
        issued,
        is_issued: false,
        edition,
    })
}

/// The edition of a first report.
pub(crate) fn blank(telemetry: &Telemetry, terms: &Terms, made_at: Timestamp) -> Edition {
    let office = &terms.office;
    let contact = |language| format!("{} {}", office.name.in_language(language), office.telephone);
    Edition {
        made_at,
        revision: 1,
        reason: None,
        contact: [contact(Language::Ja), contact(Language::En)],
        centre: telemetry.telephone.to_string(),
        is_draft: false,
    }
}

/// The programmes that lend appliances in which a company takes or took part, the newest first.
///
/// # Errors
/// If the records do not read.
pub async fn lending(telemetry: &Telemetry, company: CompanyId) -> Result<Vec<Arc<Terms>>> {
    let participations = telemetry.companies.participations(company).await?;
    let found = participations.into_iter().filter_map(|one| {
        let terms = telemetry.terms(&one.programme)?;
        (one.course.as_deref() == Some(&*terms.course)).then_some(terms)
    });
    Ok(found.collect())
}

/// The company at which the appliance with a serial number stood in a month, the last one if there were several.
///
/// # Errors
/// If the records do not read.
pub async fn company_with(telemetry: &Telemetry, serial: &str, month: Month) -> Result<Option<CompanyId>> {
    if Serial::parse(serial).is_none() {
        return Ok(None);
    }
    let directory = directory::load(&telemetry.store).await?;
    let Ok(known) = directory.by_serial(serial) else {
        return Ok(None);
    };
    let from = from_tokyo(month.first().at(0, 0, 0, 0));
    let stood = |stay: &&crate::domain::directory::Stay| {
        date_in_tokyo(stay.from) <= month.last() && stay.to.is_none_or(|to| from < to)
    };
    Ok(known.stays.iter().rev().find(stood).map(|stay| stay.company))
}
