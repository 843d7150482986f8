//! The first half page: grade, key figures, trend, what to do next.

use platform::text::Language;

use documents::model::{Block, Callout, Cell, Column, Tile, Tone};

use super::Edition;
use super::voice::{Voice, numbers, table};
use crate::report::actions::{Action, Urgency, actions};
use crate::report::facts::MonthFacts;
use crate::report::grade::{Criterion, Grade, Graded, Line, grade};

pub(super) fn blocks(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<Block> {
    let graded = grade(facts);
    let actions = actions(facts);
    let mut blocks = unreadable(facts, voice);
    blocks.extend([
        Block::Tiles {
            tiles: tiles(facts, &graded, voice),
        },
        Block::paragraph(summary(facts, &graded, &actions, edition, voice)),
    ]);
    // Each line of the reasons is a figure that may be too low.
    if facts.coverage.unreadable == 0 {
        blocks.push(reasons(&graded, voice));
    }
    blocks.push(Block::heading(1, voice.say("report-next")));
    blocks.extend(next(&actions, edition, voice));
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

/// What the grade means, in the words of the actions that stand below: a box is spoken of where there is one, and nobody
/// is told to telephone where there is no number.
fn summary(
    facts: &MonthFacts,
    graded: &Graded,
    actions: &[Action],
    edition: &Edition,
    voice: Voice,
) -> String {
    let urgent = actions.iter().any(|action| action.urgency() == Urgency::Now);
    let idle = actions == [Action::NothingToDo];
    let said = voice.say(match graded.grade {
        None if facts.coverage.unreadable > 0 => "report-summary-unreadable",
        Some(Grade::A) if idle => "report-summary-a",
        Some(Grade::A) => "report-summary-a-advice",
        Some(Grade::B) => "report-summary-b",
        Some(Grade::C) => "report-summary-c",
        Some(Grade::D) if edition.centre.is_empty() => "report-summary-d-page",
        Some(Grade::D) => "report-summary-d",
        None => "report-summary-none",
    });
    if urgent && graded.grade != Some(Grade::D) {
        let separator = match voice.words().language() {
            Language::Ja => "",
            Language::En => " ",
        };
        return said + separator + &voice.say("report-summary-box");
    }
    said
}

/// Why the grade is what it is, line by line.
fn reasons(graded: &Graded, voice: Voice) -> Block {
    let columns = vec![
        Column::new(voice.say("report-reason"), 5.0),
        numbers(voice.say("report-reason-count")),
        Column::new(voice.say("report-grade"), 1.0).centred(),
    ];
    // In a good month all lines say why it is one; otherwise those count that made it worse.
    let worse = graded.lines.iter().any(|line| line.grade > Grade::A);
    let told = graded.lines.iter().filter(|line| !worse || line.grade > Grade::A);
    let rows = told.map(|line| reason(*line, voice)).collect();
    table(columns, rows)
}

fn reason(line: Line, voice: Voice) -> Vec<Cell> {
    let (name, unit) = match line.criterion {
        Criterion::Log => ("report-reason-log", "report-days"),
        Criterion::Unstopped => ("report-reason-unstopped", "report-times"),
        Criterion::CommandAndControl => ("report-reason-command", "report-times"),
        Criterion::SignedIn => ("report-reason-signed-in", "report-times"),
        Criterion::Decided => ("report-reason-decided", "report-times"),
    };
    vec![
        Cell::new(voice.say(name)),
        Cell::new(voice.say_with(unit, &[("count", voice.number(line.count).into())])),
        Cell::new(format!("{:?}", line.grade)),
    ]
}

/// What to do: one box for what cannot wait, a list for the rest.
fn next(actions: &[Action], edition: &Edition, voice: Voice) -> Vec<Block> {
    let (urgent, rest): (Vec<_>, Vec<_>) = actions
        .iter()
        .partition(|action| action.urgency() == Urgency::Now);
    let mut blocks = Vec::new();
    if !urgent.is_empty() {
        let mut inside: Vec<_> = urgent
            .iter()
            .map(|action| Block::paragraph(action_text(action, voice)))
            .collect();
        inside.push(Block::paragraph(call(edition, voice)));
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

/// The support centre's number, which is answered day and night; where there is none, its page and the secretariat.
fn call(edition: &Edition, voice: Voice) -> String {
    if edition.centre.is_empty() {
        let contact = voice.one_of(&edition.contact);
        return voice.say_with("report-call-page", &[("contact", contact.into())]);
    }
    voice.say_with("report-call", &[("telephone", edition.centre.as_str().into())])
}

/// What is said of something that an incident or an intruder asks for.
fn urgent_text(action: &Action, voice: Voice) -> Option<String> {
    Some(match action {
        Action::FindHost { count } => {
            voice.say_with("report-action-find", &[("count", voice.number(*count).into())])
        }
        Action::StopIntruder { case } => {
            voice.say_with("report-action-intruder", &[("case", case.as_str().into())])
        }
        Action::FollowIncident { case, title, closed } => voice.say_with(
            if *closed {
                "report-action-incident-closed"
            } else {
                "report-action-incident"
            },
            &[
                ("case", case.as_str().into()),
                ("title", voice.one_of(title).into()),
            ],
        ),
        Action::FollowIncidents { count } => voice.say_with(
            "report-action-incidents",
            &[("count", voice.number(*count).into())],
        ),
        Action::ReadEvents { count } => {
            voice.say_with("report-action-events", &[("count", voice.number(*count).into())])
        }
        _ => return None,
    })
}

fn action_text(action: &Action, voice: Voice) -> String {
    if let Some(text) = urgent_text(action, voice) {
        return text;
    }
    match action {
        Action::IsolateHost { host, .. } => {
            voice.say_with("report-action-isolate", &[("host", host.as_str().into())])
        }
        Action::ScanHosts { hosts, count } if hosts.is_empty() => voice.say_with(
            "report-action-scan-all",
            &[("count", voice.number(*count).into())],
        ),
        Action::ScanHosts { hosts, count } => voice.say_with(
            "report-action-scan",
            &[
                ("hosts", hosts.join(", ").into()),
                ("count", voice.number(*count).into()),
            ],
        ),
        Action::ProtectAdministrator {
            user,
            failed,
            succeeded,
        } => voice.say_with(
            if *succeeded > 0 {
                "report-action-administrator-entered"
            } else {
                "report-action-administrator"
            },
            &[
                ("succeeded", voice.number(*succeeded).into()),
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
        // The others were said above.
        _ => voice.say("report-action-nothing"),
    }
}
