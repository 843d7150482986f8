//! Lines with the marks that Japanese calls put before them: ※ ・ （１） ア ①.

use documents::model::{Block, List, ListItem, Paragraph, RichText};

/// Paragraphs; one that begins with ※ becomes a remark, and neighbours that begin with ・ one list.
pub(super) fn paragraphs<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Block> {
    let blocks = lines
        .into_iter()
        .flat_map(str::lines)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(Block::paragraph)
        .collect();
    arranged(blocks)
}

/// Bullets, except that ※ stays a remark.
pub(super) fn bullets<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Block> {
    let blocks = lines
        .into_iter()
        .map(|line| match line.chars().next() {
            Some('※' | '・') => Block::paragraph(line),
            _ => Block::paragraph(format!("・{line}")),
        })
        .collect();
    arranged(blocks)
}

/// Paragraphs with marks as the lists and remarks that they mean. An item takes what follows it until the next item
/// of its kind or a heading; other marks inside it are lists of their own.
pub(super) fn arranged(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<(Mark, Vec<ListItem>)> = None;
    for block in blocks.into_iter().map(remark) {
        if ends_items(&block) {
            close(&mut open, &mut out);
            out.push(block);
            continue;
        }
        let (mark, block) = split_mark(block);
        let kind = mark.as_ref().map(|(kind, _)| *kind);
        let same = matches!((&open, kind), (Some((open, _)), Some(kind)) if *open == kind);
        if open.as_ref().is_some_and(|(kind, _)| *kind == Mark::Bullet) && !same {
            close(&mut open, &mut out);
        }
        match (&mut open, mark) {
            (Some((_, items)), Some((_, printed))) if same => items.push(item(printed, block)),
            (Some((_, items)), mark) => {
                if let Some(last) = items.last_mut() {
                    last.blocks.push(with_mark(mark, block));
                }
            }
            (None, Some((kind, printed))) => open = Some((kind, vec![item(printed, block)])),
            (None, None) => out.push(block),
        }
    }
    close(&mut open, &mut out);
    out
}

/// A kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// ・
    Bullet,
    /// （１）, (1)
    Number,
    /// （ア）, (a), ア
    Letter,
    /// ①
    Circled,
}

fn ends_items(block: &Block) -> bool {
    matches!(block, Block::Heading(_) | Block::PageBreak)
}

fn item(printed: String, block: Block) -> ListItem {
    ListItem {
        mark: Some(printed),
        blocks: vec![block],
    }
}

fn close(open: &mut Option<(Mark, Vec<ListItem>)>, out: &mut Vec<Block>) {
    let Some((kind, items)) = open.take() else { return };
    let items = items.into_iter().map(|item| inner(kind, item)).collect();
    out.push(Block::List(List {
        ordered: kind != Mark::Bullet,
        start: 1,
        items,
    }));
}

/// What stands in an item is arranged too; its own first paragraph has lost its mark already.
fn inner(kind: Mark, item: ListItem) -> ListItem {
    let mark = item.mark.filter(|_| kind != Mark::Bullet);
    let mut blocks = item.blocks.into_iter();
    let mut arranged_blocks: Vec<Block> = blocks.next().into_iter().collect();
    arranged_blocks.extend(arranged(blocks.collect()));
    ListItem {
        mark,
        blocks: arranged_blocks,
    }
}

fn remark(block: Block) -> Block {
    match block {
        Block::Paragraph(Paragraph { mut text, align }) => {
            if text.strip_prefix("※") {
                Block::Note {
                    mark: "※".to_owned(),
                    text,
                }
            } else {
                Block::Paragraph(Paragraph { text, align })
            }
        }
        other => other,
    }
}

fn split_mark(block: Block) -> (Option<(Mark, String)>, Block) {
    let Block::Paragraph(Paragraph { mut text, align }) = block else {
        return (None, block);
    };
    let mark = text.runs.first().and_then(|run| mark_of(&run.text));
    if let Some((_, printed)) = &mark {
        text.strip_prefix(printed);
    }
    (mark, Block::Paragraph(Paragraph { text, align }))
}

