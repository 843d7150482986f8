//! The appliance, its log, the support centre, the comparison, and the table of days.

use documents::chart::{Hour, HourRow, Hours, hours};
use documents::model::{Block, Cell, Column, Fact, Table};

use super::Edition;
use super::attacks::{label, per_day};
use super::voice::{Voice, figure, numbers, table};
use crate::report::facts::{Counts, CoveredDay, MonthFacts};

pub(super) fn blocks(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<Block> {
    let chart = log_chart(facts, voice);
    let mut blocks = vec![
        Block::heading(1, voice.say("report-device")),
        figure(|room| hours(&chart, room), log_alt(facts, voice)),
        Block::Facts {
            facts: device(facts, voice),
        },
        Block::heading(1, voice.say("report-support")),
        Block::Facts {
            facts: support(facts, edition, voice),
        },
    ];
    blocks.extend(peers(facts, voice));
    blocks
}

fn log_chart(facts: &MonthFacts, voice: Voice) -> Hours {
    Hours {
        legend: ["report-hour-there", "report-hour-missing", "report-hour-outside"].map(|key| voice.say(key)),
        unit: voice.say("report-hour-unit"),
        days: facts
            .coverage
            .days
            .iter()
            .map(|day| HourRow {
                label: label(day.day.day()),
                hours: std::array::from_fn(|hour| hour_of(*day, hour)),
            })
            .collect(),
    }
}

fn hour_of(day: CoveredDay, hour: usize) -> Hour {
    let bit = 1 << hour;
    match (day.logged & bit != 0, day.due & bit != 0) {
        (true, _) => Hour::There,
        (false, true) => Hour::Missing,
        (false, false) => Hour::Outside,
    }
}

fn log_alt(facts: &MonthFacts, voice: Voice) -> String {
    match facts.coverage.permille() {
        Some(permille) => voice.say_with(
            "report-log-alt",
            &[
                ("share", Voice::permille(permille).into()),
                (
                    "days",
                    u64::try_from(facts.coverage.silent_days())
                        .unwrap_or(u64::MAX)
                        .into(),
                ),
            ],
        ),
        None if facts.coverage.unreadable > 0 => voice.say("report-log-unreadable"),
        None => voice.say("report-log-none"),
    }
}

fn device(facts: &MonthFacts, voice: Voice) -> Vec<Fact> {
    let fact = |key: &str, text: String| Fact::new(voice.say(key), text);
    let mut rows = Vec::new();
    if let Some(device) = &facts.device {
        rows.push(fact(
            "report-device-model",
            format!("{}（{}）", device.model, device.serial),
        ));
        for earlier in &device.earlier {
            let until = voice.words().date(platform::clock::date_in_tokyo(earlier.until));
            let text = voice.say_with(
                "report-device-until",
                &[
                    (
                        "device",
                        format!("{}（{}）", earlier.model, earlier.serial).into(),
                    ),
                    ("day", until.into()),
                ],
            );
            rows.push(fact("report-device-earlier", text));
        }
        rows.push(fact("report-device-since", voice.words().date(device.installed)));
        if let Some(end) = device.trial_end {
            rows.push(fact("report-device-trial", voice.words().date(end)));
        }
        // Where files do not read, a later line may lie in them.
        if facts.coverage.unreadable == 0 {
            let last = device
                .last_seen
                .map_or_else(|| voice.say("report-log-none"), |at| voice.moment(at));
            rows.push(fact("report-device-last", last));
        }
        if let Some(version) = &device.signatures {
            rows.push(fact("report-device-signatures", version.clone()));
        }
        if let Some(day) = device.signatures_renewed {
            let day = voice.words().date(day);
            let renewed = match device.signatures_renewed_on {
                Some(days) => {
                    let values = [("day", day.into()), ("count", u64::from(days).into())];
                    voice.say_with("report-device-renewed-on", &values)
                }
                None => day,
            };
            rows.push(fact("report-device-renewed", renewed));
        }
    }
    let coverage = &facts.coverage;
    rows.push(fact("report-log-lines", voice.times(coverage.events())));
    let lost = coverage
        .lost
        .map_or_else(|| voice.say("report-not-measured"), |lost| voice.times(lost));
    rows.push(fact("report-log-lost", lost));
    rows.push(fact("report-log-unread", voice.times(coverage.not_understood)));
    if coverage.duplicates > 0 {
        rows.push(fact("report-log-twice", voice.times(coverage.duplicates)));
    }
    if coverage.cut > 0 {
        rows.push(fact("report-log-cut", voice.times(coverage.cut)));
    }
    if let Some(dropped) = coverage.dropped_of_all {
        rows.push(fact("report-log-dropped", voice.times(dropped)));
    }
    rows
}

fn support(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<Fact> {
    let support = &facts.support;
    let fact = |key: &str, text: String| Fact::new(voice.say(key), text);
    let mut rows = vec![
        fact("report-support-cases", {
            let (opened, closed) = (voice.times(support.opened), voice.times(support.closed));
            voice.say_with(
                "report-support-opened",
                &[("opened", opened.into()), ("closed", closed.into())],
            )
        }),
        fact("report-support-decided", {
            let values = [
                ("incidents", voice.number(support.incidents).into()),
                ("events", voice.number(support.events).into()),
                ("alarms", voice.number(support.false_alarms).into()),
            ];
            voice.say_with("report-support-decisions", &values)
        }),
        fact("report-support-remote", voice.times(support.remote_steps)),
        fact("report-support-visits", voice.times(support.visits)),
    ];
    if let Some(minutes) = support.first_answer_minutes {
        rows.push(fact(
            "report-support-answer",
            voice.say_with("report-minutes", &[("count", voice.number(minutes).into())]),
        ));
    }
    if !edition.centre.is_empty() {
        rows.push(fact("report-support-telephone", edition.centre.clone()));
    }
    rows
}

fn peers(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, voice.say("report-peers"))];
    let Some(peers) = facts.peers else {
        blocks.push(Block::paragraph(voice.say("report-peers-few")));
        return blocks;
    };
    let own = facts.totals();
    let columns = vec![
        Column::new(voice.say("report-peers-what"), 3.0),
        numbers(voice.say("report-peers-own")),
        numbers(voice.say("report-peers-median")),
    ];
    let row = |key: &str, own: u64, median: u64| {
        vec![
            Cell::new(voice.say(key)).header(),
            Cell::new(voice.times(own)),
            Cell::new(voice.times(median)),
        ]
    };
    blocks.push(Block::paragraph(voice.say_with(
        "report-peers-place",
        &[
            ("companies", voice.number(peers.companies).into()),
            ("percent", u64::from(peers.below_percent).into()),
        ],
    )));
    blocks.push(table(
        columns,
        vec![
            row("report-tile-blocked", own.blocked, peers.blocked),
            row("report-tile-detected", own.detected, peers.detected),
        ],
    ));
    blocks
}

