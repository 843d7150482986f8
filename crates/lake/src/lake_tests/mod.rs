//! A process that dies at any step of any write has lost nothing and has nothing twice.

mod leaving;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::AsArray as _;
use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field, Function};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use crate::columns::RAW;
use crate::erase::order_erasure;
use crate::manifest::Kind;
use crate::read::rows_of;
use crate::rollup::{RollupRow, merge};
use crate::wal::Position;
use crate::{Erased, Erasure, Flags, Lake, LakeError, LakeOptions, LakeWriter, Measure, Old, Row};

/// A line as a test thinks of it: whose, on which day of October, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    company: u128,
    day: i64,
    number: u64,
}

const START: &str = "2026-10-01T00:00:00Z";

fn company(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number))
}

fn after(number: u64) -> Position {
    Position {
        segment: 1,
        offset: number + 1,
    }
}

fn text(line: Line) -> String {
    format!("{}/{}/{}", line.company, line.day, line.number)
}

fn push(writer: &mut LakeWriter, line: Line) {
    let raw = text(line);
    let mut event = Event::new();
    event.raw = raw.as_bytes();
    event.class = if line.number.is_multiple_of(2) {
        Class::NetworkActivity
    } else {
        Class::HttpActivity
    };
    event.set_text(Field::Function, Function::Firewall.as_str());
    event.set_text(Field::SourceHostname, raw.as_str());
    let time = START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * line.day);
    let row = Row {
        company: company(line.company),
        device: DeviceId(Uuid::from_u128(line.company + 100)),
        received: time,
        time,
        flags: Flags::default(),
        event: &event,
    };
    writer.push(row, after(line.number));
}

/// All lines of a lake, sorted, read from its files.
fn content(lake: &Lake) -> Vec<String> {
    let manifest = lake.manifest();
    let mut lines = Vec::new();
    for file in manifest.events() {
        for batch in rows_of(lake.folder(), file, None).unwrap() {
            let raw = batch.column_by_name(RAW).unwrap().as_binary::<i32>();
            lines.extend(
                raw.iter()
                    .map(|line| String::from_utf8(line.unwrap().to_vec()).unwrap()),
            );
        }
    }
    lines.sort();
    lines
}

/// Events of each company and day by the figures.
fn figures(lake: &Lake) -> BTreeMap<(CompanyId, Date), u64> {
    let figured = lake
        .programme()
        .rollups(date(2026, 1, 1), date(2026, 12, 31))
        .unwrap();
    assert!(figured.damaged.is_empty());
    let rows = merge(figured.rows)
        .into_iter()
        .filter(|row: &RollupRow| row.measure == Measure::Function);
    rows.map(|row| ((row.company, row.day), row.figures.events))
        .collect()
}

fn expected_figures(lines: &[Line]) -> BTreeMap<(CompanyId, Date), u64> {
    let mut figures = BTreeMap::new();
    for line in lines {
        let day = date(2026, 10, 1).saturating_add(jiff::Span::new().days(line.day));
        *figures.entry((company(line.company), day)).or_default() += 1;
    }
    figures
}

fn expected(lines: &[Line]) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().copied().map(text).collect();
    lines.sort();
    lines
}

fn small() -> LakeOptions {
    LakeOptions {
        parts: 3,
        buckets: 3,
        sorted_at_once: 5,
        ..LakeOptions::default()
    }
}

/// What a night's work is, in the middle of everything else.
#[derive(Clone, Copy, Debug)]
enum Act {
    Flush,
    MergeSmall,
    Compact(i8),
    Close,
    Erase(u128),
}

fn act(lake: &Lake, writer: &mut LakeWriter, act: Act) -> Result<(), LakeError> {
    match act {
        Act::Flush => writer.flush().map(drop),
        Act::MergeSmall => lake.merge_small().map(drop),
        Act::Compact(day) => lake.compact(date(2026, 10, day)).map(drop),
        Act::Close => lake.close_month(date(2026, 10, 1)).map(drop),
        Act::Erase(company) => {
            order_erasure(lake.folder(), &everything_of(company))?;
            match lake.carry_out_erasures() {
                Err(LakeError::Changed) => Ok(()),
                done => done.map(drop),
            }
        }
    }
}

