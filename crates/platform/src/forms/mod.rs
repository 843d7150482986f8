//! Forms: data in, typed answers out. Pure.

mod definition;

pub use definition::{Condition, Field, FieldKind, FieldOption, Form, Section};
