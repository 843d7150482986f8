//! `mamori workbench …`: the engine of the workbench for those who script against it.

mod risk;
mod score;

use clap::{Subcommand, ValueEnum};

use super::Outcome;

#[derive(Subcommand)]
pub(super) enum Command {
    Score(score::Score),
    Risk(risk::Risk),
}

/// How a result is printed.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Printed {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Score(score) => score::run(&score),
        Command::Risk(risk) => risk::run(&risk),
    }
}
