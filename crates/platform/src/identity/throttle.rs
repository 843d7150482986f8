//! Attempts are counted before they are judged, so that many at the same moment do not slip through together.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};

use super::entities::throttle;
use crate::entropy::token_hash;
use crate::store::{At, StoreError, Tx};

/// How many attempts are free and how long the pauses grow afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What is counted; part of the key.
    pub name: &'static str,
    /// Attempts without a pause.
    pub free: i32,
    /// The first pause; each further attempt doubles it …
    pub first: SignedDuration,
    /// … up to this.
    pub longest: SignedDuration,
    /// Without attempts for so long, all is forgotten.
    pub forget_after: SignedDuration,
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Attempts.
    pub attempts: i32,
    /// The last one.
    pub last: Timestamp,
    /// Until when further ones are refused.
    pub blocked_until: Option<Timestamp>,
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may, and was counted.
    Admitted,
    /// Not before then.
    Blocked {
        /// When the pause ends.
        until: Timestamp,
    },
}

impl Policy {
    /// The record after one more attempt at `now`, or until when none is allowed.
    pub fn count(&self, record: Option<Record>, now: Timestamp) -> Result<Record, Timestamp> {
        let record = record.filter(|record| now.duration_since(record.last) < self.forget_after);
        if let Some(until) = record.and_then(|record| record.blocked_until)
            && now < until
        {
            return Err(until);
        }
        let attempts = record.map_or(0, |record| record.attempts).saturating_add(1);
        let blocked_until = (attempts >= self.free)
            .then(|| now + self.pause(u32::try_from(attempts - self.free).unwrap_or(0)));
        Ok(Record {
            attempts,
            last: now,
            blocked_until,
        })
    }

    fn pause(&self, doublings: u32) -> SignedDuration {
        let factor = 1i32 << doublings.min(20);
        self.first
            .checked_mul(factor)
            .map_or(self.longest, |pause| pause.min(self.longest))
    }

    fn key(&self, value: &str) -> String {
        token_hash(&format!("{}\n{value}", self.name))
    }

    /// Counts an attempt on `value` inside `tx`.
    pub(super) async fn attempt(
        &self,
        tx: &Tx,
        now: Timestamp,
        value: &str,
    ) -> Result<Admission, StoreError> {
        let key = self.key(value);
        // The row must exist to be locked; who comes second waits here.
        let empty = throttle::ActiveModel {
            key: Set(key.clone()),
            attempts: Set(0),
            last_at: Set(At::from(now)),
            blocked_until: Set(None),
        };
        throttle::Entity::insert(empty)
            .on_conflict(OnConflict::column(throttle::Column::Key).do_nothing().to_owned())
            .exec_without_returning(tx.connection())
            .await?;
        let row = throttle::Entity::find_by_id(key.clone())
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        let record = row.map(|row| Record {
            attempts: row.attempts,
            last: row.last_at.instant(),
            blocked_until: row.blocked_until.map(At::instant),
        });
        match self.count(record, now) {
            Err(until) => Ok(Admission::Blocked { until }),
            Ok(record) => {
                save(tx, key, record).await?;
                Ok(Admission::Admitted)
            }
        }
    }

    /// Forgets the attempts on `value`: it succeeded.
    pub(super) async fn clear(&self, tx: &Tx, value: &str) -> Result<(), StoreError> {
        throttle::Entity::delete_by_id(self.key(value))
            .exec(tx.connection())
            .await?;
        Ok(())
    }

    /// Takes back the one attempt on `value` that succeeded, leaving the failures of others there.
    pub(super) async fn forgive(&self, tx: &Tx, value: &str) -> Result<(), StoreError> {
        let row = throttle::Entity::find_by_id(self.key(value))
            .lock_exclusive()
            .one(tx.connection())
            .await?;
        if let Some(row) = row {
            let record = Record {
                attempts: (row.attempts - 1).max(0),
                last: row.last_at.instant(),
                blocked_until: None,
            };
            save(tx, row.key, record).await?;
        }
        Ok(())
    }
}

async fn save(tx: &Tx, key: String, record: Record) -> Result<(), StoreError> {
    let row = throttle::ActiveModel {
        key: Set(key),
        attempts: Set(record.attempts),
        last_at: Set(At::from(record.last)),
        blocked_until: Set(record.blocked_until.map(At::from)),
    };
    throttle::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy {
        name: "test",
        free: 5,
        first: SignedDuration::from_secs(30),
        longest: SignedDuration::from_mins(15),
        forget_after: SignedDuration::from_hours(24),
    };

    proptest! {
        /// However somebody spreads attempts over a day, few are admitted.
        #[test]
        fn a_day_admits_few_guesses(gaps in prop::collection::vec(0i64..2_000, 1..3_000)) {
            let begin = Timestamp::from_second(1_000_000).unwrap();
            let (mut now, mut record, mut admitted, mut paused) = (begin, None, 0, SignedDuration::ZERO);
            for gap in gaps {
                now += SignedDuration::from_secs(gap);
                if now.duration_since(begin) > SignedDuration::from_hours(24) {
                    break;
                }
                match POLICY.count(record, now) {
                    Ok(next) => {
                        admitted += 1;
                        if let Some(until) = next.blocked_until {
                            let pause = until.duration_since(now);
                            prop_assert!(pause >= paused, "pauses never shrink");
                            prop_assert!(pause <= POLICY.longest);
                            paused = pause;
                        }
                        record = Some(next);
                    }
                    Err(until) => prop_assert!(until > now),
                }
            }
            prop_assert!(admitted <= 5 + 5 + 24 * 4 + 1, "{admitted}");
        }
    }

    #[test]
    fn pauses_double() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let mut record = None;
        let mut at = now;
        let mut pauses = Vec::new();
        for _ in 0..11 {
            let next = POLICY.count(record, at).unwrap();
            pauses.push(
                next.blocked_until
                    .map_or(0, |until| until.duration_since(at).as_secs()),
            );
            at = next.blocked_until.unwrap_or(at);
            record = Some(next);
        }
        assert_eq!(pauses, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
        let quiet = at + SignedDuration::from_hours(24);
        assert_eq!(POLICY.count(record, quiet).unwrap().attempts, 1);
    }
}
