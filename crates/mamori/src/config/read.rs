//! Reads file and environment against the table of keys, and keeps every mistake with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use calls::domain::definition::toml_meaning;
use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use super::problem::{Origin, Problem, Remedy, in_both, shown};
use super::table::{self, Kind, Known, Meant};
use super::value::{Written, from_toml, from_variable};

/// Variables that speak to tools around Mamori, not to its configuration.
const NOT_OURS: [&str; 4] = ["test_postgres", "test_postgres_options", "bin", "write_docs"];

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    values: BTreeMap<&'static str, (Value, Origin)>,
    /// What is wrong so far.
    pub(super) problems: Vec<Problem>,
    /// Keys whose value is not what was meant; what follows from them says nothing.
    spoiled: BTreeSet<&'static str>,
    /// Keys of a section that something else stands for; a value of their own is still what was meant.
    doubtful: BTreeSet<&'static str>,
}

impl Reading {
    /// Reads `file`, the text of `path`.
    pub(super) fn file(&mut self, path: &str, text: &str) {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut file = File {
            path,
            text,
            broken: errors.iter().map(|error| line_of(text, error)).collect(),
        };
        let mut named = BTreeSet::new();
        for error in &errors {
            // One slip often makes the parser stumble several times.
            let line = line_of(text, error);
            if named.insert(line) {
                let problem = file.syntax(line, error.message());
                self.problems.push(problem);
            }
        }
        self.section(&mut file, root.get_ref(), "");
    }

    /// Reads the variables `MAMORI_…` among `variables`.
    pub(super) fn variables(&mut self, variables: impl IntoIterator<Item = (OsString, OsString)>) {
        let ours: BTreeMap<String, OsString> = variables
            .into_iter()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| name.to_ascii_uppercase().starts_with("MAMORI_"))
            .collect();
        for (variable, value) in ours {
            let name = variable["MAMORI_".len()..].to_lowercase().replace("__", ".");
            if !NOT_OURS.contains(&name.as_str()) {
                self.variable(variable, &name, value);
            }
        }
    }

    fn variable(&mut self, variable: String, name: &str, value: OsString) {
        let text = match value.into_string() {
            Ok(text) => text,
            Err(raw) => {
                let written = raw.to_string_lossy();
                let remedy = Remedy::of("config-variable-encoding");
                return self.wrong(name, &quoted(&written), remedy, Origin::Variable(variable));
            }
        };
        let origin = Origin::Variable(variable);
        if let Some(known) = table::known(name) {
            return self.take(known, &from_variable(&text), &quoted(&text), origin);
        }
        if table::is_section(name) {
            let example = table::names_in(name)
                .first()
                .map(|key| table::variable(key))
                .unwrap_or_default();
            let remedy = Remedy::of("config-section-variable").with("example", example);
            return self.wrong(name, &quoted(&text), remedy, origin);
        }
        let meant = table::meant(name);
        let remedy = unknown_variable(name, meant);
        self.wrong(name, &quoted(&text), remedy, origin.clone());
        self.instead(meant, &from_variable(&text), &quoted(&text), origin);
    }

    /// Reads what stands in a section, or outside all of them. What stands in a broken line was named already.
    fn section(&mut self, file: &mut File<'_>, table: &DeTable<'_>, section: &str) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let dot = if section.is_empty() { "" } else { "." };
            let name = format!("{section}{dot}{}", key.get_ref());
            let line = file.line(key.span().start);
            if file.broken.contains(&line) {
                if let Some(known) = table::known(&name) {
                    self.spoiled.insert(known.name);
                }
                if !matches!(value.get_ref(), DeValue::Table(_)) {
                    continue;
                }
            }
            self.entry(file, &name, line, value);
        }
    }

    fn entry(&mut self, file: &mut File<'_>, name: &str, line: usize, value: &Spanned<DeValue<'_>>) {
        let origin = file.origin(line);
        let written = file.written(value);
        match (value.get_ref(), table::known(name)) {
            (DeValue::Table(inner), None) if table::is_section(name) => self.section(file, inner, name),
            (_, Some(known)) => self.take(known, &from_toml(value.get_ref()), &written, origin),
            (_, None) if table::is_section(name) => {
                let remedy = Remedy::of("config-section").with("section", name);
                self.wrong(name, &written, remedy, origin);
                self.doubtful.extend(table::names_in(name));
            }
            (inner, None) => {
                let meant = table::meant(name);
                self.wrong(name, &written, unknown(name, meant), origin.clone());
                match (inner, meant) {
                    (DeValue::Table(inner), Meant::Misspelt(near)) if table::is_section(near) => {
                        self.section(file, inner, near);
                    }
                    _ => self.instead(meant, &from_toml(inner), &written, origin),
                }
            }
        }
    }

    /// Takes the value of a key, if it is of the key's kind.
    fn take(&mut self, known: &'static Known, value: &Written, written: &str, origin: Origin) {
        match value.as_kind(known.kind) {
            Ok(value) => {
                self.values.insert(known.name, (value, origin));
            }
            Err(remedy) => {
                self.wrong(known.name, written, remedy, origin);
                self.spoiled.insert(known.name);
            }
        }
    }

    /// Reads what stands behind an unknown key as if it stood behind the one that was meant.
    fn instead(&mut self, meant: Meant, value: &Written, written: &str, origin: Origin) {
        match meant {
            Meant::Misspelt(near) => match table::known(near) {
                Some(known) if !self.values.contains_key(near) => self.take(known, value, written, origin),
                Some(_) => {}
                None => self.doubtful.extend(table::names_in(near)),
            },
            Meant::Other(near) => {
                self.spoiled.insert(near);
            }
            Meant::Unknown => {}
        }
    }

    /// Keeps a mistake. `written` is what stands there.
    pub(super) fn wrong(&mut self, key: &str, written: &str, remedy: Remedy, origin: Origin) {
        self.problems.push(Problem {
            key: key.to_owned(),
            value: shown(key, written),
            remedy,
            origin,
        });
    }

    /// Whether the value of `key`, judged together with `others`, is what was meant.
    pub(super) fn is_meant(&self, key: &str, others: &[&str]) -> bool {
        let is_own = self.values.contains_key(key) || !self.doubtful.contains(key);
        let is_sound = |key: &str| !self.spoiled.contains(key);
        is_own && is_sound(key) && others.iter().all(|other| is_sound(other))
    }

    /// Where the value of a key comes from.
    pub(super) fn origin(&self, key: &str) -> Origin {
        self.values
            .get(key)
            .map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// The configuration of what could be read, with defaults for the rest.
    pub(super) fn config(&self) -> Config {
        let mut all = Map::new();
        for (name, (value, _)) in &self.values {
            let (section, last) = table::split(name);
            let target = if section.is_empty() {
                &mut all
            } else {
                let inner = all.entry(section).or_insert_with(|| json!({}));
                inner.as_object_mut().expect("no key has the name of a section")
            };
            target.insert(last.to_owned(), value.clone());
        }
        serde_json::from_value(Value::Object(all))
            .expect("a test holds every value that the table lets through against the configuration")
    }
}

