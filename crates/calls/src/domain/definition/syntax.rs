//! What the TOML parser says, in the reader's language and with what would be right.

use platform::text::Text;

use super::finding::say;
use super::tree::SyntaxError;

/// What is said where none of [`MEANINGS`] fits: the parser speaks English alone.
const OTHERWISE: (&str, &str, &str, &str) = (
    "ここに書けないものがあります",
    "something stands here that cannot",
    "1行に キー = 値 を1つ書いてください。文字列は半角の \"…\" で囲みます。",
    "Write one KEY = VALUE on a line, with text in \"…\".",
);

/// Beginnings of the parser's descriptions with what they mean and what would be right. The first that fits counts.
const MEANINGS: [(&str, &str, &str, &str, &str); 26] = [
    (
        "duplicate key",
        "同じキーか表がもうあります",
        "this key or table stands here already",
        "どちらかを消してください。",
        "Keep one of the two.",
    ),
    (
        "invalid date",
        "暦にない日付か、書き方の違う日付です",
        "this is no date of the calendar, or not written as one",
        "2025-06-30 のように、暦にある日付を書いてください。",
        "Write a day that exists, such as 2025-06-30.",
    ),
    (
        "invalid time",
        "時計にない時刻か、書き方の違う時刻です",
        "this is no time of the clock, or not written as one",
        "13:00:00 のように書いてください。",
        "Write a time such as 13:00:00.",
    ),
    (
        "string values must be quoted",
        "値が \" で囲まれていません",
        "this value is not in quotation marks",
        "文字列は半角の \"…\" で囲み、数字は半角で書いてください。",
        "Put text into \"…\"; write numbers with the digits 0 to 9.",
    ),
    (
        "invalid basic string",
        "文字列が閉じていないか、使えない文字があります",
        "this string is not closed, or holds a character that it may not",
        "半角の \" で閉じてください。\\ は \\\\ と書きます。",
        "Close it with \". A \\ is written \\\\.",
    ),
    (
        "invalid literal string",
        "文字列が閉じていません",
        "this string is not closed",
        "半角の ' で閉じてください。",
        "Close it with '.",
    ),
    (
        "invalid multi-line",
        "複数行の文字列が閉じていません",
        "this string of several lines is not closed",
        "始まりと同じ3つの引用符で閉じてください。",
        "Close it with the three quotation marks it began with.",
    ),
    (
        "invalid unquoted key",
        "キーに使えない文字があります",
        "a key cannot hold this character",
        "キーと = は半角で書いてください。",
        "Write keys in a-z, 0-9, - and _, and a plain = after them.",
    ),
    (
        "key with no value",
        "キーに値がありません",
        "this key has no value",
        "キー = 値 の形で書いてください。",
        "Write KEY = VALUE.",
    ),
    (
        "unquoted keys cannot be empty",
        "= の前にキーがありません",
        "there is no key before the =",
        "キー = 値 の形で書いてください。",
        "Write KEY = VALUE.",
    ),
    (
        "missing assignment",
        "キーと値の間に = がありません",
        "there is no = between key and value",
        "キー = 値 の形で書いてください。",
        "Write KEY = VALUE.",
    ),
    (
        "missing value",
        "値がありません",
        "a value is missing",
        "= の後に値を書いてください。",
        "Write the value after the =.",
    ),
    (
        "extra `=`",
        "= が多すぎます",
        "there is an = too many",
        "= は1つだけにしてください。",
        "Write a single =.",
    ),
    (
        "unexpected key or value",
        "ここに続くはずのない言葉です",
        "this does not belong on the line",
        "1行に キー = 値 を1つだけ書いてください。",
        "Write one KEY = VALUE on a line.",
    ),
    (
        "unclosed bracket",
        "[ か { がここまでに閉じていません",
        "a [ or { is not closed by here",
        "] か } で閉じてください。",
        "Close it with ] or }.",
    ),
    (
        "unclosed array table",
        "[[…]] が閉じていません",
        "this [[…]] is not closed",
        "]] で閉じてください。",
        "Close it with ]].",
    ),
    (
        "unclosed table",
        "[…] が閉じていません",
        "this […] is not closed",
        "] で閉じてください。",
        "Close it with ].",
    ),
    (
        "unclosed array",
        "並び [ … ] が閉じていません",
        "this list is not closed",
        "] で閉じてください。",
        "Close it with ].",
    ),
    (
        "unclosed inline table",
        "表 { … } が閉じていません",
        "this table is not closed",
        "} で閉じてください。",
        "Close it with }.",
    ),
    (
        "missing comma",
        "間にコンマがありません",
        "a comma is missing",
        "要素の間を , で区切ってください。",
        "Part the elements with a comma.",
    ),
    (
        "extra comma",
        "コンマが多すぎます",
        "there is a comma too many",
        "余分な , を消してください。",
        "Take the comma out.",
    ),
    (
        "invalid escape",
        "\\ の後の文字が使えません",
        "this \\ has no meaning",
        "\\ そのものは \\\\ と書きます。",
        "A \\ is written \\\\.",
    ),
    (
        "missing escaped value",
        "\\ の後の文字が使えません",
        "this \\ has no meaning",
        "\\ そのものは \\\\ と書きます。",
        "A \\ is written \\\\.",
    ),
    (
        "integer out of range",
        "数が大きすぎます",
        "this number is too large",
        "桁を確かめてください。",
        "Check the digits.",
    ),
    (
        "unexpected leading zero",
        "数の前に 0 は付けられません",
        "a number does not begin with 0",
        "0 を取り、数字だけを書いてください。",
        "Take the 0 away.",
    ),
    (
        "invalid",
        "値の書き方が違います",
        "this value is not written as TOML has it",
        "数字・日付は半角で、文字列は \"…\" で囲んで書いてください。",
        "Write numbers and dates in plain digits, and text in \"…\".",
    ),
];

