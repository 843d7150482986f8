//! Tables: round trips, columns, CSV from the offices' machines.

use documents::sheet::csv::{Encoding, Unmappable};
use documents::sheet::{Cell, Column, ColumnKind, Limits, Sheet, SheetProblem, csv, xlsx};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

fn columns() -> Vec<Column> {
    vec![
        Column::new("企業名", ColumnKind::Text),
        Column::new("従業員数", ColumnKind::Integer),
        Column::new("申込日", ColumnKind::Date),
        Column::new("連絡日時", ColumnKind::DateTime),
        Column::new("確認済み", ColumnKind::Bool),
    ]
}

fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        name: "申込一覧".to_owned(),
        columns: columns(),
        rows,
    }
}

/// Texts as people type them, and as attackers do. Line breaks are LF: a workbook's cell knows no other.
fn text() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "=1+1",
        "+81",
        "-1",
        "@SUM(A1)",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "'",
        "''=1",
        "\t=x",
        "\n=x",
        "\"引用\"",
        "a,b;c\td",
        "一行\n二行",
        "髙﨑",
        "塚①㈱",
        "👨‍👩‍👧",
        "𠮷野家",
        " 前後 ",
        "_x000D_",
        "_x0041_",
        "&lt;b&gt;",
        "<b>",
        "TRUE",
        "2025-06-30",
        "007",
        "葛\u{E0100}飾",
    ]);
    prop_oneof![awkward.prop_map(str::to_owned), "[ -~ぁ-んァ-ヶ一-龠\n\t]{1,20}"]
}

fn moment() -> impl Strategy<Value = DateTime> {
    (day(), 0_i8..24, 0_i8..60, 0_i8..60)
        .prop_map(|(day, hour, minute, second)| day.at(hour, minute, second, 0))
}

fn day() -> impl Strategy<Value = Date> {
    (1901_i16..2100, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| date(year, month, day))
}

fn row() -> impl Strategy<Value = Vec<Cell>> {
    let cells = (
        text().prop_map(Cell::text),
        any::<i64>().prop_map(Cell::Integer),
        prop::option::of(day()).prop_map(|day| day.map_or(Cell::Empty, Cell::Date)),
        moment().prop_map(Cell::DateTime),
        any::<bool>().prop_map(Cell::Bool),
    );
    cells.prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_workbook_comes_back_as_it_was(rows in prop::collection::vec(row(), 1..8)) {
        let sheet = sheet(rows);
        let bytes = xlsx::write(&sheet).unwrap();
        let read = xlsx::read(&bytes, &Limits::default()).unwrap().select(&columns()).unwrap();
        prop_assert_eq!(read, sheet);
    }

    #[test]
    fn csv_comes_back_as_it_was(rows in prop::collection::vec(row(), 1..8)) {
        let sheet = sheet(rows);
        let written = csv::write(&sheet, Encoding::Utf8).unwrap();
        prop_assert!(written.unmappable.is_empty());
        prop_assert!(written.bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
        let read = csv::read(&written.bytes, &Limits::default()).unwrap().select(&columns()).unwrap();
        prop_assert_eq!(read.rows, sheet.rows);
    }

    #[test]
    fn shift_jis_loses_nothing_silently(rows in prop::collection::vec(row(), 1..8)) {
        let sheet = sheet(rows);
        let written = csv::write(&sheet, Encoding::ShiftJis).unwrap();
        let read = csv::read(&written.bytes, &Limits::default()).unwrap().select(&columns()).unwrap();
        if written.unmappable.is_empty() {
            prop_assert_eq!(read.rows, sheet.rows);
        } else {
            let lost: String = read.rows.iter().flatten().map(Cell::shown).collect();
            prop_assert_eq!(lost.matches('〓').count(), written.unmappable.len());
        }
    }

    #[test]
    fn no_cell_of_a_csv_is_a_formula(rows in prop::collection::vec(row(), 1..8)) {
        let written = csv::write(&sheet(rows), Encoding::Utf8).unwrap();
        let text = String::from_utf8(written.bytes).unwrap();
        let mut reader = ::csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        for record in reader.records() {
            let record = record.unwrap();
            let first = record[0].chars().next();
            prop_assert!(!first.is_some_and(|first| "=+-@\t\r\n＝＋－＠".contains(first)), "{:?}", record);
        }
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = csv::read(&bytes, &Limits::default());
        let _ = xlsx::read(&bytes, &Limits::default());
    }
}

#[test]
fn shift_jis_has_the_letters_of_names_and_reports_the_rest() {
    let rows = vec![vec![Cell::text("髙﨑 塚①㈱〜￥100 ¥5"), Cell::text("𠮷🍣")]];
    let columns = vec![
        Column::new("名", ColumnKind::Text),
        Column::new("備考", ColumnKind::Text),
    ];
    let written = csv::write(
        &Sheet {
            name: String::new(),
            columns,
            rows,
        },
        Encoding::ShiftJis,
    )
    .unwrap();
    let lost: Vec<(usize, &str, char)> = written
        .unmappable
        .iter()
        .map(
            |Unmappable {
                 row,
                 column,
                 character,
             }| (*row, column.as_str(), *character),
        )
        .collect();
    assert_eq!(lost, [(1, "備考", '𠮷'), (1, "備考", '🍣')]);
    let read = csv::read(&written.bytes, &Limits::default()).unwrap();
    assert_eq!(
        read.rows[0],
        [Cell::text("髙﨑 塚①㈱～￥100 ￥5"), Cell::text("〓〓")]
    );
    assert!(!written.bytes.contains(&b'\\'));
}

#[test]
fn every_usual_encoding_is_recognised() {
    let text = "企業名,従業員数\r\n髙﨑商店,5\r\n";
    let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode(text);
    let utf_16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &shift_jis, &utf_16, &with_bom] {
        let sheet = csv::read(bytes, &Limits::default()).unwrap();
        assert_eq!(sheet.columns[0].title, "企業名");
        assert_eq!(sheet.rows, [[Cell::text("髙﨑商店"), Cell::text("5")]]);
    }
    let broken = [text.as_bytes(), b"\xFF\xFF\xFF\r\n"].concat();
    assert_eq!(
        csv::read(&broken, &Limits::default()),
        Err(SheetProblem::Encoding { line: 3 })
    );
    let broken = [with_bom.as_slice(), b"ok\r\n\xFF"].concat();
    assert_eq!(
        csv::read(&broken, &Limits::default()),
        Err(SheetProblem::Encoding { line: 4 })
    );
}

