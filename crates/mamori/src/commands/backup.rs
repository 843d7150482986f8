//! `mamori backup` and `mamori restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use platform::backup::{self, BackupError, Restored, Summary};
use platform::languages::Words;
use platform::store::Store;

use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, say, words_of_locale};
use crate::config::Config;

/// Write every table to one archive that SQLite and PostgreSQL can take back
///
/// The archive is one consistent state, taken while Mamori runs. It holds personal data: keep it encrypted and apart.
/// Programme folders, the configuration and the keys are NOT in it: copy those as files.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct BackupArgs {
    /// New file to write (ZIP)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Check an archive without restoring it: format, version, rows and SHA-256 of every table
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
}

/// Bring an archive back into an empty database
///
/// Whole or not at all: migrations, rows, their SHA-256 and the audit chain in one transaction. The archive may come
/// from the other kind of database, or from an older version. Programme folders, the configuration and the keys are
/// NOT in it: put those back as files first.
#[derive(Args, Debug)]
pub struct RestoreArgs {
    /// The archive
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// Runs `mamori backup`.
pub async fn run_backup(args: BackupArgs, config: &Config) -> ExitCode {
    match (&args.out, &args.verify) {
        (Some(out), _) => place::with(config, Missing::Refuse, async |store| create(store, out).await).await,
        (None, Some(file)) => told(backup::check(file)),
        (None, None) => failed(words_of_locale().say("backup-nothing-asked")),
    }
}

async fn create(store: &Store, out: &Path) -> ExitCode {
    told(backup::create(store, out, env!("CARGO_PKG_VERSION")).await)
}

fn told(result: Result<Summary, BackupError>) -> ExitCode {
    let words = words_of_locale();
    match result {
        Ok(summary) => {
            say(&describe(&summary, words));
            ExitCode::SUCCESS
        }
        Err(error) => failed(error.in_words(words)),
    }
}

/// Runs `mamori restore`.
pub async fn run_restore(args: RestoreArgs, config: &Config) -> ExitCode {
    // Before anything is made: a wrong file must not leave a new database behind.
    if let Err(error) = backup::check(&args.from) {
        return failed(error.in_words(words_of_locale()));
    }
    place::with(config, Missing::Make, async |store| {
        restore(store, &args.from).await
    })
    .await
}

async fn restore(store: &Store, from: &Path) -> ExitCode {
    let words = words_of_locale();
    match backup::restore(store, &place::migrations(), from).await {
        Ok(restored) => {
            say(&describe(&restored.summary, words));
            say(&describe_restored(&restored, words));
            ExitCode::SUCCESS
        }
        Err(error) => failed(error.in_words(words)),
    }
}

fn describe(summary: &Summary, words: Words) -> String {
    let manifest = &summary.manifest;
    let lines = [
        words.say_with(
            "backup-ok",
            &[
                ("rows", manifest.rows().into()),
                ("tables", manifest.tables.len().into()),
                ("at", manifest.created_at.to_string().into()),
                ("source", manifest.source.as_str().into()),
                ("version", manifest.product_version.as_str().into()),
            ],
        ),
        words.say_with(
            "backup-audit-log",
            &[
                ("entries", manifest.audit.seq.into()),
                ("head", manifest.audit.hash.as_str().into()),
            ],
        ),
        words.tell("backup-fingerprint", &[("hash", &summary.fingerprint)]),
    ];
    lines.join("\n")
}

fn describe_restored(restored: &Restored, words: Words) -> String {
    let mut lines = vec![words.say("restore-done")];
    if restored.waiting_jobs > 0 {
        lines.push(words.say_with("restore-waiting", &[("jobs", restored.waiting_jobs.into())]));
    }
    lines.push(words.say("restore-files"));
    lines.join("\n")
}
