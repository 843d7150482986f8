//! Files out of the desk and into it: exports, and the contact log in two steps (C11).

use axum::http::{StatusCode, header};
use calls::domain::application::StateName;
use documents::sheet::{Cell, Column, ColumnKind, Limits, Sheet, csv, xlsx};

use super::{Answer, CALL, Desk, READER};
use crate::world::at;

const HEAD: &str = "受付番号,日時,方法,結果,メモ\r\n";

fn workbook(rows: Vec<Vec<Cell>>) -> Vec<u8> {
    let titles = ["受付番号", "日時", "方法", "結果", "メモ"];
    let column = |title: &str| Column::new(title, ColumnKind::Text);
    let sheet = Sheet {
        name: "電話".to_owned(),
        columns: titles.map(column).into(),
        rows,
    };
    xlsx::write(&sheet).unwrap()
}

async fn taken(desk: &Desk, preview: &Answer) -> Answer {
    let rows = preview.hidden("rows");
    desk.post(&format!("/desk/{CALL}/import/take"), &[("rows", &rows)])
        .await
}

/// Formula-like cells are text in every kind of file, and a letter that Shift_JIS does not know is marked.
#[tokio::test]
async fn exports_are_harmless() {
    let formula = "=HYPERLINK(\"http://example.com\")";
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, formula, 0).await;
    desk.company(2, "髙橋\u{20bb7}商店", 1).await;
    let export = format!("/desk/{CALL}/export.csv");
    let utf8 = desk.get(&export).await;
    assert!(utf8.bytes.starts_with(b"\xef\xbb\xbf"));
    utf8.has("受付番号")
        .has("'=HYPERLINK")
        .lacks(",=HYPERLINK")
        .lacks(",\"=HYPERLINK")
        .has("髙橋\u{20bb7}商店");
    let sjis = desk
        .get(&format!("{export}?encoding=sjis&frame={}", frame(&desk, 1)))
        .await;
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&sjis.bytes);
    assert!(
        !broken && text.contains("髙橋〓商店") && !text.contains("HYPERLINK"),
        "{text}"
    );

    let workbook = desk.get(&format!("/desk/{CALL}/export.xlsx")).await;
    assert_eq!(
        workbook.header(header::CONTENT_TYPE),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert!(
        workbook
            .header(header::CONTENT_DISPOSITION)
            .starts_with("attachment; filename=\"jissenryoku-2025-applications.xlsx\"")
    );
    let sheet = xlsx::read(&workbook.bytes, &Limits::default()).unwrap();
    let titles: Vec<&str> = sheet.columns.iter().map(|column| column.title.as_str()).collect();
    assert_eq!(titles[..2], ["受付番号", "会社"]);
    assert_eq!(sheet.rows[0][1], Cell::Text(formula.to_owned()));
    assert_eq!(sheet.rows[1][1], Cell::Text("髙橋\u{20bb7}商店".to_owned()));
    let submitted = titles.iter().position(|title| *title == "受付日時").unwrap();
    assert!(
        matches!(sheet.rows[0][submitted], Cell::DateTime(_)),
        "dates sort as dates"
    );
    assert!(
        !sheet_xml(&workbook.bytes).contains("<f>"),
        "no cell is a formula"
    );
}

fn frame(desk: &Desk, index: usize) -> String {
    desk.world.programme.file.frames[index].id.clone()
}

/// Everything in the package, as far as it is text: enough to see a formula.
fn sheet_xml(package: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut file, &mut text).unwrap();
    text
}

/// Who takes a list away stands in the log, with the list and its length.
#[tokio::test]
async fn exports_leave_a_trace() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    desk.get(&format!("/desk/{CALL}/export.csv"))
        .await
        .is(StatusCode::OK);
    desk.get("/desk/audit")
        .await
        .has("一覧をファイルに書き出した")
        .has("申込みの一覧")
        .has("<dt>行数</dt><dd><span class=\"sr\">変更後: </span>1</dd>");
    desk.world.audit_holds().await;
}

/// A reader without the right to export gets no file and is offered none.
#[tokio::test]
async fn exports_are_for_those_who_may() {
    let desk = Desk::open(CALL, "2025-06-16T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    for file in [
        "export.xlsx",
        "export.csv",
        "roster.xlsx",
        "roster.csv",
        "briefings.xlsx",
    ] {
        desk.get_as(READER, &format!("/desk/{CALL}/{file}"))
            .await
            .is(StatusCode::FORBIDDEN);
    }
    desk.get_as(READER, &format!("/desk/{CALL}/applications"))
        .await
        .lacks("export.xlsx");
}

