//! The keys there are, with the kind of value each takes. A test holds this table against [`super::Config`].

/// What may stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Truth,
    /// A whole number.
    Number {
        /// The smallest.
        least: u32,
        /// The largest; `u32::MAX` stands for no limit that a person would meet.
        most: u32,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its name with its section, as `mail.port`.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) kind: Kind,
}

const fn key(name: &'static str, kind: Kind) -> Known {
    Known { name, kind }
}

const fn number(least: u32, most: u32) -> Kind {
    Kind::Number { least, most }
}

/// Every key, in the order of `docs/operations.md`.
pub(super) const KEYS: &[Known] = &[
    key("server.listen", Kind::Text),
    key("server.metrics_listen", Kind::Text),
    key("server.base_url", Kind::Text),
    key("server.trusted_proxies", Kind::Texts),
    key("server.requests_per_minute", number(0, u32::MAX)),
    key("database.url", Kind::Text),
    key("database.url_file", Kind::Text),
    key("database.connections", number(1, u32::MAX)),
    key("mail.transport", Kind::Choice(&["smtp", "capture"])),
    key("mail.host", Kind::Text),
    key("mail.port", number(1, u16::MAX as u32)),
    key("mail.security", Kind::Choice(&["tls", "starttls", "none"])),
    key("mail.username", Kind::Text),
    key("mail.password_file", Kind::Text),
    key("mail.from", Kind::Text),
    key("mail.from_name", Kind::Text),
    key("keys.master", Kind::Text),
    key("keys.vault", Kind::Text),
    key("keys.organiser", Kind::Text),
    key("keys.devices", Kind::Text),
    key("log.format", Kind::Choice(&["text", "json"])),
    key("log.filter", Kind::Text),
    key("support.telephone", Kind::Text),
    key("support.duty", Kind::Texts),
    key("support.visit_teams", number(1, 99)),
    key("collector.folder", Kind::Text),
    key("collector.udp", Kind::Text),
    key("collector.tcp", Kind::Text),
    key("collector.tls", Kind::Text),
    key("collector.relp", Kind::Text),
    key("collector.relp_tls", Kind::Text),
    key("collector.certificate", Kind::Text),
    key("collector.key", Kind::Text),
    key("collector.client_authority", Kind::Text),
    key(
        "collector.client_certificates",
        Kind::Choice(&["required", "optional"]),
    ),
    key("collector.tunnels", Kind::Texts),
    key("collector.line_bytes", number(480, 1024 * 1024)),
    key("collector.connections", number(1, u32::MAX)),
    key("collector.connections_per_address", number(1, u32::MAX)),
    key("collector.idle_seconds", number(1, u32::MAX)),
    key("collector.receive_buffer", number(4096, u32::MAX)),
    key("collector.names", Kind::Texts),
    key("collector.rules", Kind::Text),
    key("collector.process", Kind::Choice(&["serve", "collect"])),
    key("workbench.catalogues", Kind::Text),
    key("programmes", Kind::Text),
    key("demo", Kind::Truth),
];

/// What people write who know other programs, and what they mean.
const ELSEWHERE: &[(&str, &str)] = &[
    ("server.address", "server.listen"),
    ("server.bind", "server.listen"),
    ("server.host", "server.listen"),
    ("server.port", "server.listen"),
    ("database.path", "database.url"),
    ("mail.password", "mail.password_file"),
    ("mail.user", "mail.username"),
    ("mail.tls", "mail.security"),
    ("log.level", "log.filter"),
];

/// What an unknown name most likely stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A slip of the fingers: what stands there can be read as if it stood at this name.
    Misspelt(&'static str),
    /// Another key, perhaps with another meaning of its value.
    Other(&'static str),
    /// Nobody knows.
    Unknown,
}

/// The key with this name.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    KEYS.iter().find(|known| known.name == name)
}

/// Whether a name is that of a section.
pub(super) fn is_section(name: &str) -> bool {
    sections().any(|section| section == name)
}

/// The names of the keys of a section; of all sections and of the keys outside them for an empty name.
pub(super) fn names_in(section: &str) -> Vec<&'static str> {
    if section.is_empty() {
        let outside = KEYS
            .iter()
            .map(|known| known.name)
            .filter(|name| !name.contains('.'));
        return sections().chain(outside).collect();
    }
    KEYS.iter()
        .filter(|known| split(known.name).0 == section)
        .map(|known| known.name)
        .collect()
}

/// What an unknown name stands for.
pub(super) fn meant(name: &str) -> Meant {
    if let Some((_, meant)) = ELSEWHERE.iter().find(|(written, _)| *written == name) {
        return Meant::Other(meant);
    }
    let (section, last) = split(name);
    let siblings: Vec<&'static str> = names_in(section).into_iter().map(|name| split(name).1).collect();
    if let Some(near) = nearest(last, siblings) {
        let found = names_in(section).into_iter().find(|name| split(name).1 == near);
        return found.map_or(Meant::Unknown, Meant::Misspelt);
    }
    if let Some(near) = nearest(name, KEYS.iter().map(|known| known.name)) {
        return Meant::Misspelt(near);
    }
    // A key below the header of another section, or above the first one.
    let mut same = KEYS.iter().filter(|known| split(known.name).1 == last);
    match (same.next(), same.next()) {
        (Some(only), None) => Meant::Other(only.name),
        _ => Meant::Unknown,
    }
}

