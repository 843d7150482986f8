//! Where it came from and what was used: attackers, countries, hosts, web, applications, sign-ins.

use documents::chart::{Bar, Colour, Series, bars};
use documents::model::{Block, Cell, Column};

use super::countries::{category, country};
use super::voice::{Voice, figure, numbers, table};
use crate::report::facts::{FIREWALL, LoginFacts, MonthFacts, Ranked};

const MOST: usize = 5;

pub(super) fn blocks(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(hosts(facts, voice));
    blocks.extend(origin(facts, voice));
    blocks.extend(ranking(
        "report-web",
        &renamed(&facts.web_categories, |name| category(name, voice)),
        voice,
    ));
    blocks.extend(applications(facts, voice));
    blocks.extend(logins("report-administrators", &facts.administrators, voice));
    blocks.extend(logins("report-vpn", &facts.vpn, voice));
    if !blocks.is_empty() {
        blocks.insert(0, Block::heading(1, voice.say("report-network")));
    }
    blocks
}

fn hosts(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    if facts.hosts.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::new(voice.say("report-host"), 2.2),
        numbers(voice.say("report-blocked")),
        numbers(voice.say("report-detected")),
        Column::new(voice.say("report-host-last"), 2.4),
        Column::new(voice.say("report-host-judged"), 2.4),
    ];
    let rows = facts
        .hosts
        .iter()
        .take(MOST)
        .map(|host| {
            let [blocked, detected] = voice.count_cells(host.counts);
            let judged = match (host.serious, host.counts.detected) {
                (true, _) => "report-host-serious",
                (false, 0) => "report-host-fine",
                (false, _) => "report-host-look",
            };
            vec![
                Cell::new(voice.named(&host.host)).header(),
                blocked,
                detected,
                Cell::new(
                    host.last
                        .map_or_else(|| "–".to_owned(), |at| voice.moment_of_month(at)),
                ),
                Cell::new(voice.say(judged)),
            ]
        })
        .collect();
    vec![Block::heading(2, voice.say("report-hosts")), table(columns, rows)]
}

fn origin(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    if facts.attackers.is_empty() && facts.countries.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::heading(2, voice.say("report-origin"))];
    let refused = facts.function(FIREWALL).blocked;
    if refused > 0 {
        let count = [("count", voice.times(refused).into())];
        blocks.push(Block::paragraph(voice.say_with("report-origin-refused", &count)));
    }
    blocks.extend(chart(
        &renamed(&facts.countries, |name| country(name, voice)),
        voice,
        "report-countries-alt",
    ));
    if !facts.attackers.is_empty() {
        let columns = vec![
            Column::new(voice.say("report-attacker"), 3.0),
            numbers(voice.say("report-blocked")),
            numbers(voice.say("report-detected")),
        ];
        let rows = facts
            .attackers
            .iter()
            .take(MOST)
            .map(|one| {
                let [blocked, detected] = voice.count_cells(one.counts);
                vec![Cell::new(voice.named(&one.name)), blocked, detected]
            })
            .collect();
        blocks.push(table(columns, rows));
    }
    blocks
}

/// A ranking under the reader's names; what has one name for the reader is one.
fn renamed(ranked: &[Ranked], name: impl Fn(&str) -> String) -> Vec<Ranked> {
    let mut all: Vec<Ranked> = Vec::new();
    for one in ranked {
        let name = name(&one.name);
        match all.iter_mut().find(|known| known.name == name) {
            Some(known) => known.counts.add(one.counts),
            None => all.push(Ranked { name, ..one.clone() }),
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.counts.total()));
    all
}

fn ranking(key: &str, ranked: &[Ranked], voice: Voice) -> Vec<Block> {
    let chart = chart(ranked, voice, "report-ranking-alt");
    if chart.is_empty() {
        return chart;
    }
    let mut blocks = vec![Block::heading(2, voice.say(key))];
    blocks.extend(chart);
    blocks
}

fn chart(ranked: &[Ranked], voice: Voice, alt: &str) -> Vec<Block> {
    let shown: Vec<_> = ranked.iter().take(MOST).collect();
    let Some(first) = shown.first() else {
        return Vec::new();
    };
    let drawn: Vec<_> = shown
        .iter()
        .map(|one| Bar {
            name: voice.named(&one.name),
            counts: vec![one.counts.blocked, one.counts.detected],
        })
        .collect();
    let alt = voice.say_with(
        alt,
        &[
            ("first", voice.named(&first.name).into()),
            ("count", voice.times(first.counts.total()).into()),
        ],
    );
    vec![figure(|room| bars(&voice.series(), &drawn, room), alt)]
}

fn applications(facts: &MonthFacts, voice: Voice) -> Vec<Block> {
    let shown: Vec<_> = facts.applications.iter().take(MOST).collect();
    let Some(first) = shown.first() else {
        return Vec::new();
    };
    let series = [Series {
        name: voice.say("report-megabytes"),
        colour: Colour::Key,
    }];
    let drawn: Vec<_> = shown
        .iter()
        .map(|one| Bar {
            name: voice.named(&one.name),
            counts: vec![one.bytes.div_ceil(1_000_000)],
        })
        .collect();
    let alt = voice.say_with(
        "report-ranking-alt",
        &[
            ("first", voice.named(&first.name).into()),
            ("count", Voice::bytes(first.bytes).into()),
        ],
    );
    vec![
        Block::heading(2, voice.say("report-applications")),
        figure(|room| bars(&series, &drawn, room), alt),
    ]
}

fn logins(key: &str, logins: &[LoginFacts], voice: Voice) -> Vec<Block> {
    if logins.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::new(voice.say("report-account"), 3.0),
        numbers(voice.say("report-succeeded")),
        numbers(voice.say("report-failed")),
    ];
    let rows = logins
        .iter()
        .take(MOST)
        .map(|one| {
            vec![
                Cell::new(voice.named(&one.user)),
                Cell::new(voice.number(one.succeeded)),
                Cell::new(voice.number(one.failed)),
            ]
        })
        .collect();
    vec![Block::heading(2, voice.say(key)), table(columns, rows)]
}
