//! The published call (募集要項) from the programme's data: chapters in order, their prose, the generated blocks,
//! and the consents to sign as annexes. Pure; how it looks is `documents`' affair.

mod consents;
mod delivery;
mod draw;
mod eligibility;
mod lines;
mod places;
mod prose;
mod receipt;
mod signed;
mod site;
mod voice;
mod way;

use documents::model::{Block, Document, Fact, Heading, Language as DocumentLanguage};
use platform::text::Language;

pub use consents::{Signing, consent_document, consent_to_stamp};
pub use draw::{Chartered, DrawLine, DrawNotice, draw_lines, source_words};
pub use eligibility::sme_rows;
pub use receipt::{Receipt, next_steps, receipt_document};
pub use signed::{How, ScanRecord, SignedConsent, SignedPart, signed_consent_document};

use super::definition::Programme;
use super::definition::programme::Chapter;
use voice::Voice;

/// The call of a programme, ready to be set or shown, with what is known of its draw.
pub fn call_document(programme: &Programme, draw: &DrawNotice, language: Language) -> Document {
    let voice = Voice::new(language);
    let file = &programme.file;
    let call = voice.say("call-name");
    let edition = file.edition.as_ref().map(|edition| voice.text(edition));
    let mut document = Document::new(voice.text(&file.name), document_language(language));
    document.subtitle = Some(match edition {
        Some(edition) => format!("{edition} {call}"),
        None => call.clone(),
    });
    document.draft = programme.awaits_review().then(|| voice.say("call-draft"));
    document.issued = file
        .published
        .iter()
        .map(|published| voice.text(published).to_owned())
        .chain([voice.say("call-secretariat")])
        .collect();
    document.author = Some(voice.text(&file.organiser).to_owned());
    document.header = format!("{} {call}", voice.text(&file.short_name));
    document.footer = footer(programme, voice);
    document.contents = true;
    document.blocks = summary(programme, voice);
    for chapter in &file.chapters {
        document.blocks.push(heading(chapter, voice));
        document
            .blocks
            .extend(prose::chapter(programme, draw, chapter, voice));
    }
    document.blocks.extend(site::annex(programme, voice));
    for consent in &programme.consents {
        document.blocks.push(Block::PageBreak);
        document.blocks.extend(consents::annex(consent, voice));
    }
    document
}

fn document_language(language: Language) -> DocumentLanguage {
    match language {
        Language::Ja => DocumentLanguage::Ja,
        Language::En => DocumentLanguage::En,
    }
}

fn footer(programme: &Programme, voice: Voice) -> String {
    let operator = &programme.file.operator;
    format!(
        "{}  {} {}",
        voice.text(&operator.office),
        voice.say("call-telephone"),
        operator.telephone
    )
}

/// The five things everybody looks for first.
fn summary(programme: &Programme, voice: Voice) -> Vec<Block> {
    let file = &programme.file;
    let mut facts = vec![places::window_fact(programme, voice)];
    facts.push(Fact::new(
        voice.say("call-capacity"),
        places::all_places(programme, voice),
    ));
    facts.push(Fact::new(
        voice.say("call-fee"),
        places::fee_words(programme, voice),
    ));
    facts.extend(
        file.support_period
            .as_ref()
            .map(|period| Fact::new(voice.say("call-period"), voice.text(period))),
    );
    facts.push(Fact::new(
        voice.say("call-organiser"),
        voice.text(&file.organiser),
    ));
    facts.push(Fact::new(
        voice.say("call-operator"),
        format!(
            "{}\n{}",
            voice.text(&file.operator.office),
            voice.text(&file.operator.company)
        ),
    ));
    vec![Block::Facts { facts }]
}

fn heading(chapter: &Chapter, voice: Voice) -> Block {
    Block::Heading(Heading {
        level: 1,
        number: chapter.number.map(|number| number.to_string()),
        text: voice.text(&chapter.title).into(),
        anchor: Some(chapter.id.clone()),
        centred: false,
    })
}
