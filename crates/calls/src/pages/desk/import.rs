//! Taking in a contact log that was kept in a spreadsheet (C11): every mistake is named with its row, and then
//! nothing is taken.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, DateTime, Time};
use platform::clock::from_tokyo;
use platform::forms::fold_digits;
use web::{File, Posted, Visitor};

use super::{figures, in_frame, problems, programme};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::Error;
use crate::ops::import_contacts::{ImportContacts, Imported, LogLine};
use crate::store::queries::applications::receipt_number;

#[derive(Template)]
#[template(path = "desk-import.html")]
struct ImportPage<'a> {
    v: &'a Visitor,
    base: String,
    done: Option<String>,
    errors: Vec<(String, String)>,
    rows: Vec<String>,
}

/// What is shown after sending.
#[derive(Default)]
struct Shown {
    done: Option<Imported>,
    /// Key of what is wrong with the file.
    file: Option<&'static str>,
    /// Row and key of what is wrong there.
    rows: Vec<(usize, &'static str)>,
}

/// `GET /desk/{programme}/import`
pub(super) async fn page(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    match programme(&calls, &visitor, &id) {
        Ok(programme) => show(&calls, &visitor, &programme, Shown::default()).await,
        Err(page) => page,
    }
}

async fn show(calls: &Calls, visitor: &Visitor, programme: &Programme, shown: Shown) -> Response {
    let wrong = shown.file.is_some() || !shown.rows.is_empty();
    let row = |(row, key): (usize, &'static str)| {
        let values = [
            ("row", row.to_string().into()),
            ("reason", visitor.say(key).into()),
        ];
        visitor.words.say_with("import-row-error", &values)
    };
    let done = shown.done.map(|imported| {
        let values = [
            ("taken", imported.taken.to_string().into()),
            ("known", imported.known.to_string().into()),
        ];
        visitor.words.say_with("import-done", &values)
    });
    let page = ImportPage {
        v: visitor,
        base: visitor.href(&format!("/desk/{}", programme.file.id)),
        done,
        errors: shown
            .file
            .map(|key| ("file".to_owned(), visitor.say(key)))
            .into_iter()
            .collect(),
        rows: shown.rows.into_iter().map(row).collect(),
    };
    let body = page.render().unwrap_or_default();
    match figures(calls, visitor, programme).await {
        Ok(figures) => {
            let status = if wrong {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::OK
            };
            let title = visitor.say("import-title");
            (
                status,
                in_frame(visitor, programme, &figures, &title, wrong, &body),
            )
                .into_response()
        }
        Err(error) => problems::page(visitor, &error),
    }
}

/// `POST /desk/{programme}/import`
pub(super) async fn send(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let shown = match read(posted.file("file")) {
        Ok(lines) => {
            let import = ImportContacts {
                programme: Arc::clone(&programme),
                lines,
                actor: visitor.actor.clone(),
            };
            match calls.store.run(&import).await {
                Ok(imported) => Shown {
                    done: Some(imported),
                    ..Shown::default()
                },
                Err(Error::Invalid(wrong)) => {
                    let row = |one: &crate::error::Invalid| {
                        let key = if one.code == "future" {
                            "import-row-future"
                        } else {
                            "import-row-number"
                        };
                        (one.field.parse().unwrap_or_default(), key)
                    };
                    Shown {
                        rows: wrong.iter().map(row).collect(),
                        ..Shown::default()
                    }
                }
                Err(error) => return problems::page(&visitor, &error),
            }
        }
        Err(shown) => shown,
    };
    show(&calls, &visitor, &programme, shown).await
}

/// The lines of a file, or everything that is wrong with it.
fn read(file: Option<&File>) -> Result<Vec<LogLine>, Shown> {
    let wrong = |key| Shown {
        file: Some(key),
        ..Shown::default()
    };
    let file = file.filter(|file| file.too_large || !file.contents.is_empty());
    let file = file.ok_or_else(|| wrong("import-file-missing"))?;
    if file.too_large {
        return Err(wrong("import-file-large"));
    }
    let cells = cells(&file.contents).ok_or_else(|| wrong("import-file-kind"))?;
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for (row, cells) in cells {
        match line(row, &cells) {
            Ok(line) => lines.push(line),
            Err(key) => rows.push((row, key)),
        }
    }
    match (rows.is_empty(), lines.is_empty()) {
        (true, true) => Err(wrong("import-file-kind")),
        (true, false) => Ok(lines),
        (false, _) => Err(Shown {
            rows,
            ..Shown::default()
        }),
    }
}

type Rows = Vec<(usize, Vec<String>)>;

/// Rows below the head with their line numbers; rows without any text are left out.
fn cells(contents: &[u8]) -> Option<Rows> {
    let text = text(contents)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // Rows as a spreadsheet counts them: the head is the first.
    for (row, record) in (2..).zip(reader.records()) {
        let record = record.ok()?;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((row, cells));
        }
    }
    Some(rows)
}

