//! Why a draw is not sound, or an act on it refused, in the reader's language: for the command line and for the desk.

use fair_draw::Failure;
use platform::languages::{Value, Words};

/// What the sentences on failures may name; see the fields of [`Failure`]'s variants.
const VALUES: [&str; 15] = [
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
    "message",
    "name",
    "reason",
    "sum",
    "code",
];

/// The sentence on a failure: the message `draw-failure-CODE` with what the failure carries.
pub fn failure(cause: &Failure, words: Words) -> String {
    let fields = serde_json::to_value(cause).unwrap_or_default();
    let code = fields["code"].as_str().unwrap_or_default().replace('_', "-");
    let values: Vec<(&'static str, Value<'_>)> = VALUES
        .into_iter()
        .filter_map(|name| Some((name, value(name, fields.get(name)?))))
        .collect();
    words.say_with(&format!("draw-failure-{code}"), &values)
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
