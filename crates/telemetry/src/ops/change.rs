//! The one way an installation changes: decide, save under its version, move device and visit along, audit.

use contracts::ids::{AppointmentId, DeviceId, InstallationId};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::audit;
use platform::clock::{date_in_tokyo, from_tokyo};
use platform::entropy::new_id;
use platform::store::{At, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use crate::domain::data;
use crate::domain::installation::State;
use crate::domain::reminders;
use crate::domain::terms::Terms;
use crate::domain::visit::{self, Errand, Slot};
use crate::error::{Error, Result};
use crate::store::entities::{appointment, installation, placement};

/// An installation that is being changed.
pub(crate) struct Open<'t> {
    /// Its row, as it will be saved.
    pub(crate) row: installation::Model,
    /// The state before.
    pub(crate) state: State,
    terms: &'t Terms,
}

/// Which installation, and the version that was shown; `None`: whatever version there is.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// Its id.
    pub id: InstallationId,
    /// The version that was shown.
    pub version: Option<i64>,
}

/// Reads an installation for changing it: on PostgreSQL its row is locked until the transaction ends.
pub(crate) async fn open<'t>(tx: &Tx, terms: &'t Terms, which: Which) -> Result<Open<'t>> {
    let row = installation::Entity::find_by_id(which.id)
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .filter(|row| row.programme_id == terms.programme)
        .ok_or(Error::NotFound)?;
    if which.version.is_some_and(|version| version != row.version) {
        return Err(Error::Stale);
    }
    Ok(Open {
        state: row.state()?,
        row,
        terms,
    })
}

impl Open<'_> {
    /// Saves the state that follows.
    pub(crate) async fn save(
        self,
        tx: &Tx,
        after: State,
        actor: &Actor,
        action: &'static str,
    ) -> Result<installation::Model> {
        self.save_noted(tx, after, actor, action, None).await
    }

    /// The same with something beside the state for the log.
    pub(crate) async fn save_noted(
        self,
        tx: &Tx,
        after: State,
        actor: &Actor,
        action: &'static str,
        note: Option<Value>,
    ) -> Result<installation::Model> {
        let Self {
            mut row,
            state: before,
            terms,
        } = self;
        let now = At::from(tx.now());
        if std::mem::discriminant(&before) != std::mem::discriminant(&after)
            || reminders::next(&before) != reminders::next(&after)
        {
            row.entered_at = now;
        }
        let name = after.name();
        row.state = name.as_str().to_owned();
        row.state_detail = serde_json::to_string(&after)
            .map_err(|error| StoreError::Corrupt(format!("installation state: {error}")))?;
        row.live_company = (!name.is_over()).then_some(row.company_id);
        row.device_id = after
            .trial()
            .filter(|_| name.has_device())
            .map(|trial| trial.device);
        row.ends_on = after.trial().map(|trial| trial.ends_on.to_string());
        let since = date_in_tokyo(row.entered_at.instant());
        row.due_on = reminders::due(terms, &after, since).map(|day| day.to_string());
        if let Some(ended) = ended_on(&after) {
            row.keep_until = Some(data::keep_until(&terms.data, ended).to_string());
        }
        row.changed_at = now;
        visits(tx, &row, &before, &after).await?;
        stays(tx, &row, &before, &after).await?;
        tx.audit(audit::Entry {
            actor: actor.clone(),
            action,
            subject: ("installation", row.id.to_string()),
            before: Some(to_json(&before)),
            after: Some(with(to_json(&after), note)),
        });
        update(tx, row).await
    }

    /// Saves the row without a new state: something beside it was written.
    pub(crate) async fn touch(
        mut self,
        tx: &Tx,
        actor: &Actor,
        action: &'static str,
        note: Value,
    ) -> Result<installation::Model> {
        self.row.changed_at = At::from(tx.now());
        tx.audit(audit::Entry {
            actor: actor.clone(),
            action,
            subject: ("installation", self.row.id.to_string()),
            before: None,
            after: Some(note),
        });
        update(tx, self.row).await
    }
}

