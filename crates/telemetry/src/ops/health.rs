//! How all appliances in use are doing, from the records and what the collector counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::ids::{DeviceId, InstallationId};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use platform::clock::date_in_tokyo;

use crate::collect::daily::DayFigures;
use crate::collect::{DeviceFigures, Snapshot};
use crate::context::Telemetry;
use crate::domain::device::Whereabouts;
use crate::domain::health::{Health, days_without};
use crate::error::Result;
use crate::store::entities::{device, installation, placement};
use crate::store::{days, installations, stock};

/// Values of one question: databases take so many.
const SOME: usize = 500;

/// An appliance at a company.
pub struct InUse {
    /// Which.
    pub device: DeviceId,
    /// Its serial number.
    pub serial: String,
    /// Maker and model.
    pub model: String,
    /// Under which programme.
    pub programme: String,
    /// At which company, as typed.
    pub company: String,
    /// How it is.
    pub health: Health,
}

/// All appliances in use, what needs attention first.
pub async fn in_use(telemetry: &Telemetry, snapshot: &Snapshot, now: Timestamp) -> Result<Vec<InUse>> {
    let reader = telemetry.store.reader();
    let today = date_in_tokyo(now);
    let stays = stock::open_stays(reader).await?;
    let ids: Vec<DeviceId> = stays.iter().map(|stay| stay.device_id).collect();
    let mut devices: HashMap<DeviceId, device::Model> = HashMap::new();
    let mut at: HashMap<InstallationId, installation::Model> = HashMap::new();
    for some in stays.chunks(SOME) {
        let rows = stock::by_ids(reader, some.iter().map(|stay| stay.device_id).collect()).await?;
        devices.extend(rows.into_iter().map(|row| (row.id, row)));
        let rows =
            installations::by_ids(reader, some.iter().map(|stay| stay.installation_id).collect()).await?;
        at.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let known = Counted {
        snapshot,
        days: days::of_devices(reader, &ids, (today.first_of_month(), today)).await?,
        renewed: days::renewed(reader, &ids, today).await?,
        measured_from: measured_from(telemetry, snapshot).await?,
    };
    let mut found: Vec<InUse> = stays
        .iter()
        .filter_map(|stay| {
            let (device, row) = (devices.get(&stay.device_id)?, at.get(&stay.installation_id)?);
            Some(InUse {
                device: device.id,
                serial: device.serial.clone(),
                model: format!("{} {}", device.vendor, device.model),
                programme: row.programme_id.clone(),
                company: row.company_name.clone(),
                health: known.health(stay, now),
            })
        })
        .collect();
    found.sort_by_cached_key(|one| (one.health.urgency(now), one.company.clone(), one.serial.clone()));
    Ok(found)
}

/// The day on which figures begin: up to then nobody can say that nothing came.
async fn measured_from(telemetry: &Telemetry, snapshot: &Snapshot) -> Result<Option<Date>> {
    let noted = days::first(telemetry.store.reader()).await?;
    let began = snapshot.began.map(date_in_tokyo);
    Ok([noted, began].into_iter().flatten().min())
}

/// What was counted of all devices.
struct Counted<'s> {
    snapshot: &'s Snapshot,
    days: HashMap<DeviceId, BTreeMap<Date, DayFigures>>,
    renewed: HashMap<DeviceId, Date>,
    measured_from: Option<Date>,
}

impl Counted<'_> {
    fn health(&self, stay: &placement::Model, now: Timestamp) -> Health {
        let nothing = DeviceFigures::default();
        let figures = self.snapshot.devices.get(&stay.device_id).unwrap_or(&nothing);
        let from = stay.from_at.instant();
        let first = date_in_tokyo(from);
        let none = BTreeMap::new();
        let month = self.days.get(&stay.device_id).unwrap_or(&none).range(first..);
        let mut sum = DayFigures::default();
        month.clone().for_each(|(_, day)| sum.add(day));
        let received: BTreeSet<Date> = month
            .filter(|(_, day)| day.lines > 0)
            .map(|(day, _)| *day)
            .chain(figures.days.iter().copied())
            .collect();
        let last_seen = figures.last_seen.max(sum.last).filter(|last| *last >= from);
        // What another company's lines said of the hours is nobody's business here.
        let hours = if last_seen.is_some() {
            figures.last_day(now)
        } else {
            [0; 24]
        };
        Health {
            last_seen,
            hours,
            days_without: self
                .measured_from
                .map(|measured| days_without(first.max(measured), date_in_tokyo(now), &received)),
            lines: sum.lines,
            loss: sum.loss,
            cut: sum.cut,
            duplicates: sum.duplicates,
            not_understood: sum.not_understood,
            skew: figures.skew,
            impossible: figures.impossible,
            impossible_at: figures.impossible_at,
            serial_disagrees: figures.serial_disagrees,
            signatures: figures.signatures.clone().or(sum.signatures),
            renewed: self.renewed.get(&stay.device_id).copied(),
        }
    }
}

/// An appliance that stands at no company and sends: its lines are nobody's.
pub struct Stray {
    /// Which.
    pub device: DeviceId,
    /// Its serial number.
    pub serial: String,
    /// Where it is by the records.
    pub place: Whereabouts,
    /// Lines since it stands nowhere, of the days that the collector remembers.
    pub lines: u64,
    /// Since when it sends.
    pub since: Timestamp,
}

/// An appliance that was heard within this time sends still.
const STILL: SignedDuration = SignedDuration::from_hours(24);

/// The appliances that send and stand at no company, by serial number.
pub async fn strays(telemetry: &Telemetry, snapshot: &Snapshot) -> Result<Vec<Stray>> {
    let (reader, now) = (telemetry.store.reader(), telemetry.store.clock().now());
    let open: BTreeSet<DeviceId> = stock::open_stays(reader)
        .await?
        .into_iter()
        .map(|stay| stay.device_id)
        .collect();
    let ids: Vec<DeviceId> = snapshot
        .devices
        .keys()
        .copied()
        .filter(|id| !open.contains(id))
        .collect();
    let mut found = Vec::new();
    for some in ids.chunks(SOME) {
        for row in stock::by_ids(reader, some.to_vec()).await? {
            let former = stock::stays(reader, row.id).await?;
            let left = former.iter().filter_map(|stay| stay.to_at).max();
            let left = left.map_or(Timestamp::MIN, platform::store::At::instant);
            let Some(daily) = snapshot.devices.get(&row.id).map(|figures| &figures.daily) else {
                continue;
            };
            let Some(since) = daily.first_since(left) else {
                continue;
            };
            // It was switched off again: nobody has to do anything.
            let last = daily.iter().filter_map(|(_, day)| day.last).max();
            if last.is_none_or(|last| now.duration_since(last) > STILL) {
                continue;
            }
            let since_then = daily
                .iter()
                .filter(|(_, day)| day.last.is_some_and(|last| last >= since));
            found.push(Stray {
                device: row.id,
                serial: row.serial.clone(),
                place: row.whereabouts()?,
                lines: since_then.map(|(_, day)| day.lines).sum(),
                since,
            });
        }
    }
    found.sort_by(|one, other| one.serial.cmp(&other.serial));
    Ok(found)
}
