//! `mamori logs …`: lines of firewalls and UTM appliances.

mod generate;

use clap::Subcommand;

use super::Outcome;

#[derive(Subcommand)]
pub(in crate::commands) enum Command {
    Generate(generate::Generate),
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Generate(args) => generate::run(&args),
    }
}
