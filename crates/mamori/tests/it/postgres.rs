//! A database of its own in the test server.

use sea_orm::{ConnectionTrait as _, Database};

/// A database of its own in the test server.
pub struct Postgres {
    server: String,
    name: String,
    /// Where it is.
    pub url: String,
}

impl Postgres {
    /// Makes one; it goes with this value.
    pub fn create() -> Self {
        let server = std::env::var("MAMORI_TEST_POSTGRES")
            .expect("PostgreSQL tests need a server: run them with scripts/test-postgres");
        let folder = tempfile::tempdir().unwrap();
        let random = folder
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .to_lowercase();
        let name: String = random.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("mamori_{}_{name}", std::process::id());
        execute(&server, &format!("CREATE DATABASE {name}"));
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Self { server, name, url }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        execute(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn execute(server: &str, statement: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let connection = Database::connect(server).await.unwrap();
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    });
}
