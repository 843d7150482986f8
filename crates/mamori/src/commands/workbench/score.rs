//! `mamori workbench score`: a self-diagnosis counted.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use platform::languages::Words;
use serde::Deserialize;
use serde_json::{Value, json};
use workbench::domain::catalogue::SelfDiagnosis;
use workbench::domain::diagnosis::{Answer, Answers, band, score};

use super::super::{InWords as _, Outcome, Tell as _, catalogue, say};
use super::Printed;

/// Counts a self-diagnosis: points of all answers, and the band once all 25 are answered
#[derive(Args)]
pub(in crate::commands) struct Score {
    /// Answers as JSON: {"answers": {"1": "yes" | "partly" | "no" | "unknown", …}}; - for standard input.
    file: PathBuf,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,
    #[command(flatten)]
    place: catalogue::Place,
}

#[derive(Deserialize)]
struct Sheet {
    answers: BTreeMap<String, Value>,
}

pub(super) fn run(arguments: &Score) -> Outcome {
    let words = arguments.place.speech.words();
    let catalogue = catalogue::load(arguments.place.catalogues.as_deref(), words)?;
    let diagnosis = &catalogue.diagnosis;
    let answers = answers(&arguments.file, diagnosis, words)?;
    let score = score(diagnosis, &answers);
    match arguments.format {
        Printed::Json => {
            let result = json!({
                "total": score.total,
                "band": score.band,
                "answered": answers.len(),
                "missing": score.missing,
            });
            say(&format!("{result:#}"));
        }
        Printed::Text => {
            let title = score.band.and_then(|_| band(diagnosis, score.total));
            say(&match title {
                Some(band) => words.tell(
                    "workbench-command-score",
                    &[
                        ("total", &score.total),
                        ("band", &band.number),
                        ("title", &band.title.in_language(words.language())),
                    ],
                ),
                None => words.tell(
                    "workbench-command-score-open",
                    &[("total", &score.total), ("missing", &score.missing.len())],
                ),
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file)
}

fn answers(file: &Path, diagnosis: &SelfDiagnosis, words: Words) -> Result<Answers, String> {
    let name = file.display();
    let text = read(file).map_err(|error| {
        let reason = error.in_words(words);
        words.tell(
            "workbench-command-unreadable",
            &[("file", &name), ("reason", &reason)],
        )
    })?;
    let sheet: Sheet = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|error| {
        words.tell(
            "workbench-command-no-json",
            &[
                ("file", &name),
                ("line", &error.line()),
                ("column", &error.column()),
            ],
        )
    })?;
    let mut answers = Answers::new();
    for (number, value) in &sheet.answers {
        let known = number
            .parse::<u8>()
            .ok()
            .filter(|number| {
                diagnosis
                    .questions
                    .iter()
                    .any(|question| question.number == *number)
            })
            // One way to write a number: "01" would answer question 1 a second time.
            .filter(|known| known.to_string() == *number);
        let Some(known) = known else {
            let last = diagnosis.questions.len();
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("file", &name), ("number", number), ("last", &last)];
            return Err(words.tell("workbench-command-no-question", &values));
        };
        let Some(answer) = value.as_str().and_then(Answer::from_name) else {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("file", &name), ("number", number), ("answer", value)];
            return Err(words.tell("workbench-command-no-answer", &values));
        };
        answers.insert(known, answer);
    }
    Ok(answers)
}
