//! `mamori logs parse`: lines of a file as events.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field, write_json};
use jiff::Timestamp;
use lake::{EventWriter, Flags, Row};
use platform::languages::Words;
use uuid::Uuid;

use super::Source;
use crate::commands::{InWords as _, Outcome, Tell as _, complain, words_of_locale};

/// Turn log lines into events in the names of OCSF, one for each line.
#[derive(Args)]
pub(in crate::commands) struct Parse {
    /// File of log lines; - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What to write: jsonl, one JSON object per line, or parquet, the columns of the lake.
    #[arg(long, value_enum, default_value_t = To::Jsonl, hide_possible_values = true)]
    to: To,
    /// File to write; without it, or with -, standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Jsonl,
    Parquet,
}

/// What was read.
#[derive(Default)]
struct Summary {
    lines: u64,
    classes: BTreeMap<Class, u64>,
    reasons: BTreeMap<&'static str, u64>,
}

impl Summary {
    fn count(&mut self, event: &Event<'_>) {
        self.lines += 1;
        *self.classes.entry(event.class).or_default() += 1;
        if let Some(reason) = event.reason {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    fn tell(&self, words: Words) {
        complain(words.tell("logs-parse-lines", &[("lines", &self.lines)]));
        for (class, count) in &self.classes {
            complain(words.tell(
                "logs-parse-class",
                &[("class", &class.uid()), ("name", &class.name()), ("lines", count)],
            ));
        }
        for (reason, count) in &self.reasons {
            complain(words.tell("logs-parse-reason", &[("reason", reason), ("lines", count)]));
        }
    }
}

/// What stopped the work.
enum Stopped {
    Reading(io::Error),
    Writing(io::Error),
}

pub(super) fn run(args: &Parse) -> Outcome {
    let words = words_of_locale();
    let out = args.out.as_deref().filter(|out| *out != Path::new("-"));
    if out.is_none() && args.to == To::Parquet && io::stdout().is_terminal() {
        return Err(words.say("logs-parse-terminal"));
    }
    let done = match open(&args.file, out) {
        Ok(from) => match out {
            None => print(from, io::stdout(), args),
            Some(out) => File::create(out)
                .map_err(Stopped::Writing)
                .and_then(|file| print(from, file, args)),
        },
        Err(stopped) => Err(stopped),
    };
    match (done, out) {
        (Ok(summary), _) => {
            summary.tell(words);
            Ok(ExitCode::SUCCESS)
        }
        (Err(Stopped::Reading(error)), _) => Err(super::unreadable(words, &args.file, &error)),
        (Err(Stopped::Writing(error)), Some(out)) => Err(super::unwritable(words, out, &error)),
        // A reader that has gone away has seen enough.
        (Err(Stopped::Writing(error)), None) if error.kind() == ErrorKind::BrokenPipe => {
            Ok(ExitCode::SUCCESS)
        }
        (Err(Stopped::Writing(error)), None) => Err(error.in_words(words)),
    }
}

/// What is read must not be what is written: it would be empty by then.
fn open(file: &Path, out: Option<&Path>) -> Result<Box<dyn BufRead>, Stopped> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let from = File::open(file).map_err(Stopped::Reading)?;
    if out.is_some_and(|out| is_same(file, out)) {
        return Err(Stopped::Writing(ErrorKind::AlreadyExists.into()));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, from)))
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// As many events out as lines in, in their order.
fn print(mut from: Box<dyn BufRead>, to: impl Write + Send, args: &Parse) -> Result<Summary, Stopped> {
    let to = BufWriter::with_capacity(1 << 16, to);
    match args.to {
        To::Jsonl => each(
            &mut from,
            &args.source,
            Json {
                to,
                text: String::new(),
            },
        ),
        To::Parquet => {
            let rows = Rows(EventWriter::new(to).map_err(Stopped::Writing)?);
            each(&mut from, &args.source, rows)
        }
    }
}

fn each(from: &mut dyn BufRead, source: &Source, mut sink: impl Sink) -> Result<Summary, Stopped> {
    let (mut parser, received) = (source.parser(), source.received());
    let (mut summary, mut line) = (Summary::default(), Vec::new());
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line).map_err(Stopped::Reading)? == 0 {
            break;
        }
        let event = parser.parse(super::without_end(&line), received);
        summary.count(&event);
        sink.take(&event, received).map_err(Stopped::Writing)?;
    }
    sink.finish().map_err(Stopped::Writing)?;
    Ok(summary)
}

/// Where events go.
trait Sink {
    /// Takes the next one.
    fn take(&mut self, event: &Event<'_>, received: Timestamp) -> io::Result<()>;
    /// There is no other.
    fn finish(self) -> io::Result<()>;
}

/// One JSON object per line.
struct Json<W> {
    to: W,
    text: String,
}

impl<W: Write> Sink for Json<W> {
    fn take(&mut self, event: &Event<'_>, _: Timestamp) -> io::Result<()> {
        self.text.clear();
        write_json(event, &mut self.text);
        self.text.push('\n');
        self.to.write_all(self.text.as_bytes())
    }

    fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The columns of the lake; nobody's, because no records say whose.
struct Rows<W: Write + Send>(EventWriter<W>);

impl<W: Write + Send> Sink for Rows<W> {
    fn take(&mut self, event: &Event<'_>, received: Timestamp) -> io::Result<()> {
        let said = event
            .integer(Field::Time)
            .and_then(|time| Timestamp::from_millisecond(time).ok());
        let is_missing = said.is_none_or(|said| said.as_millisecond() == received.as_millisecond());
        let flags = if is_missing {
            Flags::TIME_MISSING
        } else {
            Flags::default()
        };
        self.0.push(&Row {
            company: CompanyId(Uuid::nil()),
            device: DeviceId(Uuid::nil()),
            received,
            time: said.unwrap_or(received),
            flags,
            event,
        })
    }

    fn finish(self) -> io::Result<()> {
        self.0.finish().map(drop)
    }
}
