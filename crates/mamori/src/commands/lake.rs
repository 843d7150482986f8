//! `mamori lake …`: looking after what was collected, and asking it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use contracts::ids::CompanyId;
use jiff::civil::Date;
use lake::{Answer, Harm, Lake, LakeError, LakeOptions, Limits, Old, Problem, Verified, days};
use platform::clock::{Clock as _, SystemClock};
use platform::languages::Words;

use super::{InWords, Outcome, Tell as _, complain, say, words_of_locale};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check every file against the manifest, and the write-ahead log behind it; exit with 1 if anything does not hold.
    Verify(Verify),
    /// Merge what is over, close months that ended three days ago, say what is older than it is kept. The collector does
    /// this every night by itself.
    Compact(Compact),
    /// Ask by SQL over the tables `events` and `rollups`; nothing can be changed by it.
    Query(Query),
}

#[derive(Args)]
struct Place {
    /// Folder of the lake.
    #[arg(long = "lake", value_name = "DIR", default_value = "data/lake")]
    lake: PathBuf,
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Folder of the write-ahead log [default: wal within that of the lake].
    #[arg(long, value_name = "DIR")]
    wal: Option<PathBuf>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Text,
}

#[derive(Args)]
pub(super) struct Compact {
    #[command(flatten)]
    place: Place,
    /// Close this month now as well, by any of its days.
    #[arg(long, value_name = "YYYY-MM-DD")]
    month: Option<Date>,
    /// Delete what is older than it is kept, by this machine’s clock; without it nothing is deleted.
    #[arg(long)]
    delete_old: bool,
}

#[derive(Args)]
#[group(id = "whose", required = true, multiple = false, args = ["company", "all_companies"])]
pub(super) struct Query {
    #[command(flatten)]
    place: Place,
    /// Only what this company's devices sent, whatever the SQL says.
    #[arg(long, value_name = "ID")]
    company: Option<CompanyId>,
    /// What the devices of all companies sent.
    #[arg(long)]
    all_companies: bool,
    /// The question, such as "SELECT metadata_labels, count(*) FROM events GROUP BY 1".
    #[arg(long, value_name = "SQL")]
    sql: String,
    /// How the rows are printed: table, json (one object a line) or csv.
    #[arg(long, value_enum, default_value_t)]
    format: Rows,
    /// Rows that are printed at most.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    rows: usize,
    /// Seconds that it may take.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Text {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Rows {
    #[default]
    Table,
    Json,
    Csv,
}

pub(super) fn run(command: Command) -> Outcome {
    let words = words_of_locale();
    let outcome = match command {
        Command::Verify(args) => verify(&args, words),
        Command::Compact(args) => compact(&args, words),
        Command::Query(args) => query(&args, words),
    };
    outcome.map_err(|error| error.in_words(words))
}

