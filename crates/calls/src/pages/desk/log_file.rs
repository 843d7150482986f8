//! A contact log as somebody kept it in a spreadsheet (C11): a workbook or CSV, with our column titles in any order.

use documents::sheet::ColumnKind::{DateTime, Text};
use documents::sheet::{Cell, Column, ColumnKind, Limits, Sheet, SheetProblem, csv, xlsx};
use platform::clock::from_tokyo;
use platform::forms::fold_digits;
use serde::{Deserialize, Serialize};
use web::File;

use crate::domain::upload::kind_of;
use crate::ops::import_contacts::LogLine;
use crate::store::queries::applications::receipt_number;

/// Columns by their own names, and the titles they may have.
const COLUMNS: [(&str, ColumnKind, &[&str]); 5] = [
    (
        "number",
        Text,
        &["受付番号", "receiptnumber", "receipt", "number"],
    ),
    ("time", DateTime, &["日時", "連絡日時", "time", "date"]),
    ("channel", Text, &["方法", "連絡方法", "手段", "channel", "by"]),
    ("result", Text, &["結果", "result", "outcome"]),
    ("note", Text, &["メモ", "備考", "note"]),
];

/// One row under the head, as text: what is shown, and what the second step sends again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    /// Number as a spreadsheet shows it when no row is empty: the head is the first.
    pub(super) row: usize,
    /// In the order of [`COLUMNS`].
    pub(super) cells: [String; 5],
}

/// Why a file gives no rows.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// None was chosen.
    Missing,
    /// One with nothing in it.
    Empty,
    /// Text in one column: commas are missing, or something else stands in their place.
    OneColumn,
    /// Larger than is taken.
    TooLarge,
    /// A picture, a PDF, a letter: no table.
    Kind,
    /// A workbook with macros: what it would do is not looked at.
    Macros,
    /// Something is wrong with the table.
    Sheet(SheetProblem),
}

/// The rows of a file. Those that only repeat a receipt number, because nobody called yet, are left out.
pub(super) fn rows(file: Option<&File>) -> Result<Vec<Row>, Unreadable> {
    // A browser sends a field without a file as a file without a name.
    let file = file.filter(|file| file.too_large || !file.contents.is_empty() || !file.name.is_empty());
    let file = file.ok_or(Unreadable::Missing)?;
    if file.too_large {
        return Err(Unreadable::TooLarge);
    }
    let is_mark_or_space = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
    if file.contents.iter().all(is_mark_or_space) {
        return Err(Unreadable::Empty);
    }
    let sheet = table(&file.contents)?;
    let wanted: Vec<Column> = COLUMNS
        .iter()
        .map(|(id, _, _)| {
            let column = Column::new(*id, Text);
            if *id == "note" { column.optional() } else { column }
        })
        .collect();
    let sheet = sheet
        .select(&wanted)
        .map_err(|mut problems| Unreadable::Sheet(problems.remove(0)))?;
    let row = |(row, cells): (usize, Vec<Cell>)| {
        let mut texts = cells.into_iter().map(|cell| cell.shown().trim().to_owned());
        let cells = std::array::from_fn(|_| texts.next().unwrap_or_default());
        Row { row, cells }
    };
    let rows: Vec<Row> = (2..)
        .zip(sheet.rows)
        .map(row)
        .filter(|row| row.cells[1..].iter().any(|cell| !cell.is_empty()))
        .collect();
    if rows.is_empty() {
        Err(Unreadable::Sheet(SheetProblem::NoRows))
    } else {
        Ok(rows)
    }
}

/// The table with its columns under their own names. The bytes decide what it is, not the name of the file.
fn table(contents: &[u8]) -> Result<Sheet, Unreadable> {
    if contents.starts_with(b"PK") && holds(contents, MACROS) {
        return Err(Unreadable::Macros);
    }
    let is_workbook = contents.starts_with(b"PK") || contents.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    let read = if is_workbook {
        xlsx::read(contents, &Limits::default())
    } else if kind_of(contents).is_some() || !is_table(contents) {
        return Err(if is_one_column(contents) {
            Unreadable::OneColumn
        } else {
            Unreadable::Kind
        });
    } else {
        csv::read(contents, &Limits::default())
    };
    let mut sheet = read.map_err(|problem| match problem {
        SheetProblem::NotXlsx | SheetProblem::Damaged(_) => Unreadable::Kind,
        SheetProblem::TooLarge { .. } => Unreadable::TooLarge,
        other => Unreadable::Sheet(other),
    })?;
    for column in &mut sheet.columns {
        if let Some(id) = known(&column.title) {
            id.clone_into(&mut column.title);
        }
    }
    Ok(sheet)
}

