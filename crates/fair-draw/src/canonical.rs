//! RFC 8785 (JSON Canonicalization Scheme) for the values this format uses: text, whole numbers, booleans,
//! null, lists and objects. Other numbers are refused rather than formatted, since none occurs in a charter.

use serde_json::Value;

/// The largest whole number that JSON readers agree on (2^53 − 1).
pub const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// A number that has no place in a charter: with a fraction, or beyond ±(2^53 − 1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("number {0} is not a whole number within 2^53 - 1")]
pub struct UnsupportedNumber(pub String);

/// The RFC 8785 bytes of `value`: no white space, object members sorted by UTF-16 code units.
///
/// # Errors
/// [`UnsupportedNumber`] for a fraction or a number that JSON readers would round.
pub fn canonical_json(value: &Value) -> Result<Vec<u8>, UnsupportedNumber> {
    let mut out = Vec::new();
    write_value(value, &mut out)?;
    Ok(out)
}

fn write_value(value: &Value, out: &mut Vec<u8>) -> Result<(), UnsupportedNumber> {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                write_value(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            out.push(b'{');
            for (index, (name, item)) in sorted.into_iter().enumerate() {
                separate(index, out);
                write_text(name, out);
                out.push(b':');
                write_value(item, out)?;
            }
            out.push(b'}');
        }
        Value::String(text) => write_text(text, out),
        Value::Number(number) => {
            let safe = number
                .as_i64()
                .is_some_and(|whole| whole.unsigned_abs() <= LARGEST_INTEGER);
            if !safe {
                return Err(UnsupportedNumber(number.to_string()));
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Null => out.extend_from_slice(b"null"),
    }
    Ok(())
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

/// The escapes of RFC 8785 section 3.2.2.2, which are those of ECMAScript's `JSON.stringify`.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for character in text.chars() {
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '\r' => out.extend_from_slice(b"\\r"),
            control if control < ' ' => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(control)).as_bytes());
            }
            other => out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}
