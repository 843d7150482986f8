//! What a company gets: venue, sessions, themes, workshops, visits, briefings, surveys (C17, E1–E14).

use documents::model::{Block, Cell, Column, Fact, Flow, FlowStep, Table};
use platform::text::{Language, Text};

use super::super::definition::Programme;
use super::super::definition::delivery::{Briefing, Seminars, SurveyMoment, Visits, Workshop};
use super::super::definition::programme::Venue;
use super::lines;
use super::voice::Voice;

/// Sessions side by side in the table of dates.
const SESSIONS_A_ROW: usize = 5;

fn table(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Table {
        caption: None,
        columns,
        header: true,
        rows,
        beside: 1,
    })
}

fn bulleted(texts: &[Text], voice: Voice) -> Vec<Block> {
    lines::bullets(voice.texts(texts))
}

/// `{{venue}}`
pub(super) fn venue(programme: &Programme, voice: Voice) -> Vec<Block> {
    let Some(venue) = &programme.file.venue else {
        return Vec::new();
    };
    let mut facts = vec![
        Fact::new(voice.say("call-venue"), voice.text(&venue.name)),
        Fact::new(voice.say("call-address"), address(venue, voice)),
    ];
    if !venue.access.is_empty() {
        facts.push(Fact {
            label: voice.say("call-access").into(),
            blocks: bulleted(&venue.access, voice),
        });
    }
    vec![Block::Facts { facts }]
}

fn address(venue: &Venue, voice: Voice) -> String {
    match &venue.postal_code {
        Some(code) => format!("〒{code}\n{}", voice.text(&venue.address)),
        None => voice.text(&venue.address).to_owned(),
    }
}

/// `{{sessions}}`
pub(super) fn sessions(programme: &Programme, voice: Voice) -> Vec<Block> {
    let Some(seminars) = &programme.delivery.seminars else {
        return Vec::new();
    };
    let mut blocks = vec![dates(seminars, voice)];
    let facts = hours(seminars, voice);
    if !facts.is_empty() {
        blocks.push(Block::Facts { facts });
    }
    blocks.extend(bulleted(&seminars.notes, voice));
    blocks
}

/// Pairs of rows: the sessions' numbers, and under them their dates.
fn dates(seminars: &Seminars, voice: Voice) -> Block {
    let width = seminars.dates.len().min(SESSIONS_A_ROW);
    let mut rows = Vec::new();
    for (chunk, dates) in seminars.dates.chunks(SESSIONS_A_ROW).enumerate() {
        let number = |index: usize| (chunk * SESSIONS_A_ROW + index + 1) as u64;
        let blanks = || (dates.len()..width).map(|_| Cell::new(""));
        let numbers =
            (0..dates.len()).map(|index| Cell::new(voice.number("call-session", number(index))).header());
        rows.push(numbers.chain(blanks()).collect());
        let days = dates.iter().map(|date| Cell::new(voice.narrow_date(*date)));
        rows.push(days.chain(blanks()).collect());
    }
    let columns = (0..width).map(|_| Column::new("", 1.0).centred()).collect();
    let caption = voice.number("call-sessions-caption", seminars.dates.len() as u64);
    Block::Table(Table {
        caption: Some(caption.into()),
        columns,
        header: false,
        rows,
        beside: 1,
    })
}

fn hours(seminars: &Seminars, voice: Voice) -> Vec<Fact> {
    let kinds = [
        ("call-seminar", seminars.seminar),
        ("call-workshop", seminars.workshop),
        ("call-round-table", seminars.round_table),
    ];
    kinds
        .into_iter()
        .filter_map(|(key, hours)| {
            let hours = hours?;
            let mut text = voice.hours(hours.from, hours.to);
            if let ("call-round-table", Some(number)) = (key, seminars.round_tables) {
                text = format!("{text} {}", voice.number("call-round-tables", number.into()));
            }
            Some(Fact::new(voice.say(key), text))
        })
        .collect()
}

