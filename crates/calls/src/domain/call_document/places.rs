//! When to apply, how many places there are and how they are given, who takes part, what it costs (C6–C10, D1–D4).

use documents::model::{Block, Cell, Column, Fact, Table};

use super::super::definition::Programme;
use super::super::definition::programme::{Course, Frame, Method};
use super::draw::{DrawNotice, draw_lines};
use super::lines;
use super::voice::Voice;

fn window(course: &Course, voice: Voice) -> String {
    voice.with(
        "call-window-of",
        &[
            ("opens", voice.start(course.opens).into()),
            ("closes", voice.end(course.closes).into()),
        ],
    )
}

/// The windows as one fact, for the summary.
pub(super) fn window_fact(programme: &Programme, voice: Voice) -> Fact {
    let label = voice.say("call-window");
    match programme.file.courses.as_slice() {
        [course] => Fact::new(label, window(course, voice)),
        courses => {
            let blocks = courses
                .iter()
                .map(|course| {
                    Block::paragraph(format!("{}\n{}", voice.text(&course.name), window(course, voice)))
                })
                .collect();
            Fact {
                label: label.into(),
                blocks,
            }
        }
    }
}

/// `{{windows}}`
pub(super) fn windows(programme: &Programme, voice: Voice) -> Vec<Block> {
    let facts = match programme.file.courses.as_slice() {
        [_] => vec![window_fact(programme, voice)],
        courses => courses
            .iter()
            .map(|course| Fact::new(voice.text(&course.name), window(course, voice)))
            .collect(),
    };
    vec![Block::Facts { facts }]
}

fn places(number: u32, is_guide: bool, voice: Voice) -> String {
    let key = if is_guide {
        "call-companies-about"
    } else {
        "call-companies"
    };
    voice.number(key, number.into())
}

/// Places over all courses, for the summary.
pub(super) fn all_places(programme: &Programme, voice: Voice) -> String {
    let selection = &programme.file.selection;
    let mut lines = vec![places(selection.capacity, selection.capacity_is_guide, voice)];
    if programme.file.courses.len() > 1 {
        lines.extend(programme.file.courses.iter().map(|course| {
            format!(
                "{} {}",
                voice.text(&course.name),
                places(course.capacity, course.capacity_is_guide, voice)
            )
        }));
    }
    lines.join("\n")
}

/// `{{capacity}}`: places by course; for a draw, how and when it is held.
pub(super) fn capacity(programme: &Programme, draw: &DrawNotice, voice: Voice) -> Vec<Block> {
    let rows = programme.file.courses.iter().map(|course| {
        vec![
            Cell::new(voice.text(&course.name)).header(),
            Cell::new(places(course.capacity, course.capacity_is_guide, voice)),
        ]
    });
    let table = Table {
        caption: None,
        columns: vec![
            Column::new(voice.say("call-course"), 3.0),
            Column::new(voice.say("call-places"), 1.0).centred(),
        ],
        header: true,
        rows: rows.collect(),
        beside: 1,
    };
    let mut blocks = vec![Block::Table(table)];
    if programme.file.selection.method == Method::Lottery {
        blocks.push(Block::Facts {
            facts: draw_facts(programme, draw, voice),
        });
    }
    blocks
}

fn draw_facts(programme: &Programme, draw: &DrawNotice, voice: Voice) -> Vec<Fact> {
    let selection = &programme.file.selection;
    let mut facts = vec![Fact {
        label: voice.say("call-selection").into(),
        blocks: lines::paragraphs([voice.text(&selection.rule)]),
    }];
    facts.extend(
        draw_lines(programme, draw, voice.words)
            .into_iter()
            .map(|line| Fact::new(line.label, line.value)),
    );
    let from = selection
        .results_from
        .map(|day| voice.with("call-results-from", &[("date", voice.words.date(day).into())]));
    let words = selection
        .results_words
        .as_ref()
        .map(|words| voice.text(words).to_owned());
    let results: Vec<String> = [words, from].into_iter().flatten().collect();
    if !results.is_empty() {
        facts.push(Fact::new(voice.say("call-results"), results.join("\n")));
    }
    facts.extend(selection.answer_business_days.map(|days| {
        Fact::new(
            voice.say("call-answer"),
            voice.number("call-answer-days", days.into()),
        )
    }));
    facts
}

/// `{{frames}}`: one row an industry, the frame's name and number over all its rows.
pub(super) fn frames(programme: &Programme, voice: Voice) -> Vec<Block> {
    let frames = &programme.file.frames;
    if frames.is_empty() {
        return Vec::new();
    }
    let table = Table {
        caption: Some(
            voice
                .number("call-frames-caption", programme.file.selection.capacity.into())
                .into(),
        ),
        columns: vec![
            Column::new(voice.say("call-frame"), 2.0),
            Column::new(voice.say("call-frame-companies"), 1.2).centred(),
            Column::new(voice.say("call-frame-industries"), 3.0),
        ],
        header: true,
        rows: frames.iter().flat_map(|frame| frame_rows(frame, voice)).collect(),
        beside: 1,
    };
    vec![Block::Table(table)]
}

fn frame_rows(frame: &Frame, voice: Voice) -> Vec<Vec<Cell>> {
    let rows = u32::try_from(frame.industries.len()).unwrap_or(u32::MAX);
    let number = match frame.maximum {
        Some(maximum) if maximum != frame.minimum => {
            let (from, to) = (voice.words.number(frame.minimum), voice.words.number(maximum));
            voice.with(
                "call-companies-between",
                &[("from", from.into()), ("to", to.into())],
            )
        }
        Some(exact) => places(exact, false, voice),
        None => places(frame.minimum, true, voice),
    };
    let mut cells = vec![vec![
        Cell::new(voice.text(&frame.name)).header().over_rows(rows),
        Cell::new(number).over_rows(rows),
    ]];
    for (index, industry) in frame.industries.iter().enumerate() {
        let cell = Cell::new(voice.text(&industry.name));
        match cells.get_mut(index) {
            Some(row) => row.push(cell),
            None => cells.push(vec![cell]),
        }
    }
    cells
}

/// `{{participants}}`
pub(super) fn participants(programme: &Programme, voice: Voice) -> Vec<Block> {
    let Some(participants) = &programme.file.participants else {
        return Vec::new();
    };
    lines::bullets(voice.texts(&participants.conditions))
}

/// 無料, or the amount.
pub(super) fn fee_words(programme: &Programme, voice: Voice) -> String {
    match programme.file.fee.yen {
        0 => voice.say("call-fee-free"),
        yen => voice.number("call-yen", yen),
    }
}

/// `{{fee}}`
pub(super) fn fee(programme: &Programme, voice: Voice) -> Vec<Block> {
    let mut blocks = vec![Block::Facts {
        facts: vec![Fact::new(voice.say("call-fee"), fee_words(programme, voice))],
    }];
    let borne = programme.file.fee.borne_by_company.as_ref();
    blocks.extend(lines::paragraphs(borne.map(|text| voice.text(text))));
    blocks
}
