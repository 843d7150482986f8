//! `mamori programme …`: check definitions, start next year's call, write the schemas.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calls::domain::definition::{FileKind, Finding, Refusal};
use calls::programmes::{StartError, start};
use clap::{Args, Subcommand, ValueEnum};
use platform::languages::Words;
use platform::text::Language;

use super::{Outcome, Programmes, Speech, say};

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
    /// How findings are printed.
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
    let loaded = super::load(folder, Words::new(check.speech.language()))?;
    let findings = loaded.findings;
    if findings.is_empty() && loaded.catalogue.iter().next().is_none() {
        return Err(format!(
            "{}: no programme in it. A programme is a folder with a programme.toml.",
            folder.display()
        ));
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
    let language = new.speech.language();
    let renewed = start(folder, &new.from, &new.id, new.fiscal_year).map_err(|error| match error {
        StartError::Refused(refusal) => refused(&refusal, language),
        disk @ StartError::Disk { .. } => disk.to_string(),
    })?;
    let (target, weeks, count) = (folder.join(&new.id), renewed.weeks, renewed.review.len());
    say(&match language {
        Language::Ja => format!(
            "{} を作りました。日付を{weeks}週ずらし、人が確かめる箇所 {count} 件を review に書きました。",
            target.display()
        ),
        Language::En => format!(
            "{} is there. Dates were moved by {weeks} weeks; {count} places to look at are listed in `review`.",
            target.display()
        ),
    });
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
    let mut stale = false;
    for kind in FileKind::ALL {
        let path = folder.join(kind.schema_name());
        if !schema.check {
            write(&path, &kind.schema_text())?;
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&kind.schema_text()) {
            eprintln!("{}: out of date; run `mamori programme schema`", path.display());
            stale = true;
        }
    }
    Ok(if stale {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
