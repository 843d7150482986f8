//! `key=value` lists: read once from left to right, without copying what has no escapes.
//!
//! Sixteen bytes are looked at in one step: most keys and values end within them. Quotes that end where no separator
//! follows, closing quotes that are missing and unquoted values with spaces are told from what comes after: a value
//! ends where the end of the line or another `key=` follows.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

const ONES: u128 = u128::from_le_bytes([0x01; 16]);
const HIGHS: u128 = u128::from_le_bytes([0x80; 16]);

/// Sixteen bytes from a place on; zeros after the end.
#[inline]
fn head(bytes: &[u8], at: usize) -> u128 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk::<16>() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => {
            let mut chunk = [0; 16];
            chunk[..rest.len()].copy_from_slice(rest);
            u128::from_le_bytes(chunk)
        }
    }
}

/// A mark at the first byte of sixteen that is this one; marks after the first mean nothing.
#[inline]
const fn marks(head: u128, byte: u8) -> u128 {
    let differences = head ^ (ONES * byte as u128);
    differences.wrapping_sub(ONES) & !differences & HIGHS
}

/// The place of the first mark; 16 if there is none.
#[inline]
const fn first(marks: u128) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// The lowest so many bytes of sixteen.
#[inline]
const fn lowest(head: u128, count: usize) -> u128 {
    match count {
        0 => 0,
        16.. => head,
        _ => head & (u128::MAX >> (128 - 8 * count)),
    }
}

#[inline]
const fn hash(head: u128, length: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of sixteen bytes")]
    let (low, high) = (head as u64, (head >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29) ^ ((length as u64) << 56)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 55) as usize
}

const SLOTS: usize = 512;

