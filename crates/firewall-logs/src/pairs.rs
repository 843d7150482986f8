//! `key=value` lists: read once from left to right, without copying what has no escapes.
//!
//! Sixteen bytes are looked at in one step: most keys and values end within them. Quotes that end where no separator
//! follows, closing quotes that are missing and unquoted values with spaces are told from what comes after: a value
//! ends where the end of the line or another `key=` follows.

mod keys;

use std::borrow::Cow;

use memchr::{memchr, memchr3};

pub(crate) use keys::Keys;
use keys::{Head, first};

/// One pair. Text that belongs to no key has the key `""`.
pub(crate) struct Pair<'l, R> {
    /// The key.
    pub key: &'l str,
    /// What is to be done with it; `None` if the format does not know it.
    pub rule: Option<R>,
    /// Its value, without quotes and escapes.
    pub value: Cow<'l, str>,
}

/// A key that was found; one of no length is none. It is two words, which are handed on in registers: by way of memory,
/// reading a line takes a fifth longer.
#[derive(Clone, Copy)]
struct Found {
    /// Where its value begins, behind the `=`.
    value: usize,
    /// Its length, and in the lowest byte its number in the table; 0 if it is not known.
    key: usize,
}

impl Found {
    const NONE: Self = Self { value: 0, key: 0 };

    /// A key of so many letters.
    #[inline]
    const fn new(start: usize, length: usize, number: u8) -> Self {
        Self {
            value: start + length + 1,
            key: length << 8 | number as usize,
        }
    }

    #[inline]
    const fn is_some(self) -> bool {
        self.key > 0xFF
    }

    #[inline]
    const fn number(self) -> usize {
        self.key & 0xFF
    }

    /// Where its first letter stands.
    const fn start(self) -> usize {
        self.value - 1 - (self.key >> 8)
    }
}

/// The pairs of a body, in its order.
pub(crate) struct Pairs<'l, 'k, R: 'static, const N: usize> {
    body: &'l str,
    bytes: &'l [u8],
    keys: &'k Keys<R, N>,
    separator: u8,
    next: Found,
    stray: Option<&'l str>,
}

impl<'l, 'k, R: Copy, const N: usize> Pairs<'l, 'k, R, N> {
    /// Pairs separated by spaces.
    pub(crate) fn new(body: &'l str, keys: &'k Keys<R, N>) -> Self {
        Self::separated(body, keys, b' ')
    }

    /// Pairs separated by a space or another byte of ASCII.
    pub(crate) fn separated(body: &'l str, keys: &'k Keys<R, N>, separator: u8) -> Self {
        let mut pairs = Self {
            body,
            bytes: body.as_bytes(),
            keys,
            separator,
            next: Found::NONE,
            stray: None,
        };
        let mut at = 0;
        loop {
            let start = pairs.past_separators(at);
            pairs.next = pairs.key_from(start);
            if pairs.next.is_some() || start >= body.len() {
                break;
            }
            at = pairs.end_of_word(start);
        }
        let before = match pairs.next {
            found if found.is_some() => found.start(),
            _ => body.len(),
        };
        pairs.stray = Some(body[..before].trim_matches(|letter| letter == ' ' || letter == ','))
            .filter(|text| !text.is_empty());
        pairs
    }

    #[inline]
    const fn is_separator(&self, byte: u8) -> bool {
        byte == b' ' || byte == self.separator
    }

    #[inline]
    fn past_separators(&self, mut at: usize) -> usize {
        while self.bytes.get(at).is_some_and(|byte| self.is_separator(*byte)) {
            at += 1;
        }
        at
    }

    fn end_of_word(&self, at: usize) -> usize {
        memchr3(b' ', self.separator, b' ', &self.bytes[at..]).map_or(self.bytes.len(), |place| at + place)
    }

    /// The key that begins at a place: letters, digits and a few signs, then `=`.
    #[inline]
    fn key_from(&self, at: usize) -> Found {
        let Some(text) = self.bytes.get(at..) else {
            return Found::NONE;
        };
        let front = Head::of(text);
        let length = front.place_of(b'=');
        if length < 16 {
            let number = self.keys.find(front, length);
            // The same letters as those of the table, of which nobody has to see again that they are letters.
            if number != 0 {
                return Found::new(at, length, number);
            }
            return match front.begins_with_key(length) {
                true => Found::new(at, length, 0),
                false => Found::NONE,
            };
        }
        self.long_key(at)
    }

    #[cold]
    fn long_key(&self, at: usize) -> Found {
        let bytes = &self.bytes[at..];
        let length = bytes.iter().position(|byte| !is_of_key(*byte));
        match length.filter(|length| bytes[*length] == b'=') {
            Some(length) => Found::new(at, length, self.keys.find_any(&self.body[at..at + length])),
            None => Found::NONE,
        }
    }

