//! A fresh database in the test server, dropped at the end.

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connector};

const VARIABLE: &str = "MAMORI_TEST_POSTGRES";

/// A database of its own in the test server.
pub(super) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(super) async fn create(name: &str) -> Self {
        let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} is not set: run the tests as `scripts/test-postgres cargo test …`, or give the URL of a PostgreSQL server on which databases may be created")
        });
        execute(&server, &format!("CREATE DATABASE {name}"))
            .await
            .unwrap_or_else(|error| panic!("{VARIABLE}={server}: cannot create a database: {error}"));
        Self {
            server,
            name: name.to_owned(),
        }
    }

    pub(super) fn url(&self) -> String {
        let (server, query) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{base}/{}{separator}{query}", self.name)
    }
}

impl Drop for Database {
    /// Drops the database with whatever connections it still has. A thread of its own, because a test's runtime
    /// may be gone or may be the one this runs on.
    fn drop(&mut self) {
        let server = self.server.clone();
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime
                .block_on(execute(&server, &statement))
                .map_err(std::io::Error::other)
        })
        .join();
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the test database {} was not dropped: {dropped:?}", self.name);
        }
    }
}

async fn execute(server: &str, statement: &str) -> Result<(), sea_orm::DbErr> {
    let mut options = ConnectOptions::new(server.to_owned());
    options.max_connections(1).sqlx_logging(false);
    let connection = Connector::connect(options).await?;
    let result = connection.execute_unprepared(statement).await;
    connection.close().await?;
    result.map(|_| ())
}
