//! The database a command works on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::{fs, io};

use calls::read::facts::{KeysInUse, keys_in_use};
use platform::clock::SystemClock;
use platform::entropy::OsEntropy;
use platform::languages::Words;
use platform::store::{Migrations, Store, StoreError, StoreOptions, platform_migrations};
use platform::vault::MasterKey;
use telemetry::detect::Rules;
use telemetry::ops::certificate::Authority;
use workbench::domain::catalogue::Catalogue;

use super::{InWords, Tell as _, words_of_locale};
use crate::config::Config;

/// All migrations of the product: platform's first, then each context's.
pub fn migrations() -> Migrations {
    Migrations::new(|| {
        let mut all = platform_migrations();
        all.extend(calls::migrations());
        all.extend(incidents::migrations());
        all.extend(telemetry::migrations());
        all.extend(workbench::migrations());
        all
    })
}

/// Why a command cannot reach its database, with what to do.
#[derive(Debug)]
pub enum NoPlace {
    /// The file with the URL does not read.
    UrlFile(PathBuf, io::Error),
    /// There is no such SQLite file.
    Missing(PathBuf),
    /// The folder of the SQLite file cannot be made.
    Folder(PathBuf, io::Error),
    /// The database refuses.
    Closed(StoreError),
}

impl InWords for NoPlace {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::UrlFile(file, error) => words.tell(
                "place-url-file",
                &[("file", &file.display()), ("reason", &error.in_words(words))],
            ),
            Self::Missing(file) => words.tell("place-missing", &[("file", &file.display())]),
            Self::Folder(folder, error) => words.tell(
                "place-folder",
                &[("folder", &folder.display()), ("reason", &error.in_words(words))],
            ),
            Self::Closed(error) => words.tell("place-closed", &[("reason", &error.in_words(words))]),
        }
    }
}

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
    let text = fs::read_to_string(file).map_err(|error| NoPlace::UrlFile(file.clone(), error))?;
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
        .map_err(NoPlace::Closed)
}

/// Opens the database, works on it and closes it, so that SQLite leaves one file behind.
pub async fn with(config: &Config, missing: Missing, work: impl AsyncFnOnce(&Store) -> ExitCode) -> ExitCode {
    let store = match open(config, missing).await {
        Ok(store) => store,
        Err(error) => return failed(error.in_words(words_of_locale())),
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
        return Err(NoPlace::Missing(file.to_owned()));
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
        .map_err(|error| NoPlace::Folder(folder.to_owned(), error))
}

/// The master key. Made when the file is missing and nothing was made with the old one: a new key in its place would
/// void every receipt's token, and nobody would notice.
pub async fn master_key(config: &Config, store: &Store) -> Result<MasterKey, String> {
    let file = &config.keys.master;
    if !file.exists() && in_use(store).await?.master {
        return Err(lost("keys.master", file));
    }
    MasterKey::from_file(file, &OsEntropy).map_err(|error| {
        let words = words_of_locale();
        let reason = error.in_words(words);
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("key", &"keys.master"),
            ("file", &file.display()),
            ("reason", &reason),
        ];
        words.tell("key-trouble", &values)
    })
}

/// The key that wraps companies' keys: one of its own where the configuration names it, otherwise the master key. One that
/// is named is never made: in its place another would open nothing.
pub fn vault_key(config: &Config, master: &MasterKey) -> Result<MasterKey, String> {
    match &config.keys.vault {
        None => Ok(master.clone()),
        Some(file) => key_file("keys.vault", file, words_of_locale()),
    }
}

/// A key of 32 bytes from a file that must be there and hold one.
pub fn key_file(key: &str, file: &Path, words: Words) -> Result<MasterKey, String> {
    let trouble = |reason: &dyn std::fmt::Display| {
        words.tell(
            "key-trouble",
            &[("key", &key), ("file", &file.display()), ("reason", reason)],
        )
    };
    let text = fs::read_to_string(file).map_err(|error| error.in_words(words));
    let read = text.and_then(|text| MasterKey::from_hex(&text).map_err(|error| error.to_string()));
    read.map_err(|reason| {
        let remedies = crate::config::examine_key(file);
        trouble(&remedies.first().map_or(reason, |remedy| remedy.say(words)))
    })
}

/// Refuses a new organiser's key where a charter was signed with the old one.
pub async fn organiser_stands(config: &Config, store: &Store) -> Result<(), String> {
    let file = &config.keys.organiser;
    if !file.exists() && in_use(store).await?.organiser {
        return Err(lost("keys.organiser", file));
    }
    Ok(())
}

/// Refuses a new authority for appliances where one of them has a certificate of the old one.
pub async fn devices_stand(config: &Config, store: &Store) -> Result<(), String> {
    let file = &config.keys.devices;
    if file.exists() {
        return Ok(());
    }
    match telemetry::directory::has_certificates(store).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(lost("keys.devices", file)),
        Err(error) => Err(error.in_words(words_of_locale())),
    }
}

/// The authority that issues certificates to appliances. Its key is made when the file is missing.
pub async fn authority(config: &Config, store: &Store) -> Result<Authority, String> {
    devices_stand(config, store).await?;
    let file = &config.keys.devices;
    let words = words_of_locale();
    let trouble = |reason: String| {
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("key", &"keys.devices"),
            ("file", &file.display()),
            ("reason", &reason),
        ];
        words.tell("key-trouble", &values)
    };
    let key = MasterKey::from_file(file, &OsEntropy).map_err(|error| trouble(error.in_words(words)))?;
    Authority::from_secret(&key.derive("appliances")).map_err(|error| trouble(error.to_string()))
}

/// The rules for detections. Those with mistakes are left out and named: the others still find what they find.
pub fn rules(config: &Config) -> Result<Arc<Rules>, String> {
    let words = words_of_locale();
    let folder = &config.collector.rules;
    let checked =
        telemetry::detect::load(folder, None).map_err(|error| super::rules::trouble(error, words))?;
    for finding in &checked.findings {
        tracing::warn!(finding = %finding.line(words), "a rule is left out");
    }
    if checked.rules.is_empty() {
        return Err(words.tell("rules-none", &[("folder", &folder.display())]));
    }
    Ok(Arc::new(checked.rules))
}

/// The catalogues of the workbench: those of the program, or of the folder that is configured.
pub fn catalogues(config: &Config) -> Result<Arc<Catalogue>, String> {
    let words = words_of_locale();
    super::catalogue::load(config.workbench.catalogues.as_deref(), words).map(Arc::new)
}

async fn in_use(store: &Store) -> Result<KeysInUse, String> {
    let used = keys_in_use(store.reader()).await;
    used.map_err(|error| error.in_words(words_of_locale()))
}

fn lost(key: &str, file: &Path) -> String {
    words_of_locale().tell("key-lost", &[("key", &key), ("file", &file.display())])
}

/// Says what went wrong; the exit code for it.
pub fn failed(error: impl std::fmt::Display) -> ExitCode {
    super::complain(error);
    ExitCode::FAILURE
}
