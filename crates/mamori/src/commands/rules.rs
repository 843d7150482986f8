//! `mamori rules …`: check rules for detections, and try them on a file of log lines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use contracts::ids::{CompanyId, DetectionId, DeviceId};
use firewall_logs::{Event, Field, Format, Parser};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use platform::clock::{Clock as _, SystemClock};
use platform::languages::Words;
use telemetry::detect::{Checked, Detection, Detector, FolderError, Limits, load};

use super::{InWords as _, Outcome, Speech, Tell as _, complain, say};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Reports every mistake of every rule, with file, line and column. Exit 1 if there are any.
    Check(Check),
    /// Holds a file of log lines against the rules and prints what they find.
    Test(Test),
}

#[derive(Args)]
struct Folder {
    /// Folder of the rules that are shipped, with mapping.yml.
    #[arg(long, value_name = "DIR", env = "MAMORI_RULES", default_value = "rules")]
    rules: PathBuf,
    /// Where fields are found [default: mapping.yml beside or above the rules, else in --rules].
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    #[command(flatten)]
    speech: Speech,
}

#[derive(Args)]
pub(super) struct Check {
    /// Folder of rules, or one file [default: --rules].
    folder: Option<PathBuf>,
    #[command(flatten)]
    place: Folder,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,
}

#[derive(Args)]
pub(super) struct Test {
    /// File of log lines, one event a line.
    file: PathBuf,
    #[command(flatten)]
    place: Folder,
    /// Kind of the lines [default: found out].
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Print a list of objects instead of lines for people.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Printed {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Check(check) => run_check(&check),
        Command::Test(test) => run_test(&test),
    }
}

/// The rules of a folder; the mapping beside it, or the shipped one.
fn read(folder: &Path, place: &Folder) -> Result<Checked, String> {
    let words = place.speech.words();
    let loaded = match load(folder, place.mapping.as_deref()) {
        Err(FolderError::NoMapping(_)) => load(folder, Some(&place.rules.join("mapping.yml"))),
        loaded => loaded,
    };
    loaded.map_err(|error| trouble(error, words))
}

/// Why rules could not be read.
pub(super) fn trouble(error: FolderError, words: Words) -> String {
    match error {
        FolderError::NoMapping(path) => words.tell("rules-no-mapping", &[("path", &path.display())]),
        FolderError::Disk { path, source } => {
            let reason = source.in_words(words);
            words.tell(
                "rules-unreadable",
                &[("path", &path.display()), ("reason", &reason)],
            )
        }
    }
}

fn run_check(check: &Check) -> Outcome {
    let words = check.place.speech.words();
    let folder = check.folder.as_deref().unwrap_or(&check.place.rules);
    let checked = read(folder, &check.place)?;
    if checked.read == 0 && checked.findings.is_empty() {
        return Err(words.tell("rules-none", &[("folder", &folder.display())]));
    }
    match check.format {
        Printed::Json => {
            say(&serde_json::to_string_pretty(&checked.findings).map_err(|error| error.to_string())?);
        }
        Printed::Text => checked
            .findings
            .iter()
            .for_each(|finding| say(&finding.line(words))),
    }
    complain(words.tell(
        "rules-summary",
        &[
            ("read", &checked.read),
            ("loaded", &checked.loaded),
            ("match", &checked.can_match),
        ],
    ));
    Ok(match checked.findings.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn run_test(test: &Test) -> Outcome {
    let words = test.place.speech.words();
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    if let Some(name) = &test.format {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let unknown = |_| {
            words.tell(
                "rules-no-format",
                &[("format", name), ("known", &known.join(", "))],
            )
        };
        parser = parser.with_format(name.parse().map_err(unknown)?);
    }
    let checked = read(&test.place.rules, &test.place)?;
    let text = std::fs::read(&test.file).map_err(|source| {
        let reason = source.in_words(words);
        words.tell(
            "rules-unreadable",
            &[("path", &test.file.display()), ("reason", &reason)],
        )
    })?;
    let mut trial = Trial::new(checked, parser);
    for line in text.split(|byte| *byte == b'\n') {
        trial.line(line.strip_suffix(b"\r").unwrap_or(line));
    }
    trial.finish();
    match test.json {
        true => say(&serde_json::to_string_pretty(&trial.known).map_err(|error| error.to_string())?),
        false => trial.known.iter().for_each(|told| show(told, words)),
    }
    complain(words.tell(
        "rules-test-summary",
        &[
            ("lines", &trial.lines),
            ("unknown", &trial.unknown),
            ("found", &trial.known.len()),
        ],
    ));
    Ok(ExitCode::SUCCESS)
}

/// A detector that lives by the times of the lines.
struct Trial {
    detector: Detector,
    parser: Parser,
    received: Timestamp,
    latest: Option<Timestamp>,
    /// In the order in which they began.
    known: Vec<Detection>,
    places: BTreeMap<DetectionId, usize>,
    lines: usize,
    unknown: usize,
}

impl Trial {
    fn new(checked: Checked, parser: Parser) -> Self {
        // A file has no company and no appliance of ours: one of each stands for them.
        Self {
            detector: Detector::new(Arc::new(checked.rules), Limits::default()),
            parser,
            received: SystemClock.now(),
            latest: None,
            known: Vec::new(),
            places: BTreeMap::new(),
            lines: 0,
            unknown: 0,
        }
    }

    fn line(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        self.lines += 1;
        let mut event = Event::new();
        self.parser.parse_into(line, self.received, &mut event);
        self.unknown += usize::from(event.reason.is_some());
        let at = event
            .integer(Field::Time)
            .and_then(|time| Timestamp::from_millisecond(time).ok());
        let at = at.unwrap_or(self.received);
        let minute = SignedDuration::from_mins(1);
        if self
            .latest
            .is_some_and(|latest| at.duration_since(latest) > minute)
        {
            let told = self.detector.tick(at);
            self.keep(told);
        }
        self.latest = Some(self.latest.map_or(at, |latest| latest.max(at)));
        let (company, device) = (CompanyId(uuid::Uuid::nil()), DeviceId(uuid::Uuid::nil()));
        let told = self.detector.observe(company, device, &event, at);
        self.keep(told);
    }

    fn finish(&mut self) {
        if let Some(latest) = self.latest {
            let told = self.detector.tick(latest);
            self.keep(told);
        }
    }

    fn keep(&mut self, told: Vec<Detection>) {
        for told in told {
            let place = *self.places.entry(told.id).or_insert(self.known.len());
            match self.known.get_mut(place) {
                Some(known) => *known = told,
                None => self.known.push(told),
            }
        }
    }
}

fn show(told: &Detection, words: Words) {
    let severity = words.say(&format!(
        "rules-severity-{}",
        telemetry::detect::severity_name(told.severity)
    ));
    let title = told.title.in_language(words.language());
    say(&format!("{severity}  {title}"));
    let about = told.host.clone().unwrap_or_else(|| told.group.join(" "));
    let of = words.tell(
        "rules-test-of",
        &[
            ("first", &words.date_time(told.first)),
            ("last", &words.date_time(told.last)),
            ("events", &told.events),
            ("about", &about),
        ],
    );
    say(&format!("    {}", of.trim_end()));
    for sample in &told.sample {
        say(&format!("    | {}", sample.line));
    }
}
