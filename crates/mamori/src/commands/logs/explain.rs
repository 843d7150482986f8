//! `mamori logs explain`: what one line says, field by field, and where each value came from.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use firewall_logs::{Explanation, Field, Header, Kind, Parser, Value, Why};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use platform::languages::Words;

use super::Source;
use crate::commands::{Outcome, Tell as _, say, words_of_locale};

/// Show what one log line says: its envelope, its format and why, each field and where its value came from.
#[derive(Args)]
pub(in crate::commands) struct Explain {
    /// The line itself, or - for the first line of standard input; with --line a file.
    #[arg(value_name = "LINE")]
    what: Option<String>,
    /// Explain this line of the file, counted from 1, read after those before it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    line: Option<u64>,
    #[command(flatten)]
    source: Source,
}

pub(super) fn run(args: &Explain) -> Outcome {
    let words = words_of_locale();
    let mut parser = args.source.parser();
    let received = args.source.received();
    let what = args.what.as_deref().unwrap_or("-");
    let line = match (args.line, what) {
        (None, "-") => nth(&mut io::stdin().lock(), 1, &mut parser, received),
        (None, line) => Ok(Some(line.as_bytes().to_vec())),
        (Some(number), "-") => nth(&mut io::stdin().lock(), number, &mut parser, received),
        (Some(number), file) => {
            File::open(file).and_then(|file| nth(&mut BufReader::new(file), number, &mut parser, received))
        }
    };
    let line = line.map_err(|error| super::unreadable(words, &PathBuf::from(what), &error))?;
    let Some(line) = line else {
        let number = args.line.unwrap_or(1);
        return Err(words.tell(
            "logs-no-line",
            &[("file", &Path::new(what).display()), ("number", &number)],
        ));
    };
    let explanation = parser.explain(super::without_end(&line), received);
    for row in rows(&explanation, &args.source.zone, words) {
        say(&row);
    }
    Ok(ExitCode::SUCCESS)
}

/// The nth line; those before it teach the parser the format, as when all are read.
fn nth(
    from: &mut impl BufRead,
    number: u64,
    parser: &mut Parser,
    received: Timestamp,
) -> io::Result<Option<Vec<u8>>> {
    for at in 1..=number {
        let mut line = Vec::new();
        if from.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if at == number {
            return Ok(Some(line));
        }
        parser.parse(super::without_end(&line), received);
    }
    Ok(None)
}

fn rows(explanation: &Explanation<'_>, zone: &TimeZone, words: Words) -> Vec<String> {
    let event = &explanation.event;
    let mut rows = vec![
        labelled(
            words.say("logs-explain-envelope"),
            envelope(explanation.header.as_ref(), zone, words),
        ),
        labelled(words.say("logs-explain-format"), format(explanation, words)),
        labelled(
            words.say("logs-explain-class"),
            format!(
                "{} {} (type_uid {})",
                event.class.uid(),
                event.class.name(),
                event.type_uid()
            ),
        ),
    ];
    if let Some(reason) = event.reason {
        rows.push(labelled(words.say("logs-explain-reason"), reason.to_owned()));
    }
    if event.lossy {
        rows.push(words.say("logs-explain-lossy"));
    }
    rows.push(String::new());
    let table = [head(words)]
        .into_iter()
        .chain(event.fields().map(|(field, value)| {
            let origin = event.origins().iter().find(|origin| origin.field == field);
            let source = match origin {
                Some(origin) if !origin.key.is_empty() => format!("{}={}", origin.key, shown(&origin.text)),
                Some(origin) if !origin.text.is_empty() => shown(&origin.text).into_owned(),
                _ => words.say("logs-explain-derived"),
            };
            [field.path().to_owned(), value_of(field, value, zone), source]
        }));
    rows.extend(aligned(&table.collect::<Vec<_>>()));
    if !event.unmapped.is_empty() {
        rows.push(String::new());
        rows.push(words.say("logs-explain-unmapped"));
        let pairs = event.unmapped.iter();
        rows.extend(pairs.map(|(key, text)| format!("  {}={}", shown(key), shown(text))));
    }
    rows
}

fn labelled(label: String, text: String) -> String {
    format!("{label}: {text}")
}

fn head(words: Words) -> [String; 3] {
    [
        words.say("logs-explain-field"),
        words.say("logs-explain-value"),
        words.say("logs-explain-source"),
    ]
}

fn envelope(header: Option<&Header<'_>>, zone: &TimeZone, words: Words) -> String {
    let Some(header) = header else {
        return words.say("logs-explain-envelope-changed");
    };
    let mut parts = vec![
        header
            .standard
            .map_or_else(|| words.say("logs-explain-none"), str::to_owned),
    ];
    if let (Some(facility), Some(severity)) = (header.facility, header.severity) {
        parts.push(format!("facility={facility} severity={severity}"));
    }
    if let Some(time) = header.time {
        parts.push(format!("time={}", in_zone(time, zone)));
    }
    let named = [
        ("host", header.host),
        ("app", header.app),
        ("process", header.process),
        ("message_id", header.message_id),
        ("structured_data", header.structured),
    ];
    let named = named.into_iter().filter_map(|(name, text)| Some((name, text?)));
    parts.extend(named.map(|(name, text)| format!("{name}={}", shown(text))));
    parts.join(" ")
}

fn format(explanation: &Explanation<'_>, words: Words) -> String {
    let why = words.say(match explanation.why {
        Why::Given => "logs-explain-given",
        Why::AsBefore => "logs-explain-as-before",
        Why::Looks => "logs-explain-looks",
        Why::Unknown => "logs-explain-unknown",
    });
    match explanation.format {
        Some(format) => format!("{} ({format}; {why})", format.title()),
        None => why,
    }
}

fn value_of(field: Field, value: &Value<'_>, zone: &TimeZone) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => shown(text).into_owned(),
        Value::Integer(number) if field.kind() == Kind::Time => {
            format!("{number} ({})", in_zone(*number, zone))
        }
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
    }
}

/// An instant in the device's zone; the number itself if there is no such instant.
fn in_zone(millis: i64, zone: &TimeZone) -> String {
    Timestamp::from_millisecond(millis).map_or_else(
        |_| millis.to_string(),
        |at| {
            at.to_zoned(zone.clone())
                .strftime("%Y-%m-%dT%H:%M:%S%.f%:z")
                .to_string()
        },
    )
}

/// Control characters escaped: a log line must not paint the terminal.
fn shown(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => Cow::Owned(text.chars().flat_map(escaped).collect()),
        false => Cow::Borrowed(text),
    }
}

fn escaped(letter: char) -> Vec<char> {
    match letter.is_control() {
        true => letter.escape_default().collect(),
        false => vec![letter],
    }
}

/// Columns one below the other; a value that is very long does not push the others away.
fn aligned(rows: &[[String; 3]]) -> Vec<String> {
    const WIDEST: usize = 44;
    let width = |column: usize| {
        let widths = rows.iter().map(|row| columns_of(&row[column]));
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let widths = [width(0), width(1)];
    let padded =
        |text: &str, width: usize| format!("{text}{}", " ".repeat(width.saturating_sub(columns_of(text))));
    let line = |row: &[String; 3]| {
        format!(
            "{}  {}  {}",
            padded(&row[0], widths[0]),
            padded(&row[1], widths[1]),
            row[2]
        )
    };
    rows.iter().map(line).collect()
}

/// Columns of a terminal: letters of Japanese take two.
fn columns_of(text: &str) -> usize {
    text.chars()
        .map(|letter| if u32::from(letter) >= 0x1100 { 2 } else { 1 })
        .sum()
}
