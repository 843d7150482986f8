//! `mamori eligibility check`: the rules of a call held against one applicant.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::domain::definition::Programme;
use calls::domain::eligibility::{Applicant, Unusable, check};
use clap::{Args, Subcommand};
use platform::languages::Words;
use platform::text::Language;

use super::{InWords as _, Outcome, Programmes, Speech, complain, say};

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
    let words = Words::new(arguments.speech.language());
    let programme = arguments.programmes.get(&arguments.programme, words)?;
    course(&programme, arguments.course.as_deref(), words)?;
    let applicant = applicant(&arguments.applicant, &programme, words)?;
    warn_of_unknown(&applicant, &programme, &arguments.programmes, words);
    let verdict = check(&programme.file, arguments.course.as_deref(), &applicant);
    // The call's words are Japanese unless English is asked for by name, whatever the locale.
    let language = arguments.speech.asked_for().unwrap_or(Language::Ja);
    say(&format!("{:#}", verdict.to_json(language)));
    Ok(ExitCode::SUCCESS)
}

fn course(programme: &Programme, course: Option<&str>, words: Words) -> Result<(), String> {
    let Some(id) = course.filter(|id| programme.file.course(id).is_none()) else {
        return Ok(());
    };
    let courses = programme.file.courses.iter();
    let ids: Vec<&str> = courses.map(|course| course.id.as_str()).collect();
    let values = [
        ("id", id.into()),
        ("programme", programme.id().into()),
        ("count", ids.len().into()),
        ("ids", ids.join(", ").into()),
    ];
    Err(words.say_with("command-no-course", &values))
}

fn applicant(path: &Path, programme: &Programme, words: Words) -> Result<Applicant, String> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| {
        let values = [
            ("file", file.as_str().into()),
            ("reason", error.in_words(words).into()),
        ];
        words.say_with("command-applicant-unreadable", &values)
    })?;
    if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        return Err(words.say_with("command-applicant-empty", &[("file", file.as_str().into())]));
    }
    let marks = programme
        .file
        .eligibility
        .declarations
        .iter()
        .map(|declaration| declaration.mark.as_str());
    Applicant::from_text(&text, marks).map_err(|unusable| match unusable {
        Unusable::NoJson(error) => {
            let values = [
                ("file", file.as_str().into()),
                ("line", error.line().to_string().into()),
                ("column", error.column().to_string().into()),
            ];
            words.say_with("command-applicant-no-json", &values)
        }
        Unusable::Fields(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| {
                    let message = error.message.in_language(words.language());
                    format!("{file}: {}: {message}", error.field)
                })
                .collect();
            lines.join("\nmamori: ")
        }
    })
}

/// An id that nobody knows is more likely misspelt than true; older programmes are known to nobody, too, so it is
/// no error.
fn warn_of_unknown(applicant: &Applicant, programme: &Programme, programmes: &Programmes, words: Words) {
    for id in &applicant.past_programmes {
        let referred = programme.file.referrals.iter().any(|referral| referral.id == *id);
        let counts = programme
            .file
            .eligibility
            .rules
            .iter()
            .any(|rule| rule.programmes.contains(id));
        let is_ours = id == programme.id() || programmes.has(id);
        if !referred && !counts && !is_ours {
            let values = [("id", id.as_str().into()), ("programme", programme.id().into())];
            complain(words.say_with("command-unknown-past", &values));
        }
    }
}
