//! The facts of a company's month, collected from the lake, the installation and the support centre.

use std::collections::BTreeSet;
use std::sync::Arc;

use contracts::companies::Company;
use contracts::ids::{CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;
use jiff::civil::Date;
use lake::{Lake, ReportSet};
use platform::clock::{date_in_tokyo, from_tokyo};
use sea_orm::EntityTrait;

use crate::collect::NOBODY;
use crate::context::Telemetry;
use crate::domain::data::{Held, Purpose};
use crate::domain::installation::{State, Trial};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::data::allowed;
use crate::report::collected::{self, Collected, of_month};
use crate::report::facts::{DeviceFacts, MonthFacts, Totals};
use crate::report::gather::{About, gather, signature_numbers, totals};
use crate::report::month::Month;
use crate::report::peers::compare;
use crate::store::entities::{device, installation};
use crate::store::{days, installations, stock};

/// What all companies' reports of one month share: read once.
pub struct MonthOfAll {
    month: Month,
    totals: Vec<(CompanyId, Totals)>,
}

/// The figures of all companies of a programme, for the comparison.
pub async fn month_of_all(telemetry: &Telemetry, terms: &Terms, month: Month) -> Result<MonthOfAll> {
    let participants = telemetry
        .companies
        .participants(&terms.programme, Some(&terms.course))
        .await?;
    let own: BTreeSet<CompanyId> = participants.into_iter().map(|one| one.company).collect();
    let own = comparable(telemetry, terms, own).await?;
    let sets = read(telemetry, move |lake| lake.programme().report_sets(month.first())).await?;
    // With figures missing, others would seem to have had less.
    let is_whole = sets.iter().all(|(_, set)| set.damaged.is_empty());
    let totals = sets
        .into_iter()
        .filter(|(company, _)| is_whole && own.contains(company))
        .map(|(company, set)| (company, totals(&set)))
        .collect();
    Ok(MonthOfAll { month, totals })
}

/// The companies that agreed to figures without names: only theirs are compared with others (M6).
async fn comparable(
    telemetry: &Telemetry,
    terms: &Terms,
    companies: BTreeSet<CompanyId>,
) -> Result<BTreeSet<CompanyId>> {
    let reader = telemetry.store.reader();
    let today = date_in_tokyo(telemetry.store.clock().now());
    let mut found = BTreeSet::new();
    for company in companies {
        let rows = installations::of_company(reader, company).await?;
        let mut own = rows.iter().filter(|row| row.programme_id == terms.programme);
        if own.any(|row| allowed(terms, &row.held(), Purpose::Results, today).is_ok()) {
            found.insert(company);
        }
    }
    Ok(found)
}

/// The facts of one company's month as they are known at `now`.
///
/// # Errors
/// [`Error::NoUse`] where the company has not agreed to reports, or the time of keeping is over (M6).
pub async fn month_of_one(
    telemetry: &Telemetry,
    terms: &Terms,
    company: &Company,
    all: &MonthOfAll,
    now: Timestamp,
) -> Result<MonthFacts> {
    let (id, month) = (company.id, all.month);
    let stay = stay(telemetry, company.id, month, now).await?;
    if let Some(stay) = &stay {
        allowed(terms, &stay.held, Purpose::Report, date_in_tokyo(now))?;
    }
    let figures = read(telemetry, move |lake| of_company(lake, id, month)).await?;
    let due = stay.as_ref().map(|stay| stay.due);
    let collected = match &stay {
        Some(stay) => collected(telemetry, stay, month).await?,
        None => Collected::default(),
    };
    let about = About {
        company: company.name.clone(),
        programme: [terms.name.ja.clone(), terms.name.en.clone()],
        device: stay.map(|stay| stay.device),
        due,
        collected,
        support: telemetry
            .support
            .figures(company.id, month.first(), month.last())
            .await?,
    };
    let own = totals(&figures.set);
    let others: Vec<Totals> = all.totals.iter().map(|(_, totals)| *totals).collect();
    let mut facts = gather(
        &figures.set,
        about,
        &figures.earlier,
        figures.before,
        compare(own, &others),
    );
    if !figures.knows_earlier {
        facts.signatures.iter_mut().for_each(|one| one.new = false);
    }
    Ok(facts)
}

/// What the lake knows of a company's month.
struct Known {
    set: ReportSet,
    earlier: BTreeSet<String>,
    /// Whether all earlier figures could be read: else nothing can be called new.
    knows_earlier: bool,
    before: Option<Totals>,
}

fn of_company(lake: &Lake, company: CompanyId, month: Month) -> std::result::Result<Known, lake::LakeError> {
    /// Longer ago than a trial lasts, a signature may count as new again.
    const MONTHS_BACK: i64 = 13;
    let lake = lake.company(company);
    let begin = month
        .first()
        .saturating_sub(jiff::Span::new().months(MONTHS_BACK));
    let earlier = lake.rollups(begin, month.before().last())?;
    let before = lake.report_set(month.before().first())?;
    Ok(Known {
        set: lake.report_set(month.first())?,
        earlier: signature_numbers(&earlier.rows),
        knows_earlier: earlier.damaged.is_empty(),
        before: (!before.rows.is_empty() && before.damaged.is_empty()).then(|| totals(&before)),
    })
}

/// Reads files on a thread that may wait.
async fn read<T: Send + 'static>(
    telemetry: &Telemetry,
    reading: impl FnOnce(&Lake) -> std::result::Result<T, lake::LakeError> + Send + 'static,
) -> Result<T> {
    let folder = Arc::clone(&telemetry.lake);
    let done = tokio::task::spawn_blocking(move || reading(&Lake::read(&folder)?));
    match done.await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(lake::LakeError::Missing(_))) => Err(Error::NoLake),
        Ok(Err(error)) => Err(Error::Figures(error.to_string())),
        Err(error) => Err(Error::Figures(error.to_string())),
    }
}

