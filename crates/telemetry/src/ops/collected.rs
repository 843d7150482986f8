//! What the collector counted goes into the records: figures of each device's days, and the first line of a stay.

use std::collections::HashMap;

use contracts::ids::DeviceId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use platform::clock::date_in_tokyo;
use platform::store::{At, Operation, StoreError, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};

use crate::collect::Snapshot;
use crate::error::{Error, Result};
use crate::store::days;
use crate::store::entities::device_day::{self, Column as C};

/// Rows of one statement: databases take so many values.
const ROWS: usize = 200;
/// How long figures are kept, in years: as long as those of the lake.
const YEARS: i64 = 5;

/// Writes the days that the collector remembers, where they differ from what stands there.
pub struct NoteDays<'s> {
    /// The collector's figures.
    pub snapshot: &'s Snapshot,
    /// Only days from this one on; all without it.
    pub since: Option<Date>,
}

impl Operation for NoteDays<'_> {
    const NAME: &'static str = "note_device_days";
    /// How many were written.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let mut rows = rows(self.snapshot);
        if let Some(since) = self.since {
            let since = since.to_string();
            rows.retain(|row| row.day >= since);
        }
        let Some(first) = rows.iter().map(|row| row.day.as_str()).min() else {
            return Ok(0);
        };
        let first: Date = first
            .parse()
            .map_err(|error| StoreError::Corrupt(format!("day of a device: {error}")))?;
        let known: HashMap<(DeviceId, String, At), device_day::Model> = days::since(tx.connection(), first)
            .await?
            .into_iter()
            .map(|row| ((row.device_id, row.day.clone(), row.began_at), row))
            .collect();
        let is_new =
            |row: &device_day::Model| known.get(&(row.device_id, row.day.clone(), row.began_at)) != Some(row);
        let changed: Vec<device_day::Model> = rows.into_iter().filter(is_new).collect();
        for some in changed.chunks(ROWS) {
            write(tx, some).await?;
        }
        forget(tx).await?;
        Ok(changed.len())
    }
}

/// The rows of everything that is remembered.
fn rows(snapshot: &Snapshot) -> Vec<device_day::Model> {
    let Some(began) = snapshot.began.map(At::from) else {
        return Vec::new();
    };
    let of_device =
        |(device, figures): (&DeviceId, &crate::collect::DeviceFigures)| -> Vec<device_day::Model> {
            let row = |(day, figures)| device_day::Model::new(*device, day, began, figures);
            figures.daily.iter().map(row).collect()
        };
    snapshot.devices.iter().flat_map(of_device).collect()
}

async fn write(tx: &Tx, rows: &[device_day::Model]) -> Result<()> {
    let anew = [
        C::Lines,
        C::FirstAt,
        C::LastAt,
        C::NotUnderstood,
        C::Duplicates,
        C::Cut,
        C::Datagrams,
        C::Lost,
        C::LostOf,
        C::Dropped,
        C::Signatures,
        C::Renewed,
    ];
    let same = OnConflict::columns([C::DeviceId, C::Day, C::BeganAt])
        .update_columns(anew)
        .to_owned();
    // Every column is written, so the models become wholly set.
    let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
    device_day::Entity::insert_many(rows)
        .on_conflict(same)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

async fn forget(tx: &Tx) -> Result<()> {
    let oldest = date_in_tokyo(tx.now()).saturating_sub(YEARS.years());
    device_day::Entity::delete_many()
        .filter(C::Day.lt(oldest.to_string()))
        .exec(tx.connection())
        .await?;
    Ok(())
}
