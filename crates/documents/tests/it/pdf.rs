//! The PDF as other programs see it (poppler).

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use documents::FontOptions;
use documents::model::{Block, Document, Figure, Language};
use documents::pdf::{Engine, PdfError};

use super::sample::{everything, squeezed, texts};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

/// Runs a tool of poppler over the file and gives what it prints.
fn poppler(tool: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut child = Command::new(tool)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("poppler-utils is installed by make test");
    let mut input = child.stdin.take().expect("was piped");
    let bytes = pdf.to_vec();
    let feeder = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().expect("the tool ends");
    feeder
        .join()
        .expect("the feeder ends")
        .expect("the tool reads everything");
    // pdfinfo cuts long texts in the middle of a character.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn text_of(pdf: &[u8]) -> String {
    squeezed(&poppler("pdftotext", &["-layout", "-", "-"], pdf))
}

#[test]
fn every_word_can_be_copied_and_searched() {
    let pdf = ENGINE.pdf(&everything()).unwrap();
    // In reading order: a sentence that runs over several lines stays one.
    let text = squeezed(&poppler("pdftotext", &["-", "-"], &pdf.bytes));
    for wanted in texts() {
        assert!(
            text.contains(&squeezed(&wanted)),
            "{wanted} is missing in:\n{text}"
        );
    }
    assert!(pdf.missing.is_empty(), "{:?}", pdf.missing);
}

#[test]
fn no_space_stands_between_japanese_and_latin_letters() {
    let pdf = ENGINE.pdf(&everything()).unwrap();
    let text = poppler("pdftotext", &["-", "-"], &pdf.bytes);
    assert!(text.contains("社会におけるDX化が急速に"), "{text}");
}

#[test]
fn it_is_tagged_and_says_what_it_is() {
    let mut document = everything();
    document.made_at = Some("2026-11-21T05:00:00Z".parse().unwrap());
    let pdf = ENGINE.pdf(&document).unwrap();
    let info = poppler("pdfinfo", &["-isodates", "-"], &pdf.bytes);
    assert!(
        info.contains("商店街の情報セキュリティ相談事業 募集要項"),
        "{info}"
    );
    let has = |name: &str, value: &str| {
        info.lines()
            .any(|line| line.starts_with(name) && line.trim_end().ends_with(value))
    };
    assert!(has("Tagged:", "yes"), "{info}");
    assert!(has("Author:", "見本市"), "{info}");
    assert!(has("CreationDate:", "2026-11-21T05:00:00Z"), "{info}");
    assert!(has("Pages:", &pdf.pages.to_string()), "{info}");
    let catalogue = String::from_utf8_lossy(&pdf.bytes);
    assert!(catalogue.contains("pdfuaid:part"), "does not declare PDF/UA");
    assert!(catalogue.contains("/Lang(ja"), "has no language");
}

#[test]
fn structure_names_headings_tables_and_lists() {
    let pdf = ENGINE.pdf(&everything()).unwrap();
    let tree = poppler("pdfinfo", &["-struct-text", "-"], &pdf.bytes);
    for element in [
        "H1", "H2", "H3", "Table", "TH", "TD", "L ", "LI", "Lbl", "Link", "Figure",
    ] {
        assert!(tree.contains(element), "no {element} in:\n{tree}");
    }
    assert!(
        tree.contains("申込みの数を示す棒グラフ") || String::from_utf8_lossy(&pdf.bytes).contains("/Alt")
    );
}

#[test]
fn the_header_row_of_a_long_table_stands_on_every_page() {
    let pdf = ENGINE.pdf(&everything()).unwrap();
    let pages: Vec<String> = (1..=pdf.pages)
        .map(|page| {
            let page = page.to_string();
            poppler("pdftotext", &["-f", &page, "-l", &page, "-", "-"], &pdf.bytes)
        })
        .collect();
    let with_rows: Vec<&String> = pages.iter().filter(|text| text.contains("業種 ")).collect();
    assert!(with_rows.len() > 1, "the table fits on one page");
    assert!(with_rows.iter().all(|text| text.contains("対象業種")));
}

