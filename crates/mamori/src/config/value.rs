//! What stands behind a key, and whether it is of the kind that the key takes.

use serde_json::{Value, json};
use toml::de::DeValue;

use super::problem::Remedy;
use super::table::{Kind, nearest};

/// A value as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A text.
    Text(String),
    /// A whole number; `None` when it is too large or negative.
    Number(Option<u64>),
    /// `true` or `false`.
    Truth(bool),
    /// A list.
    List(Vec<Written>),
    /// Anything else TOML has: tables, dates, fractions.
    Other,
    /// The text of a variable, which is of whatever kind its key takes.
    Variable(String),
}

/// A value of a file.
pub(super) fn from_toml(value: &DeValue<'_>) -> Written {
    match value {
        DeValue::String(text) => Written::Text(text.to_string()),
        DeValue::Integer(number) => {
            Written::Number(u64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Boolean(truth) => Written::Truth(*truth),
        DeValue::Array(items) => Written::List(items.iter().map(|item| from_toml(item.get_ref())).collect()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Written::Other,
    }
}

/// The value of a variable.
pub(super) fn from_variable(text: &str) -> Written {
    Written::Variable(unquoted(text).to_owned())
}

fn unquoted(text: &str) -> &str {
    let inner = text
        .trim()
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}

impl Written {
    /// The value as `kind`, or what should stand there.
    pub(super) fn as_kind(&self, kind: Kind) -> Result<Value, Remedy> {
        match kind {
            Kind::Text => self.text(),
            Kind::Texts => self.texts(),
            Kind::Truth => self.truth(),
            Kind::Number { least, most } => self.number(least, most),
            Kind::Choice(words) => self.choice(words),
        }
    }

    fn text(&self) -> Result<Value, Remedy> {
        match self {
            Self::Text(text) | Self::Variable(text) => Ok(json!(text)),
            Self::List(_) => Err(Remedy::of("config-text-no-list")),
            _ => Err(Remedy::of("config-text")),
        }
    }

    fn texts(&self) -> Result<Value, Remedy> {
        let wrong = || Remedy::of("config-texts");
        match self {
            Self::List(items) => items
                .iter()
                .map(|item| match item {
                    Self::Text(text) => Ok(json!(text)),
                    _ => Err(wrong()),
                })
                .collect(),
            Self::Variable(text) => {
                let inner = text
                    .trim()
                    .strip_prefix('[')
                    .and_then(|text| text.strip_suffix(']'));
                let items = inner.unwrap_or(text).split(',').map(str::trim);
                Ok(items
                    .filter(|item| !item.is_empty())
                    .map(|item| json!(unquoted(item)))
                    .collect())
            }
            _ => Err(wrong()),
        }
    }

    fn truth(&self) -> Result<Value, Remedy> {
        match self {
            Self::Truth(truth) => Ok(json!(truth)),
            Self::Variable(text) if is_truth(text.trim()) => Ok(json!(text.trim() == "true")),
            Self::Text(text) if is_truth(text) => Err(Remedy::of("config-unquoted").with("value", text)),
            _ => Err(Remedy::of("config-truth")),
        }
    }

    fn number(&self, least: u32, most: u32) -> Result<Value, Remedy> {
        let fits = |number: &u64| (u64::from(least)..=u64::from(most)).contains(number);
        let parsed = match self {
            Self::Number(number) => *number,
            Self::Variable(text) | Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        match (self, parsed.filter(fits)) {
            (Self::Text(_), Some(number)) => Err(Remedy::of("config-unquoted").with("value", number)),
            (_, Some(number)) => Ok(json!(number)),
            (_, None) if most == u32::MAX => Err(Remedy::of("config-number").with("least", least)),
            (_, None) => Err(Remedy::of("config-number-between")
                .with("least", least)
                .with("most", most)),
        }
    }

    fn choice(&self, words: &'static [&'static str]) -> Result<Value, Remedy> {
        let text = match self {
            Self::Text(text) | Self::Variable(text) => text.as_str(),
            _ => "",
        };
        if words.contains(&text) {
            return Ok(json!(text));
        }
        let all = words.join(", ");
        Err(match nearest(text.trim(), words.iter().copied()) {
            Some(near) => Remedy::of("config-choice-near")
                .with("words", all)
                .with("near", near),
            None => Remedy::of("config-choice").with("words", all),
        })
    }
}

fn is_truth(text: &str) -> bool {
    matches!(text, "true" | "false")
}

#[cfg(test)]
mod tests {
    use platform::languages::Words;
    use platform::text::Language;

    use super::*;

    fn variable(text: &str) -> Written {
        from_variable(text)
    }

    const PORT: Kind = Kind::Number {
        least: 1,
        most: 65535,
    };

    #[test]
    fn a_variable_is_of_the_kind_its_key_takes() {
        let cases = [
            (variable("587"), PORT, json!(587)),
            (variable("123"), Kind::Text, json!("123")),
            (variable("true"), Kind::Text, json!("true")),
            (variable("\"a\""), Kind::Text, json!("a")),
            (variable("true"), Kind::Truth, json!(true)),
            (variable("false "), Kind::Truth, json!(false)),
            (variable(""), Kind::Texts, json!([])),
            (variable("[]"), Kind::Texts, json!([])),
            (
                variable("[\"10.0.0.0/8\", ::1]"),
                Kind::Texts,
                json!(["10.0.0.0/8", "::1"]),
            ),
            (
                variable("10.0.0.0/8,::1"),
                Kind::Texts,
                json!(["10.0.0.0/8", "::1"]),
            ),
            (variable("json"), Kind::Choice(&["text", "json"]), json!("json")),
        ];
        for (written, kind, expected) in cases {
            assert_eq!(written.as_kind(kind), Ok(expected), "{written:?}");
        }
    }

    #[test]
    fn what_is_of_another_kind_says_what_should_stand_there() {
        let text = |text: &str| Written::Text(text.to_owned());
        let cases = [
            (text("abc"), PORT, "write a whole number from 1 to 65535"),
            (text("587"), PORT, "write it without quotes: 587"),
            (
                Written::Number(Some(70_000)),
                PORT,
                "write a whole number from 1 to 65535",
            ),
            (
                Written::Number(None),
                PORT,
                "write a whole number from 1 to 65535",
            ),
            (variable("0"), PORT, "write a whole number from 1 to 65535"),
            (
                Written::Other,
                Kind::Number {
                    least: 1,
                    most: u32::MAX,
                },
                "write a whole number, 1 or more",
            ),
            (Written::Number(Some(5)), Kind::Text, "write a text, in quotes"),
            (
                Written::List(vec![text("a")]),
                Kind::Text,
                "write one text in quotes, not a list",
            ),
            (
                text("10.0.0.0/8"),
                Kind::Texts,
                "write a list of texts, as [\"10.0.0.0/8\", \"::1/128\"]",
            ),
            (
                Written::List(vec![Written::Truth(true)]),
                Kind::Texts,
                "write a list of texts, as [\"10.0.0.0/8\", \"::1/128\"]",
            ),
            (text("true"), Kind::Truth, "write it without quotes: true"),
            (variable("1"), Kind::Truth, "write true or false"),
            (
                text("JSON"),
                Kind::Choice(&["text", "json"]),
                "did you mean json? There are: text, json",
            ),
            (
                text("xml"),
                Kind::Choice(&["text", "json"]),
                "write one of these: text, json",
            ),
        ];
        for (written, kind, expected) in cases {
            let remedy = written.as_kind(kind).unwrap_err();
            assert_eq!(remedy.say(Words::new(Language::En)), expected, "{written:?}");
        }
    }
}