/// `{{themes}}`
pub(super) fn themes(programme: &Programme, voice: Voice) -> Vec<Block> {
    let rows: Vec<Vec<Cell>> = programme
        .delivery
        .themes
        .iter()
        .map(|theme| {
            let outline = match theme.outline.as_slice() {
                [one] => lines::paragraphs([voice.text(one)]),
                several => bulleted(several, voice),
            };
            vec![
                Cell::new(voice.text(&theme.title)).header(),
                Cell::blocks(outline),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![table(
        vec![
            Column::new(voice.say("call-theme"), 1.0),
            Column::new(voice.say("call-outline"), 2.2),
        ],
        rows,
    )]
}

/// `{{workshops}}`: the order of a workshop, and what each is about.
pub(super) fn workshops(programme: &Programme, voice: Voice) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(seminars) = programme
        .delivery
        .seminars
        .as_ref()
        .filter(|one| !one.workshop_cycle.is_empty())
    {
        let steps = voice
            .texts(&seminars.workshop_cycle)
            .zip('①'..='⑳')
            .map(|(title, mark)| FlowStep {
                label: Some(mark.to_string()),
                title: title.to_owned(),
                note: None,
            })
            .collect();
        blocks.push(Block::Flow(Flow { steps }));
    }
    let workshops = &programme.delivery.workshops;
    if !workshops.is_empty() {
        let rows = workshops
            .iter()
            .map(|workshop| workshop_row(workshop, voice))
            .collect();
        blocks.push(table(
            vec![
                Column::new(voice.say("call-session-column"), 0.7).centred(),
                Column::new(voice.say("call-theme"), 1.4),
                Column::new(voice.say("call-contents"), 2.6),
            ],
            rows,
        ));
    }
    blocks
}

fn workshop_row(workshop: &Workshop, voice: Voice) -> Vec<Cell> {
    let sessions: Vec<String> = workshop
        .sessions
        .iter()
        .map(|number| voice.number("call-session", u64::from(*number)))
        .collect();
    vec![
        Cell::new(sessions.join("\n")).header(),
        Cell::new(voice.text(&workshop.title)),
        Cell::blocks(bulleted(&workshop.contents, voice)),
    ]
}

/// `{{visits}}`
pub(super) fn visits(programme: &Programme, voice: Voice) -> Vec<Block> {
    let Some(visits) = &programme.delivery.visits else {
        return Vec::new();
    };
    let count = if visits.at_most {
        "call-visits-at-most"
    } else {
        "call-visits-times"
    };
    let mut facts = vec![Fact::new(
        voice.say("call-visits-count"),
        voice.number(count, visits.count.into()),
    )];
    let texts = [
        ("call-visits-period", &visits.period),
        ("call-visits-duration", &visits.duration),
        ("call-visits-first", &visits.first),
        ("call-visits-place", &visits.place),
    ];
    facts.extend(
        texts
            .into_iter()
            .filter_map(|(key, text)| Some(Fact::new(voice.say(key), voice.text(text.as_ref()?)))),
    );
    let mut blocks = vec![Block::Facts { facts }];
    blocks.extend(aims(visits, voice));
    blocks.extend(bulleted(&visits.notes, voice));
    blocks
}

fn aims(visits: &Visits, voice: Voice) -> Option<Block> {
    if visits.aims.is_empty() {
        return None;
    }
    let rows = visits.aims.iter().map(|aim| {
        vec![
            Cell::new(voice.number("call-session", aim.number.into())).header(),
            Cell::new(voice.text(&aim.text)),
            Cell::new(aim.when.as_ref().map_or("", |when| voice.text(when))),
        ]
    });
    let columns = vec![
        Column::new(voice.say("call-session-column"), 0.7).centred(),
        Column::new(voice.say("call-contents"), 2.8),
        Column::new(voice.say("call-when"), 1.4),
    ];
    Some(table(columns, rows.collect()))
}

/// `{{briefings}}`: notes, and a table with the columns that any of them fills.
pub(super) fn briefings(programme: &Programme, voice: Voice) -> Vec<Block> {
    let delivery = &programme.delivery;
    let mut blocks = lines::paragraphs(voice.texts(&delivery.briefing_notes));
    let briefings = &delivery.briefings;
    if briefings.is_empty() {
        return blocks;
    }
    type Part = (&'static str, f64, fn(&Briefing, Voice) -> Vec<Block>);
    let parts: [Part; 5] = [
        ("call-briefing-when", 2.4, when),
        ("call-briefing-closes", 1.6, closes),
        ("call-briefing-seats", 1.4, seats),
        ("call-briefing-place", 1.6, place),
        ("call-briefing-contents", 2.6, contents),
    ];
    let used: Vec<&Part> = parts
        .iter()
        .filter(|(.., part)| briefings.iter().any(|briefing| !part(briefing, voice).is_empty()))
        .collect();
    let mut columns = vec![Column::new(voice.say("call-session-column"), 0.8).centred()];
    columns.extend(
        used.iter()
            .map(|(key, weight, _)| Column::new(voice.say(key), *weight)),
    );
    let rows = briefings
        .iter()
        .enumerate()
        .map(|(index, briefing)| {
            let number = Cell::new(voice.number("call-session", index as u64 + 1)).header();
            let cells = used.iter().map(|(.., part)| Cell::blocks(part(briefing, voice)));
            std::iter::once(number).chain(cells).collect()
        })
        .collect();
    blocks.push(table(columns, rows));
    blocks
}

fn when(briefing: &Briefing, voice: Voice) -> Vec<Block> {
    let minutes = briefing.starts.duration_until(briefing.ends).as_mins();
    let hours = voice.hours(briefing.starts.time(), briefing.ends.time());
    let minutes = voice.number("call-minutes", u64::try_from(minutes).unwrap_or_default());
    let date = voice.words.date(briefing.starts.date());
    let gap = if voice.language == Language::En { " " } else { "" };
    vec![Block::paragraph(format!("{date}\n{hours}{gap}{minutes}"))]
}

fn closes(briefing: &Briefing, voice: Voice) -> Vec<Block> {
    let until = voice.with(
        "call-until",
        &[("date", voice.end(briefing.registration_closes).into())],
    );
    vec![Block::paragraph(until)]
}

fn seats(briefing: &Briefing, voice: Voice) -> Vec<Block> {
    let (on_site, online) = if briefing.seats_are_guide {
        ("call-seats-on-site-about", "call-seats-online-about")
    } else {
        ("call-seats-on-site", "call-seats-online")
    };
    let kinds = [(on_site, briefing.seats_on_site), (online, briefing.seats_online)];
    let lines: Vec<String> = kinds
        .into_iter()
        .filter_map(|(key, number)| Some(voice.number(key, number?.into())))
        .collect();
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Block::paragraph(lines.join("\n"))]
    }
}

fn place(briefing: &Briefing, voice: Voice) -> Vec<Block> {
    let place = briefing
        .venue
        .as_ref()
        .map(|venue| Block::paragraph(format!("{}\n{}", voice.text(&venue.name), address(venue, voice))));
    place.into_iter().collect()
}

fn contents(briefing: &Briefing, voice: Voice) -> Vec<Block> {
    lines::paragraphs(voice.texts(&briefing.contents))
}

/// `{{surveys}}`
pub(super) fn surveys(programme: &Programme, voice: Voice) -> Vec<Block> {
    let surveys = &programme.delivery.surveys;
    if surveys.is_empty() {
        return Vec::new();
    }
    let facts = surveys
        .iter()
        .map(|survey| Fact::new(voice.say(moment_key(survey.moment)), voice.text(&survey.title)))
        .collect();
    vec![Block::Facts { facts }]
}

const fn moment_key(moment: SurveyMoment) -> &'static str {
    match moment {
        SurveyMoment::AfterBriefing => "call-survey-after-briefing",
        SurveyMoment::AfterSession => "call-survey-after-session",
        SurveyMoment::Before => "call-survey-before",
        SurveyMoment::During => "call-survey-during",
        SurveyMoment::After => "call-survey-after",
        SurveyMoment::FollowingYear => "call-survey-following-year",
    }
}