/// All of a contact log or nothing, and no line twice; nothing changes before the rows were shown.
#[tokio::test]
async fn a_contact_log_is_taken_in() {
    let desk = Desk::open(CALL, "2025-06-20T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.world.clock.set(at("2025-06-24T10:00:00"));
    let import = format!("/desk/{CALL}/import");
    let page = format!("/desk/{CALL}/applications/{id}");
    let wrong = format!(
        "{HEAD}R00001,2025-06-23 10:00,電話,不在,\r\nR00009,2025-06-23 10:00,電話,不在,\r\n\
         R00001,きのう,電話,不在,\r\nR00001,2025-06-23 10:00,手紙,不在,\r\nR00001,2025-07-23 10:00,電話,不在,\r\n\
         R00001,2025-06-19 10:00,電話,不在,\r\nR00001,あす,電話,来訪,\r\n"
    );
    let shown = desk.upload(&import, wrong.as_bytes()).await;
    shown
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("3 行目: 受付番号の申込みがありません")
        .has("4 行目: 日時が読めません")
        .has("5 行目: 方法は")
        .has("6 行目: 日時が先の日付です")
        .has("7 行目: 日時が申込みより前です")
        .has("8 行目: 日時が読めません / 結果は")
        .has("新しい記録 1 件・取り込み済みまたは同じ行 0 件・直す行 6 件")
        .has("有限会社ひばり通商")
        .lacks("name=\"rows\"");
    desk.get(&page).await.has("まだ連絡の記録はありません");

    let log = format!("{HEAD}R00001,2025/6/23 10:00,電話,不在,留守番電話\r\n");
    let (log, _, _) = encoding_rs::SHIFT_JIS.encode(&log);
    let preview = desk.upload(&import, &log).await;
    preview
        .is(StatusCode::OK)
        .has("留守番電話")
        .has("まだ何も取り込んでいません");
    desk.get(&page).await.has("まだ連絡の記録はありません");
    taken(&desk, &preview)
        .await
        .is(StatusCode::OK)
        .has("1 件を取り込みました（重複 0 件）");
    taken(&desk, &preview)
        .await
        .has("0 件を取り込みました（重複 1 件）");
    desk.upload(&import, &log)
        .await
        .has("すべて取り込み済みです")
        .lacks("name=\"rows\"");
    desk.get(&page)
        .await
        .has("留守番電話")
        .has("連絡の記録を取り込んだ");
    desk.world.audit_holds().await;
}

/// As at the desk, no contact is recorded for an application that has ended; what was taken before stays.
#[tokio::test]
async fn a_contact_for_an_ended_application_is_a_row_to_mend() {
    let desk = Desk::open(CALL, "2025-06-20T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.world.clock.set(at("2025-06-24T10:00:00"));
    let import = format!("/desk/{CALL}/import");
    let before = format!("{HEAD}R00001,2025-06-23 10:00,電話,不在,\r\n");
    let preview = desk.upload(&import, before.as_bytes()).await;
    taken(&desk, &preview).await.has("1 件を取り込みました");
    // The import was a change that a form opened before it has not seen.
    let end = [
        ("version", "2"),
        ("decide_kind", "withdraw"),
        ("decide_reason", "申出による"),
        ("confirmed", "yes"),
    ];
    desk.post(&format!("/desk/{CALL}/applications/{id}/decide"), &end)
        .await
        .is(StatusCode::SEE_OTHER);
    desk.upload(&import, before.as_bytes())
        .await
        .is(StatusCode::OK)
        .has("すべて取り込み済みです");
    let after = format!("{HEAD}R00001,2025-06-23 15:00,電話,連絡できた,\r\n");
    desk.upload(&import, after.as_bytes())
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("2 行目: この申込みは終わっているため")
        .lacks("name=\"rows\"");
}

/// What is no table is said to be none, with what is accepted.
#[tokio::test]
async fn a_picture_or_a_letter_is_no_contact_log() {
    let desk = Desk::open(CALL, "2025-06-20T10:00:00").await;
    let import = format!("/desk/{CALL}/import");
    for contents in [&b"\x89PNG\r\n\x1a\n...."[..], b"A letter", b"PK\x03\x04 nothing"] {
        desk.upload_named(&import, "log.xlsx", contents)
            .await
            .is(StatusCode::UNPROCESSABLE_ENTITY)
            .has("表として読み取れないファイルです")
            .has("Excel（.xlsx）と CSV");
    }
    desk.upload_named(&import, "log.xlsm", b"PK\x03\x04 xl/vbaProject.bin")
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("マクロの入ったブック");
}

/// The same from a workbook, with dates as dates and receipt numbers that a spreadsheet made numbers of.
#[tokio::test]
async fn a_workbook_is_taken_in() {
    let desk = Desk::open(CALL, "2025-06-20T10:00:00").await;
    let id = desk.company(1, "有限会社ひばり通商", 0).await;
    desk.world.clock.set(at("2025-06-24T10:00:00"));
    let text = |text: &str| Cell::Text(text.to_owned());
    let file = workbook(vec![
        vec![
            text("R00001"),
            Cell::DateTime("2025-06-23T10:00:00".parse().unwrap()),
            text("電話"),
            text("不在"),
            text("=1+1"),
        ],
        vec![
            Cell::Integer(1),
            text("令和7年6月23日 15:30"),
            text("メール"),
            text("かけ直し"),
            Cell::Empty,
        ],
    ]);
    let import = format!("/desk/{CALL}/import");
    let preview = desk.upload_named(&import, "C:\\電話\\..\\連絡.xlsx", &file).await;
    preview
        .is(StatusCode::OK)
        .has("新しい記録 2 件")
        .has("ファイル: 連絡.xlsx")
        .lacks("C:\\");
    taken(&desk, &preview)
        .await
        .has("2 件を取り込みました（重複 0 件）");
    desk.get(&format!("/desk/{CALL}/applications/{id}"))
        .await
        .has("15時30分")
        .has("=1+1");
    assert_eq!(
        desk.world.state(id).await,
        StateName::Received,
        "a log changes no state"
    );
}

/// The workbook to fill in comes back as it left: rows that nobody filled in are no records.
#[tokio::test]
async fn the_template_can_be_sent_back() {
    let desk = Desk::open(CALL, "2025-06-20T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    desk.company(2, "株式会社緑町製作所", 1).await;
    desk.world.clock.set(at("2025-06-24T10:00:00"));
    let template = desk.get(&format!("/desk/{CALL}/import/template.xlsx")).await;
    let mut sheet = xlsx::read(&template.bytes, &Limits::default()).unwrap();
    assert_eq!(sheet.rows.len(), 2);
    let import = format!("/desk/{CALL}/import");
    desk.upload(&import, &template.bytes)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("取り込む行がありません");
    let filled = ["2025-06-23 10:00", "電話", "連絡できた", "夕方に再度"];
    for (cell, text) in sheet.rows[1][3..].iter_mut().zip(filled) {
        *cell = Cell::Text(text.to_owned());
    }
    desk.upload(&import, &xlsx::write(&sheet).unwrap())
        .await
        .is(StatusCode::OK)
        .has("新しい記録 1 件")
        .has("株式会社緑町製作所");
}

/// Whatever is wrong with a file is said in words that tell what to do.
#[tokio::test]
async fn bad_files_are_told() {
    let desk = Desk::open(CALL, "2025-06-24T10:00:00").await;
    desk.company(1, "有限会社ひばり通商", 0).await;
    let import = format!("/desk/{CALL}/import");
    let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let long = format!(
        "{HEAD}{}",
        "R00001,2025-06-23 10:00,電話,不在,\r\n".repeat(20_001)
    );
    let twice = format!("メモ,{HEAD}x,R00001,2025-06-23 10:00,電話,不在,\r\n");
    let cases: [(&[u8], &str); 13] = [
        (b"", "ファイルの中身が空です"),
        ("受付番号\r\nR00001\r\n".as_bytes(), "列が1つしかありません"),
        (b"\x89PNG\r\n\x1a\n\x00", "表として読み取れないファイルです"),
        (b"%PDF-1.7\n", "表として読み取れないファイルです"),
        (b"PK\x03\x04broken", "表として読み取れないファイルです"),
        (&old, "古い形式（.xls）"),
        (b"a,b\r\n\xff\xfe\xfd,\xfc\r\n", "2 行目の文字が読めません"),
        (b"a,b\r\n\x00,1\r\n", "表として読み取れないファイルです"),
        (
            b"<html><body>x</body></html>\n1",
            "表として読み取れないファイルです",
        ),
        (
            "受付番号,方法,結果\r\nR00001,電話,不在\r\n".as_bytes(),
            "「日時」の列がありません",
        ),
        (HEAD.as_bytes(), "取り込む行がありません"),
        (long.as_bytes(), "行が多すぎます（20000 行まで）"),
        (twice.as_bytes(), "「メモ」の列が2つあります"),
    ];
    for (contents, words) in cases {
        desk.upload(&import, contents)
            .await
            .is(StatusCode::UNPROCESSABLE_ENTITY)
            .has(words)
            .has("id=\"file-about\"")
            .has("R00001,2025-06-24 14:30,電話,不在");
    }
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    desk.upload(&import, &large)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("ファイルが大きすぎます（10MBまで）");
    desk.upload_named(&format!("/en{import}"), "../../etc/passwd", b"\x89PNG\r\n\x1a\n")
        .await
        .has("Excel workbooks (.xlsx) and CSV");
    // What was shown cannot be changed into something that was never checked.
    desk.post(
        &format!("{import}/take"),
        &[("rows", "[{\"row\":2,\"cells\":[\"R1\",\"x\",\"\",\"\",\"\"]}]")],
    )
    .await
    .is(StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&format!("{import}/take"), &[("rows", "nonsense")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .lacks("を取り込みました");
}

/// A CSV that our own export wrote in Shift_JIS reads back.
#[tokio::test]
async fn an_export_reads_back() {
    let desk = Desk::open(CALL, "2025-06-24T10:00:00").await;
    desk.company(1, "+ひばり通商", 0).await;
    let file = desk.get(&format!("/desk/{CALL}/export.csv?encoding=sjis")).await;
    let sheet = csv::read(&file.bytes, &Limits::default()).unwrap();
    assert_eq!(sheet.rows[0][1], Cell::Text("+ひばり通商".to_owned()));
}
