//! The states of the rows.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::job::{self, DEAD, DONE, READY, RUNNING};
use super::{LEASE, TRIES, Turn};
use crate::store::{At, Operation, Overtaken, StoreError, Tx};

/// The first pause after a failure; it doubles with each.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// Takes the job that has been due longest; only one process gets it.
pub(super) struct Take {
    pub(super) kinds: Vec<&'static str>,
}

impl Operation for Take {
    const NAME: &'static str = "job.take";
    type Output = Option<job::Model>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Option<job::Model>, StoreError> {
        let now = At::from(tx.now());
        let is_due = Condition::any()
            .add(
                Condition::all()
                    .add(job::Column::State.eq(READY))
                    .add(job::Column::RunAt.lte(now)),
            )
            .add(
                Condition::all()
                    .add(job::Column::State.eq(RUNNING))
                    .add(job::Column::LeaseUntil.lt(now)),
            );
        let due = job::Entity::find()
            .filter(job::Column::Kind.is_in(self.kinds.iter().copied()))
            .filter(is_due)
            .order_by_asc(job::Column::RunAt)
            .order_by_asc(job::Column::Id)
            .one(tx.connection())
            .await?;
        let Some(mut due) = due else { return Ok(None) };
        let lease = At::from(later(tx.now(), LEASE));
        let taken = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(RUNNING))
            .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
            .col_expr(job::Column::LeaseUntil, Expr::value(lease))
            .filter(job::Column::Id.eq(due.id))
            .filter(job::Column::Attempts.eq(due.attempts))
            .filter(job::Column::State.eq(&due.state))
            .exec(tx.connection())
            .await?;
        if taken.rows_affected != 1 {
            return Err(StoreError::Overtaken(Overtaken));
        }
        due.attempts += 1;
        Ok(Some(due))
    }
}

/// Writes down how a job ended.
pub(super) struct Finish {
    pub(super) taken: job::Model,
    pub(super) outcome: Result<(), String>,
}

impl Operation for Finish {
    const NAME: &'static str = "job.finish";
    type Output = Turn;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Turn, StoreError> {
        let attempts = self.taken.attempts;
        let (turn, state) = match &self.outcome {
            Ok(()) => (Turn::Done, DONE),
            Err(_) if attempts < TRIES => (Turn::Failed, READY),
            Err(_) => (Turn::GivenUp, DEAD),
        };
        let is_over = turn != Turn::Failed;
        let again = At::from(later(tx.now(), pause(attempts)));
        let finished = is_over.then(|| At::from(tx.now()));
        let update = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(state))
            .col_expr(job::Column::LeaseUntil, Expr::value(None::<At>))
            .col_expr(job::Column::LastError, Expr::value(self.outcome.clone().err()))
            .col_expr(job::Column::FinishedAt, Expr::value(finished));
        let update = if is_over {
            update
        } else {
            update.col_expr(job::Column::RunAt, Expr::value(again))
        };
        // Whoever was away longer than the lease comes too late: the job is another process' now.
        update
            .filter(job::Column::Id.eq(self.taken.id))
            .filter(job::Column::State.eq(RUNNING))
            .filter(job::Column::Attempts.eq(attempts))
            .exec(tx.connection())
            .await?;
        Ok(turn)
    }
}

/// The pause after the `attempts`-th failure.
fn pause(attempts: i32) -> SignedDuration {
    let doubled = attempts.clamp(1, 16) - 1;
    std::cmp::min(FIRST_PAUSE * (1 << doubled), LONGEST_PAUSE)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pauses_grow_and_stay_bounded(attempts in 1i32..1000) {
            prop_assert!(pause(attempts) <= pause(attempts + 1));
            prop_assert!((FIRST_PAUSE..=LONGEST_PAUSE).contains(&pause(attempts)));
        }
    }
}
