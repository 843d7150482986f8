//! The report in words: the same document becomes the page and the PDF.

mod attacks;
mod glossary;
mod network;
mod operation;
mod overview;
mod voice;

use documents::model::{Block, Document, Language as DocumentLanguage};
use jiff::Timestamp;
use platform::text::Language;

use super::facts::MonthFacts;
use voice::Voice;
pub(crate) use voice::month_in_words;

/// What stands on a report beside its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// When it was made.
    pub made_at: Timestamp,
    /// 1 for the first, one more for each revision.
    pub revision: u32,
    /// Why it was revised.
    pub reason: Option<String>,
    /// Who answers questions: name and telephone of the support centre, in Japanese and English.
    pub contact: [String; 2],
    /// Nobody was given it: the figures of the moment at which it was made, for those who look after the company.
    pub is_draft: bool,
}

/// An additional report, written by hand, as a document.
pub fn additional(
    company: &str,
    programme: &[String; 2],
    title: &str,
    body: &str,
    edition: &Edition,
    language: Language,
) -> Document {
    let voice = Voice::new(language);
    let mut document = Document::new(title, document_language(language));
    document.subtitle = Some(voice.say("report-additional"));
    document.issued = vec![voice.date(edition.made_at), voice.one_of(programme).to_owned()];
    document.author = Some(voice.one_of(programme).to_owned());
    document.header = title.to_owned();
    document.footer = voice.say_with(
        "report-footer",
        &[("contact", voice.one_of(&edition.contact).into())],
    );
    document.made_at = Some(edition.made_at);
    document.blocks.push(Block::paragraph(
        voice.say_with("report-addressed", &[("company", company.into())]),
    ));
    // Lines may end in either way, as browsers send them.
    let text = body.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    document.blocks.extend(paragraphs.map(Block::paragraph));
    document
}

/// The report as a document.
pub fn document(facts: &MonthFacts, edition: &Edition, language: Language) -> Document {
    let voice = Voice::new(language);
    let mut document = Document::new(voice.say("report-title"), document_language(language));
    document.subtitle = Some(voice.month(facts.month));
    document.issued = issued(facts, edition, voice);
    document.author = Some(voice.one_of(&facts.programme).to_owned());
    document.header = voice.say_with(
        "report-header",
        &[
            ("company", facts.company.as_str().into()),
            ("month", voice.month(facts.month).into()),
        ],
    );
    document.footer = voice.say_with(
        "report-footer",
        &[("contact", voice.one_of(&edition.contact).into())],
    );
    document.compact = true;
    document.made_at = Some(edition.made_at);
    let mut blocks = vec![Block::paragraph(
        voice.say_with("report-addressed", &[("company", facts.company.as_str().into())]),
    )];
    if let Some(reason) = &edition.reason {
        blocks.push(Block::Note {
            mark: "※".to_owned(),
            text: voice
                .say_with(
                    "report-revised",
                    &[("reason", reason_in_words(reason, voice).into())],
                )
                .into(),
        });
    }
    blocks.extend(overview::blocks(facts, edition, voice));
    blocks.extend(attacks::blocks(facts, voice));
    blocks.extend(network::blocks(facts, voice));
    blocks.extend(operation::blocks(facts, voice));
    let terms = glossary::blocks(&blocks, voice);
    blocks.extend(terms);
    blocks.extend(operation::day_table(facts, voice));
    document.blocks = blocks;
    document
}

/// A reason of the system is a message; one that a person wrote stands as it is.
fn reason_in_words(reason: &str, voice: Voice) -> String {
    if [crate::ops::report::LATE_LINES, crate::ops::report::RESTORED].contains(&reason) {
        voice.say(reason)
    } else {
        reason.to_owned()
    }
}

fn issued(facts: &MonthFacts, edition: &Edition, voice: Voice) -> Vec<String> {
    let mut lines = vec![
        voice.date(edition.made_at),
        voice.one_of(&facts.programme).to_owned(),
    ];
    if edition.is_draft {
        lines.push(voice.say("report-not-issued"));
    }
    if edition.revision > 1 {
        lines.push(voice.say_with("report-revision", &[("number", edition.revision.into())]));
    }
    lines
}

fn document_language(language: Language) -> DocumentLanguage {
    match language {
        Language::Ja => DocumentLanguage::Ja,
        Language::En => DocumentLanguage::En,
    }
}

#[cfg(test)]
mod tests;
