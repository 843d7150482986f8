//! `mamori migrate`: brings the database to the schema of this version.

use std::process::ExitCode;

use clap::Args;
use platform::health;
use platform::store::Store;

use super::place::{self, Missing, failed};
use crate::config::Config;

/// Bring the database to the schema of this version
#[derive(Args, Debug)]
pub struct MigrateArgs {
    /// Only list what would be applied
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub async fn run(args: MigrateArgs, config: &Config) -> ExitCode {
    if args.dry_run && is_to_be_made(config) {
        println!("the database is not there yet; every migration would be applied");
        return ExitCode::SUCCESS;
    }
    place::with(config, Missing::Make, async |store| {
        migrate(store, args.dry_run).await
    })
    .await
}

async fn migrate(store: &Store, dry_run: bool) -> ExitCode {
    let migrations = place::migrations();
    let pending = match health::pending(store, &migrations).await {
        Ok(pending) => pending,
        Err(error) => {
            return failed(format!(
                "{error}\nUse the version of Mamori that made this database."
            ));
        }
    };
    if pending.is_empty() {
        println!("nothing to do: the schema is up to date");
        return ExitCode::SUCCESS;
    }
    if !dry_run && let Err(error) = migrations.apply(store).await {
        return failed(format!(
            "{error}\nNothing later was applied; mend the cause and run it again."
        ));
    }
    let done = if dry_run { "would apply" } else { "applied" };
    for name in pending {
        println!("{done} {name}");
    }
    ExitCode::SUCCESS
}

fn is_to_be_made(config: &Config) -> bool {
    place::url(config)
        .ok()
        .and_then(|url| place::sqlite_file(&url))
        .is_some_and(|file| !file.exists())
}