fn everything_of(number: u128) -> Erasure {
    Erasure {
        company: company(number),
        at: START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * 30),
        kept_from: None,
    }
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (1_u128..5, 0_i64..4).prop_map(|(company, day)| Line {
        company,
        day,
        number: 0,
    });
    prop::collection::vec(line, 1..30).prop_map(|mut lines| {
        for (number, line) in (0..).zip(&mut lines) {
            line.number = number;
        }
        lines
    })
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => Just(Act::Flush),
        1 => Just(Act::MergeSmall),
        1 => (1_i8..9).prop_map(Act::Compact),
        1 => Just(Act::Close),
        1 => (1_u128..5).prop_map(Act::Erase),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_crash_at_any_step_loses_nothing_and_doubles_nothing(
        lines in lines(),
        acts in prop::collection::vec((0_usize..6, acts()), 1..8),
        crashes in prop::collection::vec(0_usize..12, 0..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut acts = acts.into_iter();
        let mut crashes = crashes.into_iter();
        // Each round is a process; the last one is not stopped.
        loop {
            let lake = Lake::open(folder.path(), small()).unwrap();
            let crash = crashes.next();
            if let Some(crash) = crash {
                let left = Arc::new(AtomicUsize::new(crash));
                lake.stop_when(move |_| match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
                    Ok(_) => Ok(()),
                    Err(_) => Err(io::Error::other("killed")),
                });
            }
            if work(&lake, &lines, &mut acts).is_ok() && crash.is_none() {
                // What came after an erasure goes with the next turn.
                let erased = lake.carry_out_erasures().unwrap();
                let lines: Vec<Line> = lines
                    .iter()
                    .filter(|line| !erased.iter().any(|one| one.order.company == company(line.company)))
                    .copied()
                    .collect();
                prop_assert!(erased.iter().all(Erased::is_complete));
                prop_assert_eq!(content(&lake), expected(&lines));
                prop_assert_eq!(figures(&lake), expected_figures(&lines));
                for company in erased.iter().map(|one| one.order.company) {
                    prop_assert!(lake.manifest().files.iter().all(|file| !file.may_hold(company)));
                }
                let waiting = std::fs::read_dir(folder.path().join("erasures"));
                prop_assert!(waiting.map_or(0, Iterator::count) == 0);
                let verified = lake.verify(None).unwrap();
                prop_assert_eq!(verified.problems, vec![]);
                break;
            }
        }
    }
}

/// Reads the log from the lake's position on, with other work in between, and writes what is left at the end.
fn work(lake: &Lake, lines: &[Line], acts: &mut impl Iterator<Item = (usize, Act)>) -> Result<(), LakeError> {
    let mut writer = lake.writer();
    let done = usize::try_from(lake.position().offset).unwrap();
    let mut waiting = 0;
    let mut next = acts.next();
    for line in &lines[done..] {
        push(&mut writer, *line);
        waiting += 1;
        if let Some((gap, what)) = next
            && waiting > gap
        {
            act(lake, &mut writer, what)?;
            waiting = 0;
            next = acts.next();
        }
    }
    writer.flush().map(drop)
}

fn filled(folder: &std::path::Path, options: LakeOptions, lines: &[Line]) -> Lake {
    let lake = Lake::open(folder, options).unwrap();
    let mut writer = lake.writer();
    for line in lines {
        push(&mut writer, *line);
    }
    writer.flush().unwrap();
    lake
}

fn numbered(count: u64) -> Vec<Line> {
    (0..count)
        .map(|number| Line {
            company: u128::from(number % 4) + 1,
            day: i64::try_from(number % 3).unwrap(),
            number,
        })
        .collect()
}

#[test]
fn a_closed_month_lies_in_buckets_and_takes_late_rows_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = numbered(24);
    let lake = filled(folder.path(), small(), &lines);
    assert!(lake.compact(date(2026, 11, 3)).unwrap().closed.is_empty());
    assert_eq!(
        lake.compact(date(2026, 11, 4)).unwrap().closed,
        [date(2026, 10, 1)]
    );
    assert!(lake.manifest().events().all(|file| file.kind == Kind::Month));
    let late = Line {
        company: 2,
        day: 1,
        number: 24,
    };
    let mut writer = lake.writer();
    push(&mut writer, late);
    writer.flush().unwrap();
    lines.push(late);
    assert!(lake.manifest().events().any(|file| file.kind == Kind::Delta));
    assert_eq!(content(&lake), expected(&lines));
    let done = lake.compact(date(2026, 11, 5)).unwrap();
    assert!(done.deleted > 0 && done.merged == 2 + 2, "{done:?}");
    assert!(lake.manifest().events().all(|file| file.kind == Kind::Month));
    assert_eq!(content(&lake), expected(&lines));
    assert_eq!(lake.compact(date(2026, 11, 6)).unwrap().merged, 0);
}

