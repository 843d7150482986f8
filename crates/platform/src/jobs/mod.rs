//! Work that outlives a request: rows written in the transaction that causes them, done by whichever process comes
//! first.
//!
//! ```text
//! ready ──taken──▶ running ──done──▶ done
//!   ▲                 │ ├─ failed ─▶ ready (later, growing pauses) ─ too often ─▶ dead: a person looks
//!   └─ the process died: its lease ran out ─┘
//! ```
//!
//! A handler may run twice for one job (a process dies between the work and the note of it), so every handler is
//! idempotent: what it does, it does in a transaction that finds it done.

pub mod job;
mod turn;

use std::sync::Arc;

use jiff::SignedDuration;

use crate::store::{Store, StoreError};
use turn::{Finish, Take};

/// How long a job may run before another process takes it for abandoned.
pub const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// After so many failures a job is dead: some two days with growing pauses.
pub const TRIES: i32 = 12;

/// Does the jobs of one kind.
#[async_trait::async_trait]
pub trait Handler: Send + Sync {
    /// The kind, as in [`JobRequest::kind`](crate::store::JobRequest).
    fn kind(&self) -> &'static str;

    /// Does the work described by `payload`. The error is kept with the job and says what went wrong, without
    /// personal data.
    async fn run(&self, payload: &str) -> Result<(), String>;
}

/// Takes jobs and has them done.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    handlers: Arc<[Arc<dyn Handler>]>,
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing was due.
    Idle,
    /// A job was done.
    Done,
    /// A job failed and will be tried again.
    Failed,
    /// A job failed for the last time.
    GivenUp,
}

impl Worker {
    /// For the kinds of `handlers`; jobs of other kinds stay for a process that knows them.
    pub fn new(store: Store, handlers: Vec<Arc<dyn Handler>>) -> Self {
        Self {
            store,
            handlers: handlers.into(),
        }
    }

    /// Takes the job that has been due longest and does it.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        let kinds = self.handlers.iter().map(|handler| handler.kind()).collect();
        let Some(taken) = self.store.run(&Take { kinds }).await? else {
            return Ok(Turn::Idle);
        };
        let handler = self.handlers.iter().find(|handler| handler.kind() == taken.kind);
        let outcome = match handler {
            Some(handler) => handler.run(&taken.payload).await,
            None => Err("no handler".to_owned()),
        };
        if let Err(reason) = &outcome {
            tracing::warn!(
                kind = taken.kind,
                attempts = taken.attempts,
                reason,
                "a job failed"
            );
        }
        self.store.run(&Finish { taken, outcome }).await
    }
}
