//! Consents clause by clause, with the form to sign (C15).

use documents::model::{Block, Document, Heading, SignatureForm, SignatureLine, SignaturePart};
use platform::text::{Language, Text};

use super::super::definition::Programme;
use super::super::definition::consents::{Article, Clause, Consent, Part};
use super::voice::Voice;
use super::{document_language, lines};

/// One consent with its empty form, to be printed, stamped and scanned.
pub fn consent_document(programme: &Programme, consent: &Consent, language: Language) -> Document {
    let voice = Voice::new(language);
    let mut document = bare(consent, voice);
    document.author = Some(voice.text(&programme.file.organiser).to_owned());
    document.header = voice.text(&programme.file.name).to_owned();
    document.footer = super::footer(programme, voice);
    document.blocks = text(consent, voice);
    document
        .blocks
        .push(Block::Signatures(empty_form(consent, voice)));
    document.blocks.extend(notes(consent, voice));
    document
}

/// What an application says of who signs.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// Name of the company, as typed.
    pub company: &'a str,
    /// Its full address.
    pub address: &'a str,
    /// Receipt number, so that a paper finds its application.
    pub receipt: &'a str,
}

/// [`consent_document`] for one application: the company stands in it; date, names and seals are left to those who sign.
pub fn consent_to_stamp(
    programme: &Programme,
    consent: &Consent,
    signing: &Signing<'_>,
    language: Language,
) -> Document {
    let voice = Voice::new(language);
    let mut document = consent_document(programme, consent, language);
    document.footer = format!(
        "{} {}  {}",
        voice.say("call-signed-receipt"),
        signing.receipt,
        document.footer
    );
    // A tagged PDF begins with a heading of level 1, and articles are of level 2.
    document
        .blocks
        .insert(0, Block::heading(1, voice.say("call-paper-to-stamp")));
    // What is said about the information stands before the seals: on a paper to stamp nothing follows them.
    document
        .blocks
        .retain(|block| !matches!(block, Block::Signatures(_)));
    let form = form_of(consent, voice, Some(signing));
    document.blocks.push(Block::Signatures(form));
    document.compact = true;
    document
}

/// A document with the consent's title.
pub(super) fn bare(consent: &Consent, voice: Voice) -> Document {
    Document::new(voice.text(&consent.title), document_language(voice.language))
}

/// The consent as an annex of the call.
pub(super) fn annex(consent: &Consent, voice: Voice) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(Heading {
        level: 1,
        number: None,
        text: voice.text(&consent.title).into(),
        anchor: Some(format!("consent-{}", consent.id)),
        centred: true,
    })];
    blocks.extend(text(consent, voice));
    blocks.push(Block::Signatures(empty_form(consent, voice)));
    blocks.extend(notes(consent, voice));
    blocks
}

/// Preamble, articles, closing.
pub(super) fn text(consent: &Consent, voice: Voice) -> Vec<Block> {
    let mut blocks = paragraphs([&consent.preamble], voice);
    blocks.extend(
        consent
            .articles
            .iter()
            .flat_map(|article| article_blocks(article, voice)),
    );
    blocks.extend(paragraphs(&consent.closing, voice));
    blocks
}

pub(super) fn notes(consent: &Consent, voice: Voice) -> Vec<Block> {
    lines::paragraphs(voice.texts(&consent.notes))
}

fn paragraphs<'a>(texts: impl IntoIterator<Item = &'a Text>, voice: Voice) -> Vec<Block> {
    let texts = texts.into_iter().flat_map(|text| voice.text(text).lines());
    texts.map(Block::paragraph).collect()
}

fn article_blocks(article: &Article, voice: Voice) -> Vec<Block> {
    let title = voice.text(&article.title);
    let mark = voice.text(&article.mark);
    let mut rest = paragraphs(&article.paragraphs, voice);
    if !article.clauses.is_empty() {
        let items = article.clauses.iter().map(|clause| clause_item(clause, voice));
        rest.push(Block::marked(items));
    }
    // An article that is a sentence has no heading of its own.
    if title.ends_with(['。', '.']) {
        let mut blocks = vec![Block::paragraph(title)];
        blocks.extend(rest);
        return vec![Block::marked([(mark, blocks)])];
    }
    let mut blocks = vec![Block::Heading(Heading {
        level: 2,
        number: Some(mark.to_owned()),
        text: title.into(),
        anchor: None,
        centred: false,
    })];
    blocks.extend(rest);
    blocks
}

