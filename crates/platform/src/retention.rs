//! Forgetting what the platform keeps no longer: mails that were sent, jobs that were done (the table stands in
//! `docs/operations.md`).

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::actor::Actor;
use crate::audit;
use crate::jobs::job;
use crate::mail::message;
use crate::store::{At, Operation, StoreError, Tx};

/// "I was never told" can be answered for a year.
const MAILS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Long enough to find out what happened.
const JOBS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The use case. Doing it again finds nothing to do.
pub struct ForgetOld;

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Mails sent, text and address.
    pub mails: u64,
    /// Jobs done.
    pub jobs: u64,
}

impl Operation for ForgetOld {
    const NAME: &'static str = "forget_old";
    type Output = Forgotten;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Forgotten, StoreError> {
        let mails = message::Entity::delete_many()
            .filter(message::Column::State.eq(message::SENT))
            .filter(message::Column::SentAt.lt(since(tx.now(), MAILS)))
            .exec(tx.connection())
            .await?;
        let jobs = job::Entity::delete_many()
            .filter(job::Column::State.eq(job::DONE))
            .filter(job::Column::FinishedAt.lt(since(tx.now(), JOBS)))
            .exec(tx.connection())
            .await?;
        let forgotten = Forgotten {
            mails: mails.rows_affected,
            jobs: jobs.rows_affected,
        };
        if forgotten.mails > 0 {
            tx.audit(audit::Entry {
                actor: Actor::System("housekeeping"),
                action: "retention.applied",
                subject: ("platform", "outbox".to_owned()),
                before: None,
                after: Some(json!({ "mails": forgotten.mails })),
            });
        }
        Ok(forgotten)
    }
}

fn since(now: Timestamp, kept: SignedDuration) -> At {
    At::from(now.checked_sub(kept).unwrap_or(Timestamp::MIN))
}