/// What a message of the TOML parser means, as part of a sentence.
pub fn meaning(message: &str) -> Text {
    let found = MEANINGS.iter().find(|(start, ..)| message.starts_with(start));
    match found {
        Some((_, ja, en, ..)) => say(*ja, *en),
        None => say(OTHERWISE.0, OTHERWISE.1),
    }
}

/// What is wrong, and what would be right.
pub(crate) fn words(error: &SyntaxError) -> (Text, Text) {
    let found = MEANINGS
        .iter()
        .find(|(start, ..)| error.message.starts_with(start));
    if let Some((_, ja, en, remedy_ja, remedy_en)) = found {
        return (
            say(
                format!("TOML として読めません: {ja}。"),
                format!("This is not TOML: {en}."),
            ),
            say(*remedy_ja, *remedy_en),
        );
    }
    let (ja, en, remedy_ja, remedy_en) = OTHERWISE;
    (
        say(
            format!("TOML として読めません: {ja}。"),
            format!("This is not TOML: {en}."),
        ),
        say(remedy_ja, remedy_en),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    /// Neither language shows the parser's own words.
    #[test]
    fn whatever_the_parser_says_is_said_in_the_readers_language() {
        for (file, ja, en) in [
            (
                "= 1\n",
                "= の前にキーがありません",
                "there is no key before the =",
            ),
            (
                "a = { b 1 }\n",
                "キーと値の間に = がありません",
                "there is no = between key and value",
            ),
        ] {
            let errors = Tree::parse(file).err().unwrap_or_default();
            let (message, remedy) = words(&errors[0]);
            assert_eq!(message.ja, format!("TOML として読めません: {ja}。"));
            assert_eq!(message.en, format!("This is not TOML: {en}."));
            assert!(!remedy.ja.is_empty() && !remedy.en.is_empty());
        }
        assert_eq!(meaning("words of another version").ja, OTHERWISE.0);
    }
}