fn clause_item(clause: &Clause, voice: Voice) -> (String, Vec<Block>) {
    let mut blocks = paragraphs([&clause.text], voice);
    blocks.extend(paragraphs(&clause.paragraphs, voice));
    if !clause.points.is_empty() {
        let points = clause.points.iter();
        let items = points.map(|point| {
            (
                point.mark.clone(),
                vec![Block::paragraph(voice.text(&point.text))],
            )
        });
        blocks.push(Block::marked(items));
    }
    (voice.text(&clause.mark).to_owned(), blocks)
}

/// The lines of a part: label, and the seal's place.
pub(super) const fn part_lines(part: Part) -> &'static [(&'static str, Option<&'static str>)] {
    match part {
        Part::Company => &[
            ("call-sign-company", None),
            ("call-sign-address", None),
            ("call-sign-representative", Some("call-sign-company-seal")),
        ],
        Part::Participant => &[("call-sign-participant", Some("call-sign-own-seal"))],
    }
}

pub(super) const fn part_title(part: Part) -> &'static str {
    match part {
        Part::Company => "call-part-company",
        Part::Participant => "call-part-participant",
    }
}

fn empty_form(consent: &Consent, voice: Voice) -> SignatureForm {
    form_of(consent, voice, None)
}

fn form_of(consent: &Consent, voice: Voice, signing: Option<&Signing<'_>>) -> SignatureForm {
    let known = |label: &str| match label {
        "call-sign-company" => signing.map(|signing| signing.company.to_owned()),
        "call-sign-address" => signing.map(|signing| signing.address.to_owned()),
        _ => None,
    };
    let parts = consent.parts.iter().map(|part| SignaturePart {
        title: voice.say(part_title(*part)),
        lines: part_lines(*part)
            .iter()
            .map(|(label, seal)| SignatureLine {
                label: voice.say(label),
                value: known(label),
                seal: seal.map(|seal| voice.say(seal)),
            })
            .collect(),
    });
    SignatureForm {
        date: Some(voice.say("call-sign-date")),
        parts: parts.collect(),
    }
}

#[cfg(test)]
mod tests {
    use documents::html::fragment;

    use super::*;

    /// C15: what the application says stands in the form; who signs leaves their own hand.
    #[test]
    fn a_consent_to_stamp_names_the_company() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = crate::programmes::load_folder(&folder).unwrap();
        let programme = loaded.catalogue.get("jissenryoku-2025").unwrap();
        let signing = Signing {
            company: "水面堂 & 支店",
            address: "東京都江東区若葉町1-2-3",
            receipt: "R00007",
        };
        for consent in &programme.consents {
            let paper = consent_to_stamp(programme, consent, &signing, Language::Ja);
            assert!(paper.footer.starts_with("受付番号 R00007"), "{}", paper.footer);
            let html = fragment(&paper, 1);
            for words in [
                "水面堂 &amp; 支店",
                "東京都江東区若葉町1-2-3",
                "代表者氏名",
                "社印",
                "参加者氏名",
                "本人印",
                "令和　　　年　　　月　　　日",
            ] {
                assert!(html.contains(words), "{words}: {html}");
            }
            let notes = html.find("個人情報の取扱いについて");
            assert!(notes < html.find("社印"), "{html}");
            let pdf = documents::pdf::Engine::default().pdf(&paper).unwrap();
            // A seal stands on a page with what it is put to.
            assert_eq!(pdf.pages, 2, "{}", consent.id);
            let empty = fragment(&consent_document(programme, consent, Language::Ja), 1);
            assert!(!empty.contains("水面堂"));
        }
    }
}
