//! The leaves of a JSON object with their paths, without a tree and without copying texts that have no escapes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// A value that is neither object nor array.
pub(super) enum Leaf<'l> {
    /// Text.
    Text(Cow<'l, str>),
    /// A whole number.
    Integer(i64),
    /// Anything else, as it is printed.
    Other(String),
}

/// Calls `visit` for each leaf with its path: names joined by dots, arrays without a number. `null` is left out.
pub(super) fn walk<'l>(
    json: &'l str,
    visit: &mut dyn FnMut(&str, Leaf<'l>),
) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let mut path = String::with_capacity(64);
    Walk {
        path: &mut path,
        visit,
    }
    .deserialize(&mut reader)?;
    reader.end()
}

struct Walk<'w, 'l> {
    path: &'w mut String,
    visit: &'w mut dyn FnMut(&str, Leaf<'l>),
}

impl<'l> Walk<'_, 'l> {
    fn leaf(self, leaf: Leaf<'l>) {
        (self.visit)(self.path, leaf);
    }
}

impl<'l> DeserializeSeed<'l> for Walk<'_, 'l> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'l>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'l> Visitor<'l> for Walk<'_, 'l> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
        let length = self.path.len();
        while let Some(key) = map.next_key::<Key<'l>>()? {
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key.0);
            map.next_value_seed(Walk {
                path: &mut *self.path,
                visit: &mut *self.visit,
            })?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut list: A) -> Result<(), A::Error> {
        while list
            .next_element_seed(Walk {
                path: &mut *self.path,
                visit: &mut *self.visit,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'l str) -> Result<(), E> {
        self.leaf(Leaf::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.leaf(Leaf::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.leaf(Leaf::Integer(number));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.leaf(match i64::try_from(number) {
            Ok(number) => Leaf::Integer(number),
            Err(_) => Leaf::Other(number.to_string()),
        });
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.leaf(Leaf::Other(number.to_string()));
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.leaf(Leaf::Other(flag.to_string()));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A name, borrowed where it has no escapes.
struct Key<'l>(Cow<'l, str>);

impl<'l> serde::Deserialize<'l> for Key<'l> {
    fn deserialize<D: serde::Deserializer<'l>>(reader: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'l> Visitor<'l> for Name {
            type Value = Key<'l>;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a name")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'l str) -> Result<Key<'l>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Key<'l>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        reader.deserialize_str(Name)
    }
}
