//! Questions about devices' days.

use std::collections::{BTreeMap, HashMap};

use contracts::ids::DeviceId;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::device_day::{self, Column as C};
use crate::collect::daily::DayFigures;
use crate::error::Result;

/// Values of one question: databases take so many.
const SOME: usize = 500;

/// All rows from a day on.
pub(crate) async fn since(connection: &impl ConnectionTrait, day: Date) -> Result<Vec<device_day::Model>> {
    let query = device_day::Entity::find().filter(C::Day.gte(day.to_string()));
    Ok(query.all(connection).await?)
}

/// The days of some devices from one day to another, both counted, in order.
pub(crate) async fn of_devices(
    connection: &impl ConnectionTrait,
    devices: &[DeviceId],
    (from, to): (Date, Date),
) -> Result<HashMap<DeviceId, BTreeMap<Date, DayFigures>>> {
    let mut found: HashMap<DeviceId, BTreeMap<Date, DayFigures>> = HashMap::new();
    for some in devices.chunks(SOME) {
        let rows = device_day::Entity::find()
            .filter(C::DeviceId.is_in(some.iter().copied()))
            .filter(C::Day.between(from.to_string(), to.to_string()))
            .order_by_asc(C::BeganAt)
            .all(connection)
            .await?;
        for row in rows {
            let days = found.entry(row.device_id).or_default();
            days.entry(row.date()?).or_default().add(&row.figures());
        }
    }
    Ok(found)
}

/// The first day of which anything is known.
pub(crate) async fn first(connection: &impl ConnectionTrait) -> Result<Option<Date>> {
    let row = device_day::Entity::find()
        .order_by_asc(C::Day)
        .one(connection)
        .await?;
    Ok(row.map(|row| row.date()).transpose()?)
}

/// The last day up to `to` on which each of some devices renewed its signatures.
pub(crate) async fn renewed(
    connection: &impl ConnectionTrait,
    devices: &[DeviceId],
    to: Date,
) -> Result<HashMap<DeviceId, Date>> {
    let mut found = HashMap::new();
    for some in devices.chunks(SOME) {
        let rows: Vec<(DeviceId, Option<String>)> = device_day::Entity::find()
            .select_only()
            .column(C::DeviceId)
            .column_as(C::Day.max(), "last_day")
            .filter(C::DeviceId.is_in(some.iter().copied()))
            .filter(C::Renewed.eq(true))
            .filter(C::Day.lte(to.to_string()))
            .group_by(C::DeviceId)
            .into_tuple()
            .all(connection)
            .await?;
        let days = rows.into_iter();
        found.extend(days.filter_map(|(device, day)| Some((device, day?.parse().ok()?))));
    }
    Ok(found)
}

/// The version of a device's signatures on a day, as it said last before.
pub(crate) async fn version(
    connection: &impl ConnectionTrait,
    device: DeviceId,
    to: Date,
) -> Result<Option<String>> {
    let row = device_day::Entity::find()
        .filter(C::DeviceId.eq(device))
        .filter(C::Signatures.is_not_null())
        .filter(C::Day.lte(to.to_string()))
        .order_by_desc(C::Day)
        .order_by_desc(C::LastAt)
        .one(connection)
        .await?;
    Ok(row.and_then(|row| row.signatures))
}
