//! The stock: taking appliances in, and what is done to one by itself.

use contracts::ids::DeviceId;
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::certificate;
use crate::domain::device::{Handling, Serial, Whereabouts};
use crate::domain::stock_list::{Finding, NewDevice};
use crate::error::{Error, Result};
use crate::store::entities::device;
use crate::store::stock;

/// Takes appliances into stock: all of them or none.
pub struct TakeIntoStock {
    /// The devices, in the order of the list.
    pub devices: Vec<NewDevice>,
    /// Who.
    pub actor: Actor,
}

impl Operation for TakeIntoStock {
    const NAME: &'static str = "take_into_stock";
    type Output = Vec<DeviceId>;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Vec<DeviceId>> {
        let serials: Vec<Serial> = self.devices.iter().map(|one| one.serial.clone()).collect();
        let known = stock::known(tx.connection(), &serials).await?;
        let mut ids = Vec::with_capacity(self.devices.len());
        for (index, new) in self.devices.iter().enumerate() {
            if known.contains(&new.serial) {
                return Err(Error::Row(index + 1, Finding::Known));
            }
            ids.push(take(tx, new, &self.actor).await?);
        }
        Ok(ids)
    }
}

async fn take(tx: &Tx, new: &NewDevice, actor: &Actor) -> Result<DeviceId> {
    let row = device::Model {
        id: new_id::<DeviceId>(tx.now(), tx.entropy()),
        serial: new.serial.to_string(),
        vendor: new.vendor.clone(),
        model: new.model.clone(),
        format: new.format.as_str().to_owned(),
        zone: new.zone.clone(),
        state: Whereabouts::InStock.as_str().to_owned(),
        note: String::new(),
        created_at: At::from(tx.now()),
        changed_at: At::from(tx.now()),
        version: 1,
    };
    let id = row.id;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: "device.added",
        subject: ("device", id.to_string()),
        before: None,
        after: Some(
            json!({ "serial": row.serial, "vendor": row.vendor, "model": row.model, "format": row.format }),
        ),
    });
    device::ActiveModel::from(row).insert(tx.connection()).await?;
    Ok(id)
}

/// Something is done to an appliance that stands at no company.
pub struct HandleDevice {
    /// Which.
    pub device: DeviceId,
    /// The version that was shown.
    pub version: i64,
    /// What.
    pub handling: Handling,
    /// More about it: what is broken, who wiped it.
    pub note: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for HandleDevice {
    const NAME: &'static str = "handle_device";
    type Output = Whereabouts;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Whereabouts> {
        let row = load(tx, self.device).await?;
        if row.version != self.version {
            return Err(Error::Stale);
        }
        if self.note.trim().is_empty() && self.handling != Handling::Repaired {
            return Err(Error::required("note"));
        }
        let after = row.whereabouts()?.after(self.handling)?;
        let action = match self.handling {
            Handling::Clean => "device.cleaned",
            Handling::Repair => "device.sent_to_repair",
            Handling::Repaired => "device.repaired",
            Handling::Retire => "device.retired",
        };
        if after == Whereabouts::Retired {
            certificate::revoke_all(tx, self.device, "retired", tx.now(), &self.actor).await?;
        }
        put(tx, row, after, self.note.trim(), &self.actor, action).await?;
        Ok(after)
    }
}

/// Reads a device for changing it.
pub(crate) async fn load(tx: &Tx, id: DeviceId) -> Result<device::Model> {
    let row = device::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.ok_or(Error::NotFound)
}

/// A device goes to another place.
pub(crate) async fn put(
    tx: &Tx,
    row: device::Model,
    place: Whereabouts,
    note: &str,
    actor: &Actor,
    action: &'static str,
) -> Result<()> {
    let changed = device::Entity::update_many()
        .col_expr(device::Column::State, Expr::value(place.as_str()))
        .col_expr(device::Column::Note, Expr::value(note))
        .col_expr(device::Column::ChangedAt, Expr::value(At::from(tx.now())))
        .col_expr(device::Column::Version, Expr::value(row.version + 1))
        .filter(device::Column::Id.eq(row.id))
        .filter(device::Column::Version.eq(row.version))
        .exec(tx.connection())
        .await?;
    if changed.rows_affected != 1 {
        return Err(Error::Stale);
    }
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action,
        subject: ("device", row.id.to_string()),
        before: Some(json!({ "state": row.state })),
        after: Some(json!({ "state": place.as_str(), "note": note })),
    });
    Ok(())
}
