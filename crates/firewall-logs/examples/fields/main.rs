//! Holds the parser against what others make of real lines: `fields FOLDER [--show N] [--vendor NAME] [--paths]`.
//!
//! A folder has a folder per vendor with `NAME.log` (a line each) or `NAME.json` (`{"events": […]}` with the line as
//! `event.original` or `message`) and `NAME-expected.json` in the names of the Elastic Common Schema. Names are
//! translated by the table in `table.rs`, values are compared, shapes are not.

mod compare;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use firewall_logs::{Class, Event, Parser, write_json};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// What was found for one vendor.
#[derive(Default)]
struct Tally {
    files: usize,
    lines: usize,
    kept: usize,
    understood: usize,
    compared: usize,
    right: usize,
    wrong: Vec<String>,
    unknown_paths: BTreeMap<String, usize>,
    reasons: BTreeMap<&'static str, (usize, String)>,
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (mut folder, mut show, mut only, mut paths) = (None, 0, None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--show" => {
                show = arguments
                    .next()
                    .and_then(|count| count.parse().ok())
                    .unwrap_or(20)
            }
            "--vendor" => only = arguments.next(),
            "--paths" => paths = true,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let Some(folder) = folder else {
        eprintln!("fields FOLDER [--show N] [--vendor NAME] [--paths]");
        return ExitCode::from(2);
    };
    println!(
        "{:<14} {:>5} {:>6} {:>6} {:>10} {:>8} {:>7} {:>6}  {:>7}",
        "vendor", "files", "lines", "kept", "understood", "compared", "right", "wrong", "right %"
    );
    for vendor in folders(&folder) {
        let name = vendor
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let tally = vendor_tally(&name, &vendor);
        if tally.files > 0 {
            print(&name, &tally, show, paths);
        }
    }
    ExitCode::SUCCESS
}

fn print(name: &str, tally: &Tally, show: usize, paths: bool) {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand fields")]
    let percent = 100.0 * tally.right as f64 / tally.compared.max(1) as f64;
    println!(
        "{name:<14} {:>5} {:>6} {:>6} {:>10} {:>8} {:>7} {:>6}  {percent:>7.2}",
        tally.files,
        tally.lines,
        tally.kept,
        tally.understood,
        tally.compared,
        tally.right,
        tally.wrong.len(),
    );
    for wrong in tally.wrong.iter().take(show) {
        println!("    {wrong}");
    }
    if show > 0 {
        for (reason, (count, line)) in &tally.reasons {
            println!("    not understood: {reason} ({count}), e.g. {line}");
        }
    }
    if paths {
        for (path, count) in &tally.unknown_paths {
            println!("    no rule for {path} ({count})");
        }
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn vendor_tally(vendor: &str, folder: &Path) -> Tally {
    let mut tally = Tally::default();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with("-expected.json") {
            continue;
        }
        let expected = file.with_file_name(format!("{name}-expected.json"));
        let expected = fs::read(expected)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let lines = lines_of(&file, &name);
        if lines.is_empty() {
            continue;
        }
        tally.files += 1;
        hold(vendor, &lines, expected.as_ref(), &mut tally);
    }
    tally
}

/// The lines of a file, each with the place of its expectation.
fn lines_of(file: &Path, name: &str) -> Vec<(usize, Vec<u8>)> {
    let Ok(bytes) = fs::read(file) else {
        return Vec::new();
    };
    if name.ends_with(".log") {
        let lines = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty());
        return lines.map(<[u8]>::to_vec).enumerate().collect();
    }
    if !name.ends_with(".json") {
        return Vec::new();
    }
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let events = json["events"].as_array().cloned().unwrap_or_default();
    let line = |event: &Value| {
        // Events that somebody else has taken apart already are no lines.
        let apart = event.get("json").is_some() || event.get("cef").is_some();
        let text = event
            .pointer("/event/original")
            .or_else(|| event.get("message").filter(|_| !apart))?;
        Some(text.as_str()?.as_bytes().to_vec())
    };
    let lines = events.iter().map(line).enumerate();
    lines.filter_map(|(place, line)| Some((place, line?))).collect()
}

