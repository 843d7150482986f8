//! `mamori draw …`: the acts of a draw on the configured database, and checking a bundle without any.

pub(super) mod files;
mod outlook;
mod stored;
mod verify;
mod words;

use clap::Subcommand;

pub(super) use stored::{StoredCommand, run};
pub(super) use verify::{VerifyArgs, run as verify};

#[derive(Subcommand)]
pub(super) enum DrawCommand {
    /// Check a bundle as any stranger can, without database, configuration or network.
    ///
    /// Exit code 0: every step holds. 1: one does not, and is named: charter, signature, entries, beacon, ranking,
    /// seats, log, receipt. 2: a file cannot be read.
    Verify(VerifyArgs),
    #[command(flatten)]
    Stored(StoredCommand),
}
