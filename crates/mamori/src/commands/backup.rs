//! `mamori backup` and `mamori restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use platform::backup::{self, BackupError, Restored, Summary};
use platform::store::Store;

use super::place::{self, Missing, failed};
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
        (None, None) => failed("give --out FILE or --verify FILE"),
    }
}

async fn create(store: &Store, out: &Path) -> ExitCode {
    told(backup::create(store, out, env!("CARGO_PKG_VERSION")).await)
}

fn told(result: Result<Summary, BackupError>) -> ExitCode {
    match result {
        Ok(summary) => {
            describe(&summary);
            ExitCode::SUCCESS
        }
        Err(error) => failed(error),
    }
}

/// Runs `mamori restore`.
pub async fn run_restore(args: RestoreArgs, config: &Config) -> ExitCode {
    // Before anything is made: a wrong file must not leave a new database behind.
    if let Err(error) = backup::check(&args.from) {
        return failed(error);
    }
    place::with(config, Missing::Make, async |store| {
        restore(store, &args.from).await
    })
    .await
}

async fn restore(store: &Store, from: &Path) -> ExitCode {
    match backup::restore(store, &place::migrations(), from).await {
        Ok(restored) => {
            describe(&restored.summary);
            describe_restored(&restored);
            ExitCode::SUCCESS
        }
        Err(error) => failed(error),
    }
}

fn describe(summary: &Summary) {
    let manifest = &summary.manifest;
    println!(
        "ok: {} rows in {} tables, taken {} from {} by Mamori {}",
        manifest.rows(),
        manifest.tables.len(),
        manifest.created_at,
        manifest.source,
        manifest.product_version
    );
    println!(
        "audit log: {} entries, head {}",
        manifest.audit.seq, manifest.audit.hash
    );
    println!("fingerprint: {}", summary.fingerprint);
}

fn describe_restored(restored: &Restored) {
    println!("restored and compared; the audit chain holds");
    if restored.waiting_jobs > 0 {
        println!(
            "note: {} jobs waited when the archive was taken. They run when Mamori starts; what was sent after that may be sent again.",
            restored.waiting_jobs
        );
    }
    println!(
        "note: programme folders, configuration and keys are not in an archive; put them back as files."
    );
}
