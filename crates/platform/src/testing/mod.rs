//! For tests of every crate: a migrated database of each kind, time that stands still, repeatable randomness.
//!
//! ```text
//! on_both_databases! {
//!     migrations: platform_migrations;
//!
//!     async fn a_rule_holds(database: &TestDatabase) {
//!         database.store.run(&SomeOperation).await.unwrap();
//!     }
//! }
//! ```
//!
//! makes two tests, `a_rule_holds::sqlite` and `a_rule_holds::postgres`. The PostgreSQL server is the one at
//! `MAMORI_TEST_POSTGRES`; `scripts/test-postgres COMMAND…` starts one. Without it the PostgreSQL half fails: a
//! test that was not run must not look green.

mod postgres;

use std::sync::Arc;

use jiff::Timestamp;
use sea_orm_migration::MigrationTrait;

use crate::clock::StillClock;
use crate::entropy::{OsEntropy, SeededEntropy, random_bytes};
use crate::store::{Migrations, Store, StoreOptions};

/// A function that lists migrations, as [`crate::store::platform_migrations`].
pub type MigrationList = fn() -> Vec<Box<dyn MigrationTrait>>;

/// Connections a test database keeps (readers on SQLite).
pub const CONNECTIONS: u32 = 8;

/// When a test database's clock starts: 2026-11-21 12:00 in Tokyo.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_795_230_000).expect("the instant lies in range")
}

/// A migrated database that lives as long as this value.
pub struct TestDatabase {
    /// The store.
    pub store: Store,
    /// The store's clock; it stands at [`start`] until it is set.
    pub clock: StillClock,
    url: String,
    // Dropped after the store, whatever the test did.
    _home: Home,
}

enum Home {
    Folder(#[expect(dead_code, reason = "held for its Drop")] tempfile::TempDir),
    Server(#[expect(dead_code, reason = "held for its Drop")] postgres::Database),
}

impl TestDatabase {
    /// On SQLite, in a temporary folder.
    pub async fn sqlite(migrations: MigrationList) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        Self::open(url, Home::Folder(folder), migrations).await
    }

    /// On PostgreSQL, in a fresh database of the server at `MAMORI_TEST_POSTGRES`.
    pub async fn postgres(migrations: MigrationList) -> Self {
        let name = format!("test_{}", hex::encode(random_bytes::<8>(&OsEntropy)));
        let database = postgres::Database::create(&name).await;
        Self::open(database.url(), Home::Server(database), migrations).await
    }

    async fn open(url: String, home: Home, migrations: MigrationList) -> Self {
        let clock = StillClock::at(start());
        let store = connect(&url, &clock, 1).await;
        Migrations::new(migrations)
            .apply(&store)
            .await
            .unwrap_or_else(|error| panic!("{url}: the migrations failed: {error}"));
        Self {
            store,
            clock,
            url,
            _home: home,
        }
    }

    /// A second store on the same database, as another process would have it: its own connections, its own
    /// randomness from `seed`, the same clock.
    pub async fn another_store(&self, seed: u64) -> Store {
        connect(&self.url, &self.clock, seed).await
    }

    /// Moves the clock on.
    pub fn advance(&self, by: jiff::SignedDuration) {
        use crate::clock::Clock as _;
        self.clock.set(self.clock.now() + by);
    }
}

async fn connect(url: &str, clock: &StillClock, seed: u64) -> Store {
    let options = StoreOptions {
        durable: false,
        connections: CONNECTIONS,
        ..StoreOptions::new(url)
    };
    Store::connect(
        &options,
        Arc::new(clock.clone()),
        Arc::new(SeededEntropy::new(seed)),
    )
    .await
    .unwrap_or_else(|error| panic!("{url}: cannot connect: {error}"))
}

/// Makes of each function two tests, one on SQLite and one on PostgreSQL. `migrations` names a
/// [`crate::testing::MigrationList`] in scope. See [`crate::testing`].
#[macro_export]
macro_rules! on_both_databases {
    (migrations: $migrations:ident; $(
        $(#[$meta:meta])*
        async fn $name:ident($database:ident: &TestDatabase) $body:block
    )*) => {$(
        $(#[$meta])*
        async fn $name($database: &$crate::testing::TestDatabase) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let database = $crate::testing::TestDatabase::sqlite(super::$migrations).await;
                super::$name(&database).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let database = $crate::testing::TestDatabase::postgres(super::$migrations).await;
                super::$name(&database).await;
            }
        }
    )*};
}
