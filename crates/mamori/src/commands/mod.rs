//! The command line: one file per group of commands. No rule lives here.
//!
//! Exit codes: 0 = done; 1 = done, and something is wrong with what was looked at; 2 = it could not be done.

mod admin;
mod audit;
mod backup;
mod calendar;
mod catalogue;
mod collect;
mod config;
mod devices;
mod doctor;
mod draw;
mod eligibility;
mod help;
mod lake;
mod logs;
mod migrate;
pub(crate) mod place;
mod programme;
mod refused;
mod render;
mod report;
mod rules;
mod serve;
mod simulate;
mod spoken;
#[cfg(test)]
mod tests;
mod vault;
mod workbench;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use calls::domain::definition::Programme;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use platform::languages::Words;

/// Public calls for cybersecurity support, from the published page to the confirmed roster.
#[derive(Parser)]
#[command(name = "mamori", version, propagate_version = true)]
struct CommandLine {
    /// Configuration file; without it, mamori.toml in the working folder if there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Programme definitions: check them, start a new one, write their JSON Schemas.
    #[command(subcommand)]
    Programme(programme::Command),
    /// Who may apply.
    #[command(subcommand)]
    Eligibility(eligibility::Command),
    /// The draw: its acts, and checking a published one.
    #[command(subcommand)]
    Draw(draw::DrawCommand),
    /// Rules for detections in the logs of appliances.
    #[command(subcommand)]
    Rules(rules::Command),
    /// Catalogues of the workbench: questions, measures, threats, controls, templates.
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// The engine of the workbench: scores and risks.
    #[command(subcommand)]
    Workbench(workbench::Command),
    /// Business days and holidays.
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// Serve the pages and the API, and do the queued work.
    Serve,
    /// Do the queued work only: mails, lapses, housekeeping. For a machine of its own beside servers on PostgreSQL.
    Worker,
    /// Take lines of appliances into the lake: UDP, TCP, TLS and RELP, as configured.
    Collect,
    /// Serve a lifelike demo on its own clock, with its own data folder.
    Demo(serve::DemoArgs),
    Migrate(migrate::MigrateArgs),
    Doctor(doctor::DoctorArgs),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Accounts of staff, their sessions, and tokens for programs.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Appliances: the authority that issues their certificates.
    #[command(subcommand)]
    Devices(devices::DevicesCommand),
    Simulate(simulate::SimulateArgs),
    /// Log lines of firewalls and UTM appliances.
    #[command(subcommand)]
    Logs(logs::Command),
    /// What was collected: check it, merge it, ask it.
    #[command(subcommand)]
    Lake(lake::Command),
    /// Reports to companies.
    #[command(subcommand)]
    Report(report::Command),
    /// Keys under which what companies confide is sealed.
    #[command(subcommand)]
    Vault(vault::Command),
    Backup(backup::BackupArgs),
    Restore(backup::RestoreArgs),
}

pub(crate) use spoken::{InWords, Tell, words_of_locale};
use spoken::{Speech, Spoken};

/// Runs the command that was typed.
pub(crate) fn run() -> ExitCode {
    let line = command_line();
    let file = line.config.as_deref();
    let outcome = match line.command {
        Command::Programme(command) => programme::run(command),
        Command::Eligibility(command) => eligibility::run(command),
        Command::Calendar(command) => calendar::run(command),
        Command::Rules(command) => rules::run(command),
        Command::Catalogue(command) => catalogue::run(command),
        Command::Workbench(command) => workbench::run(command),
        Command::Config(command) => return config::run(&command, file),
        Command::Simulate(args) => simulate::run(args),
        command @ Command::Logs(logs::Command::Import(_)) => return operate(command, file),
        Command::Logs(command) => logs::run(command),
        Command::Lake(command) => lake::run(command),
        Command::Draw(draw::DrawCommand::Verify(args)) => draw::verify(&args),
        command => return operate(command, file),
    };
    outcome.unwrap_or_else(|message| {
        complain(message);
        ExitCode::from(2)
    })
}

/// Says on standard error what went wrong: every line of the program there begins in the same way.
fn complain(message: impl std::fmt::Display) {
    use std::io::Write as _;
    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(std::io::stderr(), "mamori: {message}");
}

