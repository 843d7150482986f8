//! The frozen list: `entries.csv`.

use std::fmt::Write as _;

use serde::Serialize;

use crate::charter::Frame;
use crate::digest::{Digest, lines};
use crate::receipt::Label;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Who, behind a salted hash.
    pub label: Label,
    /// The frame the entry counts for.
    pub frame: String,
}

/// The list of entries: sorted, without duplicates, every frame known. Lines `label,frame\n`, no header.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Entries {
    sorted: Vec<Entry>,
}

/// Why a list is refused. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum EntriesError {
    #[error("the list begins with a byte order mark")]
    ByteOrderMark,
    #[error("line {line} is not UTF-8")]
    EntryNotUtf8 { line: usize },
    #[error("line {line} holds a carriage return (CRLF line end)")]
    CarriageReturn { line: usize },
    #[error("the last line has no line feed")]
    MissingFinalNewline,
    #[error("line {line} is empty")]
    EmptyLine { line: usize },
    #[error("line {line} ends with a blank")]
    TrailingBlank { line: usize },
    #[error("line {line} has full-width characters in its label")]
    FullWidthLabel { line: usize },
    #[error("line {line} is not label,frame with a label of 64 lower-case hexadecimal digits")]
    BadLabel { line: usize },
    #[error("line {line} names the frame {frame:?}, which the charter does not have")]
    UnknownFrame { line: usize, frame: String },
    #[error("line {line} repeats the label of the line before")]
    DuplicateLabel { line: usize },
    #[error("line {line} is out of order; the list must be sorted")]
    Unsorted { line: usize },
}

impl Entries {
    /// Sorts the entries into the list to be published.
    ///
    /// # Errors
    /// [`EntriesError::UnknownFrame`] or [`EntriesError::DuplicateLabel`] with the line it would have had.
    pub fn freeze(entries: impl IntoIterator<Item = Entry>, frames: &[Frame]) -> Result<Self, EntriesError> {
        let mut sorted: Vec<Entry> = entries.into_iter().collect();
        sorted.sort();
        for (index, entry) in sorted.iter().enumerate() {
            check_entry(
                index + 1,
                entry,
                index.checked_sub(1).map(|before| &sorted[before]),
                frames,
            )?;
        }
        Ok(Self { sorted })
    }

    /// Reads a published list; only the exact canonical bytes are one. No entries at all is an empty file.
    ///
    /// # Errors
    /// [`EntriesError`]: the first thing that is not as it must be.
    pub fn parse(bytes: &[u8], frames: &[Frame]) -> Result<Self, EntriesError> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(EntriesError::ByteOrderMark);
        }
        let mut sorted: Vec<Entry> = Vec::new();
        for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let entry = parse_line(index + 1, line)?;
            check_entry(index + 1, &entry, sorted.last(), frames)?;
            sorted.push(entry);
        }
        Ok(Self { sorted })
    }

    /// Checks the entries again, against another charter's frames.
    pub(crate) fn against(self, frames: &[Frame]) -> Result<Self, EntriesError> {
        Self::freeze(self.sorted, frames)
    }

    /// The bytes to publish as `entries.csv`.
    pub fn bytes(&self) -> Vec<u8> {
        lines(&self.sorted, |out, _, entry| {
            writeln!(out, "{},{}", entry.label, entry.frame)
        })
    }

    /// `list_hash`: SHA-256 of [`Entries::bytes`].
    pub fn hash(&self) -> Digest {
        Digest::of(&self.bytes())
    }

    /// The line of a label, from 1: "yours is line k".
    pub fn line_of(&self, label: &Label) -> Option<usize> {
        self.sorted
            .binary_search_by(|entry| entry.label.cmp(label))
            .ok()
            .map(|index| index + 1)
    }

    /// The entry of a label.
    pub fn get(&self, label: &Label) -> Option<&Entry> {
        self.line_of(label).map(|line| &self.sorted[line - 1])
    }

    /// All entries in the order of the list.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.sorted.iter()
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether nobody applied.
    pub const fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}

impl<'a> IntoIterator for &'a Entries {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn parse_line(line: usize, bytes: &[u8]) -> Result<Entry, EntriesError> {
    let text = std::str::from_utf8(bytes).map_err(|_| EntriesError::EntryNotUtf8 { line })?;
    if text.contains('\r') {
        return Err(EntriesError::CarriageReturn { line });
    }
    let text = text.strip_suffix('\n').ok_or(EntriesError::MissingFinalNewline)?;
    if text.is_empty() {
        return Err(EntriesError::EmptyLine { line });
    }
    if text.trim_end() != text {
        return Err(EntriesError::TrailingBlank { line });
    }
    let (label, frame) = text.split_once(',').ok_or(EntriesError::BadLabel { line })?;
    if label.chars().any(is_full_width) {
        return Err(EntriesError::FullWidthLabel { line });
    }
    let label = label.parse().map_err(|_| EntriesError::BadLabel { line })?;
    Ok(Entry {
        label,
        frame: frame.to_owned(),
    })
}

fn check_entry(
    line: usize,
    entry: &Entry,
    before: Option<&Entry>,
    frames: &[Frame],
) -> Result<(), EntriesError> {
    if !frames.iter().any(|frame| frame.id == entry.frame) {
        return Err(EntriesError::UnknownFrame {
            line,
            frame: entry.frame.clone(),
        });
    }
    match before.map(|before| before.label.cmp(&entry.label)) {
        Some(std::cmp::Ordering::Equal) => Err(EntriesError::DuplicateLabel { line }),
        Some(std::cmp::Ordering::Greater) => Err(EntriesError::Unsorted { line }),
        _ => Ok(()),
    }
}

/// Full-width forms of ASCII (U+FF01 to U+FF5E), the usual slip of a Japanese keyboard.
fn is_full_width(character: char) -> bool {
    ('\u{ff01}'..='\u{ff5e}').contains(&character)
}
