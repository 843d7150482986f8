//! The database a command works on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use platform::clock::SystemClock;
use platform::entropy::OsEntropy;
use platform::store::{Migrations, Store, StoreOptions, platform_migrations};

use crate::config::Config;

/// All migrations of the product: platform's first, then each context's.
pub fn migrations() -> Migrations {
    Migrations::new(|| {
        let mut all = platform_migrations();
        all.extend(calls::migrations());
        all
    })
}

/// Why a command cannot reach its database, with what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoPlace(String);

/// Whether a missing SQLite file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Made, with its folder.
    Make,
    /// An error: most likely another file was meant.
    Refuse,
}

/// The URL from the configuration or its file.
pub fn url(config: &Config) -> Result<String, NoPlace> {
    let Some(file) = &config.database.url_file else {
        return Ok(config.database.url.clone());
    };
    let text = fs::read_to_string(file)
        .map_err(|error| NoPlace(format!("database.url_file = {}: {error}", file.display())))?;
    Ok(text.trim().to_owned())
}

/// The file of an SQLite database.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    Some(PathBuf::from(path))
}

/// Connects to the configured database.
pub async fn open(config: &Config, missing: Missing) -> Result<Store, NoPlace> {
    let url = url(config)?;
    if let Some(file) = sqlite_file(&url).filter(|file| !file.exists()) {
        prepare(&file, missing)?;
    }
    let options = StoreOptions {
        connections: config.database.connections,
        site: config.base_url(),
        ..StoreOptions::new(&url)
    };
    Store::connect(&options, Arc::new(SystemClock), Arc::new(OsEntropy))
        .await
        .map_err(|error| NoPlace(format!("the database cannot be opened: {error}")))
}

/// Opens the database, works on it and closes it, so that SQLite leaves one file behind.
pub async fn with(config: &Config, missing: Missing, work: impl AsyncFnOnce(&Store) -> ExitCode) -> ExitCode {
    let store = match open(config, missing).await {
        Ok(store) => store,
        Err(error) => return failed(error),
    };
    let code = work(&store).await;
    close(&store).await;
    code
}

/// Closes the connections; what they were used for is done, so a failure changes nothing.
pub async fn close(store: &Store) {
    for connection in [store.reader(), store.writer()] {
        if let Err(error) = connection.clone().close().await {
            tracing::debug!(%error, "closing the database failed");
        }
    }
}

fn prepare(file: &Path, missing: Missing) -> Result<(), NoPlace> {
    if missing == Missing::Refuse {
        let why = "there is no such database; check database.url, or run `mamori migrate` to make it";
        return Err(NoPlace(format!("{}: {why}", file.display())));
    }
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| NoPlace(format!("the folder {} cannot be made: {error}", folder.display())))
}

/// Says what went wrong; the exit code for it.
pub fn failed(error: impl std::fmt::Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
