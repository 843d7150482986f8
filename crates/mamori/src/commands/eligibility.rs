//! `mamori eligibility check`: the rules of a call held against one applicant.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::domain::definition::Programme;
use calls::domain::eligibility::{Applicant, check};
use clap::{Args, Subcommand};
use platform::text::Language;

use super::{Outcome, Programmes, Speech, say};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Prints outcome and rules as JSON. Exit 0 whatever the outcome, 2 for unusable input.
    Check(Check),
}

#[derive(Args)]
pub(super) struct Check {
    /// Id of the programme.
    #[arg(long, value_name = "ID")]
    programme: String,
    /// Id of the course asked for.
    #[arg(long, value_name = "ID")]
    course: Option<String>,
    /// The applicant as JSON.
    #[arg(long, value_name = "FILE")]
    applicant: PathBuf,
    #[command(flatten)]
    programmes: Programmes,
    #[command(flatten)]
    speech: Speech,
}

pub(super) fn run(command: Command) -> Outcome {
    let Command::Check(arguments) = command;
    let programme = arguments.programmes.get(&arguments.programme)?;
    course(&programme, arguments.course.as_deref())?;
    let applicant = applicant(&arguments.applicant, &programme, arguments.speech.language())?;
    warn_of_unknown(&applicant, &programme, &arguments.programmes);
    let verdict = check(&programme.file, arguments.course.as_deref(), &applicant);
    // The call's words are Japanese unless English is asked for by name, whatever the locale.
    let language = arguments.speech.asked_for().unwrap_or(Language::Ja);
    say(&format!("{:#}", verdict.to_json(language)));
    Ok(ExitCode::SUCCESS)
}

fn course(programme: &Programme, course: Option<&str>) -> Result<(), String> {
    match course {
        Some(id) if programme.file.course(id).is_none() => {
            let ids: Vec<&str> = programme
                .file
                .courses
                .iter()
                .map(|course| course.id.as_str())
                .collect();
            Err(format!(
                "--course {id}: no such course (there are: {})",
                ids.join(", ")
            ))
        }
        _ => Ok(()),
    }
}

fn applicant(path: &Path, programme: &Programme, language: Language) -> Result<Applicant, String> {
    let file = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("--applicant {file}: {error}"))?;
    let value = serde_json::from_str(&text).map_err(|error| format!("--applicant {file}: {error}"))?;
    let marks = programme
        .file
        .eligibility
        .declarations
        .iter()
        .map(|declaration| declaration.mark.as_str());
    Applicant::from_json(&value, marks).map_err(|errors| {
        let lines: Vec<String> = errors
            .iter()
            .map(|error| format!("{file}: {}: {}", error.field, error.message.in_language(language)))
            .collect();
        lines.join("\nmamori: ")
    })
}

/// An id that nobody knows is more likely misspelt than true; it counts as "another programme" all the same.
fn warn_of_unknown(applicant: &Applicant, programme: &Programme, programmes: &Programmes) {
    for id in &applicant.past_programmes {
        let referred = programme.file.referrals.iter().any(|referral| referral.id == *id);
        if !referred && !programmes.programmes.join(id).is_dir() {
            eprintln!(
                "mamori: past_programmes: \"{id}\" is unknown to {} and has no effect",
                programme.id()
            );
        }
    }
}
