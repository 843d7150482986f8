//! The document model: what a document says and how it is divided, with no word on how it looks.
//!
//! Both renderings, [`crate::pdf`] and [`crate::html`], show every block.

mod parts;
mod rich_text;

use jiff::Timestamp;
use serde::Serialize;

pub use parts::{
    Align, Callout, Cell, Column, Fact, Figure, Flow, FlowStep, Heading, List, ListItem, Paragraph,
    SignatureForm, SignatureLine, SignaturePart, Table, Tile, Tone,
};
pub use rich_text::is_safe_link;
pub use rich_text::{RichText, Run};

/// The language of a document; decides typography and the few words that the renderings add themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Language {
    /// The tag of BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// Title, also in the file's properties.
    pub title: String,
    /// What it is (募集要項), on a line of its own under the title.
    pub subtitle: Option<String>,
    /// Language of the whole document.
    pub language: Language,
    /// Stands on every page of what is no final text yet (案).
    pub draft: Option<String>,
    /// Lines above the title at the right: date of issue, who issues it.
    pub issued: Vec<String>,
    /// Author in the file's properties.
    pub author: Option<String>,
    /// Running header from page 2 on.
    pub header: String,
    /// Left half of the footer; the page number stands at the right.
    pub footer: String,
    /// Whether a table of contents (headings of level 1) follows the title.
    pub contents: bool,
    /// Set closer, for a paper that should end on the page that is signed.
    pub compact: bool,
    /// When it was made, for the file's properties; without it the file has no date and is the same every time.
    #[serde(skip)]
    pub made_at: Option<Timestamp>,
    /// The text.
    pub blocks: Vec<Block>,
}

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>, language: Language) -> Self {
        Self {
            title: title.into(),
            subtitle: None,
            language,
            draft: None,
            issued: Vec::new(),
            author: None,
            header: String::new(),
            footer: String::new(),
            contents: false,
            compact: false,
            made_at: None,
            blocks: Vec::new(),
        }
    }

    /// Title and subtitle on one line, as in the file's properties and the browser's tab.
    pub fn full_title(&self) -> String {
        match &self.subtitle {
            Some(subtitle) => format!("{} {subtitle}", self.title),
            None => self.title.clone(),
        }
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A remark (※ …) in a hanging indent.
    Note {
        /// The mark (※).
        mark: String,
        /// Its text, without the mark.
        text: RichText,
    },
    /// A list.
    List(List),
    /// Facts: a label and what it is, as a table of two columns.
    Facts {
        /// The facts in order.
        facts: Vec<Fact>,
    },
    /// A table.
    Table(Table),
    /// A flow chart of steps.
    Flow(Flow),
    /// A form to sign, or the signatures of a signed document.
    Signatures(SignatureForm),
    /// Something set apart.
    Callout(Callout),
    /// Key figures side by side.
    Tiles {
        /// The figures in order.
        tiles: Vec<Tile>,
    },
    /// A drawing.
    Figure(Figure),
    /// What follows begins a page.
    PageBreak,
}

impl Block {
    /// A heading of `level` (1 to 4).
    pub fn heading(level: u8, text: impl Into<RichText>) -> Self {
        Self::Heading(Heading {
            level,
            number: None,
            text: text.into(),
            anchor: None,
            centred: false,
        })
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<RichText>) -> Self {
        Self::Paragraph(Paragraph {
            text: text.into(),
            align: Align::Start,
        })
    }

    /// A list with bullets.
    pub fn bullets<T: Into<RichText>>(items: impl IntoIterator<Item = T>) -> Self {
        let items = items
            .into_iter()
            .map(|text| ListItem {
                mark: None,
                blocks: vec![Self::paragraph(text)],
            })
            .collect();
        Self::List(List {
            ordered: false,
            start: 1,
            items,
        })
    }

    /// A list whose items carry their own marks: （ア）, ①, Article 1.
    pub fn marked<M: Into<String>>(items: impl IntoIterator<Item = (M, Vec<Block>)>) -> Self {
        let items = items
            .into_iter()
            .map(|(mark, blocks)| ListItem {
                mark: Some(mark.into()),
                blocks,
            })
            .collect();
        Self::List(List {
            ordered: true,
            start: 1,
            items,
        })
    }
}
