//! The pairs of a line in each of the notations.

use std::borrow::Cow;

/// The enterprise number of Check Point, as structured data name it.
const FIELDS: &str = "[Fields@1.3.6.1.4.1.2620";

/// What separates pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `key:"value"; `
    Semicolon,
    /// `key="value" `
    Space,
    /// `key=value|`
    Bar,
}

/// The pairs of a body.
pub(super) struct Pairs<'l> {
    rest: &'l str,
    style: Style,
}

/// The pairs of a body, if it has the notation of Check Point.
pub(super) fn start(body: &str) -> Option<Pairs<'_>> {
    // Some headers are damaged; the mark tells.
    if let Some(at) = memchr::memmem::find(body.as_bytes(), FIELDS.as_bytes()) {
        return Some(Pairs {
            rest: &body[at + FIELDS.len()..],
            style: Style::Space,
        });
    }
    if let Some(rest) = body.strip_prefix('[') {
        let key = rest.bytes().take_while(|byte| is_of_key(*byte)).count();
        let sound = key > 0 && (rest[key..].starts_with(":\"") || rest[key..].starts_with("::\""));
        return sound.then_some(Pairs {
            rest,
            style: Style::Semicolon,
        });
    }
    let key = body.bytes().take_while(|byte| is_of_key(*byte)).count();
    let bar = body.len().min(4_096);
    let known = ["|product=", "|loguid=", "|origin=", "|ifdir="]
        .iter()
        .any(|mark| memchr::memmem::find(&body.as_bytes()[..bar], mark.as_bytes()).is_some());
    (known && body[key..].starts_with('=')).then_some(Pairs {
        rest: body,
        style: Style::Bar,
    })
}

const fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ')
}

impl<'l> Iterator for Pairs<'l> {
    type Item = (&'l str, Cow<'l, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = self.rest.trim_start_matches([' ', ';', '|']);
        // A second value of a key stands there without its key.
        while self.style == Style::Bar
            && let Some((word, rest)) = text.split_once('|')
            && !word.contains('=')
        {
            text = rest;
        }
        let length = text.bytes().take_while(|byte| is_of_key(*byte)).count();
        let (key, after) = text.split_at(length);
        let value = match self.style {
            Style::Semicolon => after.strip_prefix("::").or_else(|| after.strip_prefix(':')),
            Style::Space | Style::Bar => after.strip_prefix('='),
        };
        let (Some(value), false) = (value, key.trim().is_empty()) else {
            // The end, or a line that was cut within a key.
            self.rest = "";
            return None;
        };
        let (value, rest) = match value.strip_prefix('"') {
            Some(inside) if self.style != Style::Bar || closes_before_bar(inside) => self.quoted(inside),
            _ => self.plain(value),
        };
        self.rest = rest;
        Some((key.trim(), value))
    }
}

impl<'l> Pairs<'l> {
    fn ends(&self, next: Option<&u8>) -> bool {
        match self.style {
            Style::Semicolon => matches!(next, None | Some(b';' | b']')),
            Style::Space => matches!(next, None | Some(b' ' | b']')),
            Style::Bar => matches!(next, None | Some(b'|')),
        }
    }

    fn quoted(&self, inside: &'l str) -> (Cow<'l, str>, &'l str) {
        let bytes = inside.as_bytes();
        let mut at = 0;
        while let Some(place) = memchr::memchr(b'"', &bytes[at..]) {
            let quote = at + place;
            let backslashes = bytes[..quote]
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count();
            if backslashes % 2 == 0 && self.ends(bytes.get(quote + 1)) {
                return (unescaped(&inside[..quote]), &inside[quote + 1..]);
            }
            at = quote + 1;
        }
        (unescaped(inside.trim_end_matches(']')), "")
    }

    fn plain(&self, text: &'l str) -> (Cow<'l, str>, &'l str) {
        let separator = match self.style {
            Style::Semicolon => b';',
            Style::Space => b' ',
            Style::Bar => b'|',
        };
        let end = memchr::memchr(separator, text.as_bytes()).unwrap_or(text.len());
        (unescaped(text[..end].trim_end_matches(']')), &text[end..])
    }
}

/// Without separators in quotes, quotes are part of a value.
fn closes_before_bar(inside: &str) -> bool {
    memchr::memmem::find(inside.as_bytes(), b"\"|").is_some() || inside.ends_with('"')
}

/// `\"`, `\]`, `\=`, `\\` without the backslash.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(next @ ('"' | ']' | '=' | '|' | '\\'))) => {
                plain.push(*next);
                letters.next();
            }
            _ => plain.push(letter),
        }
    }
    Cow::Owned(plain.replace("\\u0026", "&"))
}
