//! `mamori config check`: what is wrong with the configuration.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use platform::languages::Words;

use super::{Speech, say};
use crate::config;

/// The same in every language, for programs that ask.
const OK: &str = "ok";

/// The configuration
#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Read file, environment and the files of keys; print `ok`, or each problem as `key = value: remedy (place)` and
    /// exit with 1
    Check(Check),
}

#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    speech: Speech,
}

/// Runs it on `file`, or on `mamori.toml` in the working folder.
pub(super) fn run(command: &ConfigCommand, file: Option<&Path>) -> ExitCode {
    let ConfigCommand::Check(check) = command;
    let words = Words::new(check.speech.language());
    match config::check(file) {
        Ok(()) => {
            say(OK);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                say(&problem.line(words));
            }
            ExitCode::FAILURE
        }
    }
}
