//! `mamori catalogue check`: every mistake in the catalogues of the workbench.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use platform::languages::Words;
use workbench::domain::catalogue::{Catalogue, Finding, Problem};

use super::{Outcome, Speech, Tell as _, say};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Reports every mistake in every catalogue: what does not read, what is missing, what names something that is not there. Exit 1 if there are any.
    Check(Check),
}

/// Where the catalogues are.
#[derive(Args)]
pub(super) struct Place {
    /// Folder of the catalogues [default: those of the program].
    #[arg(long, value_name = "DIR", env = "MAMORI_CATALOGUES")]
    pub(super) catalogues: Option<PathBuf>,
    #[command(flatten)]
    pub(super) speech: Speech,
}

#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(command: Command) -> Outcome {
    let Command::Check(Check { place }) = command;
    let words = place.speech.words();
    match read(place.catalogues.as_deref()) {
        Ok(catalogue) => {
            let count = |number: usize| -> String { number.to_string() };
            say(&words.tell(
                "catalogue-sound",
                &[
                    ("files", &count(catalogue.editions.len())),
                    ("questions", &count(catalogue.diagnosis.questions.len())),
                    ("measures", &count(catalogue.measures.len())),
                    ("threats", &count(catalogue.threats.len())),
                    ("controls", &count(catalogue.controls.len())),
                    ("documents", &count(catalogue.templates.len())),
                ],
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(findings) => {
            for finding in &findings {
                say(&line(finding, words));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read(folder: Option<&Path>) -> Result<Catalogue, Vec<Finding>> {
    let read = match folder {
        Some(folder) => workbench::folder(folder),
        None => workbench::embedded(),
    };
    read.map_err(|unavailable| unavailable.0)
}

/// The catalogues, or the mistakes in them as one message.
pub(super) fn load(folder: Option<&Path>, words: Words) -> Result<Catalogue, String> {
    read(folder).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(|finding| line(finding, words)).collect();
        lines.join("\nmamori: ")
    })
}

fn line(finding: &Finding, words: Words) -> String {
    let place = finding
        .place
        .map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
    format!("{}{place}: {}", finding.file, problem(&finding.problem, words))
}

fn problem(problem: &Problem, words: Words) -> String {
    let kind = |what: &str| words.say(&format!("catalogue-what-{what}"));
    match problem {
        Problem::Missing => words.say("catalogue-missing"),
        Problem::Unreadable(reason) => words.tell("catalogue-unreadable", &[("reason", reason)]),
        Problem::Unknown { what, id } => {
            words.tell("catalogue-unknown", &[("what", &kind(what)), ("id", id)])
        }
        Problem::Twice { what, id } => words.tell("catalogue-twice", &[("what", &kind(what)), ("id", id)]),
        Problem::Count {
            what,
            expected,
            found,
        } => words.tell(
            "catalogue-count",
            &[("what", &kind(what)), ("expected", expected), ("found", found)],
        ),
        Problem::Unmapped { what, id } => {
            words.tell("catalogue-unmapped", &[("what", &kind(what)), ("id", id)])
        }
        Problem::Text { id, language } => words.tell("catalogue-text", &[("id", id), ("language", language)]),
        Problem::Range { id, what } => words.tell("catalogue-range", &[("id", id), ("what", &kind(what))]),
    }
}