#[test]
fn merged_files_are_sorted_even_where_one_company_has_very_many_rows() {
    let folder = tempfile::tempdir().unwrap();
    let lake = filled(folder.path(), small(), &numbered(60));
    lake.close_month(date(2026, 10, 1)).unwrap();
    for file in lake.manifest().events() {
        let mut keys = Vec::new();
        for batch in rows_of(lake.folder(), file, None).unwrap() {
            let column = |name| std::sync::Arc::clone(batch.column_by_name(name).unwrap());
            let (company, class, time) = (column("company"), column("class_uid"), column("time"));
            let class = class.as_primitive::<arrow::datatypes::Int32Type>();
            let time = time.as_primitive::<arrow::datatypes::TimestampMillisecondType>();
            let rows = 0..batch.num_rows();
            let company = company.as_string::<i32>();
            keys.extend(rows.map(|row| (company.value(row).to_owned(), class.value(row), time.value(row))));
        }
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(keys.len() as u64, file.rows);
    }
}

#[test]
fn what_is_sent_again_after_a_reconnect_is_dropped_once_for_each_time_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path(), small()).unwrap();
    let mut writer = lake.writer();
    let line = Line {
        company: 1,
        day: 0,
        number: 3,
    };
    let device = DeviceId(Uuid::from_u128(101));
    push(&mut writer, line);
    push(&mut writer, line);
    let until = START.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(5);
    writer.open_replay_window(device, until);
    for _ in 0..3 {
        push(&mut writer, line);
    }
    // Another device, and another day when the window is over, are not touched.
    push(&mut writer, Line { company: 2, ..line });
    writer.flush().unwrap();
    assert_eq!(content(&lake), ["1/0/3", "1/0/3", "1/0/3", "2/0/3"]);
    assert_eq!(lake.manifest().duplicates, BTreeMap::from([(device, 2)]));
}

#[test]
fn rows_are_written_after_a_minute_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path(), small()).unwrap();
    let mut writer = lake.writer();
    let now: Timestamp = START.parse().unwrap();
    assert_eq!(writer.tick(now).unwrap(), None);
    push(
        &mut writer,
        Line {
            company: 1,
            day: 0,
            number: 0,
        },
    );
    assert_eq!(writer.tick(now).unwrap(), None);
    assert_eq!(writer.tick(now + SignedDuration::from_secs(59)).unwrap(), None);
    assert_eq!(
        writer
            .tick(now + SignedDuration::from_secs(60))
            .unwrap()
            .unwrap()
            .rows,
        1
    );
    assert_eq!(writer.tick(now + SignedDuration::from_secs(600)).unwrap(), None);
}

#[test]
fn one_writes_and_others_read() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Lake::read(folder.path()), Err(LakeError::Missing(_))));
    let lake = filled(folder.path(), small(), &numbered(2));
    assert!(matches!(
        Lake::open(folder.path(), small()),
        Err(LakeError::Locked(_))
    ));
    let reader = Lake::read(folder.path()).unwrap();
    assert_eq!(content(&reader).len(), 2);
    let mut writer = lake.writer();
    push(
        &mut writer,
        Line {
            company: 1,
            day: 0,
            number: 2,
        },
    );
    writer.flush().unwrap();
    reader.refresh().unwrap();
    assert_eq!(content(&reader).len(), 3);
    assert!(reader.close_month(date(2026, 10, 1)).is_err());
}

#[test]
fn damage_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let lake = filled(folder.path(), small(), &numbered(9));
    let path = lake.manifest().events().next().unwrap().path.clone();
    let file = folder.path().join(&path);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&file, bytes).unwrap();
    let verified = lake.verify(None).unwrap();
    assert!(
        matches!(&verified.problems[..], [crate::Problem::Damaged { file, .. }] if *file == path),
        "{verified:?}"
    );
    let done = lake.compact(date(2026, 11, 9)).unwrap();
    assert_eq!(done.damaged, std::slice::from_ref(&path));
    assert!(lake.manifest().events().any(|file| file.path == path));
    let rows: u64 = lake.manifest().events().map(|file| file.rows).sum();
    assert_eq!(rows, 9);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(lake.verify(None).unwrap().problems.len(), 1);
}
