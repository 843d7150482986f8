//! One event: what a line says, in OCSF's fields, with what has no field there and the line itself.

use std::borrow::Cow;

use crate::class::Class;
use crate::field::Field;

/// What a field of an event holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'l> {
    /// Nothing was said.
    #[default]
    Nothing,
    /// Text or an address.
    Text(Cow<'l, str>),
    /// A number, or a time in milliseconds since 1970.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// One event. Made once and filled again for each line: clearing costs what was set, and [`Event::emptied`] takes its
/// memory along to lines that live longer or less long.
#[derive(Clone, Debug)]
pub struct Event<'l> {
    /// Its class; [`Class::Base`] if the line was not understood.
    pub class: Class,
    /// Why the line was not understood, as a short fixed sentence without anything of the line in it.
    pub reason: Option<&'static str>,
    /// The line as it was received, without the framing of the transport.
    pub raw: &'l [u8],
    /// What is set, in the order in which it was set first.
    values: Vec<(Field, Value<'l>)>,
    /// Where in `values` a field stands.
    places: Places,
    /// The vendor's names and values of what has no field, in the order of the line.
    pub unmapped: Vec<(Cow<'l, str>, Cow<'l, str>)>,
    /// Whether the line was not UTF-8: texts and `raw_data` then have U+FFFD where bytes made no sense.
    pub lossy: bool,
    origins: Option<Box<Origins<'l>>>,
}

/// Where a field's value came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin<'l> {
    /// The field.
    pub field: Field,
    /// The vendor's name of it; empty for what follows from several of them.
    pub key: Cow<'l, str>,
    /// The text that it was read from.
    pub text: Cow<'l, str>,
}

/// Origins so far, and the pair that is being read.
#[derive(Clone, Debug, Default)]
struct Origins<'l> {
    list: Vec<Origin<'l>>,
    key: Cow<'l, str>,
    text: Cow<'l, str>,
}

const NOTHING: Value<'static> = Value::Nothing;

/// A place for each field; [`NOWHERE`] for one that is not set.
#[derive(Clone, Copy, Debug)]
struct Places([u8; Field::COUNT]);

const NOWHERE: u8 = u8::MAX;

impl Default for Event<'_> {
    fn default() -> Self {
        Self::new()
    }
}

const _: () = assert!(Field::COUNT <= 128, "a set of fields is told in 128 bits");

impl<'l> Event<'l> {
    /// An empty event.
    pub const fn new() -> Self {
        Self {
            class: Class::Base,
            reason: None,
            raw: &[],
            values: Vec::new(),
            places: Places([NOWHERE; Field::COUNT]),
            unmapped: Vec::new(),
            lossy: false,
            origins: None,
        }
    }

    /// An empty event that will remember where its values came from, for explanations.
    pub fn explained() -> Self {
        Self {
            origins: Some(Box::default()),
            ..Self::new()
        }
    }

    /// Empties the event for another line; memory is kept.
    pub fn clear(&mut self) {
        self.class = Class::Base;
        self.reason = None;
        self.raw = &[];
        self.places = Places([NOWHERE; Field::COUNT]);
        self.values.clear();
        self.unmapped.clear();
        self.lossy = false;
        if let Some(origins) = &mut self.origins {
            **origins = Origins::default();
        }
    }

    /// Emptied, with its memory, for a line that lives as long as another.
    #[must_use]
    pub fn emptied<'n>(mut self) -> Event<'n> {
        self.clear();
        Event {
            values: memory_of(self.values),
            unmapped: memory_of(self.unmapped),
            ..Event::new()
        }
    }

    /// Whether it remembers where its values came from.
    pub(crate) fn is_explained(&self) -> bool {
        self.origins.is_some()
    }

    /// Forgets what was read so far, for another attempt at the same line.
    pub(crate) fn forget(&mut self) {
        let raw = self.raw;
        self.clear();
        self.raw = raw;
    }

