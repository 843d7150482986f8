//! A running transaction.

use std::sync::{Arc, Mutex, PoisonError};

use contracts::ids::JobId;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, sea_query::OnConflict,
};
use sha2::{Digest, Sha256};

use super::{At, StoreError};
use crate::audit;
use crate::clock::Clock;
use crate::entropy::{Entropy, new_id};
use crate::jobs::job;

/// A piece of work to be done after the commit.
#[derive(Clone, Debug)]
pub struct JobRequest {
    /// Which handler.
    pub kind: &'static str,
    /// What it needs: ids, no personal data.
    pub payload: serde_json::Value,
    /// Not before.
    pub run_at: Timestamp,
    /// At most one job with this key is ever queued.
    pub dedupe_key: Option<String>,
}

/// A transaction with the instant it began at. Audit entries are collected and chained just before the
/// commit, so that the chain's head is locked as briefly as possible.
pub struct Tx {
    connection: DatabaseTransaction,
    now: Timestamp,
    entropy: Arc<dyn Entropy>,
    site: Arc<str>,
    entries: Mutex<Vec<audit::Entry>>,
}

impl Tx {
    pub(super) async fn begin(
        connection: &DatabaseConnection,
        clock: &Arc<dyn Clock>,
        entropy: &Arc<dyn Entropy>,
        site: &Arc<str>,
        line: Option<&str>,
    ) -> Result<Self, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let connection = connection.begin_with_options(options).await?;
        if let Some(line) = line {
            wait_in_line(&connection, line).await?;
        }
        // The clock is read once the turn has come: what is decided (is the window open?) holds at the
        // moment of writing, not at the moment of queueing.
        Ok(Self {
            connection,
            now: clock.now(),
            entropy: Arc::clone(entropy),
            site: Arc::clone(site),
            entries: Mutex::default(),
        })
    }

    /// The connection for queries.
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// The transaction's instant.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Where people reach the server, for links in mails; empty where nobody does.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }

    /// Notes what is done for the audit log.
    pub fn audit(&self, entry: audit::Entry) {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(entry);
    }

    /// Queues work, visible only when the transaction commits.
    pub async fn enqueue(&self, request: JobRequest) -> Result<(), StoreError> {
        let model = job::ActiveModel {
            id: Set(new_id::<JobId>(self.now, self.entropy())),
            kind: Set(request.kind.to_owned()),
            payload: Set(request.payload.to_string()),
            state: Set(job::READY.to_owned()),
            attempts: Set(0),
            run_at: Set(At::from(request.run_at)),
            lease_until: Set(None),
            dedupe_key: Set(request.dedupe_key),
            last_error: Set(None),
            created_at: Set(At::from(self.now)),
            finished_at: Set(None),
        };
        let insert = sea_orm::Insert::one(model)
            .on_conflict(OnConflict::column(job::Column::DedupeKey).do_nothing().to_owned());
        insert.exec_without_returning(&self.connection).await?;
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let entries = self.entries.into_inner().unwrap_or_else(PoisonError::into_inner);
        audit::append(&self.connection, self.now, self.entropy.as_ref(), entries).await?;
        self.connection.commit().await?;
        Ok(())
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        self.connection.rollback().await?;
        Ok(())
    }
}

/// PostgreSQL's advisory locks are granted in the order in which they were asked for; this one ends with the
/// transaction. SQLite's transaction has the only writer already.
async fn wait_in_line(connection: &DatabaseTransaction, line: &str) -> Result<(), StoreError> {
    let backend = connection.get_database_backend();
    if backend != DatabaseBackend::Postgres {
        return Ok(());
    }
    let hash = Sha256::digest(line.as_bytes());
    let (first, _) = hash
        .split_first_chunk()
        .expect("SHA-256 has more than eight bytes");
    let ask = Statement::from_sql_and_values(
        backend,
        "SELECT pg_advisory_xact_lock($1)",
        [i64::from_be_bytes(*first).into()],
    );
    connection.execute_raw(ask).await?;
    Ok(())
}
