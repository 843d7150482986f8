//! Where a Japanese heading may break: between phrases, never inside of a word.
//!
//! Browsers break Japanese anywhere, and their own phrase models cut 「中小企業」 after 「中」. Script borders are a better
//! guess for names of programmes: 「中小企業｜サイバーセキュリティ｜実践力強化｜プログラム」.

use askama::filters::Safe;

use crate::error::escape;
use crate::visitor::Visitor;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Closing,
    Opening,
    Other,
}

fn script(character: char) -> Script {
    match character {
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' => Script::Katakana,
        '々' | '〆' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Script::Kanji
        }
        '、' | '。' | '，' | '．' | '・' | '）' | '」' | '』' | '】' | '？' | '！' | '：' => {
            Script::Closing
        }
        '（' | '「' | '『' | '【' => Script::Opening,
        _ => Script::Other,
    }
}

/// Hiragana that end a phrase: particles, and endings of verbs. Others may stand inside of a word: 受け付け, 問い合わせ.
const ENDINGS: &str = "はがをにでとものへやてたるねだ";

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    use Script::{Closing, Hiragana, Kanji, Katakana, Opening};
    match (script(before), script(after)) {
        (_, Closing) | (Opening, _) => false,
        // 参加の｜お知らせ, but never お｜知らせ.
        (Hiragana, Hiragana) => matches!(after, 'お' | 'ご') && "はがをにの".contains(before),
        (Hiragana, Kanji) => ENDINGS.contains(before),
        (Closing, _) | (_, Opening) | (Hiragana, Katakana) | (Kanji, Katakana) | (Katakana, Kanji) => true,
        _ => false,
    }
}

/// The text with `<wbr>` between its phrases, for an element with the class `phrases`.
pub fn phrases(text: &str) -> Safe<String> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut phrase = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        phrase.push(character);
        if characters
            .peek()
            .is_some_and(|after| may_break(character, *after))
        {
            out.push_str(&escape(&phrase));
            out.push_str("<wbr>");
            phrase.clear();
        }
    }
    out.push_str(&escape(&phrase));
    Safe(out)
}

impl Visitor {
    /// For templates: a heading that breaks between phrases, in an element with the class `phrases`.
    pub fn phrases(&self, text: impl AsRef<str>) -> Safe<String> {
        phrases(text.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        phrases(text).0.replace("<wbr>", "|")
    }

    #[test]
    fn lines_break_between_phrases() {
        assert_eq!(
            shown("中小企業サイバーセキュリティ実践力強化プログラム"),
            "中小企業|サイバーセキュリティ|実践力強化|プログラム"
        );
        assert_eq!(
            shown("当選しました。参加の意思をお知らせください"),
            "当選しました。|参加の|意思を|お知らせください"
        );
        assert_eq!(shown("申込み（令和7年度）"), "申込み|（令和7年度）");
        assert_eq!(shown("申込みを受け付けました"), "申込みを|受け付けました");
        assert_eq!(shown("お問い合わせのご案内"), "お問い合わせの|ご案内");
        assert_eq!(shown("A & B"), "A &#38; B");
    }
}
