//! Contact, questions and answers, lecturers (C1, P1–P3, N2), and as an annex what the site says beyond the call.

use documents::model::{Block, Cell, Column, Fact, Heading, RichText, Table};

use super::super::definition::Programme;
use super::super::definition::programme::Closing;
use super::super::definition::site::{Lecturer, NewsItem, SiteFile};
use super::voice::Voice;
use super::{lines, prose};

/// `{{contact}}`
pub(super) fn contact(programme: &Programme, voice: Voice) -> Vec<Block> {
    let file = &programme.file;
    let operator = &file.operator;
    let telephone: String = operator.telephone.chars().filter(char::is_ascii_digit).collect();
    let mut facts = vec![
        Fact::new(voice.say("call-office"), voice.text(&operator.office)),
        Fact::new(
            voice.say("call-telephone"),
            RichText::new().link(operator.telephone.clone(), format!("tel:{telephone}")),
        ),
        Fact::new(voice.say("call-office-hours"), voice.text(&operator.hours)),
        Fact::new(
            voice.say("call-mail"),
            RichText::new().link(operator.mail.clone(), format!("mailto:{}", operator.mail)),
        ),
        Fact::new(voice.say("call-url"), RichText::address(&operator.url)),
    ];
    facts.extend(
        operator
            .original_form_url
            .as_ref()
            .map(|url| Fact::new(voice.say("call-form"), RichText::address(url))),
    );
    if !file.closings.is_empty() {
        let closings = file
            .closings
            .iter()
            .map(|closing| Block::paragraph(closing_words(closing, voice)));
        facts.push(Fact {
            label: voice.say("call-closings").into(),
            blocks: closings.collect(),
        });
    }
    facts.push(Fact::new(
        voice.say("call-organiser"),
        voice.text(&file.organiser),
    ));
    let mut blocks = vec![Block::Facts { facts }];
    blocks.extend(lines::paragraphs(
        operator.note.as_ref().map(|note| voice.text(note)),
    ));
    blocks
}

fn closing_words(closing: &Closing, voice: Voice) -> String {
    let values = [
        ("label", voice.text(&closing.label).into()),
        ("from", voice.words.date(closing.from).into()),
        ("to", voice.words.date(closing.to).into()),
    ];
    voice.with("call-closing", &values)
}

/// `{{faq}}`
pub(super) fn faq(programme: &Programme, voice: Voice) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, one) in programme.site.faq.iter().enumerate() {
        blocks.push(Block::Heading(Heading {
            level: 2,
            number: Some(format!("Q{}", index + 1)),
            text: voice.text(&one.question).into(),
            anchor: None,
            centred: false,
        }));
        let answer = prose::markdown(voice.text(&one.answer), voice.language);
        blocks.extend(lines::arranged(answer));
    }
    blocks
}

/// `{{lecturers}}`
pub(super) fn lecturers(programme: &Programme, voice: Voice) -> Vec<Block> {
    programme
        .site
        .lecturers
        .iter()
        .flat_map(|lecturer| lecturer_blocks(lecturer, voice))
        .collect()
}

fn lecturer_blocks(lecturer: &Lecturer, voice: Voice) -> Vec<Block> {
    let texts = [
        ("call-lecturer-fields", &lecturer.fields),
        ("call-lecturer-experience", &lecturer.experience),
        ("call-lecturer-qualifications", &lecturer.qualifications),
    ];
    let facts = texts
        .into_iter()
        .map(|(key, text)| Fact::new(voice.say(key), voice.text(text)));
    let mut blocks = vec![
        Block::heading(2, voice.text(&lecturer.name)),
        Block::Facts {
            facts: facts.collect(),
        },
    ];
    blocks.extend(lines::paragraphs([voice.text(&lecturer.text)]));
    blocks
}

/// What the public pages say and no chapter holds; nothing when there is nothing.
pub(super) fn annex(programme: &Programme, voice: Voice) -> Vec<Block> {
    let site = &programme.site;
    let parts = [
        features(site, voice),
        news("call-site-news", &site.news, voice),
        news("call-site-information", &site.information, voice),
        links(site, voice),
    ];
    let mut blocks: Vec<Block> = head(site, voice);
    blocks.extend(parts.into_iter().flatten());
    if !blocks.is_empty() {
        let title = Heading {
            level: 1,
            number: None,
            text: voice.say("call-site").into(),
            anchor: Some("site".to_owned()),
            centred: false,
        };
        blocks.insert(0, Block::Heading(title));
    }
    blocks
}

fn head(site: &SiteFile, voice: Voice) -> Vec<Block> {
    let mut blocks: Vec<Block> = voice
        .texts(&site.headlines)
        .map(|line| Block::paragraph(RichText::new().bold(line)))
        .collect();
    blocks.extend(site.visitors.as_ref().map(|visitors| {
        let number = voice
            .words
            .number(i64::try_from(visitors.more_than).unwrap_or(i64::MAX));
        let values = [
            ("number", number.into()),
            ("since", voice.words.date(visitors.since).into()),
        ];
        Block::paragraph(voice.with("call-site-visitors", &values))
    }));
    if !site.benefits.is_empty() {
        blocks.push(Block::heading(2, voice.say("call-site-benefits")));
        blocks.extend(lines::bullets(voice.texts(&site.benefits)));
    }
    blocks
}

fn features(site: &SiteFile, voice: Voice) -> Vec<Block> {
    if site.features.is_empty() {
        return Vec::new();
    }
    let facts = site
        .features
        .iter()
        .map(|feature| Fact {
            label: voice.text(&feature.title).into(),
            blocks: lines::paragraphs([voice.text(&feature.text)]),
        })
        .collect();
    vec![
        Block::heading(2, voice.say("call-site-features")),
        Block::Facts { facts },
    ]
}

fn news(title: &str, items: &[NewsItem], voice: Voice) -> Vec<Block> {
    if items.is_empty() {
        return Vec::new();
    }
    let rows = items
        .iter()
        .map(|item| {
            let mut text = RichText::new().plain(voice.text(&item.text));
            if let Some(url) = &item.url {
                text = text.plain("\n").link(url.clone(), url.clone());
            }
            vec![Cell::new(voice.words.date(item.date)), Cell::new(text)]
        })
        .collect();
    let columns = vec![
        Column::new(voice.say("call-site-date"), 1.0),
        Column::new(voice.say("call-site-text"), 2.6),
    ];
    vec![
        Block::heading(2, voice.say(title)),
        Block::Table(Table {
            caption: None,
            columns,
            header: true,
            rows,
            beside: 1,
        }),
    ]
}

fn links(site: &SiteFile, voice: Voice) -> Vec<Block> {
    if site.links.is_empty() {
        return Vec::new();
    }
    let items = site.links.iter().map(|link| {
        let mut text = RichText::new().bold(voice.text(&link.title));
        if let Some(more) = &link.text {
            text = text.plain(format!("\n{}", voice.text(more)));
        }
        if let Some(url) = &link.url {
            text = text.plain("\n").link(url.clone(), url.clone());
        }
        text
    });
    vec![
        Block::heading(2, voice.say("call-site-links")),
        Block::bullets(items),
    ]
}
