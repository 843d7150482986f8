//! One way to write, on both databases.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use platform::audit;
use platform::on_both_databases;
use platform::store::{JobRequest, Migrations, Operation, Store, StoreError, Tx, platform_migrations};
use platform::testing::{self, TestDatabase};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Barrier, Semaphore};

use crate::support::{execute, given_up, integer};

on_both_databases! {
    migrations: platform_migrations;

    async fn two_hundred_concurrent_increments_lose_none(database: &TestDatabase) {
        counter_table(&database.store).await;
        let stores = [database.store.clone(), database.another_store(2).await];
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..200 {
            let store = stores[number % 2].clone();
            tasks.spawn(async move { store.run(&Increment).await });
        }
        let seen: Vec<i64> =
            tasks.join_all().await.into_iter().map(|result| result.expect("incremented")).collect();
        let distinct: HashSet<i64> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), 200, "two transactions saw the same count");
        assert_eq!(integer(database.store.reader(), "SELECT n FROM counter").await, 200);
        let verified = audit::verify(database.store.reader()).await.unwrap();
        assert_eq!(verified.expect("the chain holds").entries, 200);
    }

    async fn a_conflict_is_tried_again(database: &TestDatabase) {
        counter_table(&database.store).await;
        let operation = Colliding::new(&database.store, 3).await;
        database.store.run(&operation).await.expect("the fourth try goes through");
        assert_eq!(operation.tries.load(Ordering::SeqCst), 4);
        drop(operation);
        assert_eq!(integer(database.store.reader(), "SELECT n FROM counter").await, 1, "only the last try counts");
        assert_eq!(integer(database.store.reader(), "SELECT COUNT(*) FROM audit_entry").await, 1);
    }

    async fn a_lasting_conflict_is_given_up(database: &TestDatabase) {
        counter_table(&database.store).await;
        let operation = Colliding::new(&database.store, u32::MAX).await;
        database.store.run(&operation).await.expect_err("there is no way through");
        assert_eq!(operation.tries.load(Ordering::SeqCst), 8);
    }

    async fn a_rollback_leaves_nothing(database: &TestDatabase) {
        counter_table(&database.store).await;
        let error = database.store.run(&GivesUp).await.expect_err("it gives up");
        assert!(error.to_string().contains("given up"), "{error}");
        for sql in ["SELECT n FROM counter", "SELECT COUNT(*) FROM job", "SELECT COUNT(*) FROM audit_entry"] {
            assert_eq!(integer(database.store.reader(), sql).await, 0, "{sql}");
        }
        database.store.run(&Increment).await.expect("the connection is usable again");
    }

    async fn the_clock_is_read_when_the_turn_has_come(database: &TestDatabase) {
        let occupied = Arc::new(Occupied { begun: Semaphore::new(0), release: Semaphore::new(0) });
        // One transaction holds SQLite's turn; on PostgreSQL all connections are taken.
        let holders = match database.store.backend() {
            DatabaseBackend::Sqlite => 1,
            _ => testing::CONNECTIONS,
        };
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..holders {
            let (store, occupied) = (database.store.clone(), Arc::clone(&occupied));
            tasks.spawn(async move { store.run(&*occupied).await });
        }
        occupied.begun.acquire_many(holders).await.unwrap().forget();
        let later = testing::start() + SignedDuration::from_hours(1);
        // `join!` polls the first until it waits for its turn, then the second moves the clock and lets it in.
        let (now, ()) = tokio::join!(database.store.run(&ReadClock), async {
            database.clock.set(later);
            occupied.release.add_permits(holders as usize);
        });
        assert_eq!(now.unwrap(), later);
        for result in tasks.join_all().await {
            result.unwrap();
        }
    }

    async fn a_unique_key_is_recognised(database: &TestDatabase) {
        let sql = "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')";
        let error = database.store.writer().execute_unprepared(sql).await.unwrap_err();
        assert!(StoreError::from(error).is_duplicate());
    }

    async fn a_job_with_a_known_key_is_queued_once(database: &TestDatabase) {
        for _ in 0..2 {
            database.store.run(&EnqueueOnce).await.unwrap();
        }
        assert_eq!(integer(database.store.reader(), "SELECT COUNT(*) FROM job").await, 1);
    }

    async fn migrating_again_changes_nothing(database: &TestDatabase) {
        let migrations = Migrations::new(platform_migrations);
        assert_eq!(migrations.pending(&database.store).await.unwrap(), Vec::<String>::new());
        migrations.apply(&database.store).await.unwrap();
    }
}

/// Two transactions that lock two rows in opposite order: PostgreSQL ends one of them with 40P01.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_deadlock_is_tried_again() {
    let database = TestDatabase::postgres(platform_migrations).await;
    execute(
        &database.store,
        "CREATE TABLE pair (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
    )
    .await;
    execute(&database.store, "INSERT INTO pair VALUES (1, 0), (2, 0)").await;
    let both_hold_one = Arc::new(Barrier::new(2));
    let mut tasks = tokio::task::JoinSet::new();
    for order in [[1, 2], [2, 1]] {
        let operation = LockBoth {
            order,
            both_hold_one: Arc::clone(&both_hold_one),
            tries: AtomicU32::new(0),
        };
        let store = database.store.clone();
        tasks.spawn(async move {
            store.run(&operation).await.expect("both go through in the end");
            operation.tries.into_inner()
        });
    }
    let tries: u32 = tasks.join_all().await.into_iter().sum();
    // On a busy machine the database may give up on both.
    assert!(tries >= 3, "one of the two was tried twice at least: {tries}");
    assert_eq!(
        integer(database.store.reader(), "SELECT CAST(SUM(n) AS BIGINT) FROM pair").await,
        4
    );
}

