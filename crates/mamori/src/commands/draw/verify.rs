//! `mamori draw verify`: is this the record of a draw by the announced rules?

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use fair_draw::{Receipt, Report, Step, StepReport};
use platform::languages::Words;

use super::words;
use crate::commands::{InWords as _, Outcome, Speech, say};

#[derive(Args)]
pub(in crate::commands) struct VerifyArgs {
    /// The bundle that the organiser published (ZIP).
    bundle: PathBuf,
    /// An applicant's receipt (JSON): is it in the list, and where does it stand?
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    speech: Speech,
}

/// How a result is printed.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum Format {
    /// A line for each step, and what to compare.
    #[default]
    Text,
    /// One object: ok, failed, steps, facts.
    Json,
}

/// Runs it; the error is a file that cannot be read.
pub(in crate::commands) fn run(args: &VerifyArgs) -> Outcome {
    let words = args.speech.words();
    if args.bundle.is_dir() {
        return Err(words.say_with(
            "draw-verify-folder",
            &[("file", args.bundle.display().to_string().into())],
        ));
    }
    let bundle = read(&args.bundle, words)?;
    let receipt = match &args.receipt {
        Some(file) => Some(read(file, words)?),
        None => None,
    };
    let report = check(&bundle, receipt.as_deref());
    match args.format {
        Format::Text => {
            let opened = fair_draw::open(&bundle);
            let packing = if opened.is_err() && fair_draw::is_packed_again(&bundle) {
                words::Packing::Again
            } else {
                words::Packing::AsPublished
            };
            let told = words::describe(&report, opened.ok().as_ref(), packing, words);
            say(told.trim_end());
        }
        Format::Json => say(&serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?),
    }
    Ok(if report.ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A receipt that is none fails its own step, and only when the bundle holds: the first step that fails is named.
fn check(bundle: &[u8], receipt: Option<&[u8]>) -> Report {
    let parsed = receipt.map(Receipt::parse);
    let (receipt, error) = match parsed {
        Some(Ok(receipt)) => (Some(receipt), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let mut report = fair_draw::verify(bundle, receipt.as_ref());
    if let Some(error) = error.filter(|_| report.ok) {
        report.ok = false;
        report.failed = Some(Step::Receipt);
        report.steps.push(StepReport {
            step: Step::Receipt,
            ok: false,
            detail: error.to_string(),
            cause: Some(error.into()),
        });
    }
    report
}

fn read(file: &Path, words: Words) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| {
        let values = [
            ("file", file.display().to_string().into()),
            ("reason", error.in_words(words).into()),
        ];
        words.say_with("draw-verify-unreadable", &values)
    })
}