    /// The text of a key and what is to be done with its value.
    #[inline]
    fn said(&self, found: Found) -> (&'l str, Option<R>) {
        match self.keys.known(found.number()) {
            Some((key, rule)) => (*key, Some(*rule)),
            None => (
                self.body.get(found.start()..found.value - 1).unwrap_or_default(),
                None,
            ),
        }
    }

    /// The value from a place on, and the key after it: as nearly always, with one separator between them.
    #[inline]
    fn usual(&self, at: usize) -> Option<(&'l str, Found)> {
        let text = self.body.get(at..)?;
        let (value, after) = match text.strip_prefix('"') {
            Some(text) => {
                let (value, _) = text.split_at_checked(quote_in(text.as_bytes())?)?;
                if value.as_bytes().last() == Some(&b'\\') {
                    return None;
                }
                (value, at + value.len() + 2)
            }
            None => {
                let (value, _) = text.split_at_checked(self.end_of_plain_in(text.as_bytes()))?;
                (value, at + value.len())
            }
        };
        let next = match self.bytes.get(after) {
            Some(byte) if self.is_separator(*byte) => self.key_from(after + 1),
            _ => return None,
        };
        next.is_some().then_some((value, next))
    }

    /// The value from a place on, and the key after it.
    #[cold]
    fn value(&self, at: usize) -> (Cow<'l, str>, Found) {
        let quoted = self.bytes.get(at) == Some(&b'"');
        let (from, end, after) = match quoted {
            true => {
                let inner = self.bytes.get(at + 1..).unwrap_or_default();
                let quote = quote_in(inner).map_or(self.bytes.len() + 1, |place| at + 1 + place);
                (at + 1, quote, quote + 1)
            }
            false => {
                let end = self.end_of_plain(at);
                (at, end, end)
            }
        };
        self.unusual(quoted, from, end, after)
    }

    /// A value behind which something else stands than one separator and a key.
    fn unusual(&self, quoted: bool, from: usize, end: usize, after: usize) -> (Cow<'l, str>, Found) {
        let start = self.past_separators(after);
        let next = self.key_from(start);
        // The end of the line or a key follows, and what ends a value stands before it.
        let ends = next.is_some() || start >= self.bytes.len();
        let apart = !quoted
            || (start > after || after >= self.bytes.len()) && self.bytes.get(end - 1) != Some(&b'\\');
        if ends && apart && end <= self.bytes.len() {
            return (Cow::Borrowed(&self.body[from..end]), next);
        }
        match quoted {
            true => self.quoted(from, end),
            false => self.plain(from, end),
        }
    }

    /// A value without quotes that has spaces: words without `=` belong to it.
    #[cold]
    fn plain(&self, from: usize, mut end: usize) -> (Cow<'l, str>, Found) {
        loop {
            let start = self.past_separators(end);
            let next = self.key_from(start);
            if next.is_some() || start >= self.bytes.len() {
                return (Cow::Borrowed(&self.body[from..end]), next);
            }
            end = self.end_of_plain(start);
        }
    }

    fn end_of_plain(&self, at: usize) -> usize {
        self.bytes
            .get(at..)
            .map_or(at, |bytes| at + self.end_of_plain_in(bytes))
    }

    /// Where a value without quotes ends.
    #[inline]
    fn end_of_plain_in(&self, bytes: &[u8]) -> usize {
        let front = Head::of(bytes);
        match first(front.bits(b' ') | front.bits(self.separator)) {
            16 => memchr3(b' ', self.separator, b' ', bytes).unwrap_or(bytes.len()),
            place => place,
        }
    }

    #[cold]
    fn quoted(&self, at: usize, quote: usize) -> (Cow<'l, str>, Found) {
        match quote < self.bytes.len() {
            true => self.nasty(at, quote),
            false => (
                Cow::Borrowed(self.body.get(at..).unwrap_or_default()),
                Found::NONE,
            ),
        }
    }

    /// What follows a quote, if it closes a value: the end, or a separator and a key.
    fn after(&self, quote: usize) -> Option<Found> {
        match self.bytes.get(quote + 1) {
            None => Some(Found::NONE),
            Some(byte) if self.is_separator(*byte) => {
                let start = self.past_separators(quote + 1);
                let next = self.key_from(start);
                (next.is_some() || start >= self.bytes.len()).then_some(next)
            }
            Some(_) => None,
        }
    }