/// On which day the trial ended, once it has.
fn ended_on(state: &State) -> Option<jiff::civil::Date> {
    match state {
        State::Removed { on, .. } => Some(*on),
        State::Continued { contract, .. } => contract.from.yesterday().ok(),
        _ => None,
    }
}

pub(crate) fn to_json(state: &State) -> Value {
    serde_json::to_value(state).unwrap_or_else(|_| json!({ "state": state.name().as_str() }))
}

fn with(mut value: Value, note: Option<Value>) -> Value {
    if let (Value::Object(fields), Some(Value::Object(more))) = (&mut value, note) {
        fields.extend(more);
    }
    value
}

async fn update(tx: &Tx, mut row: installation::Model) -> Result<installation::Model> {
    let version = row.version;
    row.version += 1;
    let changes = installation::ActiveModel::from(row.clone()).reset_all();
    let changed = installation::Entity::update_many()
        .set(changes)
        .filter(installation::Column::Id.eq(row.id))
        .filter(installation::Column::Version.eq(version))
        .exec(tx.connection())
        .await?;
    if changed.rows_affected == 1 {
        Ok(row)
    } else {
        Err(Error::Stale)
    }
}

/// The visit that is fixed in the state stands in the calendar, and no other one of this installation.
async fn visits(tx: &Tx, row: &installation::Model, before: &State, after: &State) -> Result<()> {
    let (was, is) = (before.appointed(), after.appointed());
    if was == is {
        return Ok(());
    }
    if was.is_some() {
        let kept = after.name().has_device() != before.name().has_device();
        let state = if kept {
            appointment::KEPT
        } else {
            appointment::CANCELLED
        };
        close_visit(tx, row.id, state).await?;
    }
    if let Some((errand, slot)) = is {
        book(tx, row, errand, slot).await?;
    }
    Ok(())
}

