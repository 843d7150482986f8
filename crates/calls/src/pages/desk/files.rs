//! Tables as files that a spreadsheet opens: a workbook, CSV as UTF-8, CSV as Shift_JIS. What somebody typed into a
//! public form is never computed there: `documents::sheet` sees to it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::sheet::csv::{self, Encoding};
use documents::sheet::{Cell, Column, ColumnKind, Sheet, SheetProblem, xlsx};
use jiff::Timestamp;
use platform::clock::in_tokyo;
use web::{Visitor, error};

use super::problems;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::ops::export::NoteExport;

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A workbook.
    Xlsx,
    /// CSV with a byte order mark.
    Utf8,
    /// CSV for older tools; a letter that Shift_JIS does not know becomes `〓`.
    ShiftJis,
}

impl FileKind {
    /// Of a CSV file, from the address's `encoding`.
    pub(super) fn csv(pairs: &[(String, String)]) -> Self {
        let is_old = |(name, value): &(String, String)| {
            name == "encoding" && matches!(value.as_str(), "sjis" | "shift_jis")
        };
        if pairs.iter().any(is_old) {
            Self::ShiftJis
        } else {
            Self::Utf8
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Utf8 => "text/csv; charset=utf-8",
            Self::ShiftJis => "text/csv; charset=Shift_JIS",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Utf8 | Self::ShiftJis => "csv",
        }
    }

    fn write(self, sheet: &Sheet) -> Result<Vec<u8>, SheetProblem> {
        match self {
            Self::Xlsx => xlsx::write(sheet),
            Self::Utf8 => Ok(csv::write(sheet, Encoding::Utf8)?.bytes),
            Self::ShiftJis => Ok(csv::write(sheet, Encoding::ShiftJis)?.bytes),
        }
    }
}

/// The table as a file to be saved; `name` has no ending.
pub(super) fn answer(visitor: &Visitor, name: &str, sheet: &Sheet, kind: FileKind) -> Response {
    match kind.write(sheet) {
        Ok(bytes) => {
            let name = format!("{name}.{}", kind.ending());
            attachment(&name, kind.media_type(), bytes)
        }
        Err(problem) => {
            tracing::error!(error = %problem, name, "an export could not be written");
            error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
        }
    }
}

/// A list with people's data as a file to be saved, once the log says who took it.
pub(super) async fn hand_out(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    list: &'static str,
    sheet: &Sheet,
    kind: FileKind,
) -> Response {
    let note = NoteExport {
        programme: programme.file.id.clone(),
        list,
        format: kind.ending(),
        rows: sheet.rows.len(),
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&note).await {
        Ok(()) => answer(visitor, &format!("{}-{list}", programme.file.id), sheet, kind),
        Err(error) => problems::page(visitor, &error),
    }
}

/// The same for entries of the audit log, of one call or (`programme` empty) of all.
pub(super) async fn hand_out_log(
    calls: &Calls,
    visitor: &Visitor,
    programme: &str,
    sheet: &Sheet,
    kind: FileKind,
) -> Response {
    let note = NoteExport {
        programme: programme.to_owned(),
        list: "log",
        format: kind.ending(),
        rows: sheet.rows.len(),
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&note).await {
        Ok(()) => answer(visitor, "audit-log", sheet, kind),
        Err(error) => problems::page(visitor, &error),
    }
}

/// Bytes to be saved and never shown in place: whatever is in them, no browser runs it under our name.
pub(super) fn attachment(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!(
        "attachment; filename=\"{}\"; filename*=UTF-8''{}",
        plain_name(name),
        encoded(name)
    );
    let value = |text: &str, otherwise: &'static str| {
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(otherwise))
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            value(media_type, "application/octet-stream"),
        ),
        (header::CONTENT_DISPOSITION, value(&disposition, "attachment")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
    ];
    (headers, bytes).into_response()
}

/// For browsers that do not read the second form: letters, digits and a few signs.
fn plain_name(name: &str) -> String {
    let keep = |letter: char| {
        if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_') {
            letter
        } else {
            '_'
        }
    };
    name.chars().map(keep).collect()
}

/// As RFC 8187 has it.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Columns with the titles of messages.
pub(super) fn columns(visitor: &Visitor, columns: &[(&str, ColumnKind)]) -> Vec<Column> {
    let column = |(key, kind): &(&str, ColumnKind)| Column::new(visitor.say(key), *kind);
    columns.iter().map(column).collect()
}

/// A moment on Japan's clock, to the minute.
pub(super) fn moment(at: Timestamp) -> Cell {
    let local = in_tokyo(at);
    let minute = local.with().second(0).subsec_nanosecond(0).build();
    Cell::DateTime(minute.unwrap_or(local))
}

/// A deadline: one at midnight belongs to the day before, so a spreadsheet gets its last minute.
pub(super) fn deadline(at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Empty, |at| moment(at - jiff::SignedDuration::from_secs(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_breaks_no_header() {
        let name = "同意書\"; filename=x\r\n.pdf";
        assert_eq!(
            plain_name(name),
            "_____filename_x__.pdf".replace("_____", "______")
        );
        assert!(encoded(name).bytes().all(|byte| byte.is_ascii_graphic()));
        let answer = attachment(name, "application/pdf", Vec::new());
        let said = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(
            said.ends_with("filename*=UTF-8''%E5%90%8C%E6%84%8F%E6%9B%B8%22%3B%20filename%3Dx%0D%0A.pdf")
        );
    }

    #[test]
    fn a_deadline_at_midnight_is_the_evening_before() {
        let midnight = "2025-06-26T15:00:00Z".parse().unwrap();
        assert_eq!(deadline(Some(midnight)).shown(), "2025-06-26 23:59:00");
        assert_eq!(deadline(None), Cell::Empty);
    }
}
