//! Tables as files, once the log says who took them; and bytes that are saved and never shown in place.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::sheet::csv::{self, Encoding};
use documents::sheet::{Sheet, SheetProblem, xlsx};
use web::{Visitor, error};

use crate::context::Telemetry;
use crate::ops::export::NoteExport;
use crate::pages::problems;

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A workbook.
    Xlsx,
    /// CSV with a byte order mark.
    Utf8,
    /// CSV for older tools.
    ShiftJis,
}

impl FileKind {
    /// Of a CSV file, from the address's `encoding`.
    pub(super) fn csv(pairs: &[(String, String)]) -> Self {
        let is_old = |(name, value): &(String, String)| name == "encoding" && value == "sjis";
        if pairs.iter().any(is_old) {
            Self::ShiftJis
        } else {
            Self::Utf8
        }
    }

    const fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            Self::Utf8 => ("csv", "text/csv; charset=utf-8"),
            Self::ShiftJis => ("csv", "text/csv; charset=Shift_JIS"),
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

/// A list as a file. `name` has no ending; `programme` is empty for the stock.
pub(super) async fn hand_out(
    telemetry: &Telemetry,
    visitor: &Visitor,
    programme: &str,
    list: &'static str,
    sheet: &Sheet,
    kind: FileKind,
) -> Response {
    let (ending, media_type) = kind.about();
    let bytes = match kind.write(sheet) {
        Ok(bytes) => bytes,
        Err(problem) => {
            tracing::error!(error = %problem, list, "an export could not be written");
            return error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal");
        }
    };
    let note = NoteExport {
        programme: programme.to_owned(),
        list,
        format: ending,
        rows: sheet.rows.len(),
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&note).await {
        Ok(()) => attachment(&format!("{list}.{ending}"), media_type, bytes),
        Err(error) => problems::page(visitor, &error),
    }
}

/// Bytes to be saved. `name` is of ASCII letters, digits and a few signs, whatever is asked for.
pub(super) fn attachment(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let keep = |letter: char| {
        if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_') {
            letter
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(keep).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}
