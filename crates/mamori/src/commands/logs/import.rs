//! `mamori logs import`: files and objects into the lake.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::PossibleValuesParser;
use firewall_logs::Format;
use jiff::Timestamp;
use lake::LakeError;
use lake::objects::Objects;
use lake::wal::WalError;
use platform::entropy::{OsEntropy, random_bytes};
use platform::languages::Words;
use platform::logging;
use platform::store::Store;
use telemetry::collect::Watch;
use telemetry::collect::import::{self, FileError, Import, ImportError, Plan, Summary};
use telemetry::collect::run::{Place, RunError};
use telemetry::directory;
use telemetry::ops::import::NoteImport;

use crate::commands::place::{self, Missing, failed};
use crate::commands::{InWords as _, Tell as _, complain, say, words_of_locale};
use crate::config::Config;

/// How often it is said how far it has come.
const PROGRESS: Duration = Duration::from_secs(5);

/// Bring log files of an appliance into the lake, as if it had sent them
///
/// They go the way of collected lines: write-ahead log, records, lake, figures. A line belongs to the company at which the
/// appliance stood when it happened. The same content brings nothing a second time, and what was cut short goes on where
/// it ended. The collector must not run meanwhile. Exit code 1 if a file could not be imported to its end.
#[derive(Args)]
pub(in crate::commands) struct ImportArgs {
    /// Files, packed with gzip or not; folders with all files in them; objects as s3://BUCKET/PREFIX, with AWS_… variables as usual.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// Serial number of the appliance, as in stock.
    #[arg(long, value_name = "SERIAL")]
    device: String,
    /// Format of the lines, as for `mamori logs parse` [default: as the records say].
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(["auto"].into_iter().chain(Format::ALL.iter().map(|format| format.as_str()))), hide_possible_values = true)]
    format: Option<String>,
    /// Take files too of which nothing or nearly nothing is understood.
    #[arg(long)]
    anyway: bool,
    /// When the lines were received: for dates without a year, and for lines older than 400 days [default: now].
    #[arg(long, value_name = "TIME", value_parser = super::instant)]
    received: Option<Timestamp>,
}

pub(in crate::commands) async fn run(args: ImportArgs, config: &Config) -> ExitCode {
    if let Err(error) = logging::init(config.log.format, "error") {
        return failed(error);
    }
    place::with(config, Missing::Refuse, async |store| {
        match Box::pin(bring(&args, config, store)).await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(message) => {
                complain(message);
                ExitCode::from(2)
            }
        }
    })
    .await
}

/// One thing to import.
enum From {
    File(PathBuf),
    Object(Arc<Objects>, lake::objects::Object, String),
}

/// Whether all of it came in.
async fn bring(args: &ImportArgs, config: &Config, store: &Store) -> Result<bool, String> {
    let words = words_of_locale();
    let (all, mut is_whole) = everything(&args.paths, words).await;
    if all.is_empty() {
        return Ok(false);
    }
    let mut import = open(args, config, store, words).await?;
    for from in &all {
        if let Err(message) = one(&mut import, from, args, store, words).await {
            match message {
                Trouble::WithFile(message) => complain(message),
                Trouble::WithAll(message) => {
                    tell(&import.finish().await, words);
                    return Err(message);
                }
            }
            is_whole = false;
        }
    }
    tell(&import.finish().await, words);
    Ok(is_whole)
}

async fn open(args: &ImportArgs, config: &Config, store: &Store, words: Words) -> Result<Import, String> {
    let directory = directory::load(store).await;
    let directory = directory.map_err(|error| error.in_words(words))?;
    let known = directory.by_serial(&args.device);
    let device = known
        .map_err(|_| words.tell("devices-no-serial", &[("serial", &args.device)]))?
        .device;
    let folder = &config.collector.folder;
    // Lines are wanted even where nothing is looked for in them.
    let watch = match place::rules(config) {
        Ok(rules) => Some(Watch {
            rules,
            store: store.clone(),
        }),
        Err(message) => {
            complain(words.tell("logs-import-no-rules", &[("reason", &message)]));
            None
        }
    };
    let plan = Plan {
        place: Place::at(folder, u64::from_le_bytes(random_bytes(&OsEntropy))),
        directory,
        device,
        format: args
            .format
            .as_deref()
            .and_then(telemetry::domain::device::Format::parse),
        anyway: args.anyway,
        received: args.received,
        line: usize::try_from(config.collector.line_bytes).unwrap_or(usize::MAX),
        watch,
        clock: Arc::clone(store.clock()),
    };
    Import::open(plan)
        .await
        .map_err(|error| in_words(&error, folder, words))
}

/// The files and objects that are meant, and whether all of them could be listed.
async fn everything(paths: &[String], words: Words) -> (Vec<From>, bool) {
    let (mut all, mut is_whole) = (Vec::new(), true);
    for path in paths {
        match listed(path, words).await {
            Ok(found) => all.extend(found),
            Err(message) => {
                complain(message);
                is_whole = false;
            }
        }
    }
    (all, is_whole)
}

async fn listed(path: &str, words: Words) -> Result<Vec<From>, String> {
    if !Objects::is_address(path) {
        let files = import::files(Path::new(path));
        let files = files.map_err(|(path, error)| super::unreadable(words, &path, &error))?;
        if files.is_empty() {
            return Err(words.tell("logs-import-empty", &[("path", &path)]));
        }
        return Ok(files.into_iter().map(From::File).collect());
    }
    let settings = std::env::vars()
        .filter(|(name, _)| name.starts_with("AWS_"))
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    let trouble = |error: std::io::Error| super::unreadable(words, Path::new(path), &error);
    let objects = Arc::new(Objects::at(path, settings).map_err(trouble)?);
    let found = objects.list().await.map_err(trouble)?;
    Ok(found
        .into_iter()
        .map(|object| {
            let name = object.path.clone();
            From::Object(Arc::clone(&objects), object, name)
        })
        .collect())
}

