//! Tables as people exchange them: one model for XLSX and CSV, in both directions.
//!
//! A cell that looks like a formula is text here. XLSX writes it as a string cell, CSV puts an apostrophe before it, and
//! reading takes the apostrophe away again.

pub mod csv;
mod formula;
mod problem;
mod select;
mod value;
pub mod xlsx;

use jiff::civil::{Date, DateTime};

pub use problem::{Expected, SheetProblem};

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Title in the header row.
    pub title: String,
    /// What stands in it.
    pub kind: ColumnKind,
    /// When reading: whether a file without this column is refused.
    pub required: bool,
}

impl Column {
    /// A column that must be there.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        Self {
            title: title.into(),
            kind,
            required: true,
        }
    }

    /// A column that a file may leave out; its cells are then empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Text, kept as it is; telephone and corporate numbers are text.
    Text,
    /// A whole number.
    Integer,
    /// A date.
    Date,
    /// A date with a time, on the clock in Tokyo, to the second.
    DateTime,
    /// Yes or no.
    Bool,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing; empty text is the same when read back.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A date.
    Date(Date),
    /// A date with a time, to the second.
    DateTime(DateTime),
    /// Yes or no.
    Bool(bool),
}

impl Cell {
    /// Text, or an empty cell for none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// The text as a file of text shows it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::DateTime(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
        }
    }
}

/// How much of a file is read. Whatever is larger is refused before it takes memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of everything in a workbook, unpacked.
    pub unpacked_bytes: u64,
    /// Rows without the header.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Default for Limits {
    /// 10 MB, 80 MB unpacked, 20,000 rows, 200 columns.
    fn default() -> Self {
        Self {
            file_bytes: 10_000_000,
            unpacked_bytes: 80_000_000,
            rows: 20_000,
            columns: 200,
        }
    }
}

/// A sheet from rows as they were read: the first non-empty row is the header; empty rows are left out.
fn from_rows(name: String, rows: Vec<Vec<Cell>>, limits: &Limits) -> Result<Sheet, SheetProblem> {
    let mut rows = rows
        .into_iter()
        .filter(|row| row.iter().any(|cell| *cell != Cell::Empty));
    let Some(header) = rows.next() else {
        return Err(SheetProblem::NoRows);
    };
    let last = header
        .iter()
        .rposition(|cell| *cell != Cell::Empty)
        .unwrap_or_default();
    let columns: Vec<Column> = header
        .into_iter()
        .take(last + 1)
        .map(|cell| Column::new(cell.shown().trim(), ColumnKind::Text))
        .collect();
    let rows: Vec<Vec<Cell>> = rows
        .map(|mut row| {
            row.resize(columns.len(), Cell::Empty);
            row
        })
        .collect();
    if rows.is_empty() {
        return Err(SheetProblem::NoRows);
    }
    if rows.len() > limits.rows {
        return Err(SheetProblem::TooManyRows { limit: limits.rows });
    }
    Ok(Sheet { name, columns, rows })
}