/// The keys that a format knows, each with what is to be done with its value: one step of arithmetic and one
/// comparison for a key. Made when the program is compiled.
pub(crate) struct Keys<R: 'static, const N: usize> {
    slots: [u8; SLOTS],
    heads: [u128; N],
    rules: [(&'static str, R); N],
}

impl<R: Copy, const N: usize> Keys<R, N> {
    /// A table of these; no key twice, at most 200.
    pub(crate) const fn new(rules: [(&'static str, R); N]) -> Self {
        assert!(N <= 200, "slots stay half empty");
        let (mut slots, mut heads) = ([0; SLOTS], [0; N]);
        let mut index = 0;
        while index < N {
            let key = rules[index].0.as_bytes();
            let mut chunk = [0; 16];
            let mut place = 0;
            while place < key.len() && place < 16 {
                chunk[place] = key[place];
                place += 1;
            }
            heads[index] = u128::from_le_bytes(chunk);
            let mut slot = hash(heads[index], key.len());
            while slots[slot] != 0 {
                let other = slots[slot] as usize - 1;
                let same =
                    heads[other] == heads[index] && rules[other].0.len() == key.len() && key.len() <= 16;
                assert!(!same, "a key twice");
                slot = (slot + 1) % SLOTS;
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most 200")]
            let number = index as u8 + 1;
            slots[slot] = number;
            index += 1;
        }
        Self { slots, heads, rules }
    }

    /// The number of a key, counted from 1; 0 if it is not known.
    #[inline]
    fn find(&self, key: &str, head: u128) -> usize {
        let mut slot = hash(head, key.len());
        loop {
            let number = usize::from(self.slots[slot]);
            let Some(index) = number.checked_sub(1) else {
                return 0;
            };
            if self.heads[index] == head {
                let known = self.rules[index].0;
                if known.len() == key.len()
                    && (key.len() <= 16 || known.as_bytes()[16..] == key.as_bytes()[16..])
                {
                    return number;
                }
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// What is to be done with the value of a key, by its number.
    #[inline]
    fn rule(&self, number: usize) -> Option<R> {
        let (_, rule) = self.rules.get(number.checked_sub(1)?)?;
        Some(*rule)
    }

    /// What is to be done with the value of a key, for formats that find their pairs by themselves.
    pub(crate) fn get(&self, key: &str) -> Option<R> {
        self.rule(self.find(key, head(key.as_bytes(), 0)))
    }
}

/// One pair. Text that belongs to no key has the key `""`.
pub(crate) struct Pair<'l, R> {
    /// The key.
    pub key: &'l str,
    /// What is to be done with it; `None` if the format does not know it.
    pub rule: Option<R>,
    /// Its value, without quotes and escapes.
    pub value: Cow<'l, str>,
}

/// A key that was found; one of no length is none. Whole words only, so that it moves without waiting for memory.
#[derive(Clone, Copy)]
struct Found {
    start: usize,
    length: usize,
    /// Its number in the table.
    number: usize,
}

impl Found {
    const NONE: Self = Self {
        start: 0,
        length: 0,
        number: 0,
    };

    const fn is_some(self) -> bool {
        self.length != 0
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
            pairs.next = pairs.key_at(start);
            if pairs.next.is_some() || start >= body.len() {
                break;
            }
            at = pairs.end_of_word(start);
        }
        let before = if pairs.next.is_some() {
            pairs.next.start
        } else {
            body.len()
        };
        pairs.stray = Some(body[..before].trim_matches(|letter| letter == ' ' || letter == ','))
            .filter(|text| !text.is_empty());
        pairs
    }

    #[inline]
    fn is_separator(&self, byte: u8) -> bool {
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
    fn key_at(&self, at: usize) -> Found {
        let front = head(self.bytes, at);
        let mut length = first(marks(front, b'='));
        if length >= 16 {
            length = self.long_key(at).unwrap_or(0);
        }
        let Some(key) = self.body.get(at..at + length) else {
            return Found::NONE;
        };
        let number = self.keys.find(key, lowest(front, length));
        if number == 0 && !key.bytes().all(is_of_key) {
            return Found::NONE;
        }
        Found {
            start: at,
            length,
            number,
        }
    }

    #[cold]
    fn long_key(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let length = rest.iter().position(|byte| !is_of_key(*byte))?;
        (rest[length] == b'=').then_some(length)
    }

    /// The value from a place on, and the key after it.
    #[inline]
    fn value(&self, at: usize) -> (Cow<'l, str>, Found) {
        let quoted = self.bytes.get(at) == Some(&b'"');
        let (from, end, after) = match quoted {
            true => {
                let quote = self.quote_from(at + 1);
                (at + 1, quote, quote + 1)
            }
            false => {
                let end = self.end_of_plain(at);
                (at, end, end)
            }
        };
        let start = self.past_separators(after);
        let next = self.key_at(start);
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

    /// The next quote from a place on; beyond the end if there is none.
    #[inline]
    fn quote_from(&self, at: usize) -> usize {
        match first(marks(head(self.bytes, at), b'"')) {
            16 => {
                let rest = self.bytes.get(at + 16..).unwrap_or_default();
                memchr(b'"', rest).map_or(self.bytes.len() + 1, |place| at + 16 + place)
            }
            place => at + place,
        }
    }

    /// A value without quotes that has spaces: words without `=` belong to it.
    #[cold]
    fn plain(&self, from: usize, mut end: usize) -> (Cow<'l, str>, Found) {
        loop {
            let start = self.past_separators(end);
            let next = self.key_at(start);
            if next.is_some() || start >= self.bytes.len() {
                return (Cow::Borrowed(&self.body[from..end]), next);
            }
            end = self.end_of_plain(start);
        }
    }

    #[inline]
    fn end_of_plain(&self, at: usize) -> usize {
        let front = head(self.bytes, at);
        let place = first(marks(front, b' ') | marks(front, self.separator));
        match place {
            16 => self.end_of_word((at + 16).min(self.bytes.len())),
            _ => at + place,
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
                let next = self.key_at(start);
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
        let found = self.key_at(start);
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

impl<'l, R: Copy, const N: usize> Iterator for Pairs<'l, '_, R, N> {
    type Item = Pair<'l, R>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'l, R>> {
        if let Some(stray) = self.stray.take() {
            return Some(Pair {
                key: "",
                rule: None,
                value: Cow::Borrowed(stray),
            });
        }
        let Found {
            start,
            length,
            number,
        } = self.next;
        if length == 0 {
            return None;
        }
        let (value, next) = self.value(start + length + 1);
        self.next = next;
        Some(Pair {
            key: &self.body[start..start + length],
            rule: self.keys.rule(number),
            value,
        })
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