/// Reads the text of a file.
pub(super) fn text_of(file: &Path) -> Result<String, Remedy> {
    let bytes = fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Remedy::of("config-no-file"),
        _ => Remedy::of("config-unreadable").with_text("reason", in_both(&error)),
    })?;
    String::from_utf8(bytes).map_err(|_| Remedy::of("config-file-encoding"))
}

/// A text as it is written in TOML.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn unknown(name: &str, meant: Meant) -> Remedy {
    match meant {
        Meant::Misspelt(near) if table::is_section(near) => {
            Remedy::of("config-unknown-near").with("near", format!("[{near}]"))
        }
        Meant::Misspelt(near) => Remedy::of("config-unknown-near").with("near", near),
        Meant::Other(near) => match table::split(near).0 {
            "" => Remedy::of("config-elsewhere-top").with("near", near),
            section if section == table::split(name).0 => {
                Remedy::of("config-unknown-near").with("near", near)
            }
            section => Remedy::of("config-elsewhere")
                .with("near", near)
                .with("section", section),
        },
        Meant::Unknown => {
            let keys = table::names_in(table::split(name).0);
            let keys = if keys.is_empty() {
                table::names_in("")
            } else {
                keys
            };
            Remedy::of("config-unknown").with("keys", keys.join(", "))
        }
    }
}

fn unknown_variable(name: &str, meant: Meant) -> Remedy {
    let names = match meant {
        Meant::Misspelt(near) if table::is_section(near) => table::names_in(near),
        Meant::Misspelt(near) | Meant::Other(near) => {
            return Remedy::of("config-unknown-near").with("near", table::variable(near));
        }
        Meant::Unknown => match table::split(name).0 {
            section if table::is_section(section) => table::names_in(section),
            _ => table::KEYS.iter().map(|known| known.name).collect(),
        },
    };
    let names: Vec<String> = names.into_iter().map(table::variable).collect();
    Remedy::of("config-unknown").with("keys", names.join(", "))
}

/// What to do with a line that is not TOML.
fn not_toml(name: &str, written: &str, reason: &str) -> Remedy {
    if reason.starts_with("string values must be quoted") {
        let text = Written::Text(written.to_owned());
        let kind = table::known(name).map_or(Kind::Text, |known| known.kind);
        return text
            .as_kind(kind)
            .err()
            .unwrap_or_else(|| Remedy::of("config-quotes"));
    }
    if reason.starts_with("duplicate key") {
        return Remedy::of("config-twice");
    }
    Remedy::of("config-syntax").with_text("reason", toml_meaning(reason))
}

/// A file that is being read.
struct File<'a> {
    path: &'a str,
    text: &'a str,
    /// Lines that are not TOML.
    broken: BTreeSet<usize>,
}

impl File<'_> {
    fn line(&self, at: usize) -> usize {
        line_at(self.text, at)
    }

    fn origin(&self, line: usize) -> Origin {
        Origin::File {
            file: self.path.to_owned(),
            line,
        }
    }

    fn written(&self, value: &Spanned<DeValue<'_>>) -> String {
        self.text.get(value.span()).unwrap_or_default().to_owned()
    }

    /// A line that is not TOML, with the name it gives and what stands behind it.
    fn syntax(&self, line: usize, reason: &str) -> Problem {
        let text = self.text.lines().nth(line - 1).unwrap_or_default().trim();
        let (name, written) = text.split_once('=').unwrap_or(("", text));
        let section = self
            .text
            .lines()
            .take(line - 1)
            .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
            .last()
            .unwrap_or_default();
        let name = match (section, name.trim()) {
            (_, "") => self.path.to_owned(),
            ("", name) => name.to_owned(),
            (section, name) => format!("{section}.{name}"),
        };
        let remedy = not_toml(&name, written.trim(), reason);
        Problem {
            value: shown(&name, written),
            key: name,
            remedy,
            origin: self.origin(line),
        }
    }
}

fn line_of(text: &str, error: &toml::de::Error) -> usize {
    line_at(text, error.span().map_or(0, |span| span.start))
}

/// The line of a place in bytes, from 1.
fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}