/// Back again, for the item that holds it to arrange.
fn with_mark(mark: Option<(Mark, String)>, block: Block) -> Block {
    match (mark, block) {
        (Some((kind, printed)), Block::Paragraph(Paragraph { text, align })) => {
            let space = if kind == Mark::Letter && printed.chars().count() == 1 {
                "\u{3000}"
            } else {
                ""
            };
            let mut marked = RichText::new().plain(format!("{printed}{space}"));
            marked.runs.extend(text.runs);
            Block::Paragraph(Paragraph {
                text: joined(marked),
                align,
            })
        }
        (_, block) => block,
    }
}

/// The first two runs as one, so that the mark and what follows are found together.
fn joined(mut text: RichText) -> RichText {
    if let [first, second, ..] = text.runs.as_mut_slice()
        && !second.bold
        && second.link.is_none()
    {
        first.text.push_str(&second.text);
        text.runs.remove(1);
    }
    text
}

fn mark_of(text: &str) -> Option<(Mark, String)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let second = characters.next()?;
    match first {
        '・' => Some((Mark::Bullet, "・".to_owned())),
        '①'..='⑳' => Some((Mark::Circled, first.to_string())),
        'ア'..='ン' if second == '\u{3000}' => Some((Mark::Letter, first.to_string())),
        '（' | '(' => {
            let close = text.find(['）', ')'])?;
            let inside = &text[first.len_utf8()..close];
            let kind = kind_inside(inside)?;
            let end = close + text[close..].chars().next()?.len_utf8();
            Some((kind, text[..end].to_owned()))
        }
        _ => None,
    }
}

fn kind_inside(inside: &str) -> Option<Mark> {
    let count = inside.chars().count();
    let all = |test: fn(char) -> bool| inside.chars().all(test);
    if (1..=2).contains(&count) && all(char::is_numeric) {
        Some(Mark::Number)
    } else if count == 1 && all(|character| matches!(character, 'ア'..='ン' | 'a'..='z')) {
        Some(Mark::Letter)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(blocks: &[Block]) -> String {
        blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(paragraph) => format!("P:{} ", paragraph.text.text()),
                Block::Note { mark, text } => format!("N:{mark}{} ", text.text()),
                Block::List(list) => {
                    let items = list.items.iter();
                    let shown = items.map(|item| {
                        format!("{}={}", item.mark.as_deref().unwrap_or("・"), shape(&item.blocks))
                    });
                    format!("[{}] ", shown.collect::<Vec<_>>().join("|"))
                }
                Block::Heading(heading) => format!("H:{} ", heading.text.text()),
                _ => "? ".to_owned(),
            })
            .collect()
    }

    #[test]
    fn marks_become_lists_and_remarks() {
        let lines = [
            "前文",
            "（１）一",
            "※注",
            "ア　甲",
            "イ　乙",
            "（２）二",
            "・丙",
            "・丁",
            "(3) 三",
        ];
        assert_eq!(
            shape(&paragraphs(lines)),
            "P:前文 [（１）=P:一 N:※注 [ア=P:甲 |イ=P:乙 ] |（２）=P:二 [・=P:丙 |・=P:丁 ] |(3)=P:三 ] "
        );
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        let lines = [
            "（約7ヶ月間）です",
            "アンケート",
            "（注意）読むこと",
            "①",
            "(e.g.) x",
        ];
        assert_eq!(
            shape(&paragraphs(lines)),
            "P:（約7ヶ月間）です P:アンケート P:（注意）読むこと P:① P:(e.g.) x "
        );
    }

    #[test]
    fn a_heading_ends_the_items() {
        let blocks = vec![
            Block::paragraph("ア　甲"),
            Block::heading(2, "題"),
            Block::paragraph("文"),
        ];
        assert_eq!(shape(&arranged(blocks)), "[ア=P:甲 ] H:題 P:文 ");
    }

    #[test]
    fn bullets_keep_remarks_apart() {
        assert_eq!(shape(&bullets(["一", "二", "※注"])), "[・=P:一 |・=P:二 ] N:※注 ");
    }
}
