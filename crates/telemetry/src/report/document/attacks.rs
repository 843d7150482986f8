//! What was detected and blocked: by day, by function, signatures, malware.

use documents::chart::{Day, Days, days};
use documents::model::{Block, Cell, Column, RichText};

use super::voice::{Voice, figure, numbers, table};
use crate::report::facts::{Counts, FIREWALL, MonthFacts};

/// Rows of a ranking that a person reads.
const MOST: usize = 5;

pub(super) fn blocks(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, voice.say("report-attacks"))];
    if facts.security_functions().all(|one| one.total().total() == 0) {
        blocks.push(Block::paragraph(voice.say("report-attacks-none")));
    } else {
        blocks.push(Block::paragraph(voice.say("report-legend")));
        blocks.push(by_day(facts, voice));
        blocks.push(by_function(facts, voice));
    }
    let refused = facts.function(FIREWALL).blocked;
    if refused > 0 {
        blocks.push(Block::Note {
            mark: voice.say("report-mark"),
            text: voice
                .say_with("report-refused", &[("count", voice.times(refused).into())])
                .into(),
        });
    }
    blocks.extend(signatures(facts, voice));
    blocks.extend(malware(facts, voice));
    blocks.extend(unstopped(facts, voice));
    blocks
}

/// Rows of what was not stopped: it is what a person has to look after.
const MOST_UNSTOPPED: usize = 8;

/// What was seen and not stopped, by name and host: behind the number at the top stand these.
fn unstopped(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let found = &facts.unstopped;
    if found.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::new(voice.say("report-unstopped-name"), 4.0),
        Column::new(voice.say("report-host"), 2.2),
        Column::new(voice.say("report-severity"), 1.2).centred(),
        numbers(voice.say("report-detected")),
    ];
    let rows = found
        .iter()
        .take(MOST_UNSTOPPED)
        .map(|one| {
            let key = format!("function-{}", one.name);
            let name = if voice.words().has(&key) {
                voice.say(&key)
            } else {
                voice.named(&one.name)
            };
            let host = if one.host.is_empty() { "–" } else { &one.host };
            vec![
                Cell::new(name).header(),
                Cell::new(host),
                Cell::new(voice.say(severity(one.severity))),
                Cell::new(voice.number(one.count)),
            ]
        })
        .collect();
    let mut blocks = vec![
        Block::heading(2, voice.say("report-unstopped")),
        table(columns, rows),
    ];
    let rest: u64 = found.iter().skip(MOST_UNSTOPPED).map(|one| one.count).sum();
    if rest > 0 {
        let count = voice.times(rest);
        blocks.push(Block::paragraph(
            voice.say_with("report-unstopped-rest", &[("count", count.into())]),
        ));
    }
    blocks
}

/// Security events of each day; nothing is known of a day without a log.
pub(super) fn per_day(facts: &MonthFacts) -> Vec<Option<Counts>> {
    facts
        .coverage
        .days
        .iter()
        .enumerate()
        .map(|(number, day)| {
            let mut counts = Counts::default();
            facts
                .security_functions()
                .filter_map(|one| one.days.get(number))
                .for_each(|one| counts.add(*one));
            (day.logged != 0 || counts.total() > 0).then_some(counts)
        })
        .collect()
}

fn by_day(facts: &MonthFacts, voice: Voice) -> Block {
    let counts = per_day(facts);
    let chart = Days {
        series: voice.series(),
        days: facts
            .coverage
            .days
            .iter()
            .zip(&counts)
            .map(|(day, counts)| Day {
                label: label(day.day.day()),
                counts: counts.map(|counts| vec![counts.blocked, counts.detected]),
            })
            .collect(),
    };
    let busiest = facts
        .coverage
        .days
        .iter()
        .zip(&counts)
        .max_by_key(|(_, counts)| counts.map(Counts::total));
    let alt = match busiest {
        Some((day, Some(counts))) => voice.say_with(
            "report-by-day-alt",
            &[
                ("day", voice.words().day(day.day).into()),
                ("count", voice.times(counts.total()).into()),
            ],
        ),
        _ => voice.say("report-attacks-none"),
    };
    figure(|room| days(&chart, room), alt)
}

/// The first day and every fifth one are named.
pub(super) fn label(day: i8) -> String {
    if day == 1 || day % 5 == 0 {
        day.to_string()
    } else {
        String::new()
    }
}

fn by_function(facts: &MonthFacts, voice: Voice) -> Block {
    let columns = vec![
        Column::new(voice.say("report-function"), 2.4),
        numbers(voice.say("report-blocked")),
        numbers(voice.say("report-detected")),
        Column::new(voice.say("report-function-what"), 4.0),
    ];
    let mut functions: Vec<_> = facts
        .security_functions()
        .map(|one| (one.function.as_str(), one.total()))
        .collect();
    functions.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.total()));
    let rows = functions
        .into_iter()
        .map(|(function, counts)| {
            let [blocked, detected] = voice.count_cells(counts);
            vec![
                Cell::new(voice.say(&format!("function-{function}"))).header(),
                blocked,
                detected,
                Cell::new(voice.say(&format!("function-{function}-what"))),
            ]
        })
        .collect();
    table(columns, rows)
}

fn signatures(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    if facts.signatures.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::new(voice.say("report-signature"), 4.6),
        Column::new(voice.say("report-severity"), 1.2).centred(),
        numbers(voice.say("report-blocked")),
        numbers(voice.say("report-detected")),
    ];
    let rows = facts
        .signatures
        .iter()
        .take(MOST)
        .map(|one| {
            let mut name = RichText::new().plain(voice.named(&one.name));
            if one.new {
                name = name.plain("　").bold(voice.say("report-new"));
            }
            let [blocked, detected] = voice.count_cells(one.counts);
            vec![
                Cell::new(name),
                Cell::new(voice.say(severity(one.severity))),
                blocked,
                detected,
            ]
        })
        .collect();
    vec![
        Block::heading(2, voice.say("report-signatures")),
        table(columns, rows),
    ]
}

fn severity(number: u8) -> &'static str {
    match number {
        0 | 1 => "severity-informational",
        2 => "severity-low",
        3 => "severity-medium",
        4 => "severity-high",
        _ => "severity-critical",
    }
}

fn malware(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    if facts.malware.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::new(voice.say("report-malware-name"), 3.6),
        Column::new(voice.say("report-channel"), 1.6),
        numbers(voice.say("report-blocked")),
        numbers(voice.say("report-detected")),
    ];
    let rows = facts
        .malware
        .iter()
        .take(MOST)
        .map(|one| {
            let [blocked, detected] = voice.count_cells(one.counts);
            let channel = match one.channel.as_str() {
                "web" => "channel-web",
                "mail" => "channel-mail",
                "file" => "channel-file",
                _ => "channel-other",
            };
            vec![
                Cell::new(voice.named(&one.name)),
                Cell::new(voice.say(channel)),
                blocked,
                detected,
            ]
        })
        .collect();
    vec![
        Block::heading(2, voice.say("report-malware")),
        table(columns, rows),
    ]
}
