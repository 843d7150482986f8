//! HTML twin of a document: every block and every word of it, in elements that say what they are.
//!
//! No inline style and no script, so that the strictest content security policy lets it pass.

mod write;

use crate::model::{Block, Document, Heading};
use write::{Writer, escape};

/// The style sheet of the twin; every rule stands under `.document`.
pub const STYLE_SHEET: &str = include_str!("html/document.css");

/// Where the stand-alone page has its style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style<'a> {
    /// In the page itself: a file that is opened from disk.
    Inside,
    /// At an address: a page served under a content security policy.
    At(&'a str),
}

/// The document's blocks, to stand in a page with a heading of its own. `first_level` is the HTML level of the
/// document's chapters, 2 as a rule; the title is the page's affair.
pub fn fragment(document: &Document, first_level: u8) -> String {
    let mut writer = Writer::new(first_level);
    writer.raw(&format!(
        "<article class=\"document\" lang=\"{}\">\n",
        document.language.tag()
    ));
    if document.contents {
        contents(&mut writer, document);
    }
    writer.blocks(&document.blocks);
    writer.raw("</article>\n");
    writer.finish()
}

/// A page of its own, to read and to print.
pub fn page(document: &Document, style: Style<'_>) -> String {
    let language = document.language.tag();
    let style = match style {
        Style::Inside => format!("<style>\n{STYLE_SHEET}</style>"),
        Style::At(address) => format!("<link rel=\"stylesheet\" href=\"{}\">", escape(address)),
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         {style}\n</head>\n<body class=\"document-page\">\n{draft}<main>\n<header class=\"document-head\" lang=\"{language}\">\n\
         {head}</header>\n{body}</main>\n{foot}</body>\n</html>\n",
        title = escape(&document.full_title()),
        draft = draft(document),
        head = head(document),
        body = fragment(document, 2),
        foot = foot(document),
    )
}

fn draft(document: &Document) -> String {
    document.draft.as_ref().map_or_else(String::new, |mark| {
        let language = document.language.tag();
        format!(
            "<p class=\"document-draft\" lang=\"{language}\">{}</p>\n",
            escape(mark)
        )
    })
}

fn head(document: &Document) -> String {
    let lines: Vec<String> = document.issued.iter().map(|line| escape(line)).collect();
    let issued = match lines.as_slice() {
        [] => String::new(),
        lines => format!("<p class=\"document-issued\">{}</p>\n", lines.join("<br>")),
    };
    let subtitle = document
        .subtitle
        .as_ref()
        .map_or_else(String::new, |text| format!("<br><span>{}</span>", escape(text)));
    format!("{issued}<h1>{}{subtitle}</h1>\n", escape(&document.title))
}

fn foot(document: &Document) -> String {
    if document.footer.is_empty() {
        return String::new();
    }
    format!(
        "<footer class=\"document-foot\">{}</footer>\n",
        escape(&document.footer)
    )
}

fn contents(writer: &mut Writer, document: &Document) {
    let label = match document.language {
        crate::model::Language::Ja => "目次",
        crate::model::Language::En => "Contents",
    };
    writer.raw(&format!(
        "<nav class=\"document-contents\" aria-label=\"{label}\">\n<p>{label}</p>\n<ol>\n"
    ));
    for (index, heading) in chapters(document) {
        writer.raw(&format!("<li><a href=\"#{}\">", escape(&anchor(heading, index))));
        writer.heading_text(heading);
        writer.raw("</a></li>\n");
    }
    writer.raw("</ol>\n</nav>\n");
}

fn chapters(document: &Document) -> impl Iterator<Item = (usize, &Heading)> {
    document
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(index, block)| match block {
            Block::Heading(heading) if heading.level == 1 => Some((index, heading)),
            _ => None,
        })
}

/// A chapter's name in the page: its own, or its place among the blocks.
fn anchor(heading: &Heading, index: usize) -> String {
    heading.anchor.clone().unwrap_or_else(|| format!("part-{index}"))
}
