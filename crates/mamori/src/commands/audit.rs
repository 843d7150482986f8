//! `mamori audit verify`: recomputes the hash chain of the audit log.

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use platform::audit::{self, Broken, Verified};
use platform::backup::snapshot;
use platform::store::Store;
use serde_json::json;

use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, say, words_of_locale};
use crate::config::Config;

/// The audit log
#[derive(Subcommand, Debug)]
pub enum AuditCommand {
    /// Recompute the hash chain; exit with 1 and name the first broken entry if it does not hold
    Verify {
        /// How the result is printed
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A sentence.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

/// Runs it. Entries written meanwhile do not disturb: it reads one snapshot.
pub async fn run(command: AuditCommand, config: &Config) -> ExitCode {
    let AuditCommand::Verify { format } = command;
    place::with(config, Missing::Refuse, async |store| verify(store, format).await).await
}

async fn verify(store: &Store, format: Format) -> ExitCode {
    let verified = match snapshot(store).await {
        Ok(snapshot) => audit::verify(&snapshot).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(Ok(verified)) => {
            say(&holds(&verified, format));
            ExitCode::SUCCESS
        }
        Ok(Err(broken)) => {
            say(&breaks(&broken, format));
            ExitCode::FAILURE
        }
        Err(error) => failed(error.in_words(words_of_locale())),
    }
}

fn holds(verified: &Verified, format: Format) -> String {
    let Verified {
        entries,
        erased,
        head,
    } = verified;
    match format {
        Format::Text => words_of_locale().say_with(
            "audit-chain-holds",
            &[
                ("entries", (*entries).into()),
                ("erased", (*erased).into()),
                ("head", head.as_str().into()),
            ],
        ),
        Format::Json => json!({ "ok": true, "entries": entries, "erased": erased, "head": head }).to_string(),
    }
}

fn breaks(broken: &Broken, format: Format) -> String {
    let entry = first_broken(broken);
    match format {
        Format::Text => {
            let words = words_of_locale();
            let problem = broken.say(words);
            words.tell("audit-chain-broken", &[("entry", &entry), ("problem", &problem)])
        }
        Format::Json => json!({ "ok": false, "entry": entry, "problem": broken.to_string() }).to_string(),
    }
}

fn first_broken(broken: &Broken) -> i64 {
    match broken {
        Broken::Gap { expected, .. } => *expected,
        Broken::Link(entry) | Broken::Entry(entry) | Broken::Payload(entry) => *entry,
        Broken::Cut { found, .. } => found + 1,
    }
}