async fn counter_table(store: &Store) {
    execute(
        store,
        "CREATE TABLE counter (id INTEGER PRIMARY KEY, n BIGINT NOT NULL)",
    )
    .await;
    execute(store, "INSERT INTO counter VALUES (1, 0)").await;
}

fn entry(action: &'static str) -> audit::Entry {
    audit::Entry {
        actor: platform::actor::Actor::System("test"),
        action,
        subject: ("counter", "1".to_owned()),
        before: None,
        after: None,
    }
}

async fn increment(tx: &Tx) -> Result<i64, StoreError> {
    let backend = tx.connection().get_database_backend();
    let lock = if backend == DatabaseBackend::Sqlite {
        ""
    } else {
        " FOR UPDATE"
    };
    let read = Statement::from_string(backend, format!("SELECT n FROM counter WHERE id = 1{lock}"));
    let row = tx.connection().query_one_raw(read).await?;
    let count: i64 = row.expect("the counter exists").try_get_by_index(0)?;
    tokio::task::yield_now().await;
    let write = format!("UPDATE counter SET n = {} WHERE id = 1", count + 1);
    tx.connection().execute_unprepared(&write).await?;
    tx.audit(entry("counter.incremented"));
    Ok(count)
}

struct Increment;

impl Operation for Increment {
    const NAME: &'static str = "test.increment";
    type Output = i64;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<i64, StoreError> {
        increment(tx).await
    }
}

struct GivesUp;

impl Operation for GivesUp {
    const NAME: &'static str = "test.gives_up";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        increment(tx).await?;
        EnqueueOnce.run(tx).await?;
        Err(given_up())
    }
}

struct EnqueueOnce;

impl Operation for EnqueueOnce {
    const NAME: &'static str = "test.enqueue_once";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.enqueue(JobRequest {
            kind: "test",
            payload: serde_json::Value::Null,
            run_at: tx.now(),
            dedupe_key: Some("once".to_owned()),
        })
        .await
    }
}

struct ReadClock;

impl Operation for ReadClock {
    const NAME: &'static str = "test.read_clock";
    type Output = Timestamp;
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<Timestamp, StoreError> {
        Ok(tx.now())
    }
}

/// Says that it has begun and holds its transaction until it is released.
struct Occupied {
    begun: Semaphore,
    release: Semaphore,
}

impl Operation for Occupied {
    const NAME: &'static str = "test.occupied";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, _: &Tx) -> Result<(), StoreError> {
        self.begun.add_permits(1);
        self.release.acquire().await.expect("never closed").forget();
        Ok(())
    }
}

/// Increments, then runs into a conflict of the database's own making for the first `conflicts` tries.
struct Colliding {
    conflicts: u32,
    tries: AtomicU32,
    /// On SQLite: a snapshot that is too old to write from.
    stale: Option<DatabaseTransaction>,
}

impl Colliding {
    async fn new(store: &Store, conflicts: u32) -> Self {
        let stale = match store.backend() {
            DatabaseBackend::Sqlite => Some(stale_snapshot(store.reader()).await),
            _ => None,
        };
        Self {
            conflicts,
            tries: AtomicU32::new(0),
            stale,
        }
    }

    async fn collide(&self, tx: &Tx) -> Result<(), StoreError> {
        const RAISE: &str = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$";
        match &self.stale {
            Some(stale) => stale.execute_unprepared("UPDATE counter SET n = 99").await?,
            None => tx.connection().execute_unprepared(RAISE).await?,
        };
        Ok(())
    }
}

async fn stale_snapshot(reader: &DatabaseConnection) -> DatabaseTransaction {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        ..Default::default()
    };
    let stale = reader.begin_with_options(options).await.unwrap();
    integer(&stale, "SELECT n FROM counter").await;
    stale
}

impl Operation for Colliding {
    const NAME: &'static str = "test.colliding";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let before = self.tries.fetch_add(1, Ordering::SeqCst);
        increment(tx).await?;
        if before < self.conflicts {
            self.collide(tx).await?;
        }
        Ok(())
    }
}

struct LockBoth {
    order: [u32; 2],
    both_hold_one: Arc<Barrier>,
    tries: AtomicU32,
}

impl Operation for LockBoth {
    const NAME: &'static str = "test.lock_both";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let first_try = self.tries.fetch_add(1, Ordering::SeqCst) == 0;
        for (position, id) in self.order.into_iter().enumerate() {
            if position == 1 && first_try {
                self.both_hold_one.wait().await;
            }
            let sql = format!("UPDATE pair SET n = n + 1 WHERE id = {id}");
            tx.connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
