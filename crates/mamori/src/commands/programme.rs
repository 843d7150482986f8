//! `mamori programme …`: check definitions, start next year's call, write the schemas.

use std::path::PathBuf;
use std::process::ExitCode;

use calls::domain::definition::{FileKind, Finding, Refusal};
use calls::programmes::{StartError, start};
use clap::{Args, Subcommand, ValueEnum};
use platform::text::Language;

use super::{InWords as _, Outcome, Programmes, Speech, Tell as _, say, words_of_locale};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Reports every mistake of every programme, with file, line and column. Exit 1 if there are any.
    Check(Check),
    /// Copies a call into a new fiscal year: dates are moved, and everything a person must look at is listed.
    New(New),
    /// Writes the JSON Schemas for editors, or checks that they are up to date.
    Schema(Schema),
    /// Prints the published call (募集要項) as PDF or HTML.
    Render(super::render::Render),
}

#[derive(Args)]
pub(super) struct Check {
    /// Folder of programmes, or of one programme [default: --programmes].
    folder: Option<PathBuf>,
    #[command(flatten)]
    programmes: Programmes,
    #[command(flatten)]
    speech: Speech,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// FILE:LINE:COLUMN: message
    Text,
    /// A list of objects: file, line, column, code, message and remedy in both languages.
    Json,
}

#[derive(Args)]
pub(super) struct New {
    /// Id of the new programme, the name of its folder.
    #[arg(value_name = "NEW_ID")]
    id: String,
    /// Id of the programme to copy.
    #[arg(long, value_name = "ID")]
    from: String,
    /// Fiscal year of the new programme; 令和7年度 is 2025.
    #[arg(long, value_name = "YEAR")]
    fiscal_year: i16,
    /// Folder of programmes [default: --programmes].
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    programmes: Programmes,
    #[command(flatten)]
    speech: Speech,
}

#[derive(Args)]
pub(super) struct Schema {
    /// Only compare with what is there; exit 1 if anything differs.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    programmes: Programmes,
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Check(check) => run_check(&check),
        Command::New(new) => run_new(&new),
        Command::Schema(schema) => run_schema(&schema),
        Command::Render(render) => super::render::run(&render),
    }
}

fn run_check(check: &Check) -> Outcome {
    let folder = check.folder.as_ref().unwrap_or(&check.programmes.programmes);
    let loaded = super::load(folder, check.speech.words())?;
    let findings = loaded.findings;
    if findings.is_empty() && loaded.catalogue.iter().next().is_none() {
        return Err(check
            .speech
            .words()
            .tell("programme-none", &[("folder", &folder.display())]));
    }
    match check.format {
        Format::Json => say(&json(&findings)?),
        Format::Text => {
            let language = check.speech.language();
            for finding in &findings {
                say(&finding.line(language).to_string());
            }
        }
    }
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn json(findings: &[Finding]) -> Result<String, String> {
    serde_json::to_string_pretty(findings).map_err(|error| error.to_string())
}

fn run_new(new: &New) -> Outcome {
    let folder = new.dir.as_ref().unwrap_or(&new.programmes.programmes);
    let words = new.speech.words();
    let renewed = start(folder, &new.from, &new.id, new.fiscal_year).map_err(|error| match error {
        StartError::Refused(refusal) => refused(&refusal, words.language()),
        StartError::Disk { path, source } => {
            let reason = source.in_words(words);
            words.tell("programme-new-disk", &[("path", &path), ("reason", &reason)])
        }
    })?;
    let target = folder.join(&new.id).display().to_string();
    let values = [
        ("target", target.into()),
        ("weeks", renewed.weeks.to_string().into()),
        ("count", renewed.review.len().into()),
    ];
    say(&words.say_with("programme-new-done", &values));
    Ok(ExitCode::SUCCESS)
}

fn refused(refusal: &Refusal, language: Language) -> String {
    let mut lines = vec![refusal.words().in_language(language).to_owned()];
    if let Refusal::Mistakes(findings) = refusal {
        lines.extend(findings.iter().map(|finding| finding.line(language).to_string()));
    }
    lines.join("\n")
}

fn run_schema(schema: &Schema) -> Outcome {
    let folder = &schema.programmes.programmes;
    let words = words_of_locale();
    let mut stale = false;
    for kind in FileKind::ALL {
        let path = folder.join(kind.schema_name());
        if !schema.check {
            std::fs::write(&path, kind.schema_text())
                .map_err(|error| format!("{}: {}", path.display(), error.in_words(words)))?;
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&kind.schema_text()) {
            super::complain(words.tell("programme-schema-stale", &[("path", &path.display())]));
            stale = true;
        }
    }
    Ok(if stale {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
