//! Documents put together from template, facts and what was reckoned, ready for PDF, DOCX and page.
//!
//! The same entries give the same document and the same [`hash`]: nothing here looks at a clock. The date that a
//! document shows is that of its approval, or of its draft.

mod blocks;
mod facts;
mod people;
mod risks;
mod tables;

use contracts::companies::{Company, CompanyProfile};
use documents::model::{Block, Document, Heading, List, ListItem};
use platform::languages::Words;
use platform::text::{Language, Text};
use sha2::{Digest, Sha256};

use crate::domain::assessment::{Assessment, assess};
use crate::domain::book::{Approval, Book};
use crate::domain::catalogue::{Catalogue, DOCUMENTS};
use crate::domain::papers::{Assembled, Conditions, Part, assemble};

/// What a document is made of.
pub struct Source<'s> {
    /// The catalogues.
    pub catalogue: &'s Catalogue,
    /// Whose.
    pub company: &'s Company,
    /// What it told when it applied.
    pub profile: &'s CompanyProfile,
    /// What it entered.
    pub book: &'s Book,
    /// In which language.
    pub words: Words,
}

/// A document with what pages need to know about it.
pub struct Paper {
    /// Its paragraphs with where they come from.
    pub assembled: Assembled,
    /// What is printed.
    pub document: Document,
}

/// What blocks are computed from.
struct Maker<'s> {
    source: &'s Source<'s>,
    assessment: Assessment,
    /// As if it were not approved: what is hashed does not change by being approved.
    bare: bool,
}

impl Source<'_> {
    /// Puts a document together; `None` for one that there is not.
    pub fn paper(&self, id: &str) -> Option<Paper> {
        self.make(id, false)
    }

    /// The hash of what a document says, whatever its version, its date and whether it is approved.
    pub fn content_hash(&self, id: &str) -> Option<String> {
        self.make(id, true).map(|paper| hash(&paper.document))
    }

    fn make(&self, id: &str, bare: bool) -> Option<Paper> {
        let template = self.catalogue.template(id)?;
        let maker = Maker {
            source: self,
            assessment: assess(self.catalogue, self.book),
            bare,
        };
        let conditions = Conditions::of(self.catalogue, self.book, &maker.assessment);
        let undecided = self.words.say("paper-undecided");
        let assembled = assemble(
            template,
            &self.book.overlays,
            &conditions,
            &maker.facts(id),
            &undecided,
            self.words.language(),
        );
        let document = maker.document(&assembled);
        Some(Paper { assembled, document })
    }

    /// All documents, in order.
    pub fn papers(&self) -> Vec<Paper> {
        DOCUMENTS.iter().filter_map(|id| self.paper(id)).collect()
    }
}

/// The hash of what a document says.
pub fn hash(document: &Document) -> String {
    let json = serde_json::to_vec(document).expect("a document is plain data with text keys");
    hex::encode(Sha256::digest(json))
}

impl Maker<'_> {
    fn approval(&self, document: &str) -> Option<&Approval> {
        let approval = self.source.book.approvals.get(document);
        approval.filter(|_| !self.bare)
    }

    fn say(&self, key: &str) -> String {
        self.source.words.say(key)
    }

    fn say1(&self, key: &str, name: &'static str, value: impl std::fmt::Display) -> String {
        self.source
            .words
            .say_with(key, &[(name, value.to_string().into())])
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.source.words.language())
    }

    fn document(&self, assembled: &Assembled) -> Document {
        let language = match self.source.words.language() {
            Language::Ja => documents::model::Language::Ja,
            Language::En => documents::model::Language::En,
        };
        let approval = self.approval(assembled.id.as_str());
        let mut document = Document::new(&assembled.title, language);
        document.subtitle = Some(self.source.company.name.clone());
        document.author = Some(self.source.company.name.clone());
        document.header = format!("{}　{}", self.source.company.name, assembled.title);
        document.footer = match approval {
            Some(approval) => self.say1("paper-version", "version", approval.version),
            None => self.say("paper-draft-line"),
        };
        if approval.is_none() {
            document.draft = Some(self.say("paper-draft"));
        }
        document.compact = ["basic-policy", "executive-summary"].contains(&assembled.id.as_str());
        document.blocks = self.sections(assembled);
        document
    }

    fn sections(&self, assembled: &Assembled) -> Vec<Block> {
        let mut blocks = Vec::new();
        // A letter of one page reads better without numbers before its headings.
        let numbered = assembled.id.as_str() != "basic-policy";
        for (place, section) in assembled.sections.iter().enumerate() {
            blocks.push(Block::Heading(Heading {
                level: 1,
                number: numbered.then(|| format!("{}.", place + 1)),
                text: section.title.as_str().into(),
                anchor: None,
                centred: false,
            }));
            let mut items: Vec<ListItem> = Vec::new();
            for part in &section.parts {
                match part {
                    Part::Text { text, .. } if text.trim().is_empty() => {}
                    Part::Text { text, list: true, .. } => items.push(ListItem {
                        mark: None,
                        blocks: paragraphs(text),
                    }),
                    Part::Text { text, .. } => {
                        end_list(&mut blocks, &mut items);
                        blocks.extend(paragraphs(text));
                    }
                    Part::Block { name, .. } => {
                        end_list(&mut blocks, &mut items);
                        blocks.extend(self.block(name));
                    }
                }
            }
            end_list(&mut blocks, &mut items);
        }
        blocks
    }
}

fn paragraphs(text: &str) -> Vec<Block> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(Block::paragraph).collect()
}

fn end_list(blocks: &mut Vec<Block>, items: &mut Vec<ListItem>) {
    if !items.is_empty() {
        blocks.push(Block::List(List {
            ordered: false,
            start: 1,
            items: std::mem::take(items),
        }));
    }
}