/// What went wrong, and whether the next file may be tried.
enum Trouble {
    WithFile(String),
    WithAll(String),
}

async fn one(
    import: &mut Import,
    from: &From,
    args: &ImportArgs,
    store: &Store,
    words: Words,
) -> Result<(), Trouble> {
    let (name, kept) = match from {
        From::File(path) => (path.display().to_string(), None),
        From::Object(objects, object, name) => (name.clone(), Some(fetched(objects, object, words).await?)),
    };
    let path = match (from, &kept) {
        (From::File(path), _) => path.clone(),
        (From::Object(..), kept) => kept
            .as_ref()
            .map_or_else(PathBuf::new, |kept| kept.path().to_owned()),
    };
    let mut said = Instant::now();
    let done = import.file(
        &name,
        || import::open(&path),
        |summary| {
            if said.elapsed() >= PROGRESS {
                said = Instant::now();
                let values: [(&'static str, &dyn Display); 3] = [
                    ("file", &name),
                    ("lines", &summary.lines),
                    ("bytes", &summary.bytes),
                ];
                complain(words.tell("logs-import-progress", &values));
            }
        },
    );
    let done = Box::pin(done)
        .await
        .map_err(|error| trouble(&error, &name, args, words))?;
    if done.lines == 0 && done.known > 0 {
        complain(words.tell("logs-import-known", &[("file", &name)]));
        return Ok(());
    }
    if done.known > 0 {
        let values: [(&'static str, &dyn Display); 2] = [("file", &name), ("bytes", &done.known)];
        complain(words.tell("logs-import-goes-on", &values));
    }
    let note = NoteImport {
        serial: args.device.clone(),
        file: name,
        sha256: done.sha256,
        lines: done.lines,
    };
    store
        .run(&note)
        .await
        .map_err(|error| Trouble::WithAll(error.in_words(words)))
}

/// An object as a file of this machine, for as long as it is needed.
async fn fetched(
    objects: &Objects,
    object: &lake::objects::Object,
    words: Words,
) -> Result<tempfile::NamedTempFile, Trouble> {
    let trouble =
        |error: std::io::Error| Trouble::WithFile(super::unreadable(words, Path::new(&object.path), &error));
    let file = tempfile::NamedTempFile::new().map_err(trouble)?;
    objects.fetch(object, file.path()).await.map_err(trouble)?;
    Ok(file)
}

fn trouble(error: &FileError, name: &str, args: &ImportArgs, words: Words) -> Trouble {
    match error {
        FileError::Reading(error) => {
            let reason = error.in_words(words);
            Trouble::WithFile(words.tell("logs-import-broken", &[("file", &name), ("reason", &reason)]))
        }
        FileError::Foreign { serial, line } => Trouble::WithFile(words.tell(
            "logs-import-foreign",
            &[
                ("file", &name),
                ("line", line),
                ("serial", serial),
                ("device", &args.device),
            ],
        )),
        FileError::NoLog { looked, understood } => Trouble::WithFile(words.tell(
            "logs-import-no-log",
            &[("file", &name), ("looked", looked), ("understood", understood)],
        )),
        FileError::Import(error) => Trouble::WithAll(in_words(error, Path::new(""), words)),
    }
}

fn in_words(error: &ImportError, folder: &Path, words: Words) -> String {
    match error {
        ImportError::Run(RunError::Lake(LakeError::Locked(_)) | RunError::Log(WalError::Locked(_))) => {
            words.tell("logs-import-locked", &[("folder", &folder.display())])
        }
        ImportError::Run(RunError::Lake(error)) => error.in_words(words),
        ImportError::Log(WalError::Full) => words.say("logs-import-full"),
        ImportError::Journal(error) => {
            let file = import::journal_file(folder);
            super::unwritable_folder(words, &file, error)
        }
        other => words.tell("logs-import-failed", &[("reason", other)]),
    }
}

/// The summary, on standard output: a line for each figure.
fn tell(summary: &Summary, words: Words) {
    let values: [(&'static str, &dyn Display); 4] = [
        ("lines", &summary.lines),
        ("bytes", &summary.bytes),
        ("files", &summary.files),
        ("skipped", &summary.skipped),
    ];
    say(&words.tell("logs-import-done", &values));
    for (class, lines) in &summary.classes {
        let values: [(&'static str, &dyn Display); 3] =
            [("class", &class.uid()), ("name", &class.name()), ("lines", lines)];
        say(&words.tell("logs-parse-class", &values));
    }
    for (reason, lines) in &summary.reasons {
        say(&words.tell("logs-parse-reason", &[("reason", reason), ("lines", lines)]));
    }
    let days = (summary.days.first_key_value(), summary.days.last_key_value());
    if let (Some((first, _)), Some((last, _))) = days {
        let values: [(&'static str, &dyn Display); 3] =
            [("days", &summary.days.len()), ("first", first), ("last", last)];
        say(&words.tell("logs-import-days", &values));
    }
    for (key, lines) in [
        ("logs-import-late", summary.late),
        ("logs-import-skewed", summary.skewed),
        ("logs-import-without-time", summary.without_time),
        ("logs-import-nobodys", summary.nobodys),
        ("logs-import-other-serial", summary.other_serial),
        ("logs-import-duplicates", summary.duplicates),
        ("logs-import-cut", summary.cut),
        ("logs-import-no-line", summary.empty),
    ] {
        if lines > 0 {
            say(&words.tell(key, &[("lines", &lines)]));
        }
    }
}
