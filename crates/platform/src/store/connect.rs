//! Opening the database.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use super::StoreError;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite:/path/mamori.sqlite` or `postgres://…`.
    pub url: String,
    /// Connections kept (PostgreSQL), readers kept (SQLite).
    pub connections: u32,
    /// How long a request waits for a connection.
    pub acquire_timeout: Duration,
    /// SQLite: wait for the disk at each commit. Off only for throw-away data.
    pub durable: bool,
    /// Where people reach the server, as `https://mamori.example.jp`: links in mails lead there. Empty: no links.
    pub site: String,
}

impl StoreOptions {
    /// Sensible values for `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 8,
            acquire_timeout: Duration::from_secs(5),
            durable: true,
            site: String::new(),
        }
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// Reader and writer; the same pool on PostgreSQL.
pub(super) async fn connect(
    options: &StoreOptions,
) -> Result<(DatabaseConnection, DatabaseConnection), StoreError> {
    if options.is_sqlite() {
        make_for_owner(&options.url);
        let writer = Database::connect(sqlite(options, 1, true)).await?;
        let reader = Database::connect(sqlite(options, options.connections, false)).await?;
        return Ok((reader, writer));
    }
    let pool = Database::connect(postgres(options)).await?;
    Ok((pool.clone(), pool))
}

/// Makes a missing SQLite file, readable by its owner alone whatever the umask: it holds what people sent. SQLite gives
/// its companions (`-wal`, `-shm`) the same mode. What stands in the way is SQLite's to say.
fn make_for_owner(url: &str) {
    let path = url.strip_prefix("sqlite:").unwrap_or_default();
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" || url.contains("mode=") {
        return;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

fn common(options: &StoreOptions, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(options.url.clone());
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        .sqlx_logging(false);
    connect
}

fn postgres(options: &StoreOptions) -> ConnectOptions {
    let mut connect = common(options, options.connections);
    connect.test_before_acquire(true);
    connect
}

fn sqlite(options: &StoreOptions, connections: u32, create: bool) -> ConnectOptions {
    let durable = options.durable;
    let mut connect = common(options, connections);
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(if durable {
                SqliteSynchronous::Full
            } else {
                SqliteSynchronous::Off
            })
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .statement_cache_capacity(256)
            .pragma("cache_size", "-8000")
            .pragma("wal_autocheckpoint", "4000")
    });
    connect
}
