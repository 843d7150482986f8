//! Questions about devices and their certificates.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::ids::{CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entities::{certificate, device, placement};
use crate::domain::device::{Serial, Whereabouts};
use crate::error::Result;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// In serial number, maker, model.
    pub(crate) text: String,
    /// Where.
    pub(crate) state: Option<Whereabouts>,
}

/// Devices, by serial number: those of a page, and how many there are.
pub(crate) async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<(Vec<device::Model>, u64)> {
    use device::Column as C;
    let mut query = device::Entity::find();
    if let Some(state) = filter.state {
        query = query.filter(C::State.eq(state.as_str()));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        let any = Condition::any()
            .add(C::Serial.contains(text.to_uppercase()))
            .add(C::Vendor.contains(text))
            .add(C::Model.contains(text));
        query = query.filter(any);
    }
    let total = query.clone().count(connection).await?;
    let rows = query
        .order_by_asc(C::Serial)
        .offset(offset)
        .limit(limit)
        .all(connection)
        .await?;
    Ok((rows, total))
}

/// How many are where.
pub(crate) async fn counts(connection: &impl ConnectionTrait) -> Result<BTreeMap<Whereabouts, i64>> {
    use device::Column as C;
    let rows: Vec<(String, i64)> = device::Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "number")
        .group_by(C::State)
        .into_tuple()
        .all(connection)
        .await?;
    let known = rows
        .into_iter()
        .filter_map(|(state, number)| Some((Whereabouts::parse(&state)?, number)));
    Ok(known.collect())
}

/// One device.
pub(crate) async fn device(connection: &impl ConnectionTrait, id: DeviceId) -> Result<Option<device::Model>> {
    Ok(device::Entity::find_by_id(id).one(connection).await?)
}

/// Which of some serial numbers stand in the records.
pub(crate) async fn known(connection: &impl ConnectionTrait, serials: &[Serial]) -> Result<BTreeSet<Serial>> {
    let mut known = BTreeSet::new();
    for some in serials.chunks(500) {
        let rows: Vec<String> = device::Entity::find()
            .select_only()
            .column(device::Column::Serial)
            .filter(device::Column::Serial.is_in(some.iter().map(Serial::as_str)))
            .into_tuple()
            .all(connection)
            .await?;
        known.extend(rows.iter().filter_map(|serial| Serial::parse(serial)));
    }
    Ok(known)
}

/// Devices that can be installed, by serial number.
pub(crate) async fn ready(connection: &impl ConnectionTrait) -> Result<Vec<device::Model>> {
    Ok(device::Entity::find()
        .filter(device::Column::State.eq(Whereabouts::InStock.as_str()))
        .order_by_asc(device::Column::Serial)
        .limit(500)
        .all(connection)
        .await?)
}

/// A device's certificates, the newest first.
pub(crate) async fn certificates(
    connection: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Vec<certificate::Model>> {
    Ok(certificate::Entity::find()
        .filter(certificate::Column::DeviceId.eq(device))
        .order_by_desc(certificate::Column::IssuedAt)
        .all(connection)
        .await?)
}

/// The certificates of some devices that are not revoked, by device: the one that is valid longest.
pub(crate) async fn valid_certificates(
    connection: &impl ConnectionTrait,
    devices: Vec<DeviceId>,
) -> Result<HashMap<DeviceId, certificate::Model>> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::DeviceId.is_in(devices))
        .filter(certificate::Column::RevokedAt.is_null())
        .order_by_asc(certificate::Column::ExpiresAt)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.device_id, row)).collect())
}

/// Where a device stood, the newest first.
pub(crate) async fn stays(
    connection: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Vec<placement::Model>> {
    Ok(placement::Entity::find()
        .filter(placement::Column::DeviceId.eq(device))
        .order_by_desc(placement::Column::FromAt)
        .all(connection)
        .await?)
}

/// Where devices stand now.
pub(crate) async fn places(
    connection: &impl ConnectionTrait,
    devices: Vec<DeviceId>,
) -> Result<HashMap<DeviceId, (InstallationId, CompanyId)>> {
    let rows = placement::Entity::find()
        .filter(placement::Column::OpenDevice.is_in(devices))
        .all(connection)
        .await?;
    let place = |row: placement::Model| (row.device_id, (row.installation_id, row.company_id));
    Ok(rows.into_iter().map(place).collect())
}

/// Since when a device stands where an installation is; `None`: it does not.
pub(crate) async fn stays_since(
    connection: &impl ConnectionTrait,
    device: DeviceId,
    installation: InstallationId,
) -> Result<Option<Timestamp>> {
    let row = placement::Entity::find()
        .filter(placement::Column::OpenDevice.eq(device))
        .filter(placement::Column::InstallationId.eq(installation))
        .one(connection)
        .await?;
    Ok(row.map(|row| row.from_at.instant()))
}

/// All stays that are not over.
pub(crate) async fn open_stays(connection: &impl ConnectionTrait) -> Result<Vec<placement::Model>> {
    Ok(placement::Entity::find()
        .filter(placement::Column::OpenDevice.is_not_null())
        .all(connection)
        .await?)
}

/// All stays of an installation: an exchanged device has one of its own.
pub(crate) async fn stays_of(
    connection: &impl ConnectionTrait,
    installation: InstallationId,
) -> Result<Vec<placement::Model>> {
    Ok(placement::Entity::find()
        .filter(placement::Column::InstallationId.eq(installation))
        .order_by_asc(placement::Column::FromAt)
        .all(connection)
        .await?)
}

/// Some devices.
pub(crate) async fn by_ids(
    connection: &impl ConnectionTrait,
    ids: Vec<DeviceId>,
) -> Result<Vec<device::Model>> {
    Ok(device::Entity::find()
        .filter(device::Column::Id.is_in(ids))
        .all(connection)
        .await?)
}
