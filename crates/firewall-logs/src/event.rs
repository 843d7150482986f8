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

/// One event. Made once and filled again for each line: clearing costs what was set.
#[derive(Clone, Debug, Default)]
pub struct Event<'l> {
    /// Its class; [`Class::Base`] if the line was not understood.
    pub class: Class,
    /// Why the line was not understood, as a short fixed sentence without anything of the line in it.
    pub reason: Option<&'static str>,
    /// The line as it was received, without the framing of the transport.
    pub raw: &'l [u8],
    values: Values<'l>,
    set: u128,
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

/// As many values as there are fields; an array of this length has no `Default` of its own.
#[derive(Clone, Debug)]
struct Values<'l>([Value<'l>; Field::COUNT]);

impl Default for Values<'_> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Value::Nothing))
    }
}

const _: () = assert!(Field::COUNT <= 128, "the set of fields is kept in 128 bits");

impl<'l> Event<'l> {
    /// An empty event.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty event that will remember where its values came from, for explanations.
    pub fn explained() -> Self {
        Self {
            origins: Some(Box::default()),
            ..Self::default()
        }
    }

    /// Empties the event for another line; memory is kept.
    pub fn clear(&mut self) {
        self.class = Class::Base;
        self.reason = None;
        self.raw = &[];
        self.set = 0;
        self.unmapped.clear();
        self.lossy = false;
        if let Some(origins) = &mut self.origins {
            **origins = Origins::default();
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
        match self.has(field) {
            true => &self.values.0[field as usize],
            // What an earlier line left there does not count.
            false => &NOTHING,
        }
    }

    /// Where the values came from, in the order they were set; empty unless made by [`Event::explained`].
    pub fn origins(&self) -> &[Origin<'l>] {
        self.origins.as_ref().map_or(&[], |origins| &origins.list)
    }

    /// Says which pair of the line the values set from now on come from.
    #[inline]
    pub(crate) fn reading(&mut self, key: &'l str, text: &Cow<'l, str>) {
        if let Some(origins) = &mut self.origins {
            origins.key = Cow::Borrowed(key);
            origins.text = text.clone();
        }
    }

    /// Says that the values set from now on follow from several pairs.
    #[inline]
    pub(crate) fn deriving(&mut self) {
        if let Some(origins) = &mut self.origins {
            origins.key = Cow::Borrowed("");
            origins.text = Cow::Borrowed("");
        }
    }

    /// Keeps a pair that has no field.
    #[inline]
    pub(crate) fn keep(&mut self, key: impl Into<Cow<'l, str>>, text: impl Into<Cow<'l, str>>) {
        self.unmapped.push((key.into(), text.into()));
    }

    /// Takes over what another event says whose texts do not live as long.
    pub(crate) fn take_from(&mut self, other: &Event<'_>) {
        fn owned<'n>(text: &Cow<'_, str>) -> Cow<'n, str> {
            Cow::Owned(text.clone().into_owned())
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
            self.set |= 1 << field as u8;
            self.values.0[field as usize] = value;
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
        self.set & (1 << field as u8) != 0
    }

    /// Sets a field; a later value replaces an earlier one.
    #[inline]
    pub fn set(&mut self, field: Field, value: Value<'l>) {
        if let Some(origins) = &mut self.origins {
            let (key, text) = (origins.key.clone(), origins.text.clone());
            origins.list.retain(|origin| origin.field != field);
            origins.list.push(Origin { field, key, text });
        }
        self.set |= 1 << field as u8;
        self.values.0[field as usize] = value;
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
        self.set
    }

    /// Takes a value away.
    pub fn unset(&mut self, field: Field) {
        self.set &= !(1 << field as u8);
    }

    /// Exchanges what two fields hold.
    pub(crate) fn swap(&mut self, one: Field, other: Field) {
        let (has_one, has_other) = (self.has(one), self.has(other));
        self.values.0.swap(one as usize, other as usize);
        for (field, has) in [(one, has_other), (other, has_one)] {
            match has {
                true => self.set |= 1 << field as u8,
                false => self.unset(field),
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
        let mut left = self.set;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros();
            (next < 128).then(|| {
                left &= left - 1;
                let field = Field::ALL[next as usize];
                (field, self.get(field))
            })
        })
    }

    /// `type_uid`: class and activity in one number.
    pub fn type_uid(&self) -> u64 {
        let activity = self
            .integer(Field::Activity)
            .and_then(|id| u64::try_from(id).ok());
        u64::from(self.class.uid()) * 100 + activity.unwrap_or(0)
    }
}
