//! What must hold for any bytes: the body of the fuzz targets, and of the test that runs their corpus.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{Class, Event, Field, Format, Kind, Parser, Value, write_json};

/// When the lines of a corpus are taken to have been received.
const RECEIVED: Timestamp = Timestamp::constant(1_793_664_600, 0);

/// Reads bytes line by line as lines of one source, with a format or by detection.
///
/// # Panics
/// If a line does not give exactly one sound event that keeps it.
pub fn lines(format: Option<Format>, bytes: &[u8]) {
    let mut parser = Parser::new(TimeZone::UTC);
    if let Some(format) = format {
        parser = parser.with_format(format);
    }
    let (mut event, mut json) = (Event::new(), String::new());
    for line in bytes.split(|byte| *byte == b'\n') {
        parser.parse_into(line, RECEIVED, &mut event);
        hold(line, &event);
        json.clear();
        write_json(&event, &mut json);
        let read: serde_json::Result<serde_json::Value> = serde_json::from_str(&json);
        assert!(read.is_ok(), "what is printed is no JSON: {json}");
        assert!(
            !json.contains('\n'),
            "what is printed has more than a line: {json}"
        );
    }
}

fn hold(line: &[u8], event: &Event<'_>) {
    assert_eq!(event.raw, line, "the line is not kept");
    assert_eq!(
        event.class == Class::Base,
        event.reason.is_some(),
        "a reason stands with class 0 alone"
    );
    assert!(event.has(Field::Time) && event.has(Field::Severity));
    for (field, value) in event.fields() {
        let fits = match (field.kind(), value) {
            (Kind::Text, Value::Text(_)) | (Kind::Boolean, Value::Boolean(_)) => true,
            (Kind::Address, Value::Text(text)) => {
                text.parse::<std::net::IpAddr>().is_ok() || has_leading_zero(text)
            }
            (Kind::Integer | Kind::Time, Value::Integer(_)) => true,
            _ => false,
        };
        assert!(fits, "{field:?} holds {value:?}");
    }
}

/// `192.000.002.001`: some devices write addresses so; the standard library does not read them.
fn has_leading_zero(text: &str) -> bool {
    text.split('.')
        .any(|part| part.len() > 1 && part.starts_with('0'))
}
