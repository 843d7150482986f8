//! The store: one code path for SQLite and PostgreSQL, one way to write.
//!
//! Whatever is written goes through [`Store::run`] with an [`Operation`]: a named transaction with its reads
//! inside, retried a bounded number of times when the database asks for it. On SQLite a fair queue stands
//! before the single writer, so that nobody starves and no busy loop burns the processor.

mod connect;
mod error;
mod identity_migration;
mod mail_migration;
mod migration;
mod roles_migration;
mod time;
mod transaction;
mod vault_migration;

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::{ConnAcquireErr, DatabaseBackend, DatabaseConnection, DbErr};

use crate::clock::Clock;
use crate::entropy::{Entropy, random_bytes};

pub use connect::StoreOptions;
pub use error::{Overtaken, StoreError};
pub use migration::{Migrations, index, platform_migrations};
pub use time::At;
pub use transaction::{JobRequest, Tx};

/// How often a transaction is tried when the database reports a conflict.
const ATTEMPTS: u32 = 8;

/// No new try after so long: the database is held by another program, and a person waits for the answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// The longest wait for one's turn before SQLite's writer.
const LONGEST_QUEUE: Duration = Duration::from_secs(10);

/// One use case's writing part.
pub trait Operation: Send + Sync {
    /// Name for logs and metrics.
    const NAME: &'static str;
    /// What it yields.
    type Output: Send;
    /// What can go wrong; a [`StoreError`] inside its source chain decides about retrying.
    type Error: std::error::Error + From<StoreError> + Send + Sync + 'static;

    /// Those who name the same line take turns in the order in which they came, over all servers. For operations that
    /// change one row which many want at once: PostgreSQL lets newcomers overtake those who wait for a row. On SQLite
    /// all writers stand in one line anyway.
    fn line(&self) -> Option<&str> {
        None
    }

    /// Loads, decides and saves inside `tx`. May run several times; only the last run counts.
    fn run(&self, tx: &Tx) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// The database.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// SQLite has one writer; a fair lock before it gives every request its turn.
    gate: Option<tokio::sync::Mutex<()>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    site: Arc<str>,
}

impl Store {
    /// Connects; does not migrate.
    pub async fn connect(
        options: &StoreOptions,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let (reader, writer) = connect::connect(options).await?;
        let gate =
            (writer.get_database_backend() == DatabaseBackend::Sqlite).then(|| tokio::sync::Mutex::new(()));
        Ok(Self {
            inner: Arc::new(Inner {
                reader,
                writer,
                gate,
                clock,
                entropy,
                site: options.site.trim_end_matches('/').into(),
            }),
        })
    }

    /// A connection for reading outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    /// The connection that writes: for migrations, backup and the database's own upkeep.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.inner.writer
    }

    /// Which database it is.
    pub fn backend(&self) -> DatabaseBackend {
        self.inner.writer.get_database_backend()
    }

    /// The clock that transactions see.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// The randomness that transactions see.
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.inner.entropy
    }

    /// Runs `operation` in one transaction.
    pub async fn run<O: Operation>(&self, operation: &O) -> Result<O::Output, O::Error> {
        let started = Instant::now();
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(operation).await;
            match outcome {
                Err(error)
                    if attempt < ATTEMPTS && started.elapsed() < PATIENCE && error::is_conflict(&error) =>
                {
                    tracing::debug!(operation = O::NAME, attempt, "the database asked to try again");
                    tokio::time::sleep(self.pause(attempt)).await;
                    attempt += 1;
                }
                outcome => {
                    crate::metrics::transaction(O::NAME, outcome.is_ok(), attempt, started.elapsed());
                    return outcome;
                }
            }
        }
    }

    async fn attempt<O: Operation>(&self, operation: &O) -> Result<O::Output, O::Error> {
        let _turn = match &self.inner.gate {
            Some(gate) => Some(
                tokio::time::timeout(LONGEST_QUEUE, gate.lock())
                    .await
                    .map_err(|_| StoreError::from(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))?,
            ),
            None => None,
        };
        let tx = Tx::begin(
            &self.inner.writer,
            &self.inner.clock,
            &self.inner.entropy,
            &self.inner.site,
            operation.line(),
        )
        .await?;
        match operation.run(&tx).await {
            Ok(output) => {
                tx.commit().await?;
                Ok(output)
            }
            Err(error) => {
                if let Err(rollback) = tx.rollback().await {
                    tracing::warn!(operation = O::NAME, error = %rollback, "rolling back failed; the connection is given up");
                }
                Err(error)
            }
        }
    }

    /// Grows with each attempt and differs between those who collided.
    fn pause(&self, attempt: u32) -> Duration {
        let jitter = u64::from(random_bytes::<1>(self.inner.entropy.as_ref())[0]) % 8;
        Duration::from_millis((2 << attempt.min(6)) + jitter)
    }
}