/// The column of ours that a title names.
fn known(title: &str) -> Option<&'static str> {
    let title: String = title.split_whitespace().collect::<String>().to_lowercase();
    let found = COLUMNS
        .iter()
        .find(|(_, _, titles)| titles.contains(&title.as_str()));
    found.map(|(id, _, _)| *id)
}

/// Whether the first line of a text without commas holds one of our titles: a log with one column, or one whose columns
/// stand apart by semicolons or tabs.
fn is_one_column(contents: &[u8]) -> bool {
    let Ok(sheet) = csv::read(contents, &Limits::default()) else {
        return false;
    };
    let titles = sheet.columns.iter().flat_map(|column| {
        let parts = column.title.split([';', '\t', '；', '、']);
        parts.map(str::to_owned).collect::<Vec<_>>()
    });
    titles.into_iter().any(|title| known(&title).is_some())
}

/// The member of a workbook that holds its macros; names of members stand in clear in a ZIP file.
const MACROS: &[u8] = b"vbaProject.bin";

fn holds(contents: &[u8], part: &[u8]) -> bool {
    contents.windows(part.len()).any(|window| window == part)
}

/// Whether text can be a table: more than one column in its first line, and no bytes that no text has. UTF-16 has such
/// bytes, and says so at its start.
fn is_table(contents: &[u8]) -> bool {
    let is_utf16 = contents.starts_with(&[0xff, 0xfe]) || contents.starts_with(&[0xfe, 0xff]);
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n' | 0x1a);
    if !is_utf16 && contents.iter().any(is_control) {
        return false;
    }
    let mut lines = contents.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.find(|line| line.iter().any(|byte| !byte.is_ascii_whitespace()));
    first.is_none_or(|line| line.contains(&b','))
}

/// What a row says, or the keys of everything that is wrong with it.
pub(super) fn line(row: &Row) -> Result<LogLine, Vec<&'static str>> {
    let [number, at, channel, outcome, note] = &row.cells;
    let number = self::number(number).ok_or("import-row-number");
    let at = time(at).ok_or("import-row-time");
    let channel = match channel.to_lowercase().as_str() {
        "電話" | "telephone" | "phone" => Ok("telephone"),
        "メール" | "mail" | "email" => Ok("mail"),
        _ => Err("import-row-channel"),
    };
    let outcome = match outcome.to_lowercase().as_str() {
        "不在" | "absent" => Ok("absent"),
        "かけ直し" | "call_back" | "call back" => Ok("call_back"),
        "番号ちがい" | "番号違い" | "wrong_number" | "wrong number" => Ok("wrong_number"),
        "連絡できた" | "reached" => Ok("reached"),
        _ => Err("import-row-outcome"),
    };
    match (number, at, channel, outcome) {
        (Ok(number), Ok(at), Ok(channel), Ok(outcome)) => Ok(LogLine {
            row: row.row,
            number,
            at,
            channel,
            outcome,
            note: note.clone(),
        }),
        (number, at, channel, outcome) => Err([number.err(), at.err(), channel.err(), outcome.err()]
            .into_iter()
            .flatten()
            .collect()),
    }
}

/// `R00214`, in full width too, and `214` as a spreadsheet makes of it.
fn number(text: &str) -> Option<i64> {
    let folded = fold_digits(text).replace('Ｒ', "R").replace('ｒ', "r");
    receipt_number(&folded).or_else(|| folded.parse().ok())
}

