//! What a schema expects, in words, and small readings of JSON.

use platform::text::Text;
use serde_json::Value;

use crate::domain::definition::finding::say;

pub(super) fn parent_schema(root: &Value, schema_path: &str) -> Value {
    let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
    root.pointer(parent).cloned().unwrap_or_default()
}

pub(super) fn is_text(schema: &Value) -> bool {
    keys_of(schema.get("properties")) == ["ja", "en"]
}

pub(super) fn keys_of(object: Option<&Value>) -> Vec<String> {
    object
        .and_then(Value::as_object)
        .map(|object| object.keys().cloned().collect())
        .unwrap_or_default()
}

pub(super) fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .map(|items| {
            items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}

pub(super) fn kind_of(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::String(text) if is_time(text) => ("日付か時刻", "a date or a time"),
        Value::String(_) => ("文字列", "text"),
        Value::Number(_) => ("数", "a number"),
        Value::Bool(_) => ("真偽値", "true or false"),
        Value::Array(_) => ("並び [ ]", "a list [ ]"),
        Value::Object(_) => ("表", "a table"),
        Value::Null => ("なし", "nothing"),
    }
}

/// Whether a text may come from a date or a time of the file: in the tree these are texts, too.
fn is_time(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text
        .split(['-', ':', 'T', ' ', '.', '+', 'Z'])
        .filter(|part| !part.is_empty());
    parts.clone().count() >= 3 && parts.all(is_digits)
}

/// The type that a schema names; of several, the one that is not null.
fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(types) => types
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null"),
        name => name.as_str(),
    }
}

/// What a schema expects, as [`kind_of`] names it.
pub(super) fn wanted_kind(schema: &Value) -> Option<(&'static str, &'static str)> {
    if let Some(format @ ("date" | "partial-date-time" | "partial-time")) =
        schema.get("format").and_then(Value::as_str)
    {
        return Some(example_of(format));
    }
    Some(match type_of(schema)? {
        "string" => ("文字列", "text"),
        "integer" => ("整数", "a whole number"),
        "number" => ("数", "a number"),
        "boolean" => ("真偽値", "true or false"),
        "array" => ("並び [ ]", "a list [ ]"),
        "object" => ("表", "a table"),
        _ => return None,
    })
}

pub(super) fn example_of(format: &str) -> (&'static str, &'static str) {
    match format {
        "date" => ("日付", "a date"),
        "partial-date-time" => (
            "日時（日本時間、時差の表記なし）",
            "a local date and time (Japan time, no offset)",
        ),
        _ => ("時刻", "a time"),
    }
}

/// "Expected …, as in …", from the schema.
pub(super) fn expected_shape(schema: &Value) -> Text {
    let kind = type_of(schema);
    match (kind, schema.get("format").and_then(Value::as_str)) {
        _ if is_text(schema) => say(
            "日本語（ja）と英語（en）の文を書いてください。",
            "Write a text in Japanese (ja) and English (en).",
        ),
        (_, Some("date")) => say(
            "2025-06-30 のように日付を書いてください。",
            "Write a date such as 2025-06-30.",
        ),
        (_, Some("partial-date-time")) => say(
            "2025-06-30T17:00:00 のように日時を書いてください。",
            "Write a date and time such as 2025-06-30T17:00:00.",
        ),
        (_, Some("partial-time")) => say(
            "13:00:00 のように時刻を書いてください。",
            "Write a time such as 13:00:00.",
        ),
        (Some("string"), _) if schema.get("enum").is_some() => {
            let list = schema.get("enum").map(strings).unwrap_or_default().join(", ");
            say(
                format!("次のいずれかを書いてください: {list}"),
                format!("Write one of: {list}."),
            )
        }
        (Some("string"), _) => say(
            "文字列を \"…\" の形で書いてください。",
            "Write text in quotation marks.",
        ),
        (Some("integer" | "number"), _) => match (schema.get("minimum"), schema.get("maximum")) {
            (Some(least), Some(most)) => say(
                format!("{least} から {most} までの整数を書いてください。"),
                format!("Write a whole number from {least} to {most}."),
            ),
            (Some(least), None) => say(
                format!("{least} 以上の整数を書いてください。"),
                format!("Write a whole number of at least {least}."),
            ),
            _ => say("整数を書いてください。", "Write a whole number."),
        },
        (Some("boolean"), _) => say("true または false を書いてください。", "Write true or false."),
        (Some("array"), _) => say(
            "並びを [ … ] または [[…]] の形で書いてください。",
            "Write a list, as [ … ] or [[…]].",
        ),
        (Some("object"), _) => say(
            "表を [ … ] または { … } の形で書いてください。",
            "Write a table, as [ … ] or { … }.",
        ),
        _ => say("", ""),
    }
}