    /// A value with escaped quotes, quotes that nobody escaped, or no closing quote.
    #[cold]
    fn nasty(&self, at: usize, mut quote: usize) -> (Cow<'l, str>, Found) {
        // A quote after a backslash that would close the value: it does if no other does.
        let mut second_choice = None;
        loop {
            let backslashes = self.bytes[at..quote]
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count();
            let closes = self.after(quote);
            match closes {
                Some(next) if backslashes % 2 == 0 => return (unescaped(&self.body[at..quote]), next),
                Some(next) if second_choice.is_none() => second_choice = Some((quote, next)),
                _ => {}
            }
            if backslashes == 0
                && let Some((end, next)) = self.opens_another(at, quote)
            {
                return match second_choice {
                    Some((quote, next)) => (unescaped(&self.body[at..quote]), next),
                    None => (unescaped(&self.body[at..end]), next),
                };
            }
            match memchr(b'"', &self.bytes[quote + 1..]) {
                Some(place) => quote += 1 + place,
                None => break,
            }
        }
        match second_choice {
            Some((quote, next)) => (unescaped(&self.body[at..quote]), next),
            None => (unescaped(&self.body[at..]), Found::NONE),
        }
    }

    /// Whether a quote within a value is the opening one of the next value: then the value ends before its key.
    fn opens_another(&self, at: usize, quote: usize) -> Option<(usize, Found)> {
        let before = self.bytes[at..quote].strip_suffix(b"=")?;
        let key = before.iter().rev().take_while(|byte| is_of_key(**byte)).count();
        let start = quote - 1 - key;
        let apart = start > at && self.is_separator(self.bytes[start - 1]);
        let found = self.key_from(start);
        if !apart || !found.is_some() {
            return None;
        }
        let space = self.bytes[at..start]
            .iter()
            .rev()
            .take_while(|byte| self.is_separator(**byte))
            .count();
        Some((start - space, found))
    }
}

impl<'l, R: Copy, const N: usize> Pairs<'l, '_, R, N> {
    /// Text before the first key.
    #[inline]
    fn take_stray(&mut self) -> Option<Pair<'l, R>> {
        self.stray.take().map(|stray| Pair {
            key: "",
            rule: None,
            value: Cow::Borrowed(stray),
        })
    }

    /// The pair of a key whose value is not as usual, and the key after it.
    fn odd(&self, found: Found) -> (Pair<'l, R>, Found) {
        let (key, rule) = self.said(found);
        let (value, next) = self.value(found.value);
        (Pair { key, rule, value }, next)
    }

    #[cold]
    #[inline(never)]
    fn with_stray(&mut self, with: &mut impl FnMut(Pair<'l, R>)) {
        if let Some(stray) = self.take_stray() {
            with(stray);
        }
    }

    #[cold]
    #[inline(never)]
    fn with_odd(&self, found: Found, with: &mut impl FnMut(Pair<'l, R>)) -> Found {
        let (pair, next) = self.odd(found);
        with(pair);
        next
    }

    /// Does something with each pair: where it stands is kept in registers, which an iterator's place in memory is not,
    /// and what is done with a usual value is made for a value that is borrowed.
    #[inline]
    pub(crate) fn each(mut self, mut with: impl FnMut(Pair<'l, R>)) {
        if self.stray.is_some() {
            self.with_stray(&mut with);
        }
        let mut found = self.next;
        while found.is_some() {
            found = match self.usual(found.value) {
                Some((value, next)) => {
                    let (key, rule) = self.said(found);
                    let value = Cow::Borrowed(value);
                    with(Pair { key, rule, value });
                    next
                }
                None => self.with_odd(found, &mut with),
            };
        }
    }
}

impl<'l, R: Copy, const N: usize> Iterator for Pairs<'l, '_, R, N> {
    type Item = Pair<'l, R>;

    fn next(&mut self) -> Option<Pair<'l, R>> {
        if let Some(stray) = self.take_stray() {
            return Some(stray);
        }
        if !self.next.is_some() {
            return None;
        }
        let (pair, next) = match self.usual(self.next.value) {
            Some((value, next)) => {
                let (key, rule) = self.said(self.next);
                let value = Cow::Borrowed(value);
                (Pair { key, rule, value }, next)
            }
            None => self.odd(self.next),
        };
        self.next = next;
        Some(pair)
    }
}

/// Where the first quote stands.
#[inline]
fn quote_in(bytes: &[u8]) -> Option<usize> {
    match Head::of(bytes).place_of(b'"') {
        16 => memchr(b'"', bytes),
        place => Some(place),
    }
}

const fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Without the backslashes before quotes. Other backslashes are the value's own: devices write Windows paths as they
/// are.
fn unescaped(text: &str) -> Cow<'_, str> {
    match text.contains("\\\"") {
        true => Cow::Owned(text.replace("\\\"", "\"")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
