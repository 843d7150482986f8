//! Databases of their own in the PostgreSQL that `scripts/test-postgres` starts.

use std::process::Command;

/// A database, dropped at the end.
pub struct Database {
    server: String,
    name: String,
    /// Its address.
    pub url: String,
}

impl Database {
    /// Makes one.
    pub fn make(name: &str) -> Result<Self, String> {
        let server = std::env::var("MAMORI_TEST_POSTGRES")
            .map_err(|_| "PostgreSQL is needed: scripts/test-postgres benches/run …".to_owned())?;
        let name = format!("load_{name}_{}", std::process::id());
        psql(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        psql(&server, &format!("CREATE DATABASE {name}"))?;
        let (base, _) = server.rsplit_once('/').ok_or("an address without database")?;
        Ok(Self {
            url: format!("{base}/{name}"),
            server,
            name,
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let dropped = psql(
            &self.server,
            &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
        );
        if let Err(error) = dropped {
            eprintln!("{error}");
        }
    }
}

fn psql(server: &str, statement: &str) -> Result<(), String> {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--dbname",
            server,
            "--command",
            statement,
        ])
        .output()
        .map_err(|error| format!("psql: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
