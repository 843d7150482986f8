//! Mamori.

mod commands;
mod config;
mod metrics_listener;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{audit, backup, doctor, migrate};
use config::Config;

/// Public cybersecurity support for small companies, from the published call to the confirmed roster
#[derive(Parser, Debug)]
#[command(name = "mamori", version)]
struct CommandLine {
    /// Configuration file; without it, mamori.toml in the working folder if there is one
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Migrate(migrate::MigrateArgs),
    Doctor(doctor::DoctorArgs),
    #[command(subcommand)]
    Config(commands::config::ConfigCommand),
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    Backup(backup::BackupArgs),
    Restore(backup::RestoreArgs),
}

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    let file = line.config.as_deref();
    match line.command {
        Command::Config(command) => commands::config::run(&command, file),
        Command::Doctor(args) => doctor::run(args, file).await,
        command => match configured(file) {
            Ok(config) => run(command, &config).await,
            Err(code) => code,
        },
    }
}

async fn run(command: Command, config: &Config) -> ExitCode {
    match command {
        Command::Migrate(args) => migrate::run(args, config).await,
        Command::Audit(command) => audit::run(command, config).await,
        Command::Backup(args) => backup::run_backup(args, config).await,
        Command::Restore(args) => backup::run_restore(args, config).await,
        Command::Config(_) | Command::Doctor(_) => ExitCode::SUCCESS,
    }
}

/// The configuration, or its problems on standard error.
fn configured(file: Option<&Path>) -> Result<Config, ExitCode> {
    config::load(file).map_err(|problems| {
        for problem in problems {
            eprintln!("{problem}");
        }
        ExitCode::from(2)
    })
}