/// What was typed; help and refusals in the reader's language.
fn command_line() -> CommandLine {
    let words = words_of_locale();
    let command = help::in_language(CommandLine::command(), words);
    let matches = command.try_get_matches();
    matches
        .and_then(|matches| CommandLine::from_arg_matches(&matches))
        .unwrap_or_else(|error| {
            let Some(message) = refused::in_words(&error, words) else {
                error.exit()
            };
            complain(message);
            std::process::exit(2)
        })
}

/// Commands that open the database or the network.
#[tokio::main]
async fn operate(command: Command, file: Option<&Path>) -> ExitCode {
    match command {
        Command::Doctor(args) => return doctor::run(args, file).await,
        Command::Demo(args) => return Box::pin(serve::demo(args)).await,
        _ => {}
    }
    let config = match crate::config::load(file) {
        Ok(config) => config,
        Err(problems) => {
            let words = words_of_locale();
            for problem in problems {
                complain(problem.line(words));
            }
            return ExitCode::from(2);
        }
    };
    match command {
        Command::Migrate(args) => migrate::run(args, &config).await,
        Command::Admin(command) => admin::run(command, &config).await,
        Command::Devices(command) => devices::run(command, &config).await,
        Command::Audit(command) => audit::run(command, &config).await,
        Command::Backup(args) => backup::run_backup(args, &config).await,
        Command::Restore(args) => backup::run_restore(args, &config).await,
        Command::Draw(draw::DrawCommand::Stored(command)) => draw::run(command, &config).await,
        Command::Serve => serve::run(&config).await,
        Command::Logs(logs::Command::Import(args)) => Box::pin(logs::import::run(args, &config)).await,
        Command::Report(command) => Box::pin(report::run(command, &config)).await,
        Command::Vault(command) => Box::pin(vault::run(command, &config)).await,
        Command::Collect => collect::run(&config).await,
        Command::Worker => Box::pin(serve::work(&config)).await,
        _ => ExitCode::SUCCESS,
    }
}

/// What a command comes to; the error is a sentence for the person who typed it.
type Outcome = Result<ExitCode, String>;

/// Where the programmes are.
#[derive(Args)]
struct Programmes {
    /// Folder with one folder per programme.
    #[arg(
        long,
        value_name = "DIR",
        env = "MAMORI_PROGRAMMES",
        default_value = "programmes"
    )]
    programmes: PathBuf,
}

impl Programmes {
    /// The programme with an id, even if the checker finds fault with it: the caller asked for this one.
    fn get(&self, id: &str, words: Words) -> Result<Arc<Programme>, String> {
        let loaded = load(&self.programmes, words)?;
        if let Some(programme) = loaded.catalogue.get(id) {
            return Ok(Arc::clone(programme));
        }
        let inside = format!("/{id}/");
        if let Some(finding) = loaded
            .findings
            .iter()
            .find(|finding| finding.file.contains(&inside))
        {
            return Err(format!("--programme {id}: {}", finding.line(words.language())));
        }
        let ids: Vec<&str> = loaded.catalogue.iter().map(|programme| programme.id()).collect();
        let values = [
            ("id", id.into()),
            ("folder", self.programmes.display().to_string().into()),
            ("ids", ids.join(", ").into()),
        ];
        Err(words.say_with("command-no-programme", &values))
    }

    /// Whether there is a programme with this id, sound or not.
    fn has(&self, id: &str) -> bool {
        let is_name = Path::new(id).file_name().is_some_and(|name| name == id);
        is_name && self.programmes.join(id).is_dir()
    }
}

fn load(folder: &Path, words: Words) -> Result<calls::domain::definition::Loaded, String> {
    calls::programmes::load_folder(folder).map_err(|error| {
        let values = [
            ("folder", folder.display().to_string().into()),
            ("reason", error.in_words(words).into()),
        ];
        words.say_with("command-no-programmes", &values)
    })
}

/// Prints a line. A reader that has gone away (`mamori … | head`) is no failure: what the command finds still
/// decides its exit code. Any other trouble is: a result that was not kept was not given.
fn say(line: &str) {
    use std::io::{ErrorKind, Write as _};
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(error.in_words(words_of_locale()));
            std::process::exit(2)
        }
        _ => {}
    }
}

/// Prints a line of a server that goes on, whether anybody reads it or not.
pub(crate) fn announce(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod command_line_tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }
}
