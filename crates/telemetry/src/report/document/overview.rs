//! The first half page: grade, key figures, trend, what to do next.

use documents::model::{Block, Callout, Cell, Column, Tile, Tone};

use super::Edition;
use super::voice::{Voice, numbers, table};
use crate::report::actions::{Action, Urgency, actions};
use crate::report::facts::MonthFacts;
use crate::report::grade::{Criterion, Grade, Graded, Line, grade};

pub(super) fn blocks(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<Block> {
    let graded = grade(facts);
    let mut blocks = unreadable(facts, voice);
    blocks.extend([
        Block::Tiles {
            tiles: tiles(facts, &graded, voice),
        },
        Block::paragraph(summary(facts, &graded, voice)),
    ]);
    // Each line of the reasons is a figure that may be too low.
    if facts.coverage.unreadable == 0 {
        blocks.push(reasons(&graded, voice));
    }
    blocks.push(Block::heading(1, voice.say("report-next")));
    blocks.extend(next(facts, edition, voice));
    blocks
}

/// What must be known before any figure is read: that some are missing.
fn unreadable(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let count = facts.coverage.unreadable;
    if count == 0 {
        return Vec::new();
    }
    let text = voice.say_with("report-unreadable", &[("count", voice.number(count).into())]);
    vec![Block::Callout(Callout {
        tone: Tone::Attention,
        title: Some(voice.say("report-unreadable-title").into()),
        blocks: vec![Block::paragraph(text)],
    })]
}

fn tiles(facts: &MonthFacts, graded: &Graded, voice: Voice) -> Vec<Tile> {
    let totals = facts.totals();
    let tile = |label: &str, value: String, note: Option<String>, alarming: bool| Tile {
        label: voice.say(label),
        value,
        note,
        tone: if alarming {
            Tone::Attention
        } else {
            Tone::Information
        },
    };
    let trend = |now: u64, before: fn(&crate::report::facts::Totals) -> u64| {
        facts.before.as_ref().map(|earlier| {
            voice.say_with(
                "report-last-month",
                &[("count", voice.times(before(earlier)).into())],
            ) + arrow(now, before(earlier))
        })
    };
    vec![
        tile(
            "report-grade",
            graded
                .grade
                .map_or_else(|| voice.say("report-no-grade"), |grade| format!("{grade:?}")),
            Some(voice.say("report-grade-scale")),
            graded.grade.is_none_or(|grade| grade >= Grade::C),
        ),
        tile(
            "report-tile-blocked",
            voice.times(totals.blocked),
            trend(totals.blocked, |earlier| earlier.blocked),
            false,
        ),
        tile(
            "report-tile-detected",
            voice.times(totals.detected),
            trend(totals.detected, |earlier| earlier.detected),
            totals.detected > 0,
        ),
        tile(
            "report-tile-log",
            facts
                .coverage
                .permille()
                .map_or_else(|| "–".to_owned(), Voice::permille),
            (facts.coverage.unreadable == 0).then(|| {
                voice.say_with(
                    "report-silent-days",
                    &[(
                        "count",
                        u64::try_from(facts.coverage.silent_days())
                            .unwrap_or(u64::MAX)
                            .into(),
                    )],
                )
            }),
            facts.coverage.silent_days() > 0,
        ),
    ]
}

fn arrow(now: u64, before: u64) -> &'static str {
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => " ↑",
        std::cmp::Ordering::Equal => " →",
        std::cmp::Ordering::Less => " ↓",
    }
}

fn summary(facts: &MonthFacts, graded: &Graded, voice: Voice) -> String {
    voice.say(match graded.grade {
        None if facts.coverage.unreadable > 0 => "report-summary-unreadable",
        Some(Grade::A) => "report-summary-a",
        Some(Grade::B) => "report-summary-b",
        Some(Grade::C) => "report-summary-c",
        Some(Grade::D) => "report-summary-d",
        None => "report-summary-none",
    })
}

/// Why the grade is what it is, line by line.
fn reasons(graded: &Graded, voice: Voice) -> Block {
    let columns = vec![
        Column::new(voice.say("report-reason"), 5.0),
        numbers(voice.say("report-reason-count")),
        Column::new(voice.say("report-grade"), 1.0).centred(),
    ];
    let rows = graded.lines.iter().map(|line| reason(*line, voice)).collect();
    table(columns, rows)
}

fn reason(line: Line, voice: Voice) -> Vec<Cell> {
    let (name, unit) = match line.criterion {
        Criterion::Log => ("report-reason-log", "report-days"),
        Criterion::Unstopped => ("report-reason-unstopped", "report-times"),
        Criterion::CommandAndControl => ("report-reason-command", "report-times"),
        Criterion::Decided => ("report-reason-decided", "report-times"),
    };
    vec![
        Cell::new(voice.say(name)),
        Cell::new(voice.say_with(unit, &[("count", voice.number(line.count).into())])),
        Cell::new(format!("{:?}", line.grade)),
    ]
}

/// What to do: one box for what cannot wait, a list for the rest.
fn next(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<Block> {
    let (urgent, rest): (Vec<_>, Vec<_>) = actions(facts)
        .into_iter()
        .partition(|action| action.urgency() == Urgency::Now);
    let mut blocks = Vec::new();
    if !urgent.is_empty() {
        let mut inside: Vec<_> = urgent
            .iter()
            .map(|action| Block::paragraph(action_text(action, voice)))
            .collect();
        inside.push(Block::paragraph(voice.say_with(
            "report-call",
            &[("contact", voice.one_of(&edition.contact).into())],
        )));
        blocks.push(Block::Callout(Callout {
            tone: Tone::Attention,
            title: Some(voice.say("report-now").into()),
            blocks: inside,
        }));
    }
    if !rest.is_empty() {
        blocks.push(Block::bullets(
            rest.iter().map(|action| action_text(action, voice)),
        ));
    }
    blocks
}

fn action_text(action: &Action, voice: Voice) -> String {
    match action {
        Action::IsolateHost { host } => {
            voice.say_with("report-action-isolate", &[("host", host.as_str().into())])
        }
        Action::ScanHosts { hosts, count } => voice.say_with(
            "report-action-scan",
            &[
                ("hosts", hosts.join(", ").into()),
                ("count", voice.number(*count).into()),
            ],
        ),
        Action::ProtectAdministrator { user, failed } => voice.say_with(
            "report-action-administrator",
            &[
                ("user", voice.named(user).into()),
                ("count", voice.number(*failed).into()),
            ],
        ),
        Action::ProtectVpn { user, failed } => voice.say_with(
            "report-action-vpn",
            &[
                ("user", voice.named(user).into()),
                ("count", voice.number(*failed).into()),
            ],
        ),
        Action::CheckAppliance { days } => {
            voice.say_with("report-action-check", &[("count", voice.number(*days).into())])
        }
        Action::RenewSignatures { since } => voice.say_with(
            "report-action-signatures",
            &[("since", voice.words().date(*since).into())],
        ),
        Action::WarnOfMail { count } => {
            voice.say_with("report-action-mail", &[("count", voice.number(*count).into())])
        }
        Action::DecideOnTrial { until } => voice.say_with(
            "report-action-trial",
            &[("until", voice.words().date(*until).into())],
        ),
        Action::AwaitRevision => voice.say("report-action-revision"),
        Action::NothingToDo => voice.say("report-action-nothing"),
    }
}
