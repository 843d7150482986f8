//! What an appliance says of its signatures when it has fetched new ones.
//!
//! Makers write it in sentences of their own. What looks like a version is taken out of the sentence: FortiGate's
//! `virdb(92.01234) idsdb(27.00839)`, else what follows the word "version". A sentence that names none says at least
//! that something was renewed.

use firewall_logs::{Class, Event, Field};

/// Longest version that is kept, in characters.
const LONGEST: usize = 80;
/// OCSF 6002: the activity "update".
const UPDATE: i64 = 8;
/// OCSF's status "failure".
const FAILURE: i64 = 2;
/// Words of which one stands in a sentence on signatures.
const ABOUT: [&str; 9] = [
    "virdb",
    "idsdb",
    "signature",
    "antivirus",
    "anti-virus",
    "virus pattern",
    "threat content",
    "scheduled update",
    "definitions",
];
/// Words of which one stands in a sentence on something new.
const NEW: [&str; 5] = ["updat", "upgrad", "install", "version", "db("];
/// Words that say that it did not work.
const FAILED: [&str; 5] = ["fail", "unable", "error", "could not", "cannot"];

/// Signatures were renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// To which version, if the line says so.
    pub version: Option<String>,
}

/// Reads a line; `None` where it is about something else, or says that it did not work.
pub fn said(event: &Event<'_>) -> Option<Renewed> {
    if event.class != Class::ApplicationLifecycle || event.integer(Field::Status) == Some(FAILURE) {
        return None;
    }
    let is_update = event.integer(Field::Activity) == Some(UPDATE);
    read(event.text(Field::Message)?, is_update)
}

/// Reads a sentence. `is_update`: something else in the line says that it is about an update.
pub fn read(message: &str, is_update: bool) -> Option<Renewed> {
    let lower = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let renewed = has(&ABOUT) && (is_update || has(&NEW)) && !has(&FAILED);
    renewed.then(|| Renewed {
        version: version(message),
    })
}

/// The versions in a sentence.
fn version(message: &str) -> Option<String> {
    let databases: Vec<String> = message.split_whitespace().filter_map(database).collect();
    let found = if databases.is_empty() {
        after_the_word(message)?
    } else {
        databases.join(", ")
    };
    Some(found.chars().take(LONGEST).collect())
}

/// `virdb(92.01234)` as `virdb 92.01234`.
fn database(word: &str) -> Option<String> {
    let (name, rest) = word.split_once('(')?;
    let (version, _) = rest.split_once(')')?;
    let is_name = name.ends_with("db") && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_name && is_version(version)).then(|| format!("{name} {version}"))
}

/// What stands behind the last "version": "from version 3 to version 4" means 4.
fn after_the_word(message: &str) -> Option<String> {
    let lower = message.to_ascii_lowercase();
    let (at, word) = lower.rmatch_indices("version").next()?;
    // Small letters of ASCII are as long as the large ones: the place is the same in both.
    let rest = message.get(at + word.len()..)?;
    let rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '='));
    let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ')' | '"'));
    let version = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
    is_version(version).then(|| version.to_owned())
}

fn is_version(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_are_read_from_makers_sentences() {
        for (message, expected) in [
            (
                "Fortigate scheduled update fcni=yes virdb(92.01234) idsdb(27.00839) from 192.0.2.80:443",
                Some(Some("virdb 92.01234, idsdb 27.00839")),
            ),
            ("Fortigate scheduled update fcni=yes fdni=yes", Some(None)),
            (
                "Antivirus version: 4532-5045 was installed",
                Some(Some("4532-5045")),
            ),
            (
                "Threat content upgraded from version 8500-7123 to version 8501-7130.",
                Some(Some("8501-7130")),
            ),
            ("Signature update failed", None),
            ("Unable to update antivirus definitions", None),
            ("Performance statistics: average CPU: 3", None),
            ("Firmware version 7.2.1 was installed", None),
        ] {
            let read = read(message, message.contains("update"));
            let version = read.map(|renewed| renewed.version);
            let expected = expected.map(|version| version.map(str::to_owned));
            assert_eq!(version, expected, "{message}");
        }
    }

    proptest! {
        /// Whatever a device writes: no panic, and nothing longer than what is kept.
        #[test]
        fn any_sentence_is_read(message in "\\PC{0,300}", is_update in any::<bool>()) {
            if let Some(Renewed { version: Some(version) }) = read(&format!("signature {message} version {message}"), is_update) {
                prop_assert!(version.chars().count() <= LONGEST && !version.is_empty());
            }
        }

        #[test]
        fn a_version_comes_back(version in "[0-9]{1,3}\\.[0-9]{1,5}") {
            let said = read(&format!("scheduled update avdb({version}) etdb({version})"), false).unwrap();
            prop_assert_eq!(said.version, Some(format!("avdb {version}, etdb {version}")));
        }
    }
}