    /// What a field holds.
    #[inline]
    pub fn get(&self, field: Field) -> &Value<'l> {
        let place = self.places.0[field as usize];
        self.values
            .get(usize::from(place))
            .map_or(&NOTHING, |(_, value)| value)
    }

    /// Puts a value where its field stands, or behind the others.
    #[inline]
    fn put(&mut self, field: Field, value: Value<'l>) {
        let place = self.places.0[field as usize];
        match self.values.get_mut(usize::from(place)) {
            Some(known) => known.1 = value,
            None => self.put_last(field, value),
        }
    }

    #[inline]
    fn put_last(&mut self, field: Field, value: Value<'l>) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most as many as there are fields"
        )]
        let last = self.values.len() as u8;
        self.places.0[field as usize] = last;
        self.values.push((field, value));
    }

    /// Where the values came from, in the order they were set; empty unless made by [`Event::explained`].
    pub fn origins(&self) -> &[Origin<'l>] {
        self.origins.as_ref().map_or(&[], |origins| &origins.list)
    }

    /// Remembers the pair that is being read as the origin of a field.
    #[cold]
    fn remember(&mut self, field: Field) {
        if let Some(origins) = &mut self.origins {
            let (key, text) = (origins.key.clone(), origins.text.clone());
            origins.list.retain(|origin| origin.field != field);
            origins.list.push(Origin { field, key, text });
        }
    }

    /// Says which pair of the line the values set from now on come from.
    #[inline]
    #[expect(clippy::ptr_arg, reason = "a copy of a borrowed text borrows as well")]
    pub(crate) fn reading(&mut self, key: &'l str, text: &Cow<'l, str>) {
        if self.origins.is_some() {
            self.note(key, text.clone());
        }
    }

    #[cold]
    fn note(&mut self, key: &'l str, text: Cow<'l, str>) {
        if let Some(origins) = &mut self.origins {
            origins.key = Cow::Borrowed(key);
            origins.text = text;
        }
    }

    /// Says that the values set from now on follow from several pairs.
    #[inline]
    pub(crate) fn deriving(&mut self) {
        if self.origins.is_some() {
            self.note("", Cow::Borrowed(""));
        }
    }

    /// Keeps a pair that has no field.
    #[inline]
    pub(crate) fn keep(&mut self, key: impl Into<Cow<'l, str>>, text: impl Into<Cow<'l, str>>) {
        self.unmapped.push((key.into(), text.into()));
    }

    /// As [`Event::keep`], for what stands in the line as it is. Not inlined: so the four words come in registers and go
    /// straight to where they stay, without a detour by the stack.
    #[inline(never)]
    pub(crate) fn keep_borrowed(&mut self, key: &'l str, text: &'l str) {
        self.unmapped.push((Cow::Borrowed(key), Cow::Borrowed(text)));
    }

    /// Takes over what another event says whose texts do not live as long.
    pub(crate) fn take_from(&mut self, other: &Event<'_>) {
        fn owned<'n>(text: &str) -> Cow<'n, str> {
            Cow::Owned(text.to_owned())
        }
        self.class = other.class;
        self.reason = other.reason;
        for (field, value) in other.fields() {
            let value = match value {
                Value::Nothing => Value::Nothing,
                Value::Text(text) => Value::Text(owned(text)),
                Value::Integer(number) => Value::Integer(*number),
                Value::Boolean(flag) => Value::Boolean(*flag),
            };
            self.put(field, value);
        }
        let pairs = other.unmapped.iter();
        self.unmapped
            .extend(pairs.map(|(key, text)| (owned(key), owned(text))));
        if let Some(origins) = &mut self.origins {
            origins.list.extend(other.origins().iter().map(|origin| Origin {
                field: origin.field,
                key: owned(&origin.key),
                text: owned(&origin.text),
            }));
        }
    }

    /// Whether a field holds something.
    #[inline]
    pub fn has(&self, field: Field) -> bool {
        self.places.0[field as usize] != NOWHERE
    }

    /// Sets a field; a later value replaces an earlier one.
    #[inline]
    pub fn set(&mut self, field: Field, value: Value<'l>) {
        if self.origins.is_some() {
            self.remember(field);
        }
        self.put(field, value);
    }

    /// Sets a field that held nothing.
    #[inline]
    pub(crate) fn set_first(&mut self, field: Field, value: Value<'l>) {
        debug_assert!(!self.has(field), "{field:?} holds something already");
        if self.origins.is_some() {
            self.remember(field);
        }
        self.put_last(field, value);
    }

    /// Sets a text.
    pub fn set_text(&mut self, field: Field, text: impl Into<Cow<'l, str>>) {
        self.set(field, Value::Text(text.into()));
    }

    /// Sets a number or a time.
    pub fn set_integer(&mut self, field: Field, number: i64) {
        self.set(field, Value::Integer(number));
    }

    /// A text or an address.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.get(field) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number or a time.
    pub fn integer(&self, field: Field) -> Option<i64> {
        match self.get(field) {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Which fields hold something: a bit for each, by its place in the table.
    pub(crate) fn bits(&self) -> u128 {
        let bits = self.values.iter().map(|(field, _)| 1 << *field as u8);
        bits.fold(0, |all, bit: u128| all | bit)
    }

    /// Takes a value away.
    pub fn unset(&mut self, field: Field) {
        let place = std::mem::replace(&mut self.places.0[field as usize], NOWHERE);
        if place == NOWHERE {
            return;
        }
        self.values.swap_remove(usize::from(place));
        // The last one stands there now.
        if let Some((moved, _)) = self.values.get(usize::from(place)) {
            self.places.0[*moved as usize] = place;
        }
    }

    /// Exchanges what two fields hold.
    pub(crate) fn swap(&mut self, one: Field, other: Field) {
        let (first, second) = (self.get(one).clone(), self.get(other).clone());
        for (field, value) in [(one, second), (other, first)] {
            match value {
                Value::Nothing => self.unset(field),
                value => self.put(field, value),
            }
        }
        if let Some(origins) = &mut self.origins {
            for origin in &mut origins.list {
                origin.field = match origin.field {
                    field if field == one => other,
                    field if field == other => one,
                    field => field,
                };
            }
        }
    }

    /// The fields that hold something, in the order of the table.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &Value<'l>)> {
        let mut left = self.bits();
        std::iter::from_fn(move || {
            let next = left.trailing_zeros();
            (next < 128).then(|| {
                left &= left - 1;
                let field = Field::ALL[next as usize];
                (field, self.get(field))
            })
        })
    }

    /// The fields that hold something, in the order in which they were set: a little quicker.
    #[inline]
    pub fn as_set(&self) -> impl Iterator<Item = (Field, &Value<'l>)> {
        self.values.iter().map(|(field, value)| (*field, value))
    }

    /// `type_uid`: class and activity in one number.
    pub fn type_uid(&self) -> u64 {
        let activity = self
            .integer(Field::Activity)
            .and_then(|id| u64::try_from(id).ok());
        u64::from(self.class.uid()) * 100 + activity.unwrap_or(0)
    }
}

