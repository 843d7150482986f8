//! Events as JSON in OCSF's own nesting.

use std::sync::LazyLock;

use crate::class::Class;
use crate::event::{Event, Value};
use crate::field::Field;

/// The version of OCSF whose names are used.
pub const OCSF_VERSION: &str = "1.8.0";

/// A name in the tree that the paths of the fields span.
struct Node {
    /// `"name":`, ready to be written.
    key: String,
    /// Whether OCSF has an array here, of which an event holds the first element.
    array: bool,
    /// The bits of the fields in and below this node.
    fields: u128,
    inside: Inside,
}

enum Inside {
    Field(Field),
    Names(Vec<Node>),
}

static TREE: LazyLock<Vec<Node>> = LazyLock::new(|| {
    let paths: Vec<_> = Field::ALL.iter().map(|field| (*field, field.path())).collect();
    grow(&paths)
});

/// The nodes for paths, in the order in which their first names occur.
fn grow(paths: &[(Field, &'static str)]) -> Vec<Node> {
    let split = |path: &'static str| {
        path.split_once('.')
            .map_or((path, ""), |(name, rest)| (name, rest))
    };
    let mut names: Vec<&str> = Vec::new();
    for (_, path) in paths {
        let (name, _) = split(path);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let node = |name: &str| {
        let below: Vec<_> = paths
            .iter()
            .filter(|(_, path)| split(path).0 == name)
            .map(|(field, path)| (*field, split(path).1))
            .collect();
        let inside = match below.as_slice() {
            [(field, "")] => Inside::Field(*field),
            below => Inside::Names(grow(below)),
        };
        Node {
            key: format!("\"{}\":", name.trim_end_matches("[]")),
            array: name.ends_with("[]"),
            fields: below.iter().fold(0, |bits, (field, _)| bits | 1 << *field as u8),
            inside,
        }
    };
    names.into_iter().map(node).collect()
}

/// Writes an event as one JSON object in OCSF's nesting and names, without a line break.
///
/// Beside the fields: `class_uid`, `class_name`, `category_uid`, `type_uid`, `metadata.version` and `profiles`,
/// `device.type_id` (a firewall), `connection_info.direction_id` where nothing says it (unknown), `raw_data` (bytes that
/// are not UTF-8 as U+FFFD, then `unmapped.raw_data_lossy` is `"true"`) and `unmapped` (an object of texts; a key that
/// occurs twice has an array). A line that was not understood has class 0 and the reason in `status_detail`.
pub fn write_json(event: &Event<'_>, to: &mut String) {
    let class = event.class;
    to.push_str("{\"class_uid\":");
    push_integer(i64::from(class.uid()), to);
    to.push_str(",\"class_name\":\"");
    to.push_str(class.name());
    to.push_str("\",\"category_uid\":");
    push_integer(i64::from(class.category_uid()), to);
    to.push_str(",\"type_uid\":");
    push_integer(i64::try_from(event.type_uid()).unwrap_or(0), to);
    if !event.has(Field::Activity) {
        to.push_str(",\"activity_id\":0");
    }
    let mut has_metadata = false;
    for node in TREE.iter() {
        let metadata = node.key == "\"metadata\":";
        has_metadata |= metadata && event.bits() & node.fields != 0;
        write_node(node, event, to, true);
    }
    if !has_metadata {
        to.push_str(",\"metadata\":{");
        push_version(event, to);
        to.push_str(",\"product\":{}}");
    }
    if let Some(reason) = event.reason.filter(|_| class == Class::Base) {
        to.push_str(",\"status_detail\":");
        push_text(reason, to);
    }
    to.push_str(",\"raw_data\":");
    push_text(&String::from_utf8_lossy(event.raw), to);
    write_unmapped(event, to);
    to.push('}');
}

fn write_node(node: &Node, event: &Event<'_>, to: &mut String, comma: bool) {
    if event.bits() & node.fields == 0 {
        return;
    }
    if comma {
        to.push(',');
    }
    to.push_str(&node.key);
    if node.array {
        to.push('[');
    }
    match &node.inside {
        Inside::Field(field) => write_value(event.get(*field), to),
        Inside::Names(nodes) => {
            to.push('{');
            let mut comma = false;
            comma |= push_required(node, event, to);
            for inner in nodes {
                write_node(inner, event, to, comma);
                comma |= event.bits() & inner.fields != 0;
            }
            to.push('}');
        }
    }
    if node.array {
        to.push(']');
    }
}

/// The fields by which an event takes part in a profile.
static PROFILES: LazyLock<[(&str, u128); 2]> = LazyLock::new(|| {
    let bits = |belongs: fn(&str) -> bool| {
        let fields = Field::ALL.iter().filter(|field| belongs(field.path()));
        fields.fold(0, |bits, field| bits | 1 << *field as u8)
    };
    [
        ("host", bits(|path| is_below(path, &["device", "actor"]))),
        (
            "security_control",
            bits(|path| {
                let names = [
                    "action_id",
                    "disposition_id",
                    "is_alert",
                    "risk_level_id",
                    "policy",
                    "firewall_rule",
                    "malware",
                ];
                is_below(path, &names)
            }),
        ),
    ]
});

fn is_below(path: &str, names: &[&str]) -> bool {
    path.split(['.', '['])
        .next()
        .is_some_and(|first| names.contains(&first))
}

/// The version of the schema, and the profiles whose attributes the event has.
fn push_version(event: &Event<'_>, to: &mut String) {
    to.push_str("\"version\":\"");
    to.push_str(OCSF_VERSION);
    to.push('"');
    let has = |(_, fields): &&(&str, u128)| event.bits() & fields != 0;
    for (place, (name, _)) in PROFILES.iter().filter(has).enumerate() {
        to.push_str(if place == 0 { ",\"profiles\":[\"" } else { ",\"" });
        to.push_str(name);
        to.push('"');
    }
    if PROFILES.iter().any(|profile| has(&profile)) {
        to.push(']');
    }
}

/// What OCSF requires in an object and no line says; whether that was anything.
fn push_required(node: &Node, event: &Event<'_>, to: &mut String) -> bool {
    match node.key.as_str() {
        "\"metadata\":" => push_version(event, to),
        // 9: a firewall.
        "\"device\":" => to.push_str("\"type_id\":9"),
        // 0: unknown.
        "\"connection_info\":" if !event.has(Field::Direction) => to.push_str("\"direction_id\":0"),
        _ => return false,
    }
    true
}

fn write_value(value: &Value<'_>, to: &mut String) {
    match value {
        Value::Nothing => to.push_str("null"),
        Value::Text(text) => push_text(text, to),
        Value::Integer(number) => push_integer(*number, to),
        Value::Boolean(flag) => to.push_str(if *flag { "true" } else { "false" }),
    }
}

fn write_unmapped(event: &Event<'_>, to: &mut String) {
    let pairs = &event.unmapped;
    if pairs.is_empty() && !event.lossy {
        return;
    }
    to.push_str(",\"unmapped\":{");
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    // Same keys together, each group where its first stands.
    order.sort_by(|one, other| pairs[*one].0.cmp(&pairs[*other].0).then(one.cmp(other)));
    let mut groups: Vec<&[usize]> = order
        .chunk_by(|one, other| pairs[*one].0 == pairs[*other].0)
        .collect();
    groups.sort_by_key(|group| group[0]);
    let mut comma = false;
    for group in groups {
        if comma {
            to.push(',');
        }
        comma = true;
        push_text(&pairs[group[0]].0, to);
        to.push(':');
        if group.len() == 1 {
            push_text(&pairs[group[0]].1, to);
            continue;
        }
        to.push('[');
        for (place, pair) in group.iter().enumerate() {
            if place > 0 {
                to.push(',');
            }
            push_text(&pairs[*pair].1, to);
        }
        to.push(']');
    }
    let said = pairs.iter().any(|(key, _)| key == "raw_data_lossy");
    if event.lossy && !said {
        to.push_str(if comma { "," } else { "" });
        to.push_str("\"raw_data_lossy\":\"true\"");
    }
    to.push('}');
}

fn push_integer(number: i64, to: &mut String) {
    if number < 0 {
        to.push('-');
    }
    let (mut digits, mut left) = ([0; 20], number.unsigned_abs());
    let mut at = digits.len();
    loop {
        at -= 1;
        let digit = (left % 10) as u8;
        digits[at] = b'0' + digit;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    to.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}

/// A text in quotes; RFC 8259 has quotes, backslashes and control characters escaped.
fn push_text(text: &str, to: &mut String) {
    to.push('"');
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        to.push_str(&text[done..at]);
        done = at + 1;
        match byte {
            b'"' => to.push_str("\\\""),
            b'\\' => to.push_str("\\\\"),
            b'\n' => to.push_str("\\n"),
            b'\r' => to.push_str("\\r"),
            b'\t' => to.push_str("\\t"),
            _ => {
                const HEXADECIMAL: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
                ];
                to.push_str("\\u00");
                to.push(HEXADECIMAL[usize::from(byte >> 4)]);
                to.push(HEXADECIMAL[usize::from(byte & 15)]);
            }
        }
    }
    to.push_str(&text[done..]);
    to.push('"');
}

#[cfg(test)]
mod tests;
