//! The parts of a document that have parts themselves.

use serde::Serialize;

use super::{Block, RichText};

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    /// 1 (chapter) to 4.
    pub level: u8,
    /// Number as printed.
    pub number: Option<String>,
    /// Text.
    pub text: RichText,
    /// Name of the place, for links from outside (HTML id).
    pub anchor: Option<String>,
    /// Set in the middle and larger: the title of an annex.
    pub centred: bool,
}

/// Where text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the start of the line.
    #[default]
    Start,
    /// In the middle.
    Centre,
    /// At the end of the line.
    End,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paragraph {
    /// Text.
    pub text: RichText,
    /// Where it stands.
    pub align: Align,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// Numbered or marked, instead of bullets.
    pub ordered: bool,
    /// First number.
    pub start: u32,
    /// Items.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListItem {
    /// Mark as printed, instead of the number.
    pub mark: Option<String>,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// Label.
    pub label: RichText,
    /// What it is.
    pub blocks: Vec<Block>,
}

impl Fact {
    /// A fact that is one paragraph.
    pub fn new(label: impl Into<RichText>, text: impl Into<RichText>) -> Self {
        Self {
            label: label.into(),
            blocks: vec![Block::paragraph(text)],
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// What it shows, above it.
    pub caption: Option<RichText>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Whether the columns' titles are shown as a header row; it repeats on every page.
    pub header: bool,
    /// Rows. A cell that spans rows or columns stands only where it begins.
    pub rows: Vec<Vec<Cell>>,
    /// On paper, so many parts of it stand side by side, which spares pages; on a screen it is as long as it is. Cells
    /// of such a table span nothing.
    pub beside: usize,
}

impl Table {
    /// A table with the titles of its columns and without a caption.
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            caption: None,
            columns,
            header: true,
            rows,
            beside: 1,
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Title.
    pub title: RichText,
    /// Share of the width, relative to the other columns.
    pub weight: f64,
    /// Where its text stands.
    pub align: Align,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<RichText>, weight: f64) -> Self {
        Self {
            title: title.into(),
            weight,
            align: Align::Start,
        }
    }

    /// Its text in the middle.
    #[must_use]
    pub fn centred(mut self) -> Self {
        self.align = Align::Centre;
        self
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// What stands in it.
    pub blocks: Vec<Block>,
    /// Whether it is the header of its row.
    pub header: bool,
    /// How many rows it spans.
    pub rows: u32,
    /// How many columns it spans.
    pub columns: u32,
}

impl Cell {
    /// A cell with blocks.
    pub fn blocks(blocks: Vec<Block>) -> Self {
        Self {
            blocks,
            header: false,
            rows: 1,
            columns: 1,
        }
    }

    /// A cell with a paragraph.
    pub fn new(text: impl Into<RichText>) -> Self {
        Self::blocks(vec![Block::paragraph(text)])
    }

    /// As the header of its row.
    #[must_use]
    pub fn header(mut self) -> Self {
        self.header = true;
        self
    }

    /// Over several rows.
    #[must_use]
    pub fn over_rows(mut self, rows: u32) -> Self {
        self.rows = rows.max(1);
        self
    }
}

/// A flow chart: steps one after the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    /// Steps in order.
    pub steps: Vec<FlowStep>,
}

/// A step of a flow chart; what is said about it at length stands elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowStep {
    /// The step's label (Step1).
    pub label: Option<String>,
    /// Title, short.
    pub title: String,
    /// A short remark: a deadline.
    pub note: Option<String>,
}

/// A form to sign. The same shape holds the signatures of a signed document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignatureForm {
    /// The date, or the blanks for it (令和　　年　　月　　日).
    pub date: Option<String>,
    /// Who signs.
    pub parts: Vec<SignaturePart>,
}

/// Who signs one part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignaturePart {
    /// Title (＜企業同意部分＞).
    pub title: String,
    /// Lines to fill in.
    pub lines: Vec<SignatureLine>,
}

/// A line to fill in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignatureLine {
    /// Label (企業名).
    pub label: String,
    /// What was filled in.
    pub value: Option<String>,
    /// The place of a seal (社印).
    pub seal: Option<String>,
}

/// How loud a callout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// For information.
    Information,
    /// Must not be overlooked.
    Attention,
}

/// Something set apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Callout {
    /// How loud.
    pub tone: Tone,
    /// Title.
    pub title: Option<RichText>,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A key figure: one number that a reader should take along.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tile {
    /// What it counts, short.
    pub label: String,
    /// The number with its unit, as printed.
    pub value: String,
    /// What it compares with, or what it means, in a few words.
    pub note: Option<String>,
    /// Whether it needs attention.
    pub tone: Tone,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The drawing as an SVG document of our own making.
    pub svg: String,
    /// The same for a telephone's width; without it the drawing scrolls sideways there. Paper has no use for it.
    #[serde(skip)]
    pub narrow: Option<String>,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What it shows, under it.
    pub caption: Option<RichText>,
}
