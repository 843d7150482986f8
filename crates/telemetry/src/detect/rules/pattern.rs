//! Texts with wildcards, as Sigma has them: `*` any characters, `?` one, `\` takes their meaning away.
//!
//! Letters are compared without regard to case where they are of ASCII; the modifier `cased` compares them as they
//! are. A comparison takes time proportional to the product of the lengths at worst; nothing backtracks further.

/// One part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Part {
    /// These characters.
    Literal(String),
    /// Any characters, also none.
    Any,
    /// One character.
    One,
}

/// A pattern in the shape that is quickest to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Shape {
    Exact(String),
    Prefix(String),
    Suffix(String),
    Contains(String),
    Parts(Vec<Part>),
}

/// The wildcards of a text.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let wildcard = match character {
            '*' => Part::Any,
            '?' => Part::One,
            '\\' => {
                let escaped = characters.next_if(|next| matches!(next, '*' | '?' | '\\'));
                literal.push(escaped.unwrap_or('\\'));
                continue;
            }
            _ => {
                literal.push(character);
                continue;
            }
        };
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        if wildcard != Part::Any || parts.last() != Some(&Part::Any) {
            parts.push(wildcard);
        }
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
}

/// The quickest shape of a pattern.
pub(super) fn shape(mut parts: Vec<Part>) -> Shape {
    parts.dedup_by(|later, earlier| *later == Part::Any && *earlier == Part::Any);
    match parts.as_slice() {
        [] => Shape::Exact(String::new()),
        [Part::Literal(text)] => Shape::Exact(text.clone()),
        [Part::Literal(text), Part::Any] => Shape::Prefix(text.clone()),
        [Part::Any, Part::Literal(text)] => Shape::Suffix(text.clone()),
        [Part::Any, Part::Literal(text), Part::Any] => Shape::Contains(text.clone()),
        _ => Shape::Parts(parts),
    }
}

impl Shape {
    /// Whether a text is met by the pattern.
    pub(in crate::detect) fn matches(&self, text: &str, cased: bool) -> bool {
        let (text, same) = (text.as_bytes(), same(cased));
        match self {
            Self::Exact(pattern) => same(text, pattern.as_bytes()),
            Self::Prefix(pattern) => starts(text, pattern.as_bytes(), same),
            Self::Suffix(pattern) => ends(text, pattern.as_bytes(), same),
            Self::Contains(pattern) => find(text, pattern.as_bytes(), same).is_some(),
            Self::Parts(parts) => matches_parts(text, parts, same),
        }
    }
}

type Same = fn(&[u8], &[u8]) -> bool;

fn same(cased: bool) -> Same {
    match cased {
        true => |one, other| one == other,
        false => <[u8]>::eq_ignore_ascii_case,
    }
}

fn starts(text: &[u8], pattern: &[u8], same: Same) -> bool {
    text.get(..pattern.len())
        .is_some_and(|start| same(start, pattern))
}

fn ends(text: &[u8], pattern: &[u8], same: Same) -> bool {
    let start = text.len().checked_sub(pattern.len());
    start.is_some_and(|start| same(&text[start..], pattern))
}

/// Where a pattern first stands in a text.
fn find(text: &[u8], pattern: &[u8], same: Same) -> Option<usize> {
    let Some(first) = pattern.first() else {
        return Some(0);
    };
    let last = text.len().checked_sub(pattern.len())?;
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    memchr::memchr2_iter(lower, upper, &text[..=last])
        .find(|&start| same(&text[start..start + pattern.len()], pattern))
}

/// The usual comparison with one place to return to: the latest `*`, which then swallows one character more.
fn matches_parts(text: &[u8], parts: &[Part], same: Same) -> bool {
    let (mut at, mut part) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        let advanced = match parts.get(part) {
            None if at == text.len() => return true,
            None => None,
            Some(Part::Any) => {
                star = Some((part, at));
                Some(0)
            }
            Some(Part::One) => (at < text.len()).then(|| character(text, at)),
            Some(Part::Literal(literal)) => {
                starts(&text[at..], literal.as_bytes(), same).then_some(literal.len())
            }
        };
        match (advanced, star) {
            (Some(length), _) => (at, part) = (at + length, part + 1),
            (None, Some((of, from))) if from < text.len() => {
                let next = from + character(text, from);
                star = Some((of, next));
                (at, part) = (next, of + 1);
            }
            (None, _) => return false,
        }
    }
}

/// Bytes of the character that begins at `at`.
fn character(text: &[u8], at: usize) -> usize {
    let is_middle = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    1 + text[at + 1..].iter().take_while(is_middle).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        shape(parts(pattern)).matches(text, false)
    }

    #[test]
    fn wildcards_and_escapes() {
        for (pattern, text, is_match) in [
            ("abc", "ABC", true),
            ("abc", "abcd", false),
            ("a*c", "aXXc", true),
            ("a*c", "aXXcd", false),
            ("a?c", "a語c", true),
            ("a?c", "ac", false),
            ("*.php?cmd=*", "/x.php?cmd=1", true),
            (r"\*", "*", true),
            (r"\*", "x", false),
            (r"a\\*", r"a\anything", true),
            (r"C:\x", r"c:\X", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), is_match, "{pattern} {text}");
        }
        assert!(!shape(parts("abc")).matches("ABC", true));
    }

    proptest! {
        /// The quick shapes and the general comparison say the same.
        #[test]
        fn the_shape_changes_nothing(pattern in r"[ab*?\\]{0,6}", text in r"[abAB*?\\語]{0,8}") {
            let parts = parts(&pattern);
            let general = matches_parts(text.as_bytes(), &parts, same(false));
            prop_assert_eq!(shape(parts).matches(&text, false), general);
        }
    }
}
