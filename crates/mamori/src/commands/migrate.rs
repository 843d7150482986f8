//! `mamori migrate`: brings the database to the schema of this version.

use std::process::ExitCode;

use clap::Args;
use platform::health;
use platform::store::Store;

use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, say, words_of_locale};
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
        say(&words_of_locale().say("migrate-to-be-made"));
        return ExitCode::SUCCESS;
    }
    place::with(config, Missing::Make, async |store| {
        migrate(store, args.dry_run).await
    })
    .await
}

async fn migrate(store: &Store, dry_run: bool) -> ExitCode {
    let words = words_of_locale();
    let migrations = place::migrations();
    let pending = match health::pending(store, &migrations).await {
        Ok(pending) => pending,
        Err(error) => {
            return failed(format!(
                "{}\n{}",
                error.in_words(words),
                words.say("migrate-other-version")
            ));
        }
    };
    if pending.is_empty() {
        say(&words.say("migrate-nothing"));
        return ExitCode::SUCCESS;
    }
    if !dry_run && let Err(error) = migrations.apply(store).await {
        return failed(format!(
            "{}\n{}",
            error.in_words(words),
            words.say("migrate-stopped")
        ));
    }
    let done = if dry_run {
        "migrate-would-apply"
    } else {
        "migrate-applied"
    };
    for name in pending {
        say(&words.tell(done, &[("name", &name)]));
    }
    ExitCode::SUCCESS
}

fn is_to_be_made(config: &Config) -> bool {
    place::url(config)
        .ok()
        .and_then(|url| place::sqlite_file(&url))
        .is_some_and(|file| !file.exists())
}
