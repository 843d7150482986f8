//! A chapter's prose: Markdown, with `{{blocks}}` that are made from the data.

use documents::model::{Block, List, ListItem, RichText, Run};
use platform::text::Language;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::super::definition::Programme;
use super::super::definition::programme::Chapter;
use super::draw::DrawNotice;
use super::voice::Voice;
use super::{delivery, eligibility, lines, places, site, way};

/// What stands in a chapter.
pub(super) fn chapter(
    programme: &Programme,
    draw: &DrawNotice,
    chapter: &Chapter,
    voice: Voice,
) -> Vec<Block> {
    let Some(text) = programme.prose.get(&chapter.id) else {
        return Vec::new();
    };
    let text = voice.text(text);
    let mut blocks = Vec::new();
    for block in markdown(text, voice.language) {
        match placeholder(&block) {
            Some(name) => blocks.extend(generated(&name, programme, draw, text, voice)),
            None => blocks.push(block),
        }
    }
    lines::arranged(blocks)
}

/// `{{name}}` alone in a paragraph.
fn placeholder(block: &Block) -> Option<String> {
    let Block::Paragraph(paragraph) = block else {
        return None;
    };
    let text = paragraph.text.text();
    Some(
        text.trim()
            .strip_prefix("{{")?
            .strip_suffix("}}")?
            .trim()
            .to_owned(),
    )
}

/// The block with a name; the checker reports names that are not among these.
fn generated(name: &str, programme: &Programme, draw: &DrawNotice, prose: &str, voice: Voice) -> Vec<Block> {
    match name {
        "eligibility" => eligibility::rules(programme, voice),
        // The rule on size refers to "the following table": there it stands, if the rules are in this chapter.
        "sme_table" if prose.contains("{{eligibility}}") && eligibility::has_size_rule(programme) => {
            Vec::new()
        }
        "sme_table" => vec![eligibility::sme_table(voice)],
        "declarations" => eligibility::declarations(programme, voice),
        "windows" => places::windows(programme, voice),
        "capacity" => places::capacity(programme, draw, voice),
        "frames" => places::frames(programme, voice),
        "participants" => places::participants(programme, voice),
        "fee" => places::fee(programme, voice),
        "flow" => way::flow(programme, voice),
        "venue" => delivery::venue(programme, voice),
        "sessions" => delivery::sessions(programme, voice),
        "themes" => delivery::themes(programme, voice),
        "workshops" => delivery::workshops(programme, voice),
        "visits" => delivery::visits(programme, voice),
        "briefings" => delivery::briefings(programme, voice),
        "surveys" => delivery::surveys(programme, voice),
        "contact" => site::contact(programme, voice),
        "faq" => site::faq(programme, voice),
        "lecturers" => site::lecturers(programme, voice),
        _ => Vec::new(),
    }
}

/// Markdown → blocks: headings (`###` is the first level under the chapter), paragraphs, lists, bold, links. Marks are
/// not arranged yet.
pub(super) fn markdown(text: &str, language: Language) -> Vec<Block> {
    let mut reader = Reader {
        language,
        frames: vec![Frame::default()],
        text: RichText::new(),
        bold: 0,
        link: None,
    };
    for event in Parser::new_ext(text, Options::empty()) {
        reader.event(event);
    }
    reader.end_paragraph();
    reader.frames.pop().unwrap_or_default().blocks
}

/// Blocks that are being collected: the document's, or those of a list's item.
#[derive(Default)]
struct Frame {
    blocks: Vec<Block>,
    items: Vec<ListItem>,
    first_number: Option<u64>,
}

struct Reader {
    language: Language,
    frames: Vec<Frame>,
    text: RichText,
    bold: u32,
    link: Option<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.push(&text);
            }
            // Lines are joined as the language does it.
            Event::SoftBreak if self.language == Language::En => self.push(" "),
            Event::HardBreak => self.push("\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            } => self.link = Some(format!("mailto:{dest_url}")),
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::List(first_number) => {
                self.end_paragraph();
                self.frames.push(Frame {
                    first_number,
                    ..Frame::default()
                });
            }
            Tag::Item => self.frames.push(Frame::default()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => self.link = None,
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.add(Block::heading(heading_level(level), text));
            }
            TagEnd::Item => {
                self.end_paragraph();
                let item = self.frames.pop().unwrap_or_default();
                if let Some(list) = self.frames.last_mut() {
                    list.items.push(ListItem {
                        mark: None,
                        blocks: item.blocks,
                    });
                }
            }
            TagEnd::List(ordered) => {
                let list = self.frames.pop().unwrap_or_default();
                let start = list
                    .first_number
                    .and_then(|number| u32::try_from(number).ok())
                    .unwrap_or(1);
                self.add(Block::List(List {
                    ordered,
                    start,
                    items: list.items,
                }));
            }
            _ => {}
        }
    }

    /// Neighbouring pieces of one kind become one run.
    fn push(&mut self, text: &str) {
        let bold = self.bold > 0;
        match self.text.runs.last_mut() {
            Some(last) if last.bold == bold && last.link == self.link => last.text.push_str(text),
            _ => self.text.runs.push(Run {
                text: text.to_owned(),
                bold,
                link: self.link.clone(),
            }),
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.add(Block::paragraph(text));
        }
    }

    fn add(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3 => 2,
        HeadingLevel::H4 => 3,
        HeadingLevel::H5 | HeadingLevel::H6 => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_as_the_calls_use_it() {
        let text = "### 題\n\n一行目の\n続きは**太い**。<https://example.jp/?a=1&b=2>\n\n- 甲\n- 乙\n  - 丙\n\n{{flow}}\n";
        let blocks = markdown(text, Language::Ja);
        assert_eq!(blocks[0], Block::heading(2, "題"));
        let rich = RichText::new()
            .plain("一行目の続きは")
            .bold("太い")
            .plain("。")
            .link("https://example.jp/?a=1&b=2", "https://example.jp/?a=1&b=2");
        assert_eq!(blocks[1], Block::paragraph(rich));
        let Block::List(list) = &blocks[2] else {
            panic!("{blocks:?}")
        };
        assert_eq!(list.items.len(), 2);
        assert_eq!(list.items[1].blocks.len(), 2);
        assert_eq!(placeholder(&blocks[3]).as_deref(), Some("flow"));
    }

    #[test]
    fn english_lines_are_joined_by_a_space() {
        assert_eq!(markdown("one\ntwo", Language::En), [Block::paragraph("one two")]);
    }
}
