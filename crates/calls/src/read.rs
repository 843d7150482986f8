//! What others may read of this context: tests, the simulation, pages.

pub mod draw;
pub mod facts;

use std::collections::BTreeMap;

use contracts::ids::ApplicationId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::application;
use crate::store::queries::overview;

/// Free places of a first-come course.
pub async fn free_places(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    course: &str,
) -> Result<i64> {
    let capacity = programme
        .file
        .course(course)
        .ok_or(Error::NotInCall("course"))?
        .capacity;
    let taken = overview::places_taken(connection, &programme.file.id, course).await?;
    Ok((i64::from(capacity) - taken).max(0))
}

/// How many applications are in each state.
pub async fn count_by_state(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<BTreeMap<StateName, u64>> {
    Ok(overview::by_state(connection, &programme.file.id).await?)
}

/// The state of one application.
pub async fn state(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<Option<StateName>> {
    let row = application::Entity::find_by_id(id).one(connection).await?;
    Ok(row.and_then(|row| StateName::parse(&row.state)))
}

/// Ids of the applications in a state, by rank, then by number.
pub async fn in_state(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    state: StateName,
) -> Result<Vec<ApplicationId>> {
    Ok(application::Entity::find()
        .select_only()
        .column(application::Column::Id)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::State.eq(state.as_str()))
        .order_by_asc(application::Column::Rank)
        .order_by_asc(application::Column::Number)
        .into_tuple()
        .all(connection)
        .await?)
}

/// Applications by frame, without those that ended.
pub async fn count_by_frame(
    connection: &impl ConnectionTrait,
    programme: &Programme,
) -> Result<BTreeMap<String, u64>> {
    Ok(overview::by_frame(connection, &programme.file.id).await?)
}

/// When an application arrived.
pub async fn submitted_at(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<jiff::Timestamp> {
    let row = application::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(row.submitted_at.instant())
}

/// The course of an application.
pub async fn course(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<String> {
    let row = application::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(row.course)
}

/// Whether an application was made under an idempotency key.
pub async fn key_is_known(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    key: &str,
) -> Result<bool> {
    let found: Option<i64> = application::Entity::find()
        .select_only()
        .column(application::Column::Number)
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::IdempotencyKey.eq(key))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found.is_some())
}
