//! Workbooks that are none, or mean harm.

use std::io::{Cursor, Write as _};

use documents::sheet::{Cell, Column, ColumnKind, Limits, Sheet, SheetProblem, xlsx};
use zip::write::SimpleFileOptions;

const BOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
    <sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const ROOT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
    Target=\"worksheets/sheet1.xml\"/></Relationships>";

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let started = writer.start_file(*name, SimpleFileOptions::default());
        started.expect("a new name");
        writer.write_all(bytes).expect("memory takes everything");
    }
    writer.finish().expect("memory takes everything").into_inner()
}

fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    archive(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn read(bytes: &[u8]) -> Result<Sheet, SheetProblem> {
    xlsx::read(bytes, &Limits::default())
}

#[test]
fn what_is_no_workbook_is_called_so() {
    assert_eq!(read(b"%PDF-1.7"), Err(SheetProblem::NotXlsx));
    assert_eq!(read(b""), Err(SheetProblem::NotXlsx));
    assert_eq!(read(&archive(&[("a.txt", b"x")])), Err(SheetProblem::NotXlsx));
    let mut ole = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    ole.resize(2048, 0);
    assert_eq!(read(&ole), Err(SheetProblem::OldXls));
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&ole), Err(SheetProblem::Encrypted));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 5_000_000];
    let bomb = archive(&[
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 100_000);
    let limits = Limits {
        unpacked_bytes: 1_000_000,
        ..Limits::default()
    };
    assert_eq!(
        xlsx::read(&bomb, &limits),
        Err(SheetProblem::UnpacksTooLarge { limit: 1_000_000 })
    );
    let limits = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        xlsx::read(&bomb, &limits),
        Err(SheetProblem::TooLarge { limit: 10 })
    );
}

#[test]
fn one_cell_in_the_last_corner_costs_nothing() {
    let far = workbook(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>題</t></is></c></row>\
         <row r=\"1048576\"><c r=\"A1048576\"><v>5</v></c></row>",
    );
    assert_eq!(read(&far).unwrap().rows, [[Cell::Integer(5)]]);
    let wide = workbook("<row r=\"1\"><c r=\"XFD1\"><v>5</v></c></row>");
    assert_eq!(read(&wide), Err(SheetProblem::TooManyColumns { limit: 200 }));
    let cell = |row: u32| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>");
    let long = (1..=5).map(cell).collect::<Vec<_>>().concat();
    let limits = Limits {
        rows: 3,
        ..Limits::default()
    };
    assert_eq!(
        xlsx::read(&workbook(&long), &limits),
        Err(SheetProblem::TooManyRows { limit: 3 })
    );
}

#[test]
fn damaged_and_empty_workbooks() {
    assert_eq!(read(&workbook("")), Err(SheetProblem::NoRows));
    assert!(matches!(
        read(&workbook("<row r=\"1\"><c r=\"A1\"><v>5</x></row>")),
        Err(SheetProblem::Damaged(_))
    ));
    let mut cut = workbook("<row r=\"1\"><c r=\"A1\"><v>5</v></c></row>");
    cut.truncate(cut.len() / 2);
    assert_eq!(read(&cut), Err(SheetProblem::NotXlsx));
}

#[test]
fn a_formula_is_read_as_its_value_and_never_written() {
    let computed = workbook(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>計</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\"><f>1+1</f><v>2</v></c></row>",
    );
    assert_eq!(read(&computed).unwrap().rows, [[Cell::Integer(2)]]);
    let columns = vec![Column::new("=HYPERLINK(\"x\")", ColumnKind::Text)];
    let rows = vec![
        vec![Cell::text("=1+1")],
        vec![Cell::text("＝1+1")],
        vec![Cell::text("https://example.jp/")],
    ];
    let bytes = xlsx::write(&Sheet {
        name: "[不正]:名/前?*'".to_owned(),
        columns,
        rows,
    })
    .unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut xml,
    )
    .unwrap();
    assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{xml}");
    assert!(
        xml.contains("<autoFilter") && xml.contains("state=\"frozen\""),
        "{xml}"
    );
}

#[test]
fn a_text_too_long_for_a_cell_is_named() {
    let columns = vec![Column::new("備考", ColumnKind::Text)];
    let sheet = Sheet {
        name: String::new(),
        columns,
        rows: vec![vec![Cell::text("あ".repeat(32_768))]],
    };
    let problem = SheetProblem::TooLong {
        row: 1,
        column: "備考".to_owned(),
        limit: 32_767,
    };
    assert_eq!(xlsx::write(&sheet), Err(problem));
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let columns = vec![Column::new("備考", ColumnKind::Text)];
    let sheet = Sheet {
        name: "一".to_owned(),
        columns,
        rows: vec![vec![Cell::text("あ")]],
    };
    assert_eq!(xlsx::write(&sheet), xlsx::write(&sheet));
}