/// Ends the visit that is to come, if there is one.
pub(crate) async fn close_visit(tx: &Tx, id: InstallationId, state: &str) -> Result<()> {
    appointment::Entity::update_many()
        .col_expr(appointment::Column::State, Expr::value(state))
        .col_expr(
            appointment::Column::LiveInstallation,
            Expr::value(Option::<InstallationId>::None),
        )
        .filter(appointment::Column::LiveInstallation.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts a visit into the calendar.
async fn book(tx: &Tx, row: &installation::Model, errand: Errand, slot: Slot) -> Result<()> {
    let visit = appointment::Model {
        id: new_id::<AppointmentId>(tx.now(), tx.entropy()),
        installation_id: row.id,
        programme_id: row.programme_id.clone(),
        errand: errand.as_str().to_owned(),
        starts_at: At::from(from_tokyo(slot.starts)),
        minutes: i32::from(slot.minutes),
        state: appointment::BOOKED.to_owned(),
        technician: None,
        live_installation: Some(row.id),
        created_at: At::from(tx.now()),
    };
    appointment::ActiveModel::from(visit)
        .insert(tx.connection())
        .await?;
    Ok(())
}

/// Whether somebody is free then. Those who book take turns (see the operations' `line`), so that two cannot take the
/// last place.
pub(crate) async fn room(tx: &Tx, terms: &Terms, own: InstallationId, slot: Slot) -> Result<()> {
    let day = slot.starts.date();
    let (from, to) = (
        from_tokyo(day.at(0, 0, 0, 0)),
        from_tokyo(day.tomorrow().unwrap_or(day).at(0, 0, 0, 0)),
    );
    let others = appointment::Entity::find()
        .filter(appointment::Column::ProgrammeId.eq(&terms.programme))
        .filter(appointment::Column::State.eq(appointment::BOOKED))
        .filter(appointment::Column::InstallationId.ne(own))
        .filter(appointment::Column::StartsAt.gte(At::from(from)))
        .filter(appointment::Column::StartsAt.lt(At::from(to)))
        .all(tx.connection())
        .await?;
    let booked: Vec<Slot> = others.iter().map(appointment::Model::slot).collect();
    Ok(visit::has_room(terms.visits, slot, &booked)?)
}

/// When the programme's stay of a device ends that leaves the installation now: with a contract, on its first day.
pub(crate) fn stay_ends(tx: &Tx, after: &State) -> Timestamp {
    match after {
        State::Continued { contract, .. } => from_tokyo(contract.from.at(0, 0, 0, 0)).max(tx.now()),
        _ => tx.now(),
    }
}

/// From when to when which device stood there follows the state: whose lines are whose.
async fn stays(tx: &Tx, row: &installation::Model, before: &State, after: &State) -> Result<()> {
    let device = |state: &State| -> Option<DeviceId> {
        let trial = state.trial().filter(|_| state.name().has_device())?;
        Some(trial.device)
    };
    let (was, is) = (device(before), device(after));
    if was == is {
        return Ok(());
    }
    if let Some(device) = was {
        let ended = At::from(stay_ends(tx, after));
        placement::Entity::update_many()
            .col_expr(placement::Column::ToAt, Expr::value(ended))
            .col_expr(
                placement::Column::OpenDevice,
                Expr::value(Option::<DeviceId>::None),
            )
            .col_expr(
                placement::Column::OpenInstallation,
                Expr::value(Option::<InstallationId>::None),
            )
            .filter(placement::Column::OpenDevice.eq(device))
            .exec(tx.connection())
            .await?;
    }
    if let Some(device) = is {
        // An exchange is noted when it is done; an installation may be noted days later.
        let from = match before {
            State::Appointed { .. } => installed_at(tx, device, before, after).await?,
            _ => At::from(tx.now()),
        };
        let stay = placement::Model {
            device_id: device,
            from_at: from,
            installation_id: row.id,
            company_id: row.company_id,
            to_at: None,
            open_device: Some(device),
            open_installation: Some(row.id),
        };
        placement::ActiveModel::from(stay).insert(tx.connection()).await?;
    }
    Ok(())
}

/// When an appliance began to stand at the company: with the visit that was fixed for that day, otherwise with the day; not
/// before it had left where it stood before.
async fn installed_at(tx: &Tx, device: DeviceId, before: &State, after: &State) -> Result<At> {
    let Some(trial) = after.trial() else {
        return Ok(At::from(tx.now()));
    };
    let day = trial.installed_on;
    let visit = before
        .appointed()
        .map(|(_, slot)| slot.starts)
        .filter(|starts| starts.date() == day);
    let from = from_tokyo(visit.unwrap_or_else(|| day.at(0, 0, 0, 0))).min(tx.now());
    let former = placement::Entity::find()
        .filter(placement::Column::DeviceId.eq(device))
        .filter(placement::Column::ToAt.is_not_null())
        .all(tx.connection())
        .await?;
    let left = former.iter().filter_map(|stay| stay.to_at).max();
    Ok(left.map_or(At::from(from), |left| left.max(At::from(from))))
}

/// The stay of an installation begins with the day that its state says now. It is the installation's first: an appliance
/// that was exchanged keeps its moment.
pub(crate) async fn begin_stay(
    tx: &Tx,
    installation: InstallationId,
    before: &State,
    after: &State,
) -> Result<()> {
    let first = placement::Entity::find()
        .filter(placement::Column::InstallationId.eq(installation))
        .order_by_asc(placement::Column::FromAt)
        .one(tx.connection())
        .await?;
    let Some(first) = first else { return Ok(()) };
    let mut from = installed_at(tx, first.device_id, before, after).await?;
    // It does not begin after it ended.
    if let Some(to) = first.to_at {
        from = from.min(to);
    }
    placement::Entity::update_many()
        .col_expr(placement::Column::FromAt, Expr::value(from))
        .filter(placement::Column::DeviceId.eq(first.device_id))
        .filter(placement::Column::FromAt.eq(first.from_at))
        .exec(tx.connection())
        .await?;
    Ok(())
}
