//! Places: taken on receipt in a first-come call, lifted along the ranking in a lottery.

use platform::store::Tx;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::lottery;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{application, place};

/// Takes a place of `course`, or says that it is full. The condition stands in the statement itself, so that
/// no two transactions can take the same last place on either database. How many there are is what the call says now,
/// which may have been changed since the first place was taken.
pub(crate) async fn take(tx: &Tx, programme: &Programme, course: &str) -> Result<()> {
    let definition = programme.file.course(course).ok_or(Error::NotInCall("course"))?;
    let capacity = i64::from(definition.capacity);
    if try_take(tx, programme, course, capacity).await? {
        return Ok(());
    }
    ensure(tx, programme, course, capacity).await?;
    if try_take(tx, programme, course, capacity).await? {
        Ok(())
    } else {
        Err(Error::Full {
            course: course.to_owned(),
        })
    }
}

async fn try_take(tx: &Tx, programme: &Programme, course: &str, capacity: i64) -> Result<bool> {
    let taken = place::Entity::update_many()
        .col_expr(place::Column::Taken, Expr::col(place::Column::Taken).add(1))
        .col_expr(place::Column::Capacity, Expr::value(capacity))
        .filter(place::Column::ProgrammeId.eq(&programme.file.id))
        .filter(place::Column::CourseId.eq(course))
        .filter(place::Column::Taken.lt(capacity))
        .exec(tx.connection())
        .await?;
    Ok(taken.rows_affected == 1)
}

async fn ensure(tx: &Tx, programme: &Programme, course: &str, capacity: i64) -> Result<()> {
    let row = place::ActiveModel {
        programme_id: Set(programme.file.id.clone()),
        course_id: Set(course.to_owned()),
        capacity: Set(capacity),
        taken: Set(0),
    };
    place::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([place::Column::ProgrammeId, place::Column::CourseId])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

async fn give_back(tx: &Tx, programme: &Programme, course: &str) -> Result<()> {
    place::Entity::update_many()
        .col_expr(place::Column::Taken, Expr::col(place::Column::Taken).sub(1))
        .filter(place::Column::ProgrammeId.eq(&programme.file.id))
        .filter(place::Column::CourseId.eq(course))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Moves a held place to another course (C8): the new one first, so that a full course changes nothing.
pub(crate) async fn move_place(tx: &Tx, programme: &Programme, from: &str, to: &str) -> Result<()> {
    take(tx, programme, to).await?;
    give_back(tx, programme, from).await
}

/// Whoever is out lets the place go, and the next one is lifted, in the same transaction.
pub(crate) async fn let_go(
    tx: &Tx,
    programme: &Programme,
    row: &application::Model,
    ending: StateName,
    was_seated: bool,
) -> Result<application::Model> {
    let mut row = row.clone();
    if row.holds_place {
        give_back(tx, programme, &row.course).await?;
        row.holds_place = false;
        application::Entity::update_many()
            .col_expr(application::Column::HoldsPlace, Expr::value(false))
            .filter(application::Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
    }
    if programme.file.is_lottery() && row.rank.is_some() {
        lottery::leave(tx, programme, &row, ending, was_seated).await?;
    }
    Ok(row)
}
