//! The facts of a company's month, collected from the lake, the installation and the support centre.

use std::collections::BTreeSet;
use std::sync::Arc;

use contracts::companies::Company;
use contracts::ids::{CompanyId, DeviceId};
use jiff::Timestamp;
use jiff::civil::Date;
use lake::{Lake, ReportSet};
use platform::clock::{date_in_tokyo, from_tokyo};

use crate::collect::NOBODY;
use crate::context::Telemetry;
use crate::domain::data::{Held, Purpose};
use crate::domain::installation::{Choice, State};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::data::allowed;
use crate::report::collected::{self, Collected, of_month};
use crate::report::facts::{DeviceFacts, EarlierDevice, MonthFacts, Totals};
use crate::report::gather::{About, gather, signature_numbers, totals};
use crate::report::month::Month;
use crate::report::peers::compare;
use crate::store::entities::{device, placement};
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
    let totals = read(telemetry, move |lake| totals_of(lake, &own, month)).await?;
    Ok(MonthOfAll { month, totals })
}

/// The totals of some companies; none at all where figures are missing: others would seem to have had less.
fn totals_of(
    lake: &Lake,
    companies: &BTreeSet<CompanyId>,
    month: Month,
) -> std::result::Result<Vec<(CompanyId, Totals)>, lake::LakeError> {
    let mut all = Vec::new();
    for read in lake.programme().report_sets(month.first())? {
        let (company, set) = read?;
        if !set.damaged.is_empty() {
            return Ok(Vec::new());
        }
        if companies.contains(&company) {
            all.push((company, totals(&set)));
        }
    }
    Ok(all)
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
    let standing = standing(telemetry, terms, company.id, month, now).await?;
    if let Some(standing) = &standing {
        allowed(terms, &standing.held, Purpose::Report, date_in_tokyo(now))?;
    }
    let figures = read(telemetry, move |lake| of_company(lake, id, month)).await?;
    let collected = match &standing {
        Some(standing) => collected(telemetry, standing, month).await?,
        None => Collected::default(),
    };
    let (device, due) = standing.map_or((None, Vec::new()), |one| (Some(one.device), one.due));
    let about = About {
        company: company.name.clone(),
        programme: [terms.name.ja.clone(), terms.name.en.clone()],
        device,
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

/// The appliances at a company in a month: one, or several one after the other where it was exchanged.
struct Standing {
    stays: Vec<collected::Stay>,
    /// The last of them.
    id: DeviceId,
    device: DeviceFacts,
    held: Held,
    due: Vec<(Timestamp, Timestamp)>,
}

async fn standing(
    telemetry: &Telemetry,
    terms: &Terms,
    company: CompanyId,
    month: Month,
    now: Timestamp,
) -> Result<Option<Standing>> {
    let reader = telemetry.store.reader();
    let (from, to) = (
        midnight(month.first()),
        midnight(month.last().tomorrow().unwrap_or(month.last())),
    );
    let rows = installations::of_company(reader, company).await?;
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| row.programme_id == terms.programme)
        .collect();
    let mut placed = Vec::new();
    for row in &rows {
        let stays = stock::stays_of(reader, row.id).await?.into_iter();
        placed.extend(
            stays.filter(|stay| {
                stay.from_at.instant() < to && stay.to_at.is_none_or(|to| from < to.instant())
            }),
        );
    }
    placed.sort_by_key(|stay| stay.from_at.instant());
    let Some(last) = placed.last() else {
        return Ok(None);
    };
    let Some(row) = rows.iter().find(|row| row.id == last.installation_id) else {
        return Ok(None);
    };
    let state = row.state()?;
    let Some(trial) = state.trial() else {
        return Ok(None);
    };
    let ids = placed.iter().map(|stay| stay.device_id).collect();
    let known = stock::by_ids(reader, ids).await?;
    let known = |id: DeviceId| known.iter().find(|device| device.id == id);
    let Some(device) = known(last.device_id) else {
        return Ok(None);
    };
    let earlier = placed
        .iter()
        .filter(|stay| stay.device_id != last.device_id)
        .filter_map(|stay| {
            let device = known(stay.device_id)?;
            Some(EarlierDevice {
                serial: device.serial.clone(),
                model: product(device),
                until: stay.to_at?.instant(),
            })
        });
    Ok(Some(Standing {
        id: last.device_id,
        held: row.held(),
        due: due(&placed, (from, to.min(now))),
        device: DeviceFacts {
            serial: device.serial.clone(),
            model: product(device),
            installed: trial.installed_on,
            trial_end: matches!(state, State::Trial(_)).then_some(trial.ends_on),
            answered: matches!(trial.choice, Choice::Continue { .. } | Choice::Remove { .. }),
            earlier: earlier.collect(),
            last_seen: None,
            signatures: None,
            signatures_renewed: None,
            signatures_renewed_on: None,
        },
        stays: placed
            .iter()
            .map(|stay| collected::Stay {
                device: stay.device_id,
                from: date_in_tokyo(stay.from_at.instant()),
                to: stay.to_at.map(|to| date_in_tokyo(to.instant())),
            })
            .collect(),
    }))
}

fn product(device: &device::Model) -> String {
    format!("{} {}", device.vendor, device.model)
}

/// The times within `span` at which an appliance stood there; an exchange interrupts nothing.
fn due(placed: &[placement::Model], (from, to): (Timestamp, Timestamp)) -> Vec<(Timestamp, Timestamp)> {
    let mut due: Vec<(Timestamp, Timestamp)> = Vec::new();
    for stay in placed {
        let begin = stay.from_at.instant().max(from);
        let end = stay.to_at.map_or(to, |end| end.instant().min(to));
        match due.last_mut() {
            Some(before) if begin <= before.1 => before.1 = before.1.max(end),
            _ if begin < end => due.push((begin, end)),
            _ => {}
        }
    }
    due
}

/// What the collector measured of the devices that stood there in a month.
async fn collected(telemetry: &Telemetry, standing: &Standing, month: Month) -> Result<Collected> {
    let reader = telemetry.store.reader();
    let mut devices: Vec<DeviceId> = standing.stays.iter().map(|stay| stay.device).collect();
    devices.push(NOBODY.device);
    let days = days::of_devices(reader, &devices, (month.first(), month.last())).await?;
    let mut collected = of_month(
        month,
        &standing.stays,
        &|device| days.get(&device),
        days.get(&NOBODY.device),
    );
    collected.signatures = days::version(reader, standing.id, month.last()).await?;
    if collected.renewed.is_none() {
        let renewed = days::renewed(reader, &[standing.id], month.last()).await?;
        collected.renewed = renewed.get(&standing.id).copied();
    }
    Ok(collected)
}

fn midnight(day: Date) -> Timestamp {
    from_tokyo(day.at(0, 0, 0, 0))
}
