//! Counts: for the desk's head, the public page and the invariants of the simulation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use platform::store::{At, StoreError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::domain::application::StateName;
use crate::store::entities::application::{Column, Entity};
use crate::store::entities::place;

/// Applications by state.
pub async fn by_state(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<BTreeMap<StateName, u64>, StoreError> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "number")
        .filter(Column::ProgrammeId.eq(programme))
        .group_by(Column::State)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(state, number)| Some((StateName::parse(&state)?, u64::try_from(number).ok()?)))
        .collect())
}

/// Applications received by frame, whatever became of them.
pub async fn by_frame(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = Entity::find()
        .select_only()
        .column(Column::Frame)
        .column_as(Column::Id.count(), "number")
        .filter(Column::ProgrammeId.eq(programme))
        .group_by(Column::Frame)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(frame, number)| Some((frame?, u64::try_from(number).ok()?)))
        .collect())
}

/// What is due: overdue at `now`, and due until `until`.
pub async fn due(
    connection: &impl ConnectionTrait,
    programme: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let query = Entity::find()
        .filter(Column::ProgrammeId.eq(programme))
        .filter(Column::State.eq(StateName::Received.as_str()));
    let overdue = query
        .clone()
        .filter(Column::DueAt.lte(At::from(now)))
        .count(connection)
        .await?;
    let soon = query
        .filter(Column::DueAt.gt(At::from(now)))
        .filter(Column::DueAt.lte(At::from(until)))
        .count(connection)
        .await?;
    Ok((overdue, soon))
}

/// Places of a first-come course that are held.
pub async fn places_taken(
    connection: &impl ConnectionTrait,
    programme: &str,
    course: &str,
) -> Result<i64, StoreError> {
    let taken: Option<i64> = place::Entity::find()
        .select_only()
        .column(place::Column::Taken)
        .filter(place::Column::ProgrammeId.eq(programme))
        .filter(place::Column::CourseId.eq(course))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(taken.unwrap_or_default())
}