/// The variable of a key.
pub(super) fn variable(name: &str) -> String {
    format!("MAMORI_{}", name.replace('.', "__").to_uppercase())
}

/// The nearest of `candidates` to `word`, if it is near enough to be a slip of the fingers.
pub(super) fn nearest(
    word: &str,
    candidates: impl IntoIterator<Item = &'static str>,
) -> Option<&'static str> {
    let word = word.to_lowercase().replace('-', "_");
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Section and last part of a name; the section is empty outside all.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

fn sections() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    KEYS.iter()
        .map(|known| split(known.name).0)
        .filter(move |section| !section.is_empty() && std::mem::replace(&mut last, section) != *section)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::config::Config;

    fn leaves(prefix: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        let Value::Object(fields) = value else {
            found.push((prefix.to_owned(), value.clone()));
            return;
        };
        for (name, value) in fields {
            let dot = if prefix.is_empty() { "" } else { "." };
            leaves(&format!("{prefix}{dot}{name}"), value, found);
        }
    }

    fn with(name: &str, value: &Value) -> Result<Config, String> {
        let (section, last) = split(name);
        let one = if section.is_empty() {
            json!({ last: value })
        } else {
            json!({ section: { last: value } })
        };
        serde_json::from_value(one).map_err(|error| error.to_string())
    }

    #[test]
    fn the_table_has_exactly_the_keys_of_the_configuration() {
        let mut found = Vec::new();
        leaves("", &serde_json::to_value(Config::default()).unwrap(), &mut found);
        let there: BTreeSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        let known: BTreeSet<&str> = KEYS.iter().map(|known| known.name).collect();
        assert_eq!(known.len(), KEYS.len(), "a key stands in the table twice");
        assert_eq!(known, there);
        for (name, default) in &found {
            let kind = known_kind(name);
            let fits = match default {
                Value::String(_) => matches!(kind, Kind::Text | Kind::Choice(_)),
                Value::Null => kind == Kind::Text,
                Value::Number(_) => matches!(kind, Kind::Number { .. }),
                Value::Bool(_) => kind == Kind::Truth,
                Value::Array(_) => kind == Kind::Texts,
                Value::Object(_) => false,
            };
            assert!(fits, "{name}: {kind:?} is not the kind of {default}");
        }
    }

    fn known_kind(name: &str) -> Kind {
        known(name).unwrap().kind
    }

    /// Whatever the table lets through, the configuration takes; what words it has, the table has, too.
    #[test]
    fn every_value_of_the_table_can_be_read() {
        for Known { name, kind } in KEYS {
            let values: Vec<Value> = match kind {
                Kind::Text => vec![json!("x")],
                Kind::Texts => vec![json!([]), json!(["x"])],
                Kind::Truth => vec![json!(true), json!(false)],
                Kind::Number { least, most } => vec![json!(least), json!(most)],
                Kind::Choice(words) => {
                    let refused = with(name, &json!("?")).unwrap_err();
                    let there: BTreeSet<&str> = refused.split('`').skip(3).step_by(2).collect();
                    assert_eq!(there, words.iter().copied().collect(), "{name}: {refused}");
                    words.iter().map(|word| json!(word)).collect()
                }
            };
            for value in values {
                assert!(with(name, &value).is_ok(), "{name} does not take {value}");
            }
        }
    }

    #[test]
    fn slips_have_a_suggestion_and_nonsense_has_none() {
        let cases = [
            ("server.lissten", Meant::Misspelt("server.listen")),
            ("server.base-url", Meant::Misspelt("server.base_url")),
            ("mial", Meant::Misspelt("mail")),
            ("programs", Meant::Misspelt("programmes")),
            ("server_listen", Meant::Misspelt("server.listen")),
            ("log.demo", Meant::Other("demo")),
            ("from_name", Meant::Other("mail.from_name")),
            ("server.port", Meant::Other("server.listen")),
            ("mail.password", Meant::Other("mail.password_file")),
            ("server.colour", Meant::Unknown),
            ("x", Meant::Unknown),
        ];
        for (name, expected) in cases {
            assert_eq!(meant(name), expected, "{name}");
        }
        for (written, meant) in ELSEWHERE {
            assert!(known(written).is_none() && known(meant).is_some(), "{written}");
        }
    }

    #[test]
    fn sections_are_named_once() {
        assert_eq!(
            names_in(""),
            [
                "server",
                "database",
                "mail",
                "keys",
                "log",
                "support",
                "collector",
                "workbench",
                "programmes",
                "demo"
            ]
        );
        assert_eq!(names_in("log"), ["log.format", "log.filter"]);
        assert!(is_section("mail") && !is_section("demo") && !is_section(""));
    }
}