fn hold(vendor: &str, lines: &[(usize, Vec<u8>)], expected: Option<&Value>, tally: &mut Tally) {
    let mut parser = Parser::new(table::zone(vendor));
    let none = Vec::new();
    let expected = expected
        .and_then(|json| json["expected"].as_array())
        .unwrap_or(&none);
    for (place, line) in lines {
        tally.lines += 1;
        let theirs = expectation(expected, *place, line);
        // Years that lines do not say follow from the time received; an hour off shows that it is not just copied.
        let near = theirs.and_then(|theirs| theirs["@timestamp"].as_str()?.parse::<Timestamp>().ok());
        let received = near.unwrap_or_else(|| Timestamp::constant(1_793_664_000, 0));
        let received = received
            .saturating_add(SignedDuration::from_hours(1))
            .unwrap_or(received);
        let event = parser.parse(line, received);
        tally.kept += usize::from(is_kept(&event, line));
        match event.reason {
            None => tally.understood += 1,
            Some(reason) => {
                let text = String::from_utf8_lossy(line).chars().take(160).collect();
                tally.reasons.entry(reason).or_insert((0, text)).0 += 1;
            }
        }
        if let Some(theirs) = theirs
            && event.class != Class::Base
            && event.reason.is_none()
        {
            compare_all(vendor, theirs, &event, tally);
        } else if let Some(theirs) = theirs {
            count_missing(vendor, theirs, tally);
        }
    }
}

/// The expectation for a line: the one that quotes it, else the one at its place.
fn expectation<'e>(expected: &'e [Value], place: usize, line: &[u8]) -> Option<&'e Value> {
    let text = String::from_utf8_lossy(line);
    let quotes = |value: &&Value| {
        let original = value.pointer("/event/original").and_then(Value::as_str);
        original.is_some_and(|original| original.trim() == text.trim())
    };
    let at_place = expected.get(place).filter(|value| !value.is_null());
    at_place
        .filter(|value| value.pointer("/event/original").is_none() || quotes(value))
        .or_else(|| expected.iter().find(quotes))
        .or(at_place)
}

/// Whether the line can be read back from what is printed.
fn is_kept(event: &Event<'_>, line: &[u8]) -> bool {
    let mut json = String::new();
    write_json(event, &mut json);
    let json: Option<Value> = serde_json::from_str(&json).ok();
    json.is_some_and(|json| json["raw_data"] == *String::from_utf8_lossy(line) && event.raw == line)
}

fn compare_all(vendor: &str, theirs: &Value, event: &Event<'_>, tally: &mut Tally) {
    compare::leaves(
        theirs,
        &mut String::new(),
        &mut |path, value| match table::rule(vendor, path) {
            table::Rule::Excluded(_) => {}
            table::Rule::Unknown => *tally.unknown_paths.entry(path.to_owned()).or_default() += 1,
            table::Rule::Compare(how, fields, keys) => {
                tally.compared += 1;
                let mut kept = event.unmapped.iter().filter(|(key, _)| keys.contains(&&**key));
                if fields
                    .iter()
                    .any(|field| compare::agrees(how, value, event.get(*field)))
                    || kept.any(|(_, text)| {
                        compare::agrees(how, value, &firewall_logs::Value::Text(text.clone()))
                    })
                {
                    tally.right += 1;
                } else {
                    let ours: Vec<_> = fields
                        .iter()
                        .map(|field| format!("{field:?}={:?}", event.get(*field)))
                        .collect();
                    let line: String = String::from_utf8_lossy(event.raw).chars().take(700).collect();
                    tally
                        .wrong
                        .push(format!("{path}: {value} | {} | {line}", ours.join(" ")));
                }
            }
        },
    );
}

/// A line that was not understood has all its fields wrong.
fn count_missing(vendor: &str, theirs: &Value, tally: &mut Tally) {
    compare::leaves(theirs, &mut String::new(), &mut |path, value| {
        if let table::Rule::Compare(..) = table::rule(vendor, path) {
            tally.compared += 1;
            tally.wrong.push(format!("{path}: {value} | line not understood"));
        }
    });
}
