//! Result notices (C12): prepared for everyone who applied, previewed, released by a second person. Only the release
//! makes the offers: the period for answering counts from the notice (C13).

mod discard;
mod prepare;
mod release;

use std::collections::BTreeMap;

use contracts::ids::NoticeId;
use platform::actor::Actor;
use platform::store::{At, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use discard::DiscardNotice;
pub use prepare::PrepareResults;
pub use release::{Leaving, LookAtRelease, ReleaseNotice};

use super::lottery;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::store::entities::{application, notice, notice_item};

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 当選
    Selected,
    /// 補欠, with the position on the waiting list, from 1.
    Waiting(u64),
    /// Not on the list of the draw, because the application was not complete when it was frozen (C11).
    NotDrawn,
}

impl Outcome {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Waiting(_) => "waiting",
            Self::NotDrawn => "not_drawn",
        }
    }
}

/// Everyone who applied and has not left, with what the draw gives them now: in rank order, and then those who were
/// not drawn.
async fn outcomes(tx: &Tx, programme: &Programme) -> Result<Vec<(application::Model, Outcome)>> {
    let seats = lottery::Drawn::load(tx, programme).await?.pending()?;
    let still_here = [StateName::Received, StateName::Complete].map(StateName::as_str);
    let mut rows = application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::State.is_in(still_here))
        .all(tx.connection())
        .await?;
    rows.sort_by_key(|row| (row.rank.is_none(), row.rank, row.number));
    let mut position = 0;
    let mut outcome = |row: &application::Model| match lottery::label_of(row) {
        None => Outcome::NotDrawn,
        Some(label) if seats.contains(&label) => Outcome::Selected,
        Some(_) => {
            position += 1;
            Outcome::Waiting(position)
        }
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let outcome = outcome(&row);
            (row, outcome)
        })
        .collect())
}

async fn load_prepared(tx: &Tx, id: NoticeId) -> Result<notice::Model> {
    let row = notice::Entity::find_by_id(id)
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)?;
    if row.state == "prepared" {
        Ok(row)
    } else {
        Err(Error::OutOfOrder(
            "the notices were released or discarded already",
        ))
    }
}

async fn items(tx: &Tx, id: NoticeId) -> Result<BTreeMap<String, notice_item::Model>> {
    let rows = notice_item::Entity::find()
        .filter(notice_item::Column::NoticeId.eq(id))
        .all(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.application_id.to_string(), row))
        .collect())
}

async fn set_state(tx: &Tx, id: NoticeId, state: &str, released_by: Option<&Actor>) -> Result<()> {
    let mut update = notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(state))
        .filter(notice::Column::Id.eq(id))
        .filter(notice::Column::State.eq("prepared"));
    if let Some(actor) = released_by {
        update = update
            .col_expr(notice::Column::ReleasedBy, Expr::value(actor.key().1))
            .col_expr(notice::Column::ReleasedAt, Expr::value(At::from(tx.now())));
    }
    let changed = update.exec(tx.connection()).await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}
