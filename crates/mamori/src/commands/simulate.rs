//! `mamori simulate`: lives a whole programme and checks what is left.

use std::process::ExitCode;

use calls::read::facts::is_untouched;
use clap::{Args, ValueEnum};
use platform::languages::Words;
use platform::store::{Store, StoreError, StoreOptions};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{InWords as _, Outcome, Programmes, Speech, Tell as _, place, say};
use crate::simulation::{Plan, Report, Stage, describe, simulate};

/// Live a whole programme in seconds by moving the clock, and check that every promise was kept
///
/// Applications (good, bad, double, late), the secretariat's calls, draw, answers, lapses, re-draws, consents: all
/// through the same operations as the pages. The same seed gives the same figures. Exit 0 when every invariant holds,
/// 1 when one is broken, 2 when the simulation could not be run.
#[derive(Args)]
pub struct SimulateArgs {
    /// Id of the programme.
    #[arg(long, value_name = "ID")]
    programme: String,
    /// Number of applications that are sent.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(20..=200_000))]
    applicants: u32,
    /// Everything follows from it.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`, empty or only migrated; it keeps what was simulated. Without it a
    /// throw-away SQLite database.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    programmes: Programmes,
    #[command(flatten)]
    speech: Speech,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs it, on one thread: the simulation waits for the database after each step, and waking other threads takes
/// longer than what they would do.
#[tokio::main(flavor = "current_thread")]
pub async fn run(args: SimulateArgs) -> Outcome {
    let report = match &args.database {
        Some(url) => {
            let fresh = place::sqlite_file(url).is_none_or(|file| !file.exists());
            let report = with(&args, StoreOptions::new(url)).await;
            report.map_err(|error| {
                if fresh {
                    error
                } else {
                    format!("--database {url}: {error}")
                }
            })?
        }
        None => {
            // Thrown away at the end, so nothing waits for the disk.
            let folder = tempfile::tempdir().map_err(|error| {
                let reason = error.in_words(args.speech.words());
                args.speech
                    .words()
                    .tell("simulate-no-folder", &[("reason", &reason)])
            })?;
            let url = format!("sqlite:{}", folder.path().join("simulation.sqlite").display());
            with(
                &args,
                StoreOptions {
                    durable: false,
                    ..StoreOptions::new(url)
                },
            )
            .await?
        }
    };
    print(&args, &report)?;
    Ok(if report.ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn with(args: &SimulateArgs, options: StoreOptions) -> Result<Report, String> {
    let words = args.speech.words();
    let programme = args.programmes.get(&args.programme, words)?;
    let plan = Plan {
        applicants: usize::try_from(args.applicants).unwrap_or(usize::MAX),
        seed: args.seed,
    };
    let stage = Stage::connect(&options, &programme, args.seed)
        .await
        .map_err(|error| error.in_words(words))?;
    let report = match prepare(stage.store(), words).await {
        Ok(()) => simulate(&stage, &programme, plan)
            .await
            .map_err(|error| error.in_words(words)),
        Err(error) => Err(error),
    };
    place::close(stage.store()).await;
    report
}

/// Brings the schema and makes sure that nobody's data is there.
async fn prepare(store: &Store, words: Words) -> Result<(), String> {
    let text = |error: StoreError| error.in_words(words);
    place::migrations().apply(store).await.map_err(text)?;
    let untouched = is_untouched(store.reader())
        .await
        .map_err(|error| error.in_words(words))?;
    let log = platform::audit::audit_entry::Entity::find()
        .count(store.reader())
        .await;
    match log {
        Ok(0) if untouched => Ok(()),
        Ok(_) => Err(words.say("simulate-not-empty")),
        Err(error) => Err(text(error.into())),
    }
}

fn print(args: &SimulateArgs, report: &Report) -> Result<(), String> {
    if args.format == Format::Json {
        say(&serde_json::to_string_pretty(report).map_err(|error| error.to_string())?);
        return Ok(());
    }
    let words = args.speech.words();
    let programme = args.programmes.get(&args.programme, words)?;
    say(describe(report, &programme.file, words).trim_end());
    Ok(())
}
