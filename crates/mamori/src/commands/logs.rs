//! `mamori logs …`: lines of firewalls and UTM appliances.

mod explain;
mod generate;
pub(super) mod import;
mod parse;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use firewall_logs::{Format, Parser};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use platform::clock::{Clock as _, SystemClock};
use platform::languages::Words;

use super::{Outcome, Tell as _, words_of_locale};

#[derive(Subcommand)]
pub(in crate::commands) enum Command {
    Parse(parse::Parse),
    Explain(explain::Explain),
    Generate(generate::Generate),
    Import(import::ImportArgs),
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::Parse(args) => parse::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Generate(args) => generate::run(&args),
        // It needs the records: `super::operate` runs it.
        Command::Import(_) => Ok(std::process::ExitCode::SUCCESS),
    }
}

/// How lines of one source are read.
#[derive(Args)]
struct Source {
    /// Format of the lines: auto, cef, leef, fortigate, sophos, sonicwall, watchguard, panos, checkpoint, asa, meraki, suricata or stormshield.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = PossibleValuesParser::new(["auto"].into_iter().chain(Format::ALL.iter().map(|format| format.as_str()))))]
    format: String,
    /// Zone of the device's clock, for times that do not say theirs.
    #[arg(long, value_name = "ZONE", default_value = "Asia/Tokyo", value_parser = zone)]
    zone: TimeZone,
    /// When the lines were received, for dates without a year [default: now].
    #[arg(long, value_name = "TIME", value_parser = instant)]
    received: Option<Timestamp>,
}

impl Source {
    fn parser(&self) -> Parser {
        let parser = Parser::new(self.zone.clone());
        match self.format.parse() {
            Ok(format) => parser.with_format(format),
            // `auto`: the command line lets nothing else through.
            Err(_) => parser,
        }
    }

    fn received(&self) -> Timestamp {
        self.received.unwrap_or_else(|| SystemClock.now())
    }
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| words_of_locale().tell("logs-zone", &[("zone", &name)]))
}

fn instant(text: &str) -> Result<Timestamp, String> {
    let no_instant = |_| words_of_locale().tell("logs-received", &[("time", &text)]);
    text.parse().map_err(no_instant)
}

/// A file that could not be read.
fn unreadable(words: Words, file: &std::path::Path, error: &std::io::Error) -> String {
    use super::InWords as _;
    let reason = error.in_words(words);
    words.tell(
        "logs-unreadable",
        &[("file", &file.display()), ("reason", &reason)],
    )
}

/// A file that could not be written.
fn unwritable(words: Words, file: &std::path::Path, error: &std::io::Error) -> String {
    use super::InWords as _;
    let reason = error.in_words(words);
    words.tell(
        "render-not-written",
        &[("file", &file.display()), ("reason", &reason)],
    )
}

/// A file of the program itself that could not be written.
fn unwritable_folder(words: Words, file: &std::path::Path, error: &std::io::Error) -> String {
    use super::InWords as _;
    let reason = error.in_words(words);
    words.tell(
        "backup-file-write",
        &[("file", &file.display()), ("reason", &reason)],
    )
}

/// Without the line end: a line feed, perhaps with a carriage return before it.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
