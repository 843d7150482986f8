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
}

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

    /// What a field holds.
    pub fn get(&self, field: Field) -> &Value<'l> {
        &self.values.0[field as usize]
    }

    /// Whether a field holds something.
    pub fn has(&self, field: Field) -> bool {
        self.set & (1 << field as u8) != 0
    }

    /// Sets a field; a later value replaces an earlier one.
    pub fn set(&mut self, field: Field, value: Value<'l>) {
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
