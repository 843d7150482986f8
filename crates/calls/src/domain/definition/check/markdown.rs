//! Prose that the call's Markdown does not carry (P1, P5): it would be lost in print, or stand there with its signs.
//!
//! Carried are headings, paragraphs, lists, bold, and links to web, mail and telephone (`call_document::prose`).

use std::ops::Range;

use documents::model::is_safe_link;
use platform::text::Text;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TextMergeWithOffset};

use crate::domain::definition::finding::{Code, Finding, say};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::finding;
use crate::domain::definition::tree::Position;

/// One place of a text that cannot be shown as it was meant.
struct Stray {
    /// Bytes of the text.
    range: Range<usize>,
    message: Text,
    remedy: Text,
}

/// The prose of a chapter.
pub(super) fn prose(path: &str, text: &str, out: &mut Vec<Finding>) {
    for stray in strays(text) {
        let at = Position::of(text, stray.range.start);
        out.push(finding(path, at, Code::Prose, stray.message, stray.remedy));
    }
}

/// The answers of `site.toml`, the only values that are Markdown.
pub(super) fn answers(folder: &Folder<'_>, out: &mut Vec<Finding>) {
    let Some(file) = &folder.site else { return };
    for (index, question) in file.data.faq.iter().enumerate() {
        for (language, text) in [("ja", &question.answer.ja), ("en", &question.answer.en)] {
            let pointer = format!("/faq/{index}/answer/{language}");
            for stray in strays(text) {
                file.at_words(
                    out,
                    &pointer,
                    &text[stray.range],
                    Code::Prose,
                    stray.message,
                    stray.remedy,
                );
            }
        }
    }
}

fn strays(text: &str) -> Vec<Stray> {
    let more = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut strays: Vec<Stray> = TextMergeWithOffset::new(Parser::new_ext(text, more).into_offset_iter())
        .filter_map(|(event, range)| stray(text, &event, range))
        .collect();
    // A paragraph of HTML is one mistake, however many tags are in it.
    strays.dedup_by(|next, before| next.range.start < before.range.end);
    strays
}

fn stray(text: &str, event: &Event<'_>, range: Range<usize>) -> Option<Stray> {
    let (message, remedy) = match event {
        Event::Start(Tag::Link {
            link_type: LinkType::Email,
            ..
        }) => return None,
        Event::Start(Tag::Link { dest_url, .. }) if !is_safe_link(dest_url) => {
            let at = text[range.clone()]
                .rfind(&**dest_url)
                .map_or(range.start, |inside| range.start + inside);
            let (message, remedy) = no_link(dest_url);
            return Some(Stray {
                range: at..range.end,
                message,
                remedy,
            });
        }
        // Signs that were meant as bold and are none: beside Japanese punctuation the rule of Markdown is narrow.
        Event::Text(words) if words.contains("**") => {
            let inside = text[range.clone()].find("**")?;
            let (message, remedy) = no_bold();
            return Some(Stray {
                range: range.start + inside..range.end,
                message,
                remedy,
            });
        }
        Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => html(&text[range.clone()]),
        other => not_carried(other)?,
    };
    Some(Stray {
        range,
        message,
        remedy,
    })
}

fn no_link(address: &str) -> (Text, Text) {
    (
        say(
            format!("「{address}」へのリンクは表示できません。"),
            format!("A link to \"{address}\" cannot be shown."),
        ),
        say(
            "https://、http://、mailto:、tel: のいずれかで始まる宛先にしてください。",
            "Write an address that begins with https://, http://, mailto: or tel:.",
        ),
    )
}

fn no_bold() -> (Text, Text) {
    (
        say(
            "この ** は太字にならず、そのまま表示されます。",
            "This ** makes nothing bold and would be shown as it is.",
        ),
        say(
            "** を句読点やかっこの外側、または文字のすぐ隣に置いてください。",
            "Put the ** right beside letters, not beside punctuation or spaces.",
        ),
    )
}

fn html(source: &str) -> (Text, Text) {
    let tag = source.trim_start().lines().next().unwrap_or_default();
    let end = tag.find('>').map_or(tag.len(), |end| end + 1);
    let tag: String = tag[..end].chars().take(40).collect();
    (
        say(
            format!("HTML（{tag}）は使えません。そのまま文字として表示されます。"),
            format!("HTML ({tag}) is not understood; it would be shown as text."),
        ),
        say(
            "Markdown の見出し・段落・箇条書き・太字・リンクで書いてください。",
            "Write it in Markdown: headings, paragraphs, lists, bold, links.",
        ),
    )
}