#[test]
fn what_people_type_is_never_markup() {
    let nasty = "#panic(\"x\") #read(\"/etc/passwd\") $x^2$ *太字* _斜体_ `code` <label> @ref \\ // コメント /* x */ [#set text(red)]";
    let mut document = Document::new(nasty, Language::Ja);
    document.header = nasty.to_owned();
    document.footer = nasty.to_owned();
    document.blocks = vec![
        Block::heading(1, nasty),
        Block::paragraph(nasty),
        Block::bullets([nasty]),
    ];
    let pdf = ENGINE.pdf(&document).unwrap();
    let text = text_of(&pdf.bytes);
    assert!(text.matches("#panic(\"x\")").count() >= 4, "{text}");
    assert!(text.contains("*太字*_斜体_`code`<label>@ref"), "{text}");
}

#[test]
fn a_letter_without_a_glyph_does_not_stop_the_document() {
    let mut document = Document::new("寿司🍣の会社", Language::Ja);
    document.blocks = vec![Block::paragraph("葛\u{E0100}飾区の𠮷田さん\u{0}👨‍👩‍👧")];
    let pdf = ENGINE.pdf(&document).unwrap();
    assert!(
        pdf.missing.contains(&'🍣') && pdf.missing.contains(&'👨'),
        "{:?}",
        pdf.missing
    );
    let text = text_of(&pdf.bytes);
    assert!(text.contains("寿司〓の会社"), "{text}");
    assert!(text.contains("飾区の𠮷田さん〓"), "{text}");
}

#[test]
fn an_empty_document_and_a_broken_drawing() {
    assert_eq!(ENGINE.pdf(&Document::new("空", Language::Ja)).unwrap().pages, 1);
    let mut document = Document::new("壊れた図", Language::Ja);
    document.blocks = vec![Block::Figure(Figure {
        svg: "<svg".to_owned(),
        narrow: None,
        alt: "図".to_owned(),
        caption: None,
    })];
    assert!(matches!(ENGINE.pdf(&document), Err(PdfError::Typesetting(_))));
    // The press works on.
    assert!(ENGINE.pdf(&Document::new("次", Language::En)).is_ok());
}

#[test]
fn a_drawing_reaches_no_file() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">\
               <image xlink:href=\"/etc/hostname\" width=\"9\" height=\"9\"/><image href=\"file:///etc/hostname\"/></svg>";
    let mut document = Document::new("図", Language::Ja);
    document.blocks = vec![Block::Figure(Figure {
        svg: svg.to_owned(),
        narrow: None,
        alt: "図".to_owned(),
        caption: None,
    })];
    // Refused or left empty, never read.
    match ENGINE.pdf(&document) {
        Ok(pdf) => assert!(pdf.bytes.len() < 100_000),
        Err(error) => assert!(matches!(error, PdfError::Typesetting(_))),
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = everything();
    assert_eq!(
        ENGINE.pdf(&document).unwrap().bytes,
        ENGINE.pdf(&document).unwrap().bytes
    );
}

#[test]
fn a_missing_font_is_told_with_its_remedy() {
    let engine = Engine::new(FontOptions {
        folders: vec!["/nonexistent".into()],
        ..FontOptions::default()
    });
    let error = engine.pdf(&everything()).unwrap_err().to_string();
    assert!(error.contains("fonts-noto-cjk"), "{error}");
    assert!(engine.warm_up().is_err());
}

/// A draft says so on each of its pages, the first among them; a final text nowhere.
#[test]
fn a_draft_is_marked_on_every_page() {
    let mut document = everything();
    document.draft = Some("案".to_owned());
    let pages_with_mark = |document: &Document| {
        let pdf = ENGINE.pdf(document).unwrap();
        let pages = 1..=pdf.pages;
        let marked = pages.filter(|page| {
            let page = page.to_string();
            let text = poppler(
                "pdftotext",
                &["-f", &page, "-l", &page, "-layout", "-", "-"],
                &pdf.bytes,
            );
            let head = text
                .lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            head.trim_start().starts_with('案')
        });
        (marked.count(), pdf.pages)
    };
    let (marked, pages) = pages_with_mark(&document);
    assert!(pages > 1);
    assert_eq!(marked, pages);
    document.draft = None;
    assert_eq!(pages_with_mark(&document).0, 0);
}