/// UTF-8 with or without a mark, or Shift_JIS; nothing else, and no binary file.
fn text(contents: &[u8]) -> Option<String> {
    if contents.contains(&0) {
        return None;
    }
    let bytes = contents.strip_prefix(b"\xef\xbb\xbf").unwrap_or(contents);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(contents);
    (!broken).then(|| text.into_owned())
}

fn line(row: usize, cells: &[String]) -> Result<LogLine, &'static str> {
    let [number, at, channel, outcome, rest @ ..] = cells else {
        return Err("import-row-columns");
    };
    Ok(LogLine {
        row,
        number: receipt_number(&fold_digits(number)).ok_or("import-row-number")?,
        at: time(at).ok_or("import-row-time")?,
        channel: match channel.as_str() {
            "電話" | "telephone" => "telephone",
            "メール" | "mail" => "mail",
            _ => return Err("import-row-channel"),
        },
        outcome: match outcome.as_str() {
            "不在" | "absent" => "absent",
            "かけ直し" | "call_back" => "call_back",
            "番号ちがい" | "番号違い" | "wrong_number" => "wrong_number",
            "連絡できた" | "reached" => "reached",
            _ => return Err("import-row-outcome"),
        },
        note: rest.first().cloned().unwrap_or_default(),
    })
}

/// `2025-06-24 14:30`, `2025/6/24 14:30:00`, `2025-06-24T14:30`: as spreadsheets write it, in Japan's time.
fn time(text: &str) -> Option<jiff::Timestamp> {
    let folded = fold_digits(text).replace('/', "-").replace('T', " ");
    let (date, clock) = folded.split_once(' ').unwrap_or((&folded, "0:00"));
    let part = |text: &str| text.trim().parse::<i16>().ok();
    let mut date = date.split('-').map(part);
    let date = Date::new(
        date.next()??,
        i8::try_from(date.next()??).ok()?,
        i8::try_from(date.next()??).ok()?,
    );
    let mut clock = clock.split(':').map(|text| text.trim().parse::<i8>().ok());
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().flatten().unwrap_or_default();
    let time = Time::new(hour, minute, second, 0).ok()?;
    Some(from_tokyo(DateTime::from_parts(date.ok()?, time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_spreadsheets_write_them() {
        let at = Some("2025-06-24T05:30:00Z".parse().unwrap());
        for text in [
            "2025-06-24 14:30",
            "2025/6/24 14:30:00",
            "2025-06-24T14:30",
            "２０２５/６/２４ 14:30",
        ] {
            assert_eq!(time(text), at, "{text}");
        }
        for text in ["", "24.6.2025", "2025-13-01 10:00", "2025-06-24 25:00"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn both_encodings_and_no_binary() {
        let log = "受付番号,日時,方法,結果,メモ\r\nR00214,2025-06-24 14:30,電話,不在,\r\n";
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(log);
        assert_eq!(cells(log.as_bytes()), cells(&sjis));
        assert_eq!(cells(log.as_bytes()).unwrap()[0].0, 2);
        assert_eq!(cells(b"PK\x03\x04\x00\x00"), None);
    }
}
