//! Documents from templates and facts (W4–W9): conditions, placeholders, the company's own paragraphs, stale marks.
//!
//! A company's own paragraph lies over the generated one and survives every regeneration. It remembers what it lay over;
//! when that changes, the paragraph is stale and somebody has to look. Blocks (tables, figures) are computed and are
//! never edited.

use std::collections::{BTreeMap, BTreeSet};

use platform::text::Language;
use sha2::{Digest, Sha256};

use super::assessment::Assessment;
use super::book::{Book, Overlay, OverlayKey};
use super::catalogue::{Catalogue, DocumentId, Medium, Paragraph, ParagraphId, TemplateFile};
use super::ledger::Personal;
use super::measures::Status;

/// What a paragraph may depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions(BTreeSet<String>);

impl Conditions {
    /// What holds of a company.
    pub fn of(catalogue: &Catalogue, book: &Book, assessment: &Assessment) -> Self {
        let mut holds = BTreeSet::new();
        let media: BTreeSet<Medium> = book.assets.values().map(|asset| asset.medium).collect();
        holds.extend(media.iter().map(|medium| format!("medium:{}", medium.as_str())));
        let kinds: BTreeSet<Personal> = book.assets.values().map(|asset| asset.personal).collect();
        if kinds.iter().any(|kind| *kind != Personal::None) {
            holds.insert("personal:any".to_owned());
        }
        for kind in [Personal::Sensitive, Personal::MyNumber] {
            if kinds.contains(&kind) {
                holds.insert(format!("personal:{}", kind.as_str()));
            }
        }
        for measure in &catalogue.measures {
            let status = assessment.planned.get(&measure.id);
            if matches!(status, Some(Status::Done | Status::Partly)) {
                holds.insert(format!("measure:{}", measure.id));
            }
        }
        for (condition, field, options) in ENVIRONMENT {
            let chosen = book.environment.values(field);
            if chosen.iter().any(|value| options.contains(&value.as_str())) {
                holds.insert((*condition).to_owned());
            }
        }
        if !book.sites.is_empty() {
            holds.insert("sites".to_owned());
        }
        Self(holds)
    }

    /// Whether a condition holds; `!` before it negates.
    pub fn holds(&self, condition: &str) -> bool {
        match condition.strip_prefix('!') {
            Some(negated) => !self.0.contains(negated),
            None => self.0.contains(condition),
        }
    }
}

/// Conditions that answers of the environment questionnaire decide: field and options.
const ENVIRONMENT: &[(&str, &str, &[&str])] = &[
    ("remote", "remote", &["vpn", "desktop", "cloud"]),
    ("byod", "byod", &["rules", "unruled"]),
    ("development", "development", &["own", "outsourced"]),
    ("website", "website", &["hosted", "cms"]),
    ("card-payments", "card_payments", &["yes"]),
    ("contractors", "contracts", &["some", "all"]),
    ("utm", "utm", &["installed", "expired"]),
];

/// Facts by the name that stands in braces.
pub type Facts = BTreeMap<&'static str, String>;

/// Where a text of a paragraph comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Generated.
    Generated,
    /// The company's own, over what is generated now.
    Own,
    /// The company's own, over something that has changed since.
    Stale,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A text.
    Text {
        /// Which paragraph.
        id: ParagraphId,
        /// What it says.
        text: String,
        /// What would be generated.
        generated: String,
        /// An item of a list.
        list: bool,
        /// Where it comes from.
        origin: Origin,
    },
    /// Something computed.
    Block {
        /// Which paragraph.
        id: ParagraphId,
        /// Which block.
        name: String,
    },
}

/// A section with what is left in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssembledSection {
    /// Id in the template.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A document before it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// Which.
    pub id: DocumentId,
    /// Title.
    pub title: String,
    /// Sections that have something to say.
    pub sections: Vec<AssembledSection>,
    /// Facts that the texts name and nobody has told yet.
    pub missing: BTreeSet<&'static str>,
}

impl Assembled {
    /// Paragraphs whose own text lies over something that has changed.
    pub fn stale(&self) -> usize {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts
            .filter(|part| {
                matches!(
                    part,
                    Part::Text {
                        origin: Origin::Stale,
                        ..
                    }
                )
            })
            .count()
    }
}

/// The hash of a generated text, as an overlay remembers it.
pub fn text_hash(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..12])
}

/// Puts a document together.
pub fn assemble(
    template: &TemplateFile,
    overlays: &BTreeMap<OverlayKey, Overlay>,
    conditions: &Conditions,
    facts: &Facts,
    undecided: &str,
    language: Language,
) -> Assembled {
    let id = template.document.id.clone();
    let mut missing = BTreeSet::new();
    let mut sections = Vec::new();
    for section in &template.sections {
        let mut parts = Vec::new();
        for paragraph in &section.paragraphs {
            if !paragraph.when.iter().all(|condition| conditions.holds(condition)) {
                continue;
            }
            let overlay = overlays.get(&(id.clone(), paragraph.id.clone(), language));
            parts.extend(part(paragraph, overlay, facts, undecided, language, &mut missing));
        }
        if !parts.is_empty() {
            sections.push(AssembledSection {
                id: section.id.clone(),
                title: section.title.in_language(language).to_owned(),
                parts,
            });
        }
    }
    Assembled {
        id,
        title: template.document.title.in_language(language).to_owned(),
        sections,
        missing,
    }
}

fn part(
    paragraph: &Paragraph,
    overlay: Option<&Overlay>,
    facts: &Facts,
    undecided: &str,
    language: Language,
    missing: &mut BTreeSet<&'static str>,
) -> Option<Part> {
    let id = paragraph.id.clone();
    let Some(text) = &paragraph.text else {
        return paragraph.block.clone().map(|name| Part::Block { id, name });
    };
    let generated = filled(text.in_language(language), facts, undecided, missing);
    let (text, origin) = match overlay {
        None => (generated.clone(), Origin::Generated),
        Some(overlay) if overlay.over == text_hash(&generated) => (overlay.text.clone(), Origin::Own),
        Some(overlay) => (overlay.text.clone(), Origin::Stale),
    };
    Some(Part::Text {
        id,
        text,
        generated,
        list: paragraph.list,
        origin,
    })
}

/// A text with its facts; a fact that nobody told is noted and stands as `undecided`.
fn filled(text: &str, facts: &Facts, undecided: &str, missing: &mut BTreeSet<&'static str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match facts.get_key_value(name) {
            Some((_, value)) if !value.is_empty() => filled.push_str(value),
            Some((name, _)) => {
                missing.insert(name);
                filled.push_str(undecided);
            }
            None => filled.push_str(undecided),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
