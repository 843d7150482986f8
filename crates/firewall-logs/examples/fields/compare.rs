//! Values of both sides, brought into one notation.

use firewall_logs::Value as Ours;
use jiff::Timestamp;
use serde_json::Value;

/// How two values are brought together.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// As they are, but for spaces around them.
    Text,
    /// Without regard to upper and lower case.
    AnyCase,
    /// Theirs is the beginning of ours or the other way round, without regard to case.
    Part,
    /// Letters and digits alone.
    Signs,
    /// As numbers.
    Number,
    /// Theirs in nanoseconds, ours in milliseconds.
    Nanoseconds,
    /// Instants, to the second.
    Instant,
    /// Hardware addresses in any notation.
    Mac,
    /// Theirs `inbound`, `outbound`, …; ours OCSF's number.
    Direction,
    /// Theirs a word of a level; ours OCSF's number.
    Level,
}

/// Every leaf with its path; an element of an array has the array's path.
pub fn leaves(value: &Value, path: &mut String, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                leaves(inner, path, visit);
                path.truncate(length);
            }
        }
        Value::Array(list) => {
            // An event of ours has the first element.
            if let Some(first) = list.first() {
                leaves(first, path, visit);
            }
        }
        Value::Null => {}
        leaf => visit(path, leaf),
    }
}

/// Whether both say the same.
pub fn agrees(how: How, theirs: &Value, ours: &Ours<'_>) -> bool {
    let theirs = match theirs {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match (how, ours) {
        (How::Instant, Ours::Integer(ours)) => {
            let instant = theirs.parse::<Timestamp>().map(Timestamp::as_millisecond);
            instant.is_ok_and(|instant| instant.abs_diff(*ours) < 1000)
        }
        (How::Nanoseconds, Ours::Integer(ours)) => theirs.parse::<f64>().is_ok_and(|number| {
            #[expect(clippy::cast_precision_loss, reason = "durations")]
            let ours = *ours as f64;
            (number / 1e6 - ours).abs() < 1.0
        }),
        (How::Direction, Ours::Integer(ours)) => {
            let known = match theirs.as_str() {
                "inbound" | "ingress" => 1,
                "outbound" | "egress" => 2,
                "internal" => 3,
                _ => 0,
            };
            known == *ours
        }
        (How::Level, Ours::Integer(ours)) => level(&theirs) == Some(*ours),
        (_, Ours::Integer(ours)) => theirs.parse::<f64>().is_ok_and(|number| {
            #[expect(clippy::cast_precision_loss, reason = "compared as they are printed")]
            let ours = *ours as f64;
            (number - ours).abs() < 0.5
        }),
        (How::Mac, Ours::Text(ours)) => hexadecimal(&theirs) == hexadecimal(ours),
        (How::Part, Ours::Text(ours)) => {
            let (theirs, ours) = (theirs.to_lowercase(), ours.trim().to_lowercase());
            ours.starts_with(&theirs) || theirs.starts_with(&ours)
        }
        (How::Signs, Ours::Text(ours)) => {
            let bare = |text: &str| {
                text.chars()
                    .filter(|sign| sign.is_alphanumeric())
                    .collect::<String>()
            };
            bare(&theirs) == bare(ours)
        }
        (How::AnyCase, Ours::Text(ours)) => theirs.to_lowercase() == ours.trim().to_lowercase(),
        (_, Ours::Text(ours)) => theirs == ours.trim(),
        (_, Ours::Boolean(ours)) => theirs == ours.to_string(),
        (How::Direction, Ours::Nothing) => theirs == "unknown",
        (_, Ours::Nothing) => theirs.is_empty(),
    }
}

fn level(word: &str) -> Option<i64> {
    Some(match word.to_lowercase().as_str() {
        "emergency" | "fatal" => 6,
        "alert" | "critical" | "crit" => 5,
        "error" | "err" | "high" => 4,
        "warning" | "warn" | "medium" => 3,
        "notice" | "notification" | "low" => 2,
        "information" | "informational" | "info" | "debug" => 1,
        _ => return None,
    })
}

fn hexadecimal(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_hexdigit);
    digits.map(|digit| digit.to_ascii_lowercase()).collect()
}