/// Parts of the table of days that stand side by side on paper.
const BESIDE: usize = 2;

/// Day by day in numbers: what the charts show.
pub(super) fn day_table(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let rows = day_rows(facts, voice);
    if rows.is_empty() {
        return Vec::new();
    }
    let table = Table {
        beside: BESIDE,
        ..Table::new(day_columns(voice), rows)
    };
    vec![
        Block::heading(1, voice.say("report-days-title")),
        Block::Table(table),
    ]
}

fn day_columns(voice: Voice) -> Vec<Column> {
    let mut columns = vec![Column::new(voice.say("report-day"), 1.3)];
    columns.extend(
        [
            "report-blocked",
            "report-detected",
            "report-day-lines",
            "report-day-missing",
        ]
        .map(|key| numbers(voice.say(key))),
    );
    columns
}

fn day_rows(facts: &MonthFacts, voice: Voice) -> Vec<Vec<Cell>> {
    let row = |day: &CoveredDay, counts: Option<Counts>| {
        let [blocked, detected] =
            counts.map_or_else(|| ["–", "–"].map(Cell::new), |counts| voice.count_cells(counts));
        vec![
            Cell::new(voice.short_day(day.day)),
            blocked,
            detected,
            Cell::new(voice.number(day.events)),
            Cell::new(match facts.coverage.unreadable {
                0 => voice.number(day.missing_hours().into()),
                _ => "–".to_owned(),
            }),
        ]
    };
    let days = facts.coverage.days.iter();
    days.zip(per_day(facts))
        .map(|(day, counts)| row(day, counts))
        .collect()
}
