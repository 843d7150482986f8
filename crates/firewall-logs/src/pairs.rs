//! `key=value` lists: read once from left to right, without copying what has no escapes.
//!
//! Sixteen bytes are looked at in one step: most keys and values end within them. Quotes that end where no separator
//! follows, closing quotes that are missing and unquoted values with spaces are told from what comes after: a value
//! ends where the end of the line or another `key=` follows.

use std::borrow::Cow;

use memchr::{memchr, memchr3};
use wide::u8x16;

/// Sixteen bytes from a place on; zeros after the end.
#[derive(Clone, Copy)]
struct Head([u8; 16]);

impl Head {
    #[inline]
    fn of(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest.first_chunk::<16>() {
            Some(chunk) => Self(*chunk),
            None => {
                let mut chunk = [0; 16];
                chunk[..rest.len()].copy_from_slice(rest);
                Self(chunk)
            }
        }
    }

    /// A bit for each byte that is this one.
    #[inline]
    fn bits(self, byte: u8) -> u32 {
        u8x16::from(self.0).simd_eq(u8x16::splat(byte)).to_bitmask()
    }

    /// The lowest so many bytes of sixteen.
    #[inline]
    fn lowest(self, count: usize) -> u128 {
        u128::from_le_bytes(self.0) & MASKS[count.min(16)]
    }
}

/// The place of the first bit; 16 if there is none.
#[inline]
const fn first(bits: u32) -> usize {
    (bits | 1 << 16).trailing_zeros() as usize
}

