//! The one way an application changes its state: decide, save under its version, audit, and let the place go.

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::audit;
use platform::store::{At, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::{participation, seats};
use crate::domain::application::{Event, State, StateName};
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// Reads an application for changing it: on PostgreSQL its row is locked until the transaction ends. One of which only
/// figures are left is not changed any more.
pub(crate) async fn load(tx: &Tx, id: ApplicationId) -> Result<application::Model> {
    let row = application::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)?;
    if row.is_forgotten() {
        return Err(Error::OutOfOrder("its time of keeping is over"));
    }
    Ok(row)
}

/// The same, refusing when somebody else changed it since `version` was shown.
pub(crate) async fn load_version(tx: &Tx, id: ApplicationId, version: i64) -> Result<application::Model> {
    let row = load(tx, id).await?;
    if row.version == version {
        Ok(row)
    } else {
        Err(Error::Stale)
    }
}

/// The state with what belongs to it.
pub(crate) fn state_of(row: &application::Model) -> Result<State> {
    serde_json::from_str(&row.state_detail)
        .map_err(|error| StoreError::Corrupt(format!("application state: {error}")).into())
}

/// Applies `event` and saves. Whoever leaves a place lets it go in the same transaction (D1, D2).
pub(crate) async fn apply(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    event: Event,
    actor: &Actor,
    action: &'static str,
) -> Result<application::Model> {
    let before = state_of(&row)?;
    let after = before.after(event, programme.file.journey(), tx.now())?;
    let was_seated = before.name().is_seated();
    let row = save(tx, row, &after).await?;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action,
        subject: ("application", row.id.to_string()),
        before: Some(to_json(&before)),
        after: Some(to_json(&after)),
    });
    participation::follow(tx, &row, after.name()).await?;
    if after.name().is_final() {
        seats::let_go(tx, programme, &row, after.name(), was_seated).await
    } else {
        Ok(row)
    }
}

pub(super) fn to_json(state: &State) -> Value {
    serde_json::to_value(state).unwrap_or_else(|_| json!({ "state": state.name().as_str() }))
}

async fn save(tx: &Tx, mut row: application::Model, state: &State) -> Result<application::Model> {
    let version = row.version;
    row.state = state.name().as_str().to_owned();
    row.state_detail = to_json(state).to_string();
    row.due_at = state.due().map(At::from);
    row.changed_at = At::from(tx.now());
    row.version = version + 1;
    let changed = application::Entity::update_many()
        .col_expr(application::Column::State, Expr::value(row.state.clone()))
        .col_expr(
            application::Column::StateDetail,
            Expr::value(row.state_detail.clone()),
        )
        .col_expr(application::Column::DueAt, Expr::value(row.due_at))
        .col_expr(application::Column::ChangedAt, Expr::value(row.changed_at))
        .col_expr(application::Column::Version, Expr::value(row.version))
        .filter(application::Column::Id.eq(row.id))
        .filter(application::Column::Version.eq(version))
        .exec(tx.connection())
        .await?;
    if changed.rows_affected == 1 {
        Ok(row)
    } else {
        Err(Error::Stale)
    }
}

/// The name of an application's state. One that this version does not know is damage: nothing is decided on it.
pub(crate) fn name_of(row: &application::Model) -> Result<StateName> {
    named(&row.state)
}

/// The same of a row that was read in parts.
pub(crate) fn named(state: &str) -> Result<StateName> {
    StateName::parse(state).ok_or_else(|| StoreError::Corrupt(format!("application state: {state}")).into())
}

/// Whether nothing can follow any more.
pub(crate) fn has_ended(row: &application::Model) -> Result<bool> {
    Ok(name_of(row)?.is_final())
}

/// Saves a new version without a new state: something beside it was written.
pub(crate) async fn touch(tx: &Tx, row: application::Model) -> Result<application::Model> {
    let state = state_of(&row)?;
    save(tx, row, &state).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_not_known_is_damage_and_no_withdrawal() {
        assert_eq!(named("withdrawn").unwrap(), StateName::Withdrawn);
        for unknown in ["", "Withdrawn", "archived"] {
            assert!(matches!(
                named(unknown),
                Err(Error::Store(StoreError::Corrupt(what))) if what.contains(unknown)
            ));
        }
    }
}