/// The memory of an emptied list for things of the same shape: collecting a list that was taken apart uses it again.
fn memory_of<A, B>(mut list: Vec<A>) -> Vec<B> {
    list.clear();
    list.into_iter().filter_map(|_| None).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn memory_goes_along_and_nothing_else() {
        let line = "some text".to_owned();
        let mut event = Event::explained();
        event.class = Class::DnsActivity;
        event.reason = Some("reason");
        event.raw = line.as_bytes();
        event.lossy = true;
        for field in Field::ALL {
            event.set_text(*field, line.as_str());
        }
        event.keep("key", line.as_str());
        let (values, unmapped) = (event.values.as_ptr().addr(), event.unmapped.as_ptr().addr());
        let next: Event<'static> = event.emptied();
        drop(line);
        assert_eq!(next.fields().count(), 0);
        assert_eq!(
            (next.class, next.reason, next.raw, next.lossy),
            (Class::Base, None, &b""[..], false)
        );
        assert!(next.unmapped.is_empty() && !next.is_explained());
        assert_eq!(
            (next.values.as_ptr().addr(), next.unmapped.as_ptr().addr()),
            (values, unmapped)
        );
    }

    proptest! {
        /// Whatever is set, taken away and exchanged: an event holds what a plain map would.
        #[test]
        fn an_event_is_a_map(steps in prop::collection::vec((0..4_u8, 0..Field::COUNT, 0..Field::COUNT), 0..200)) {
            let (mut event, mut map) = (Event::new(), std::collections::BTreeMap::new());
            for (number, (step, one, other)) in (0..).zip(steps) {
                let (one, other) = (Field::ALL[one], Field::ALL[other]);
                match step {
                    0 | 1 => {
                        event.set_integer(one, number);
                        map.insert(one, number);
                    }
                    2 => {
                        event.unset(one);
                        map.remove(&one);
                    }
                    _ => {
                        event.swap(one, other);
                        let (first, second) = (map.remove(&one), map.remove(&other));
                        map.extend(second.map(|number| (one, number)));
                        map.extend(first.map(|number| (other, number)));
                    }
                }
            }
            let expected: Vec<_> = map.iter().map(|(field, number)| (*field, Value::Integer(*number))).collect();
            let fields: Vec<_> = event.fields().map(|(field, value)| (field, value.clone())).collect();
            prop_assert_eq!(&fields, &expected);
            let mut set: Vec<_> = event.as_set().map(|(field, value)| (field, value.clone())).collect();
            set.sort_by_key(|(field, _)| *field);
            prop_assert_eq!(set, expected);
            for field in Field::ALL {
                prop_assert_eq!(event.integer(*field), map.get(field).copied());
            }
        }
    }
}
