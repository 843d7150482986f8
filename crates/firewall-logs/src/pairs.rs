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
    #[expect(clippy::cast_possible_truncation, reason = "nine bits are left")]
    let place = (mixed >> 55) as usize;
    place
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

    /// What is to be done with the value of a key.
    #[inline]
    fn find(&self, key: &str, head: u128) -> Option<R> {
        let mut slot = hash(head, key.len());
        loop {
            let number = usize::from(self.slots[slot]);
            let index = number.checked_sub(1)?;
            let (known, rule) = &self.rules[index];
            if self.heads[index] == head
                && known.len() == key.len()
                && (key.len() <= 16 || known.as_bytes()[16..] == key.as_bytes()[16..])
            {
                return Some(*rule);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// What is to be done with the value of a key, for formats that find their pairs by themselves.
    pub(crate) fn get(&self, key: &str) -> Option<R> {
        self.find(key, head(key.as_bytes(), 0))
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

/// A key that was found, and where its value begins.
#[derive(Clone, Copy)]
struct Found<'l, R> {
    start: usize,
    key: &'l str,
    rule: Option<R>,
    value: usize,
}

/// The pairs of a body, in its order.
pub(crate) struct Pairs<'l, 'k, R: 'static, const N: usize> {
    body: &'l str,
    bytes: &'l [u8],
    keys: &'k Keys<R, N>,
    separator: u8,
    next: Option<Found<'l, R>>,
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
            next: None,
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
        let before = pairs.next.as_ref().map_or(body.len(), |next| next.start);
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
    fn key_at(&self, at: usize) -> Option<Found<'l, R>> {
        let front = head(self.bytes, at);
        let mut length = first(marks(front, b'='));
        if length >= 16 {
            length = self.long_key(at)?;
        }
        if length == 0 {
            return None;
        }
        let key = self.body.get(at..at + length)?;
        let rule = self.keys.find(key, lowest(front, length));
        if rule.is_none() && !key.bytes().all(is_of_key) {
            return None;
        }
        Some(Found {
            start: at,
            key,
            rule,
            value: at + length + 1,
        })
    }

    #[cold]
    fn long_key(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let length = rest.iter().position(|byte| !is_of_key(*byte))?;
        (rest[length] == b'=').then_some(length)
    }

    /// The value from a place on, and the key after it.
    #[inline]
    fn value(&self, at: usize) -> (Cow<'l, str>, Option<Found<'l, R>>) {
        if self.bytes.get(at) == Some(&b'"') {
            return self.quoted(at + 1);
        }
        let mut end = at;
        loop {
            end = self.end_of_plain(end);
            let start = self.past_separators(end);
            let next = self.key_at(start);
            if next.is_some() || start >= self.bytes.len() {
                return (Cow::Borrowed(&self.body[at..end]), next);
            }
            // A word without `=`: the value goes on.
            end = start;
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

    #[inline]
    fn quoted(&self, at: usize) -> (Cow<'l, str>, Option<Found<'l, R>>) {
        let place = first(marks(head(self.bytes, at), b'"'));
        let quote = match place {
            16 => memchr(b'"', self.bytes.get(at + 16..).unwrap_or_default()).map(|place| at + 16 + place),
            _ => Some(at + place),
        };
        let Some(quote) = quote else {
            return (Cow::Borrowed(self.body.get(at..).unwrap_or_default()), None);
        };
        if quote == at || self.bytes[quote - 1] != b'\\' {
            if let Some(next) = self.after(quote) {
                return (Cow::Borrowed(&self.body[at..quote]), next);
            }
        }
        self.nasty(at, quote)
    }

    /// What follows a quote, if it closes a value: the end, or a separator and a key.
    #[inline]
    #[expect(
        clippy::option_option,
        reason = "whether it closes, and whether a key follows"
    )]
    fn after(&self, quote: usize) -> Option<Option<Found<'l, R>>> {
        match self.bytes.get(quote + 1) {
            None => Some(None),
            Some(byte) if self.is_separator(*byte) => {
                let start = self.past_separators(quote + 1);
                match self.key_at(start) {
                    None if start < self.bytes.len() => None,
                    next => Some(next),
                }
            }
            Some(_) => None,
        }
    }

    /// A value with escaped quotes, quotes that nobody escaped, or no closing quote.
    #[cold]
    fn nasty(&self, at: usize, mut quote: usize) -> (Cow<'l, str>, Option<Found<'l, R>>) {
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
                    None => (unescaped(&self.body[at..end]), Some(next)),
                };
            }
            match memchr(b'"', &self.bytes[quote + 1..]) {
                Some(place) => quote += 1 + place,
                None => break,
            }
        }
        match second_choice {
            Some((quote, next)) => (unescaped(&self.body[at..quote]), next),
            None => (unescaped(&self.body[at..]), None),
        }
    }

    /// Whether a quote within a value is the opening one of the next value: then the value ends before its key.
    fn opens_another(&self, at: usize, quote: usize) -> Option<(usize, Found<'l, R>)> {
        let before = self.bytes[at..quote].strip_suffix(b"=")?;
        let key = before.iter().rev().take_while(|byte| is_of_key(**byte)).count();
        let start = quote - 1 - key;
        let apart = start > at && self.is_separator(self.bytes[start - 1]);
        let found = self.key_at(start).filter(|_| apart)?;
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
        let Found { key, rule, value, .. } = self.next.take()?;
        let (value, next) = self.value(value);
        self.next = next;
        Some(Pair { key, rule, value })
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
