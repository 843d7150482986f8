//! The receipt of an application as a document (C11): what arrived when, and what happens next until when.

use documents::model::{Block, Callout, Document, Fact, Tone};
use jiff::Timestamp;
use platform::text::Language;

use super::voice::Voice;
use super::{document_language, footer};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::{Step, StepKind};

/// What a receipt says of one application.
#[derive(Clone, Copy, Debug)]
pub struct Receipt<'a> {
    /// As printed: `R00214`.
    pub number: &'a str,
    /// As typed.
    pub company: &'a str,
    /// Course id.
    pub course: &'a str,
    /// When the form arrived.
    pub at: Timestamp,
    /// Until when the secretariat contacts the company, where the call has that step.
    pub contact_due: Option<Timestamp>,
    /// When the draw is, in a lottery.
    pub draw_at: Option<Timestamp>,
    /// Its label on the list of the draw, once that is frozen.
    pub label: Option<&'a str>,
}

/// The steps that follow the receipt.
pub fn next_steps(programme: &Programme) -> impl Iterator<Item = &Step> {
    let done = [StepKind::Briefing, StepKind::Apply, StepKind::Receipt];
    programme
        .file
        .steps
        .iter()
        .filter(move |step| !done.contains(&step.kind))
}

/// The receipt. It carries the moment of arrival, so that it is the same file every time.
pub fn receipt_document(programme: &Programme, receipt: &Receipt<'_>, language: Language) -> Document {
    let voice = Voice::new(language);
    let title = voice.say("receipt-document-title");
    let mut document = Document::new(title.clone(), document_language(language));
    document.author = Some(voice.text(&programme.file.organiser).to_owned());
    document.header = format!("{title} {}", receipt.number);
    document.footer = footer(programme, voice);
    document.made_at = Some(receipt.at);
    document
        .blocks
        .push(Block::heading(1, voice.say("receipt-document-application")));
    document.blocks.push(Block::Facts {
        facts: facts(programme, receipt, voice),
    });
    if receipt.contact_due.is_some() {
        document.blocks.push(Block::Callout(Callout {
            tone: Tone::Attention,
            title: None,
            blocks: vec![Block::paragraph(voice.say("receipt-not-complete"))],
        }));
    }
    document.blocks.push(Block::heading(1, voice.say("receipt-next")));
    let steps = next_steps(programme).map(|step| Fact::new(voice.text(&step.title), voice.text(&step.text)));
    document.blocks.push(Block::Facts {
        facts: steps.collect(),
    });
    document
}

fn facts(programme: &Programme, receipt: &Receipt<'_>, voice: Voice) -> Vec<Fact> {
    let file = &programme.file;
    let course = file
        .course(receipt.course)
        .map_or("", |course| voice.text(&course.name));
    let clock = platform::clock::in_tokyo(receipt.at).strftime("%H:%M:%S");
    let date = voice.words.date(platform::clock::date_in_tokyo(receipt.at));
    let arrived = voice.with(
        "receipt-document-at",
        &[("date", date.into()), ("clock", clock.to_string().into())],
    );
    let fact = |key: &str, text: &str| Fact::new(voice.say(key), text);
    let mut facts = vec![
        fact("receipt-number", receipt.number),
        fact("receipt-company", receipt.company),
        fact("return-programme", voice.text(&file.name)),
        fact("receipt-course", course),
        fact("receipt-at", &arrived),
    ];
    let due = receipt.contact_due.map(|due| voice.words.promised(due));
    facts.extend(due.map(|due| fact("status-contact-due", &due)));
    let draw = receipt.draw_at.map(|at| voice.words.date_time(at));
    facts.extend(draw.map(|at| fact("status-draw-at", &at)));
    facts.extend(receipt.label.map(|label| fact("receipt-label", label)));
    facts
}
