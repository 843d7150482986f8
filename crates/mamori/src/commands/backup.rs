//! `mamori backup` and `mamori restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use platform::backup::{self, Restored, Summary};

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
    let result = match (&args.out, &args.verify) {
        (Some(out), _) => create(out, config).await,
        (None, Some(file)) => backup::check(file).map_err(|error| error.to_string()),
        (None, None) => Err("give --out FILE or --verify FILE".to_owned()),
    };
    match result {
        Ok(summary) => {
            describe(&summary);
            ExitCode::SUCCESS
        }
        Err(error) => failed(error),
    }
}

async fn create(out: &Path, config: &Config) -> Result<Summary, String> {
    let store = place::open(config, Missing::Refuse)
        .await
        .map_err(|error| error.to_string())?;
    backup::create(&store, out, env!("CARGO_PKG_VERSION"))
        .await
        .map_err(|error| error.to_string())
}

/// Runs `mamori restore`.
pub async fn run_restore(args: RestoreArgs, config: &Config) -> ExitCode {
    // Before anything is made: a wrong file must not leave a new database behind.
    if let Err(error) = backup::check(&args.from) {
        return failed(error);
    }
    let store = match place::open(config, Missing::Make).await {
        Ok(store) => store,
        Err(error) => return failed(error),
    };
    match backup::restore(&store, &place::migrations(), &args.from).await {
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