fn not_carried(event: &Event<'_>) -> Option<(Text, Text)> {
    let (ja, en, remedy) = match event {
        Event::Start(Tag::Table(_)) => (
            "表",
            "A table",
            say(
                "箇条書きにするか、{{…}} のブロックを使ってください。",
                "Write a list, or place a {{…}} block.",
            ),
        ),
        Event::Start(Tag::Image { .. }) => (
            "画像",
            "An image",
            say(
                "言葉で書くか、画像のあるページへのリンクにしてください。",
                "Say it in words, or link to a page that has it.",
            ),
        ),
        Event::Start(Tag::Emphasis) => (
            "斜体（* または _）",
            "Emphasis (* or _)",
            say("太字 **…** を使ってください。", "Use bold: **…**."),
        ),
        Event::Start(Tag::Strikethrough) => ("取消線（~~）", "Struck-out text (~~)", plain()),
        Event::Start(Tag::BlockQuote(_)) => ("引用（>）", "A quotation (>)", plain()),
        Event::Start(Tag::CodeBlock(_)) => (
            "コード（``` または行頭の空白4字）",
            "A code block (``` or four leading spaces)",
            plain(),
        ),
        Event::Code(_) => ("コード（`）", "Code (`)", plain()),
        Event::Rule => (
            "区切り線（---）",
            "A rule (---)",
            say(
                "消すか、見出し（###）で分けてください。",
                "Leave it out, or part the text with a heading (###).",
            ),
        ),
        Event::TaskListMarker(_) => ("チェック欄（[ ]）", "A tick box ([ ])", plain()),
        Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => (
            "脚注（[^…]）",
            "A footnote ([^…])",
            say(
                "「※」の段落にしてください。",
                "Write a paragraph that begins with ※.",
            ),
        ),
        _ => return None,
    };
    Some((
        say(
            format!("{ja}は使えません。"),
            format!("{en} cannot be used here."),
        ),
        remedy,
    ))
}

fn plain() -> Text {
    say(
        "ふつうの段落か箇条書きで書いてください。",
        "Write a plain paragraph or a list.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, usize, String)> {
        let mut out = Vec::new();
        prose("x.md", text, &mut out);
        out.into_iter()
            .map(|one| (one.line, one.column, one.message.en))
            .collect()
    }

    #[test]
    fn what_the_calls_write_is_carried() {
        let text = "### 題\n\n本文の**太い**字。<https://example.jp/>と<desk@example.jp>\n\n1. 甲\n   - 乙\n\n※ 注\n\n{{flow}}\n";
        assert!(found(text).is_empty(), "{:?}", found(text));
    }

    #[test]
    fn everything_else_is_reported_where_it_stands() {
        for (text, line, column, words) in [
            ("一\n\n二<b>三</b>\n", 3, 2, "HTML (<b>)"),
            (
                "<table class=\"x\">\n<tr><td>1</td></tr>\n</table>\n",
                1,
                1,
                "HTML (<table class",
            ),
            ("<!-- 内緒 -->\n", 1, 1, "HTML (<!-- 内緒 -->)"),
            ("一\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", 3, 1, "A table"),
            ("図は![図](x.png)", 1, 3, "An image"),
            (
                "一[二](javascript:alert(1))",
                1,
                6,
                "A link to \"javascript:alert(1)\"",
            ),
            (
                "[二](data:text/html;base64,AA)",
                1,
                5,
                "A link to \"data:text/html;base64,AA\"",
            ),
            ("[二](/other)", 1, 5, "A link to \"/other\""),
            ("一 *二* 三", 1, 3, "Emphasis"),
            ("一 ~~二~~", 1, 3, "Struck-out"),
            ("> 一", 1, 1, "A quotation"),
            ("```\n一\n```\n", 1, 1, "A code block"),
            ("`一`", 1, 1, "Code"),
            ("一\n\n---\n", 3, 1, "A rule"),
            ("- [ ] 一", 1, 3, "A tick box"),
            ("これは**「太字」**です", 1, 4, "This **"),
        ] {
            let found = found(text);
            let Some((at_line, at_column, message)) = found.first() else {
                panic!("{text}: nothing")
            };
            assert_eq!((*at_line, *at_column), (line, column), "{text}: {found:?}");
            assert!(message.starts_with(words), "{text}: {found:?}");
        }
    }
}
