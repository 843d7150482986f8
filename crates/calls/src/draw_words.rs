//! Why a draw is not sound, or an act on it refused, in the reader's language: for the command line and for the desk.

use fair_draw::Failure;
use platform::languages::{Value, Words};

/// What the sentences on failures may name; see the fields of [`Failure`]'s variants.
const VALUES: [&str; 14] = [
    "algorithm",
    "capacity",
    "draw",
    "expected",
    "field",
    "found",
    "frame",
    "length",
    "line",
    "member",
    "name",
    "reason",
    "sum",
    "code",
];

/// The sentence on a failure: the message `draw-failure-CODE` with what the failure carries.
pub fn failure(cause: &Failure, words: Words) -> String {
    let fields = serde_json::to_value(cause).unwrap_or_default();
    let code = fields["code"].as_str().unwrap_or_default().replace('_', "-");
    let mut values: Vec<(&'static str, Value<'_>)> = VALUES
        .into_iter()
        .filter_map(|name| Some((name, value(name, fields.get(name)?))))
        .collect();
    if let Some(message) = fields["message"].as_str() {
        values.push(("message", json_trouble(message, words).into()));
    }
    words.say_with(&format!("draw-failure-{code}"), &values)
}

/// What the JSON reader found, without its English: which field, and where.
fn json_trouble(message: &str, words: Words) -> String {
    let (what, place) = match message.rsplit_once(" at line ") {
        Some((what, place)) => (what, place.split_once(" column ")),
        None => (message, None),
    };
    let field = |start: &str| what.strip_prefix(start)?.split('`').next();
    let said = if let Some(field) = field("missing field `") {
        words.say_with("draw-json-missing", &[("field", field.into())])
    } else if let Some(field) = field("unknown field `") {
        words.say_with("draw-json-foreign", &[("field", field.into())])
    } else if what.starts_with("EOF") {
        words.say("draw-json-cut")
    } else if what.starts_with("invalid type") || what.starts_with("invalid value") {
        words.say("draw-json-kind")
    } else {
        words.say("draw-json-form")
    };
    match place {
        Some((line, column)) => {
            let values = [
                ("what", said.into()),
                ("line", line.to_owned().into()),
                ("column", column.to_owned().into()),
            ];
            words.say_with("draw-json-at", &values)
        }
        None => said,
    }
}

fn value(name: &str, field: &serde_json::Value) -> Value<'static> {
    match field {
        serde_json::Value::Null => "none".into(),
        // The checker's own reasons are chosen among in the message: as a word without blanks.
        serde_json::Value::String(text) if name == "reason" => text.replace(' ', "-").into(),
        serde_json::Value::String(text) => text.clone().into(),
        number => number.to_string().into(),
    }
}

/// What stands against a charter that is to be published: a field of the programme and a code of
/// [`crate::error::Invalid`].
pub fn objection(wrong: &crate::error::Invalid, words: Words) -> String {
    let value = wrong.args.first().map_or("", |(_, value)| value.as_str());
    let values = [("field", wrong.field.as_str().into()), ("value", value.into())];
    words.say_with(
        &format!("draw-objection-{}", wrong.code.replace('_', "-")),
        &values,
    )
}

/// Why an act is out of order: the message `out-of-order-…` of the sentence that [`crate::error::Error::OutOfOrder`]
/// holds; a test makes sure that each has one.
pub fn out_of_order(why: &str, words: Words) -> String {
    let name: String = why
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-'))
        .map(|letter| {
            if letter == ' ' {
                '-'
            } else {
                letter.to_ascii_lowercase()
            }
        })
        .collect();
    words.say(&format!("out-of-order-{name}"))
}

#[cfg(test)]
mod tests {
    use fair_draw::BeaconError;
    use platform::text::Language;

    use super::*;

    /// The reader of JSON speaks English and of types of ours: what it found is told, not how it says it.
    #[test]
    fn a_receipt_that_does_not_read_is_said_in_the_readers_language_with_its_place() {
        let cases = [
            (
                "{}",
                "「draw_id」がありません、1 行 2 文字目",
                "“draw_id” is missing, line 1, column 2",
            ),
            (
                "{\n\"salt\": 5}",
                "値の種類が違います、2 行 9 文字目",
                "a value is of the wrong kind, line 2, column 9",
            ),
            (
                "{",
                "途中で終わっています、1 行 1 文字目",
                "it ends too soon, line 1, column 1",
            ),
            (
                "R0001",
                "JSONの書き方ではありません、1 行 1 文字目",
                "it is not written as JSON, line 1, column 1",
            ),
        ];
        for (receipt, japanese, english) in cases {
            let error = Failure::from(fair_draw::Receipt::parse(receipt.as_bytes()).unwrap_err());
            for (language, part) in [(Language::Ja, japanese), (Language::En, english)] {
                let text = failure(&error, Words::new(language));
                assert!(text.contains(part), "{receipt}: {text}");
            }
        }
    }

    #[test]
    fn a_wrong_round_is_said_with_both_numbers_in_both_languages() {
        let wrong = Failure::from(BeaconError::WrongRound {
            expected: 7,
            found: 9,
        });
        for (language, start) in [
            (Language::Ja, "抽選の日時"),
            (Language::En, "The time of the draw"),
        ] {
            let text = failure(&wrong, Words::new(language));
            assert!(
                text.starts_with(start) && text.contains('7') && text.contains('9'),
                "{text}"
            );
        }
    }
}