fn verify(args: &Verify, words: Words) -> Result<ExitCode, LakeError> {
    let lake = Lake::read(&args.place.lake)?;
    let wal = args.wal.clone().unwrap_or_else(|| args.place.lake.join("wal"));
    let verified = lake.verify(Some(&wal))?;
    match args.format {
        Text::Json => say(&serde_json::to_string(&verified)?),
        Text::Text => tell_verified(&verified, words),
    }
    Ok(match verified.problems.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn tell_verified(verified: &Verified, words: Words) {
    for problem in &verified.problems {
        say(&problem.in_words(words));
    }
    for file in &verified.orphans {
        say(&words.tell("lake-orphan", &[("file", file)]));
    }
    let key = match verified.problems.is_empty() {
        true => "lake-holds",
        false => "lake-does-not-hold",
    };
    let values = [
        ("files", verified.files.into()),
        ("events", verified.events.into()),
        ("bytes", verified.bytes.into()),
        ("waiting", verified.waiting.into()),
        ("problems", verified.problems.len().into()),
    ];
    say(&words.say_with(key, &values));
}

fn compact(args: &Compact, words: Words) -> Result<ExitCode, LakeError> {
    if !is_lake(&args.place.lake) {
        return Err(LakeError::Missing(args.place.lake.display().to_string()));
    }
    let lake = Lake::open(&args.place.lake, LakeOptions::default())?;
    let today = days::day_of(SystemClock.now());
    let overdue = lake.overdue(today);
    if overdue.all() > 0 {
        let key = if args.delete_old {
            "lake-compact-deletes"
        } else {
            "lake-compact-overdue"
        };
        let values: [(&'static str, &dyn std::fmt::Display); 5] = [
            ("today", &today),
            ("files", &overdue.files),
            ("events", &overdue.events),
            ("figures", &overdue.figures),
            ("lines", &overdue.lines),
        ];
        say(&words.tell(key, &values));
    }
    let old = if args.delete_old { Old::Delete } else { Old::Keep };
    let erased = lake.carry_out_erasures()?;
    for one in erased.iter().filter(|one| !one.is_complete()) {
        let values: [(&'static str, &dyn std::fmt::Display); 2] = [
            ("company", &one.order.company),
            ("files", &one.damaged.join(", ")),
        ];
        complain(words.tell("lake-erase-damaged", &values));
    }
    let mut done = lake.compact_with(today, old)?;
    if let Some(month) = args.month {
        let closed = lake.close_month(month)?;
        done.merged += closed.merged;
        done.written += closed.written;
        done.closed.extend(closed.closed);
        done.damaged.extend(closed.damaged);
    }
    for file in &done.damaged {
        say(&words.tell("lake-compact-damaged", &[("file", file)]));
    }
    for month in &done.closed {
        say(&words.tell("lake-compact-closed", &[("month", &month.strftime("%Y-%m"))]));
    }
    let values: [(&'static str, &dyn std::fmt::Display); 5] = [
        ("merged", &done.merged),
        ("written", &done.written),
        ("dropped", &done.dropped_events),
        ("shortened", &done.without_raw),
        ("deleted", &done.deleted),
    ];
    say(&words.tell("lake-compact-done", &values));
    Ok(match done.damaged.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// A folder that is no lake must not become one because somebody mistyped it.
fn is_lake(folder: &Path) -> bool {
    folder.join("manifest.json").is_file()
}

fn query(args: &Query, words: Words) -> Result<ExitCode, LakeError> {
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(ask(args, words));
    // What was given up may compute on for minutes without a pause: nobody waits for it.
    runtime.shutdown_background();
    done
}

async fn ask(args: &Query, words: Words) -> Result<ExitCode, LakeError> {
    let lake = Lake::read(&args.place.lake)?;
    let limits = Limits {
        rows: args.rows,
        time: Duration::from_secs(args.seconds),
        ..Limits::default()
    };
    let answer = match args.company {
        Some(company) => lake.company(company).sql(&args.sql, limits).await?,
        None => lake.programme().sql(&args.sql, limits).await?,
    };
    print(&answer, args.format)?;
    if let Some(company) = args.company.filter(|_| answer.rows() <= 1)
        && !holds(&lake, company).await?
    {
        complain(words.tell("lake-query-unknown-company", &[("company", &company)]));
    }
    if answer.is_cut {
        complain(words.tell("lake-query-cut", &[("rows", &args.rows)]));
    }
    for file in &answer.damaged {
        complain(words.tell("lake-query-damaged", &[("file", file)]));
    }
    Ok(match answer.damaged.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Whether there is anything of a company.
async fn holds(lake: &Lake, company: CompanyId) -> Result<bool, LakeError> {
    let lake = lake.company(company);
    for sql in ["SELECT 1 FROM rollups LIMIT 1", "SELECT 1 FROM events LIMIT 1"] {
        let answer = lake.sql(sql, Limits::default()).await?;
        // Of what is damaged nobody knows whose it was.
        if answer.rows() > 0 || !answer.damaged.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn print(answer: &Answer, format: Rows) -> Result<(), LakeError> {
    let text = match format {
        Rows::Table => answer.to_table()?,
        Rows::Json => String::from_utf8_lossy(&answer.to_json_lines()?).into_owned(),
        Rows::Csv => String::from_utf8_lossy(&answer.to_csv()?).into_owned(),
    };
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        say(text);
    }
    Ok(())
}

fn damaged(file: &str, reason: &Harm, words: Words) -> String {
    let reason = match reason {
        Harm::Missing => words.say("lake-harm-missing"),
        Harm::Size { found, expected } => {
            words.tell("lake-harm-size", &[("found", found), ("expected", expected)])
        }
        Harm::Checksum => words.say("lake-harm-checksum"),
        Harm::Unreadable(reason) => words.tell("lake-harm-unreadable", &[("reason", reason)]),
    };
    words.tell("lake-damaged", &[("file", &file), ("reason", &reason)])
}

impl InWords for LakeError {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Missing(folder) => words.tell("lake-missing", &[("folder", folder)]),
            Self::Locked(folder) => words.tell("lake-locked", &[("folder", folder)]),
            Self::Damaged { file, reason } => damaged(file, reason, words),
            Self::Manifest(reason) => words.tell("lake-manifest", &[("reason", reason)]),
            Self::Changed => words.say("lake-changed"),
            Self::NoQuery => words.say("lake-query-none"),
            Self::Refused(reason) => words.tell("lake-query-refused", &[("reason", reason)]),
            Self::TimedOut(seconds) => words.tell("lake-query-timed-out", &[("seconds", seconds)]),
            Self::TooLarge(_) => words.say("lake-query-too-large"),
            Self::Io(error) => words.tell("lake-io", &[("reason", &error.in_words(words))]),
            Self::Arrow(error) => words.tell("lake-io", &[("reason", error)]),
            Self::Parquet(error) => words.tell("lake-io", &[("reason", error)]),
            Self::Query(error) => words.tell("lake-query-failed", &[("reason", error)]),
        }
    }
}

impl InWords for Problem {
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Damaged { file, reason } => damaged(file, reason, words),
            Self::Rows {
                file,
                found,
                expected,
            } => words.tell(
                "lake-rows",
                &[("file", file), ("found", found), ("expected", expected)],
            ),
            Self::Gap { from, to } => words.tell("lake-gap", &[("from", &from.segment), ("to", &to.segment)]),
            Self::NoLog { position } => words.tell("lake-no-log", &[("segment", &position.segment)]),
            Self::LogDamaged { places, bytes } => words.say_with(
                "lake-log-damaged",
                &[("places", (*places).into()), ("bytes", (*bytes).into())],
            ),
        }
    }
}
