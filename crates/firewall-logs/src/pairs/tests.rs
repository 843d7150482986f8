use proptest::prelude::*;

use super::*;

const KEYS: Keys<u8, 4> = Keys::new([
    ("srcip", 1),
    ("msg", 2),
    ("averyveryverylongkey", 3),
    ("averyveryverylongkex", 4),
]);

fn pairs(body: &str) -> Vec<(String, String)> {
    Pairs::new(body, &KEYS)
        .map(|pair| (pair.key.to_owned(), pair.value.into_owned()))
        .collect()
}

fn expect(body: &str, expected: &[(&str, &str)]) {
    let found = pairs(body);
    let found: Vec<_> = found
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(found, expected, "{body}");
}

#[test]
fn plain_pairs() {
    expect(
        "a=1 b=\"two words\" c=",
        &[("a", "1"), ("b", "two words"), ("c", "")],
    );
    expect("a=\"\" b=\"\"", &[("a", ""), ("b", "")]);
    expect("  a=1   b=2  ", &[("a", "1"), ("b", "2")]);
    expect("", &[]);
}

#[test]
fn values_with_spaces_and_no_quotes() {
    expect(
        "msg=link is up again srcip=192.0.2.1",
        &[("msg", "link is up again"), ("srcip", "192.0.2.1")],
    );
    expect("msg=one  two", &[("msg", "one  two")]);
}

#[test]
fn escaped_and_bare_quotes() {
    expect(
        r#"msg="say \"hi\" there" a=1"#,
        &[("msg", "say \"hi\" there"), ("a", "1")],
    );
    expect(
        r#"msg="say "hi" there" a=1"#,
        &[("msg", "say \"hi\" there"), ("a", "1")],
    );
    expect(r#"msg="\"" a=1"#, &[("msg", "\""), ("a", "1")]);
    expect(
        r#"msg="a=\"b\" c=\"d\"" a=1"#,
        &[("msg", "a=\"b\" c=\"d\""), ("a", "1")],
    );
}

#[test]
fn a_backslash_before_the_closing_quote() {
    expect(r#"msg="C:\Temp\" a=1"#, &[("msg", "C:\\Temp\\"), ("a", "1")]);
    expect(r#"msg="C:\Temp\" a="x""#, &[("msg", "C:\\Temp\\"), ("a", "x")]);
    expect(r#"msg="C:\Temp\""#, &[("msg", "C:\\Temp\\")]);
}

#[test]
fn a_missing_closing_quote() {
    expect(
        r#"msg="cut off a="x" b=2"#,
        &[("msg", "cut off"), ("a", "x"), ("b", "2")],
    );
    expect(
        r#"a=1 msg="cut off at the en"#,
        &[("a", "1"), ("msg", "cut off at the en")],
    );
    expect("a=1 msg=\"", &[("a", "1"), ("msg", "")]);
}

#[test]
fn text_before_the_first_pair_is_kept() {
    expect("hello world a=1", &[("", "hello world"), ("a", "1")]);
    expect("hello world", &[("", "hello world")]);
}

#[test]
fn long_keys_are_told_apart() {
    let rules = Pairs::new(
        "averyveryverylongkex=1 averyveryverylongkey=2 averyveryverylongkez=3",
        &KEYS,
    )
    .map(|pair| pair.rule)
    .collect::<Vec<_>>();
    assert_eq!(rules, [Some(4), Some(3), None]);
}

#[test]
fn commas_separate_too() {
    let found: Vec<_> = Pairs::separated("a=1,b=\"x,y\",,c=3", &KEYS, b',')
        .map(|pair| (pair.key, pair.value.into_owned()))
        .collect();
    let expected = [("a", "1"), ("b", "x,y"), ("c", "3")].map(|(key, value)| (key, value.to_owned()));
    assert_eq!(found, expected);
}

proptest! {
    #[test]
    fn what_is_rendered_is_read(list in prop::collection::vec(("[a-z][a-z0-9_]{0,24}", "[ -~àあ\\t]{0,40}"), 0..12)) {
        // A backslash before a quote has no one meaning; anything else has.
        let list: Vec<_> = list
            .into_iter()
            .map(|(key, value)| (key, value.replace("\\\"", "\"").trim_end_matches('\\').to_owned()))
            .filter(|(_, value)| !value.contains("\\\""))
            .collect();
        let body: Vec<_> = list
            .iter()
            .map(|(key, value)| format!("{key}=\"{}\"", value.replace('"', "\\\"")))
            .collect();
        prop_assert_eq!(pairs(&body.join(" ")), list);
    }

    #[test]
    fn any_text_is_read_to_the_end(body in "\\PC{0,200}", separator in prop::sample::select(vec![b' ', b','])) {
        for pair in Pairs::separated(&body, &KEYS, separator) {
            prop_assert!(pair.value.len() <= body.len());
        }
    }

    #[test]
    fn pieces_of_pairs_are_read_to_the_end(pieces in prop::collection::vec(prop::sample::select(vec!["a", "=", "\"", " ", "\\", "msg=", "あ"]), 0..40)) {
        let body = pieces.concat();
        let length: usize = pairs(&body).iter().map(|(key, value)| key.len() + value.len()).sum();
        prop_assert!(length <= body.len());
    }
}

proptest! {
    /// Sixteen bytes at a time say what one after the other say.
    #[test]
    fn bytes_of_keys_are_told_from_others(bytes in prop::array::uniform16(any::<u8>()), length in 0..=16_usize) {
        let one_by_one = bytes[..length].iter().all(|byte| is_of_key(*byte));
        prop_assert_eq!(Head::of(&bytes).begins_with_key(length), one_by_one);
    }

    #[test]
    fn every_letter_of_a_key_is_looked_at(key in "[a-zA-Z0-9_.-]{1,20}", other in any::<char>(), at in 0..20_usize) {
        let body = format!("{key}=1");
        prop_assert_eq!(pairs(&body), [(key.clone(), "1".to_owned())]);
        if at < key.len() && !(other.is_ascii() && is_of_key(other as u8)) && !" =".contains(other) {
            let mut spoilt = key.clone();
            spoilt.insert(at, other);
            let text = format!("{spoilt}=1");
            // Separators around what belongs to no key are no part of it.
            let words = text.trim_matches(',').to_owned();
            prop_assert_eq!(pairs(&text), [(String::new(), words)]);
        }
    }
}
