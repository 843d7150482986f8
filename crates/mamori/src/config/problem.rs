//! One thing that is wrong with a configuration: key, value, remedy, and where it stands.

use platform::languages::{Value, Words};
use platform::text::{Language, Text};

use super::table;
use crate::commands::InWords as _;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A line of a file.
    File {
        /// The file, as the caller named it.
        file: String,
        /// Its line, from 1.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// The command line, which the key names already.
    CommandLine,
}

/// What to do: a message with what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    message: &'static str,
    values: Vec<(&'static str, Text)>,
}

impl Remedy {
    /// A message of `locales/*/config.ftl` without values.
    pub fn of(message: &'static str) -> Self {
        Self {
            message,
            values: Vec::new(),
        }
    }

    /// The same with one value more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        let value = value.to_string();
        self.values.push((
            name,
            Text {
                ja: value.clone(),
                en: value,
            },
        ));
        self
    }

    /// The same with a value that every language says in its own way.
    #[must_use]
    pub fn with_text(mut self, name: &'static str, value: Text) -> Self {
        self.values.push((name, value));
        self
    }

    /// In a reader's language.
    pub fn say(&self, words: Words) -> String {
        let values: Vec<(&'static str, Value<'_>)> = self
            .values
            .iter()
            .map(|(name, value)| (*name, value.in_language(words.language()).into()))
            .collect();
        words.say_with(self.message, &values)
    }
}

/// Why a file does not read, in both languages.
pub(super) fn in_both(error: &std::io::Error) -> Text {
    Text {
        ja: error.in_words(Words::new(Language::Ja)),
        en: error.in_words(Words::new(Language::En)),
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which key, as `mail.port`.
    pub key: String,
    /// What stands there, as it is written there; secrets are left out.
    pub value: String,
    /// What to do.
    pub remedy: Remedy,
    /// Where it stands.
    pub origin: Origin,
}

impl Problem {
    /// `key = value: remedy (origin)` in a reader's language.
    pub fn line(&self, words: Words) -> String {
        let remedy = self.remedy.say(words);
        let origin = match &self.origin {
            Origin::Default => words.say("config-origin-default"),
            Origin::File { file, line } => format!("{file}:{line}"),
            Origin::Variable(name) => name.clone(),
            Origin::CommandLine => return format!("{} = {}: {remedy}", self.key, self.value),
        };
        let values = [
            ("key", self.key.as_str().into()),
            ("value", self.value.as_str().into()),
            ("remedy", remedy.into()),
            ("origin", origin.into()),
        ];
        words.say_with("config-problem", &values)
    }
}

/// What stands for a secret.
const LEFT_OUT: &str = "…";
/// As much of a value as is needed to find it again, in characters.
const LONGEST: usize = 100;

/// A value fit to be shown: its first line, without what may be a secret. `written` as it stands there.
pub(super) fn shown(key: &str, written: &str) -> String {
    let last = table::split(key).1.to_lowercase();
    let names_a_secret = ["password", "secret", "token", "passphrase", "private"]
        .iter()
        .any(|word| last.contains(word));
    let line = written.lines().next().unwrap_or_default().trim();
    if (names_a_secret && table::known(key).is_none()) || is_key_itself(line.trim_matches(['"', '\''])) {
        return LEFT_OUT.to_owned();
    }
    let line = without_url_password(line);
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if written.trim().lines().nth(1).is_some() => format!("{line}…"),
        None => line,
    }
}

/// Whether a text is a key rather than the name of its file: a long run of hexadecimal digits, or base64.
pub(super) fn is_key_itself(text: &str) -> bool {
    let hex = text
        .split(|character: char| !character.is_ascii_hexdigit())
        .any(|run| run.len() >= 32);
    let base64 = text.len() >= 40
        && !text.starts_with('/')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte));
    hex || base64
}

/// `postgres://user:…@host/name`.
fn without_url_password(text: &str) -> String {
    let parts = text.split_once("://").and_then(|(scheme, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let (user, _password) = user.split_once(':')?;
        Some(format!("{scheme}://{user}:{LEFT_OUT}@{host}"))
    });
    parts.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_key_value_remedy_and_place() {
        let problem = Problem {
            key: "mail.port".to_owned(),
            value: "\"abc\"".to_owned(),
            remedy: Remedy::of("config-number-between")
                .with("least", 1)
                .with("most", 65535),
            origin: Origin::File {
                file: "mamori.toml".to_owned(),
                line: 7,
            },
        };
        assert_eq!(
            problem.line(Words::new(Language::En)),
            "mail.port = \"abc\": write a whole number from 1 to 65535 (mamori.toml:7)"
        );
        assert_eq!(
            problem.line(Words::new(Language::Ja)),
            "mail.port = \"abc\": 1 から 65535 までの整数を書いてください（mamori.toml:7）"
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let hex = "0123456789abcdef".repeat(4);
        let cases = [
            ("mail.password", "\"hunter2\"", "…"),
            ("keys.master", hex.as_str(), "…"),
            ("keys.master", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "…"),
            (
                "database.url",
                "\"pg://mamori:hunter2@db/mamori\"",
                "\"pg://mamori:…@db/mamori\"",
            ),
            (
                "mail.password_file",
                "\"/etc/mamori/smtp-password\"",
                "\"/etc/mamori/smtp-password\"",
            ),
            (
                "keys.master",
                "\"/run/credentials/mamori.service/master.key\"",
                "\"/run/credentials/mamori.service/master.key\"",
            ),
            ("server.trusted_proxies", "[\n  1,\n]", "[…"),
        ];
        for (key, written, expected) in cases {
            assert_eq!(shown(key, written), expected, "{key}");
        }
        assert_eq!(shown("mail.from", &"あ".repeat(200)).chars().count(), LONGEST + 1);
    }
}
