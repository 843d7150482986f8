//! What can be wrong with a table, as a code with values; the words are the caller's.

use std::fmt;

use super::ColumnKind;

/// What a cell should have held.
pub type Expected = ColumnKind;

/// Something wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetProblem {
    /// Not a workbook: not a ZIP file, or one without a workbook in it.
    #[error("this is not an XLSX file")]
    NotXlsx,
    /// The old binary format (.xls).
    #[error("this is an old XLS file; save it as XLSX")]
    OldXls,
    /// Protected by a password.
    #[error("the file is encrypted with a password")]
    Encrypted,
    /// Larger than is read.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// Most that is read.
        limit: u64,
    },
    /// Unpacks to more than is read.
    #[error("the file unpacks to more than {limit} bytes")]
    UnpacksTooLarge {
        /// Most that is read.
        limit: u64,
    },
    /// Too many rows.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// Most that are read.
        limit: usize,
    },
    /// Too many columns.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// Most that are read.
        limit: usize,
    },
    /// Damaged somewhere inside.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Neither UTF-8 nor Shift_JIS.
    #[error("line {line} is neither UTF-8 nor Shift_JIS")]
    Encoding {
        /// First line that is not, from 1.
        line: usize,
    },
    /// No header, or no row under it.
    #[error("there are no rows")]
    NoRows,
    /// A column that must be there is not.
    #[error("column {title} is missing")]
    MissingColumn {
        /// Its title.
        title: String,
    },
    /// A column stands there twice.
    #[error("column {title} stands there more than once")]
    DuplicateColumn {
        /// Its title.
        title: String,
    },
    /// A cell does not hold what its column needs.
    #[error("row {row}, column {column}: {found:?} is not {expected:?}")]
    Cell {
        /// Row of the table, 1 = first under the header.
        row: usize,
        /// Title of the column.
        column: String,
        /// What it should be.
        expected: Expected,
        /// What stands there.
        found: String,
    },
    /// A text is longer than a workbook's cell can hold.
    #[error("row {row}, column {column}: longer than {limit} characters")]
    TooLong {
        /// Row of the table, 1 = first under the header.
        row: usize,
        /// Title of the column.
        column: String,
        /// Most that fits.
        limit: usize,
    },
    /// The engine refused for a reason of its own.
    #[error("the file could not be written: {0}")]
    NotWritten(String),
}

impl SheetProblem {
    /// Code to find the words by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotXlsx => "sheet-not-xlsx",
            Self::OldXls => "sheet-old-xls",
            Self::Encrypted => "sheet-encrypted",
            Self::TooLarge { .. } => "sheet-too-large",
            Self::UnpacksTooLarge { .. } => "sheet-unpacks-too-large",
            Self::TooManyRows { .. } => "sheet-too-many-rows",
            Self::TooManyColumns { .. } => "sheet-too-many-columns",
            Self::Damaged(_) => "sheet-damaged",
            Self::Encoding { .. } => "sheet-encoding",
            Self::NoRows => "sheet-no-rows",
            Self::MissingColumn { .. } => "sheet-missing-column",
            Self::DuplicateColumn { .. } => "sheet-duplicate-column",
            Self::Cell { .. } => "sheet-cell",
            Self::TooLong { .. } => "sheet-too-long",
            Self::NotWritten(_) => "sheet-not-written",
        }
    }

    /// Values for the words.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { limit } | Self::UnpacksTooLarge { limit } => vec![("limit", limit.to_string())],
            Self::TooManyRows { limit } | Self::TooManyColumns { limit } => {
                vec![("limit", limit.to_string())]
            }
            Self::Encoding { line } => vec![("line", line.to_string())],
            Self::MissingColumn { title } | Self::DuplicateColumn { title } => vec![("title", title.clone())],
            Self::Cell {
                row,
                column,
                expected,
                found,
            } => vec![
                ("row", row.to_string()),
                ("column", column.clone()),
                ("expected", kind_code(*expected).to_owned()),
                ("found", found.clone()),
            ],
            Self::TooLong { row, column, limit } => {
                vec![
                    ("row", row.to_string()),
                    ("column", column.clone()),
                    ("limit", limit.to_string()),
                ]
            }
            Self::NotXlsx
            | Self::OldXls
            | Self::Encrypted
            | Self::NoRows
            | Self::Damaged(_)
            | Self::NotWritten(_) => Vec::new(),
        }
    }

    pub(super) fn damaged(error: impl fmt::Display) -> Self {
        Self::Damaged(error.to_string())
    }
}

const fn kind_code(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Integer => "integer",
        ColumnKind::Date => "date",
        ColumnKind::DateTime => "date-time",
        ColumnKind::Bool => "yes-no",
    }
}
