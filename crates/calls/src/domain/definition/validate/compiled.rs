//! The schemas, compiled once.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jsonschema::Validator;
use serde_json::Value;

use crate::domain::definition::FileKind;

/// The schema of a kind of file.
pub(super) fn compiled(kind: FileKind) -> &'static Compiled {
    &COMPILED[FileKind::ALL
        .iter()
        .position(|other| *other == kind)
        .unwrap_or_default()]
}

pub(super) struct Compiled {
    pub(super) schema: Value,
    pub(super) validator: Validator,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    FileKind::ALL
        .into_iter()
        .map(|kind| compile(kind.schema()))
        .collect()
});

fn compile(schema: Value) -> Compiled {
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .with_format("date", |text: &str| {
            text.len() == 10 && text.parse::<Date>().is_ok()
        })
        .with_format("partial-date-time", is_local_date_time)
        .with_format("partial-time", |text: &str| text.parse::<Time>().is_ok())
        .build(&schema)
        .expect("a schema generated from our own types compiles: a test compiles them all");
    Compiled { schema, validator }
}

/// Local (no offset) and with a time: a bare date would silently mean midnight.
fn is_local_date_time(text: &str) -> bool {
    let offset = text.len() > 10 && text[10..].contains(['+', '-', 'Z', 'z']);
    text.len() > 10 && !offset && text.parse::<DateTime>().is_ok()
}
