//! The HTML twin.

use documents::html::{STYLE_SHEET, Style, fragment, page};
use documents::model::{Block, Document, Language, RichText};

use super::sample::{everything, squeezed, texts};

/// The text of a page, tags taken away.
fn text_of(html: &str) -> String {
    let body = html.split("</head>").last().unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'");
    squeezed(&text.replace("&amp;", "&"))
}

#[test]
fn every_word_of_the_document_is_there() {
    let text = text_of(&page(&everything(), Style::Inside));
    for wanted in texts() {
        assert!(
            text.contains(&squeezed(&wanted)),
            "{wanted} is missing in:\n{text}"
        );
    }
}

#[test]
fn elements_say_what_they_are() {
    let html = page(&everything(), Style::At("/assets/document.css"));
    for wanted in [
        "<html lang=\"ja\">",
        "<link rel=\"stylesheet\" href=\"/assets/document.css\">",
        "<h1>",
        "<h2 id=\"chapter-1\">",
        "<a href=\"#chapter-1\">",
        "<th scope=\"col\">",
        "<th scope=\"rowgroup\" rowspan=\"2\">",
        "alt=\"申込みの数を示す棒グラフ\"",
        "<a href=\"https://example.jp/apply\">",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
    for forbidden in ["javascript:", " style=", "<script", "onload"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(page(&everything(), Style::Inside).contains(STYLE_SHEET));
}

#[test]
fn what_people_type_is_never_markup() {
    let nasty = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    let mut document = Document::new(nasty, Language::En);
    document.issued = vec![nasty.to_owned()];
    document.footer = nasty.to_owned();
    document.blocks = vec![
        Block::heading(1, nasty),
        Block::paragraph(RichText::new().link(nasty, format!("https://example.jp/\"{nasty}"))),
        Block::marked([(nasty, vec![Block::paragraph(nasty)])]),
    ];
    let html = page(&document, Style::At("\"><script>"));
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("<img"), "{html}");
    assert!(text_of(&html).contains(&squeezed(nasty)));
}

#[test]
fn a_fragment_fits_under_the_headings_of_its_page() {
    let html = fragment(&everything(), 3);
    assert!(html.contains("<h3 id=\"chapter-1\">") && html.contains("<h4>"));
    assert!(!html.contains("<h2") && !html.contains("<h1") && !html.contains("<html"));
}

#[test]
fn a_drawing_for_telephones_is_an_address_that_browsers_read() {
    let mut document = everything();
    for block in &mut document.blocks {
        if let Block::Figure(figure) = block {
            figure.narrow = Some(figure.svg.clone());
        }
    }
    let html = page(&document, Style::Inside);
    let (_, source) = html.split_once("srcset=\"").unwrap();
    let (address, _) = source.split_once('"').unwrap();
    assert!(address.starts_with("data:image/svg+xml,%3Csvg%20"), "{address}");
    // Either would end the address.
    assert!(!address.contains([' ', '#']), "{address}");
}