/// For each number of bytes the bits of the lowest ones.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut count = 1;
    while count <= 16 {
        masks[count] = u128::MAX >> (128 - 8 * count);
        count += 1;
    }
    masks
};

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
    lengths: [u8; N],
    rules: [(&'static str, R); N],
}

impl<R: Copy, const N: usize> Keys<R, N> {
    /// A table of these; no key twice, at most 200.
    pub(crate) const fn new(rules: [(&'static str, R); N]) -> Self {
        assert!(N <= 200, "slots stay half empty");
        let (mut slots, mut heads, mut lengths) = ([0; SLOTS], [0; N], [0; N]);
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
            assert!(key.len() < 64, "a key is short");
            #[expect(clippy::cast_possible_truncation, reason = "less than 64")]
            let length = key.len() as u8;
            lengths[index] = length;
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
        Self {
            slots,
            heads,
            lengths,
            rules,
        }
    }

    /// The number of a key, counted from 1; 0 if it is not known.
    #[inline]
    fn find(&self, key: &[u8], head: u128) -> usize {
        let mut slot = hash(head, key.len());
        loop {
            let number = usize::from(self.slots[slot]);
            let Some(index) = number.checked_sub(1) else {
                return 0;
            };
            if self.heads[index] == head && usize::from(self.lengths[index]) == key.len() {
                let known = self.rules[index].0;
                if key.len() <= 16 || known.as_bytes()[16..] == key[16..] {
                    return number;
                }
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// A known key, by its number.
    #[inline]
    fn name(&self, number: usize) -> Option<&'static str> {
        let (name, _) = self.rules.get(number.checked_sub(1)?)?;
        Some(name)
    }

    /// What is to be done with the value of a key, by its number.
    #[inline]
    fn rule(&self, number: usize) -> Option<R> {
        let (_, rule) = self.rules.get(number.checked_sub(1)?)?;
        Some(*rule)
    }

    /// What is to be done with the value of a key, for formats that find their pairs by themselves.
    pub(crate) fn get(&self, key: &str) -> Option<R> {
        self.rule(self.find(key.as_bytes(), Head::of(key.as_bytes(), 0).lowest(key.len())))
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

/// A key that was found; one of no length is none.
#[derive(Clone, Copy)]
struct Found<'l> {
    key: &'l str,
    start: usize,
    /// Its number in the table.
    number: usize,
}

impl Found<'_> {
    const NONE: Self = Self {
        key: "",
        start: 0,
        number: 0,
    };

    #[inline]
    const fn is_some(&self) -> bool {
        !self.key.is_empty()
    }
}

/// The pairs of a body, in its order.
pub(crate) struct Pairs<'l, 'k, R: 'static, const N: usize> {
    body: &'l str,
    bytes: &'l [u8],
    keys: &'k Keys<R, N>,
    separator: u8,
    next: Found<'l>,
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
    fn key_at(&self, at: usize) -> Found<'l> {
        let front = Head::of(self.bytes, at);
        let mut length = first(front.bits(b'='));
        if length >= 16 {
            length = self.long_key(at).unwrap_or(0);
        }
        let number = self.keys.find(
            self.bytes.get(at..at + length).unwrap_or_default(),
            front.lowest(length),
        );
        match self.keys.name(number) {
            // The same letters, of which nobody has to see again that they are letters.
            Some(key) => Found {
                key,
                start: at,
                number,
            },
            None => self.unknown_key(at, length),
        }
    }

    fn unknown_key(&self, at: usize, length: usize) -> Found<'l> {
        match self.body.get(at..at + length) {
            Some(key) if key.bytes().all(is_of_key) => Found {
                key,
                start: at,
                number: 0,
            },
            _ => Found::NONE,
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
    fn value(&self, at: usize) -> (Cow<'l, str>, Found<'l>) {
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
        // Nearly always one separator follows, then a key.
        if let Some([before, separator]) =
            self.bytes
                .get(after.wrapping_sub(2)..=after)
                .and_then(|near| match near {
                    [before, _, separator] => Some([*before, *separator]),
                    _ => None,
                })
            && self.is_separator(separator)
            && !(quoted && before == b'\\')
        {
            let next = self.key_at(after + 1);
            if next.is_some()
                && let Some(value) = self.body.get(from..end)
            {
                return (Cow::Borrowed(value), next);
            }
        }
        self.unusual(quoted, from, end, after)
    }

    /// A value behind which something else stands than one separator and a key.
    fn unusual(&self, quoted: bool, from: usize, end: usize, after: usize) -> (Cow<'l, str>, Found<'l>) {
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
        match first(Head::of(self.bytes, at).bits(b'"')) {
            16 => {
                let rest = self.bytes.get(at + 16..).unwrap_or_default();
                memchr(b'"', rest).map_or(self.bytes.len() + 1, |place| at + 16 + place)
            }
            place => at + place,
        }
    }

    /// A value without quotes that has spaces: words without `=` belong to it.
    #[cold]
    fn plain(&self, from: usize, mut end: usize) -> (Cow<'l, str>, Found<'l>) {
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
        let front = Head::of(self.bytes, at);
        let place = first(front.bits(b' ') | front.bits(self.separator));
        match place {
            16 => self.end_of_word((at + 16).min(self.bytes.len())),
            _ => at + place,
        }
    }

    #[cold]
    fn quoted(&self, at: usize, quote: usize) -> (Cow<'l, str>, Found<'l>) {
        match quote < self.bytes.len() {
            true => self.nasty(at, quote),
            false => (
                Cow::Borrowed(self.body.get(at..).unwrap_or_default()),
                Found::NONE,
            ),
        }
    }

    /// What follows a quote, if it closes a value: the end, or a separator and a key.
    fn after(&self, quote: usize) -> Option<Found<'l>> {
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
    fn nasty(&self, at: usize, mut quote: usize) -> (Cow<'l, str>, Found<'l>) {
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
    fn opens_another(&self, at: usize, quote: usize) -> Option<(usize, Found<'l>)> {
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

    /// The pair of a key that was found, and the key after it.
    #[inline]
    fn pair(&self, found: Found<'l>) -> Option<(Pair<'l, R>, Found<'l>)> {
        if !found.is_some() {
            return None;
        }
        let (value, next) = self.value(found.start + found.key.len() + 1);
        let pair = Pair {
            key: found.key,
            rule: self.keys.rule(found.number),
            value,
        };
        Some((pair, next))
    }

    /// Does something with each pair: where it stands is kept in registers, which an iterator's place in memory is not.
    #[inline]
    pub(crate) fn each(mut self, mut with: impl FnMut(Pair<'l, R>)) {
        if let Some(stray) = self.take_stray() {
            with(stray);
        }
        let mut found = self.next;
        while let Some((pair, next)) = self.pair(found) {
            with(pair);
            found = next;
        }
    }
}

impl<'l, R: Copy, const N: usize> Iterator for Pairs<'l, '_, R, N> {
    type Item = Pair<'l, R>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'l, R>> {
        if let Some(stray) = self.take_stray() {
            return Some(stray);
        }
        let (pair, next) = self.pair(self.next)?;
        self.next = next;
        Some(pair)
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
