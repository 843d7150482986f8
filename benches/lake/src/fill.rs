//! A month of all companies, and what it takes.

use std::collections::BTreeMap;
use std::path::Path;

use firewall_logs::{Event, Field, Parser};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Row};

use lake_bench::{COMPANIES, company, device, generator, measured};

pub fn fill(folder: &Path, lines: usize, days: usize) {
    let lake = Lake::open(folder, LakeOptions::default()).expect("a lake");
    let (filling, rows) = measured(|| write(&lake, lines, days));
    println!("{rows} rows written in {:.1} CPU s", filling.as_secs_f64());
    let (merging, done) = measured(|| lake.close_month(date(2026, 10, 1)).expect("closed"));
    println!("closed in {:.1} CPU s: {done:?}", merging.as_secs_f64());
    lake.compact(date(2026, 11, 1)).expect("compacted");
    size(folder);
}

fn write(lake: &Lake, lines: usize, days: usize) -> u64 {
    let mut generator = generator(lines, days);
    let zone = TimeZone::fixed(Offset::constant(9));
    let mut parsers: Vec<Parser> = (0..COMPANIES).map(|_| Parser::new(zone.clone())).collect();
    let mut writer = lake.writer();
    let mut text = Vec::new();
    let mut rows = 0;
    while rows < lines as u64 {
        text.clear();
        let Some(line) = generator.next_into(&mut text) else {
            break;
        };
        let mut event = Event::new();
        parsers[line.device].parse_into(&text, line.at, &mut event);
        let time = event
            .integer(Field::Time)
            .and_then(|time| Timestamp::from_millisecond(time).ok());
        let row = Row {
            company: company(line.device),
            device: device(line.device),
            received: line.at,
            time: time.unwrap_or(line.at),
            flags: Flags::default(),
            event: &event,
        };
        rows += 1;
        writer.push(
            row,
            Position {
                segment: 1,
                offset: rows,
            },
        );
        if writer.bytes() > LakeOptions::default().flush_bytes {
            writer.flush().expect("written");
            lake.merge_small().expect("merged");
        }
    }
    writer.flush().expect("written");
    rows
}

pub fn size(folder: &Path) {
    let lake = Lake::read(folder).expect("a lake");
    let manifest = lake.manifest();
    let rows: u64 = manifest.events().map(|file| file.rows).sum();
    let bytes: u64 = manifest.events().map(|file| file.bytes).sum();
    let figures: u64 = manifest.rollups().map(|file| file.bytes).sum();
    let mut columns: BTreeMap<String, u64> = BTreeMap::new();
    for file in manifest.events() {
        for (name, bytes) in lake::columns::sizes(&folder.join(&file.path)).expect("a file") {
            *columns.entry(name).or_default() += bytes;
        }
    }
    let mut columns: Vec<(String, u64)> = columns.into_iter().collect();
    columns.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let per_event = |bytes: u64| bytes as f64 / rows as f64;
    for (name, bytes) in &columns {
        println!("{:8.2} B  {name}", per_event(*bytes));
    }
    let raw: u64 = columns
        .iter()
        .filter(|(name, _)| name.starts_with("raw"))
        .map(|(_, bytes)| bytes)
        .sum();
    println!(
        "{rows} events in {} files: {:.2} B each, of these {:.2} B for the lines; figures {:.2} B",
        manifest.events().count(),
        per_event(bytes),
        per_event(raw),
        per_event(figures)
    );
}
