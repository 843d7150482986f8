//! The draw itself.

use std::sync::Arc;

use fair_draw::{Beacon, BeaconSource, Charter, Ranking};
use jiff::{SignedDuration, Timestamp};
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::note;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::lottery;
use crate::store::entities::{application, draw};

/// How long the round is waited for before balls may decide (draw-v1, fallback).
const WAIT_FOR_ROUND: SignedDuration = SignedDuration::from_hours(72);

/// Takes the beacon in and computes ranking and seats.
pub struct RunDraw {
    /// The call.
    pub programme: Arc<Programme>,
    /// `beacon.json`: it does not matter who brings it, its signature is checked.
    pub beacon: Vec<u8>,
    /// Who.
    pub actor: Actor,
}

impl Operation for RunDraw {
    const NAME: &'static str = "run_draw";
    /// Number of seats given.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let row = lottery::load(tx, &self.programme).await?;
        let charter = lottery::charter_of(&row)?;
        if row.state != "frozen" {
            return Err(Error::OutOfOrder(if row.state == "drawn" {
                "it is drawn already"
            } else {
                "the list is not frozen yet"
            }));
        }
        let beacon = Beacon::parse(&self.beacon)?;
        in_time(tx, &charter, &beacon)?;
        let randomness = beacon.verify(&charter)?;
        let entries = lottery::entries_of(&row, &charter)?;
        let ranking = fair_draw::draw(&charter.hash(), &entries, &randomness);
        let seats = fair_draw::seats(&ranking, &charter.terms().frames, charter.terms().capacity);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        draw::Entity::update_many()
            .col_expr(draw::Column::State, Expr::value("drawn"))
            .col_expr(draw::Column::Beacon, Expr::value(text(beacon.bytes())))
            .col_expr(draw::Column::Randomness, Expr::value(randomness.to_string()))
            .col_expr(draw::Column::Ranking, Expr::value(text(ranking.bytes())))
            .col_expr(
                draw::Column::Seats,
                Expr::value(text(fair_draw::seats_bytes(&seats))),
            )
            .col_expr(draw::Column::DrawnAt, Expr::value(At::from(tx.now())))
            .filter(draw::Column::ProgrammeId.eq(&self.programme.file.id))
            .exec(tx.connection())
            .await?;
        self.set_ranks(tx, &ranking).await?;
        let left = self.skip_departed(tx).await?;
        let after = json!({
            "entries": ranking.len(),
            "seats": seats.len(),
            "left_before": left,
            "randomness": randomness.to_string(),
        });
        note(tx, &self.actor, "draw.drawn", &self.programme.file.id, after);
        Ok(seats.len())
    }
}

impl RunDraw {
    async fn set_ranks(&self, tx: &Tx, ranking: &Ranking) -> Result<()> {
        for (rank, ranked) in (1i64..).zip(ranking) {
            application::Entity::update_many()
                .col_expr(application::Column::Rank, Expr::value(rank))
                .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
                .filter(application::Column::Label.eq(ranked.label.to_string()))
                .exec(tx.connection())
                .await?;
        }
        Ok(())
    }

    /// Who left between the freeze and the draw stands on the list for good, so the log skips them in public, with
    /// the reason (draw-v1, 3). Read after the ranks were written: those rows are locked now, and whoever leaves later
    /// finds a rank and enters the log by themselves.
    async fn skip_departed(&self, tx: &Tx) -> Result<usize> {
        let ended = StateName::ALL.into_iter().filter(|state| state.is_final());
        let rows = application::Entity::find()
            .filter(application::Column::ProgrammeId.eq(&self.programme.file.id))
            .filter(application::Column::Rank.is_not_null())
            .filter(application::Column::State.is_in(ended.map(StateName::as_str)))
            .order_by_asc(application::Column::Rank)
            .all(tx.connection())
            .await?;
        for row in &rows {
            if let Some(ending) = StateName::parse(&row.state) {
                lottery::leave(tx, &self.programme, row, ending, false).await?;
            }
        }
        Ok(rows.len())
    }
}

/// From when on the physical draw may stand in for the round: 72 hours after the draw time. `None` when the charter
/// names the physical draw itself.
pub fn balls_from(charter: &Charter) -> Option<Timestamp> {
    match charter.terms().beacon {
        BeaconSource::Drand(_) => {
            let draw_at = charter.terms().draw_at.instant();
            Some(draw_at.checked_add(WAIT_FOR_ROUND).unwrap_or(Timestamp::MAX))
        }
        BeaconSource::Balls {} => None,
    }
}

fn in_time(tx: &Tx, charter: &Charter, beacon: &Beacon) -> Result<()> {
    let fallback = match beacon {
        Beacon::Balls { .. } => balls_from(charter),
        Beacon::Round { .. } => None,
    };
    let from = fallback.unwrap_or(charter.terms().draw_at.instant());
    if tx.now() < from {
        return Err(Error::TooEarly { from });
    }
    Ok(())
}
