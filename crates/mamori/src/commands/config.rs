//! `mamori config check`: what is wrong with the configuration.

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use crate::config;

/// The configuration
#[derive(Subcommand, Debug)]
pub enum ConfigCommand {
    /// Read file and environment; print `ok`, or each problem as `key = value: remedy` and exit with 1
    Check,
}

/// Runs it on `file`, or on `mamori.toml` in the working folder.
pub fn run(command: &ConfigCommand, file: Option<&Path>) -> ExitCode {
    let ConfigCommand::Check = command;
    match config::load(file) {
        Ok(_config) => {
            println!("ok");
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                println!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}