/// A date and a time as clerks write them, on Japan's clock; a date alone is no time of a call.
fn time(text: &str) -> Option<jiff::Timestamp> {
    let sheet = Sheet {
        name: String::new(),
        columns: vec![Column::new("time", Text)],
        rows: vec![vec![Cell::text(text)]],
    };
    let read = sheet.select(&[Column::new("time", DateTime)]).ok()?;
    match read.rows.first()?.first()? {
        Cell::DateTime(at) => Some(from_tokyo(*at)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing in it, and no columns in it, are told from a wrong kind of file.
    #[test]
    fn empty_files_and_single_columns_have_words_of_their_own() {
        let read = |bytes: &[u8]| rows(Some(&file(bytes))).unwrap_err();
        for bytes in [&b""[..], b"\r\n \r\n", b"\xef\xbb\xbf"] {
            assert!(matches!(read(bytes), Unreadable::Empty), "{:?}", read(bytes));
        }
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("受付番号\r\nR00001\r\n");
        for bytes in [
            &sjis[..],
            "受付番号\nR00001\n".as_bytes(),
            "受付番号;日時;方法;結果\nR00001;2025-06-24 10:00;電話;不在\n".as_bytes(),
            "受付番号\t日時\t方法\nR00001\t2025-06-24 10:00\t電話\n".as_bytes(),
        ] {
            assert!(matches!(read(bytes), Unreadable::OneColumn), "{:?}", read(bytes));
        }
        let none = File {
            name: String::new(),
            ..file(b"")
        };
        assert!(matches!(rows(Some(&none)), Err(Unreadable::Missing)));
        assert!(matches!(rows(None), Err(Unreadable::Missing)));
    }

    fn file(contents: &[u8]) -> File {
        File {
            field: "file".to_owned(),
            name: "log".to_owned(),
            contents: contents.to_vec().into(),
            too_large: false,
        }
    }

    #[test]
    fn times_as_spreadsheets_write_them() {
        let at = Some("2025-06-24T05:30:00Z".parse().unwrap());
        for text in [
            "2025-06-24 14:30",
            "2025/6/24 14:30:00",
            "2025-06-24T14:30",
            "２０２５/６/２４ 14:30",
            "令和7年6月24日（火） 14時30分",
        ] {
            assert_eq!(time(text), at, "{text}");
        }
        for text in ["", "24.6.2025", "2025-13-01 10:00", "2025-06-24 25:00"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn columns_are_found_by_their_titles_in_both_encodings() {
        let log =
            "会社,結果,受付番号,方法,日時\r\nみなも,不在,R00214,電話,2025-06-24 14:30\r\n,,R00215,,\r\n";
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(log);
        let rows_of = |bytes: &[u8]| rows(Some(&file(bytes))).unwrap();
        assert_eq!(rows_of(log.as_bytes()), rows_of(&sjis));
        let rows = rows_of(log.as_bytes());
        assert_eq!(rows.len(), 1, "nobody called the second one yet");
        let line = line(&rows[0]).unwrap();
        assert_eq!((line.row, line.number, line.outcome), (2, 214, "absent"));
    }

    /// Whatever the file is called: its bytes decide.
    #[test]
    fn what_is_no_table_is_told_from_an_empty_one() {
        let read = |bytes: &[u8]| rows(Some(&file(bytes))).unwrap_err();
        for bytes in [
            &b"\x89PNG\r\n\x1a\n....IHDR"[..],
            b"\x89PNG damaged",
            b"A letter to somebody.\r\nWith a second line, and a comma.\r\n",
            "連絡の記録です".as_bytes(),
            b"\x00\x01\x02,\x03",
            b"PK\x03\x04 no workbook",
        ] {
            assert!(matches!(read(bytes), Unreadable::Kind), "{:?}", read(bytes));
        }
        let empty = "受付番号,日時,方法,結果\r\n";
        assert!(matches!(
            read(empty.as_bytes()),
            Unreadable::Sheet(SheetProblem::NoRows)
        ));
        let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        assert!(matches!(read(&old), Unreadable::Sheet(SheetProblem::OldXls)));
        assert!(matches!(
            read(b"PK\x03\x04 xl/vbaProject.bin"),
            Unreadable::Macros
        ));
    }

    #[test]
    fn csv_with_a_mark_is_read() {
        let log = "\u{feff}受付番号,日時,方法,結果\nR00214,2025-06-24 14:30,電話,不在\n";
        assert_eq!(rows(Some(&file(log.as_bytes()))).unwrap().len(), 1);
    }

    #[test]
    fn everything_that_is_wrong_with_a_row_is_named() {
        let row = Row {
            row: 7,
            cells: ["みなも", "昨日", "手紙", "不在", ""].map(str::to_owned),
        };
        assert_eq!(
            line(&row).unwrap_err(),
            ["import-row-number", "import-row-time", "import-row-channel"]
        );
    }

    #[test]
    fn receipt_numbers_as_people_type_them() {
        for text in ["R00214", "r214", "Ｒ００２１４", "214"] {
            assert_eq!(number(text), Some(214), "{text}");
        }
        assert_eq!(number("みなも"), None);
    }
}