/// The appliance at a company in a month.
struct Stay {
    installation: InstallationId,
    id: DeviceId,
    device: DeviceFacts,
    held: Held,
    due: (Timestamp, Timestamp),
}

async fn stay(
    telemetry: &Telemetry,
    company: CompanyId,
    month: Month,
    now: Timestamp,
) -> Result<Option<Stay>> {
    let reader = telemetry.store.reader();
    for row in installations::of_company(reader, company).await? {
        let Some((trial, until)) = at_work(&row, &row.state()?) else {
            continue;
        };
        if trial.installed_on > month.last() || until.is_some_and(|until| until < month.first()) {
            continue;
        }
        let Some(device) = device::Entity::find_by_id(trial.device).one(reader).await? else {
            continue;
        };
        let end = month.last().tomorrow().unwrap_or(month.last());
        let end = until.map_or(end, |until| until.min(end));
        return Ok(Some(Stay {
            installation: row.id,
            id: trial.device,
            held: row.held(),
            due: (midnight(trial.installed_on), midnight(end).min(now)),
            device: DeviceFacts {
                serial: device.serial,
                model: format!("{} {}", device.vendor, device.model),
                installed: trial.installed_on,
                trial_end: matches!(row.state()?, State::Trial(_)).then_some(trial.ends_on),
                last_seen: None,
                signatures: None,
                signatures_renewed: None,
                signatures_renewed_on: None,
            },
        }));
    }
    Ok(None)
}

/// What the collector measured of the devices that stood there in a month.
async fn collected(telemetry: &Telemetry, stay: &Stay, month: Month) -> Result<Collected> {
    let reader = telemetry.store.reader();
    let stays: Vec<collected::Stay> = stock::stays_of(reader, stay.installation)
        .await?
        .into_iter()
        .map(|row| collected::Stay {
            device: row.device_id,
            from: date_in_tokyo(row.from_at.instant()),
            to: row.to_at.map(|to| date_in_tokyo(to.instant())),
        })
        .collect();
    let mut devices: Vec<DeviceId> = stays.iter().map(|stay| stay.device).collect();
    devices.push(NOBODY.device);
    let days = days::of_devices(reader, &devices, (month.first(), month.last())).await?;
    let mut collected = of_month(
        month,
        &stays,
        &|device| days.get(&device),
        days.get(&NOBODY.device),
    );
    collected.signatures = days::version(reader, stay.id, month.last()).await?;
    if collected.renewed.is_none() {
        let renewed = days::renewed(reader, &[stay.id], month.last()).await?;
        collected.renewed = renewed.get(&stay.id).copied();
    }
    Ok(collected)
}

/// The trial of an installation that has or had an appliance, and the day it was taken away.
fn at_work(row: &installation::Model, state: &State) -> Option<(Trial, Option<Date>)> {
    match state {
        State::Trial(trial) | State::Leaving { trial, .. } | State::Continued { trial, .. } => {
            Some((trial.clone(), None))
        }
        State::Removed { trial, on, .. } => Some((trial.clone(), Some(*on))),
        _ => {
            debug_assert!(row.device_id.is_none(), "an appliance without a trial");
            None
        }
    }
}

fn midnight(day: Date) -> Timestamp {
    from_tokyo(day.at(0, 0, 0, 0))
}