#[test]
fn columns_are_found_by_title_and_problems_are_told_together() {
    let text = "備考, 企業　名 ,従業員数（人）,従業員数(人)\nx,見本,5,6\n";
    let sheet = csv::read(text.as_bytes(), &Limits::default()).unwrap();
    let wanted = [
        Column::new("企業名", ColumnKind::Text),
        Column::new("電話", ColumnKind::Text).optional(),
    ];
    assert_eq!(
        sheet.select(&wanted).unwrap().rows,
        [[Cell::text("見本"), Cell::Empty]]
    );
    let wanted = [
        Column::new("住所", ColumnKind::Text),
        Column::new("従業員数（人）", ColumnKind::Integer),
    ];
    assert_eq!(
        sheet.select(&wanted).unwrap_err(),
        [
            SheetProblem::MissingColumn {
                title: "住所".to_owned()
            },
            SheetProblem::DuplicateColumn {
                title: "従業員数（人）".to_owned()
            }
        ]
    );
}

#[test]
fn cells_that_do_not_fit_are_all_named() {
    let text = "企業名,従業員数,申込日\na,五人,2025/6/30\nb,5,6/30\n";
    let sheet = csv::read(text.as_bytes(), &Limits::default()).unwrap();
    let problems = sheet.select(&columns()[..3]).unwrap_err();
    let codes: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code(), problem.args()))
        .collect();
    assert_eq!(codes.len(), 2);
    assert_eq!(codes[0].0, "sheet-cell");
    assert!(
        codes[0].1.contains(&("found", "五人".to_owned())) && codes[0].1.contains(&("row", "1".to_owned()))
    );
    assert!(
        codes[1].1.contains(&("expected", "date".to_owned()))
            && codes[1].1.contains(&("row", "2".to_owned()))
    );
}

#[test]
fn empty_and_oversized_files_are_refused() {
    let limits = Limits {
        file_bytes: 1000,
        rows: 3,
        columns: 4,
        ..Limits::default()
    };
    assert_eq!(csv::read(b"", &limits), Err(SheetProblem::NoRows));
    assert_eq!(csv::read(b"a,b\r\n,\r\n", &limits), Err(SheetProblem::NoRows));
    assert_eq!(
        csv::read(&[b'a'; 1001], &limits),
        Err(SheetProblem::TooLarge { limit: 1000 })
    );
    assert_eq!(
        csv::read(b"a\n1\n2\n3\n4\n", &limits),
        Err(SheetProblem::TooManyRows { limit: 3 })
    );
    assert_eq!(
        csv::read(b"a,b,c,d,e\n", &limits),
        Err(SheetProblem::TooManyColumns { limit: 4 })
    );
    assert!(matches!(
        csv::read(b"a\0b\n1\n", &limits),
        Err(SheetProblem::Damaged(_))
    ));
}
