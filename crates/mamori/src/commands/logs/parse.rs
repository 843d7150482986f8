//! `mamori logs parse`: lines of a file as events.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use firewall_logs::{Class, Event, write_json};
use platform::languages::Words;

use super::Source;
use crate::commands::{InWords as _, Outcome, Tell as _, complain, words_of_locale};

/// Print log lines as events in the names of OCSF, one for each line.
#[derive(Args)]
pub(in crate::commands) struct Parse {
    /// File of log lines; - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What to print: jsonl, one JSON object per line.
    #[arg(long, value_enum, default_value_t = To::Jsonl, hide_possible_values = true)]
    to: To,
    #[command(flatten)]
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Jsonl,
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
    let To::Jsonl = args.to;
    let to = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let summary = if args.file == Path::new("-") {
        print(&mut io::stdin().lock(), to, &args.source)
    } else {
        match File::open(&args.file) {
            Ok(file) => print(&mut BufReader::with_capacity(1 << 16, file), to, &args.source),
            Err(error) => Err(Stopped::Reading(error)),
        }
    };
    match summary {
        Ok(summary) => {
            summary.tell(words);
            Ok(ExitCode::SUCCESS)
        }
        Err(Stopped::Reading(error)) => Err(super::unreadable(words, &args.file, &error)),
        // A reader that has gone away has seen enough.
        Err(Stopped::Writing(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(Stopped::Writing(error)) => Err(error.in_words(words)),
    }
}

/// As many lines out as in, in their order.
fn print(from: &mut impl BufRead, mut to: impl Write, source: &Source) -> Result<Summary, Stopped> {
    let (mut parser, received) = (source.parser(), source.received());
    let (mut summary, mut line, mut json) = (Summary::default(), Vec::new(), String::new());
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line).map_err(Stopped::Reading)? == 0 {
            break;
        }
        let event = parser.parse(super::without_end(&line), received);
        summary.count(&event);
        json.clear();
        write_json(&event, &mut json);
        json.push('\n');
        to.write_all(json.as_bytes()).map_err(Stopped::Writing)?;
    }
    to.flush().map_err(Stopped::Writing)?;
    Ok(summary)
}
