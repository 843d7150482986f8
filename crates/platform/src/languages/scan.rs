//! Holds the messages of both languages against each other, and against what templates and code say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings
            .iter()
            .any(|ending| path.extension().is_some_and(|found| found == *ending))
        {
            found.push(path);
        }
    }
}

/// Message → the variables it takes, of one file.
fn messages(path: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let key = line
            .split_once(" =")
            .map(|(key, _)| key)
            .filter(|key| is_key(key));
        if let Some(key) = key {
            key.clone_into(&mut last);
            assert!(
                messages.insert(last.clone(), BTreeSet::new()).is_none(),
                "{}: {last} twice",
                path.display()
            );
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.chars()
                .take_while(|character| character.is_ascii_alphanumeric() || *character == '_')
                .collect()
        });
        if let Some(message) = messages.get_mut(&last) {
            message.extend(variables);
        }
    }
    messages
}

fn is_key(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn of_language(code: &str) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found = Vec::new();
    files(&root().join("locales").join(code), &["ftl"], &mut found);
    let of_file = |path: PathBuf| {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        messages(&path)
            .into_iter()
            .map(move |(key, variables)| ((file.clone(), key), variables))
    };
    found.into_iter().flat_map(of_file).collect()
}

/// Every file has the same messages in both languages, with the same variables.
#[test]
fn both_languages_say_the_same() {
    let (ja, en) = (of_language("ja"), of_language("en"));
    let missing = |of: &BTreeMap<_, _>, against: &BTreeMap<_, _>| -> Vec<_> {
        of.keys()
            .filter(|key| !against.contains_key(*key))
            .cloned()
            .collect()
    };
    assert_eq!(missing(&ja, &en), [], "missing in English");
    assert_eq!(missing(&en, &ja), [], "missing in Japanese");
    for (key, variables) in &ja {
        assert_eq!(variables, &en[key], "variables of {key:?}");
    }
}

/// All files of a language are one set: the same name in two of them would stop the server at its first word.
#[test]
fn no_name_is_in_two_files() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (file, key) in of_language("ja").into_keys() {
        if let Some(other) = seen.insert(key.clone(), file.clone()) {
            panic!("{key} is in {other} and in {file}");
        }
    }
}

/// What code and templates contain: string literals, and the names given to `say…`.
fn sources() -> (BTreeSet<String>, Vec<(PathBuf, String)>) {
    let mut found = Vec::new();
    files(&root().join("crates"), &["rs", "html"], &mut found);
    let (mut literals, mut said) = (BTreeSet::new(), Vec::new());
    for path in found
        .into_iter()
        .filter(|path| !path.ends_with("languages/scan.rs"))
    {
        let text = fs::read_to_string(&path).unwrap();
        for (index, part) in text.split('"').enumerate() {
            let is_name = part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_{}.".contains(c));
            if index > 0 && is_name && part.contains(|c: char| c.is_ascii_lowercase()) {
                literals.insert(part.to_owned());
            }
        }
        for call in [
            "say(",
            "say1(",
            "say2(",
            "say_n(",
            "say_with(",
            "tell(",
            "Flash::done(",
            "Flash::warning(",
        ] {
            let names = text.match_indices(call).filter_map(|(at, _)| {
                let first = text[at + call.len()..].trim_start().strip_prefix('"')?;
                first.split('"').next()
            });
            said.extend(
                names
                    .filter(|name| is_key(name))
                    .map(|name| (path.clone(), name.to_owned())),
            );
        }
    }
    (literals, said)
}

#[test]
fn everything_said_is_a_message() {
    let known: BTreeSet<String> = of_language("ja").into_keys().map(|(_, key)| key).collect();
    let (_, said) = sources();
    assert!(said.len() > 100, "the scan found only {}", said.len());
    // Made up by a test.
    let made_up = ["x"];
    let unknown: Vec<_> = said
        .into_iter()
        .filter(|(_, key)| !known.contains(key) && !made_up.contains(&key.as_str()))
        .collect();
    assert_eq!(unknown, []);
}

/// The audit log is read by people: what can stand in it as an action has words.
#[test]
fn every_action_of_the_audit_log_has_words() {
    let known: BTreeSet<String> = of_language("ja").into_keys().map(|(_, key)| key).collect();
    let mut found = Vec::new();
    files(&root().join("crates"), &["rs"], &mut found);
    let sources = found
        .iter()
        .filter(|path| path.components().any(|part| part.as_os_str() == "src"))
        .map(|path| fs::read_to_string(path).unwrap());
    let mut actions = BTreeSet::new();
    for text in sources {
        let named = text.split("action: \"").skip(1);
        actions.extend(named.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
    }
    // Made up by a test.
    actions.remove("test.noted");
    assert!(actions.len() > 15, "the scan found only {actions:?}");
    let silent: Vec<_> = actions
        .iter()
        .filter(|action| {
            let key = action.replace(['.', '_'], "-");
            !known.contains(&format!("audit-action-{key}"))
        })
        .collect();
    assert_eq!(silent, Vec::<&String>::new());
}

/// What is refused because of the order of things is a sentence in code, and a message with the same words.
#[test]
fn everything_out_of_order_has_words() {
    let known: BTreeSet<String> = of_language("ja").into_keys().map(|(_, key)| key).collect();
    let mut found = Vec::new();
    files(&root().join("crates/calls/src"), &["rs"], &mut found);
    let mut silent = Vec::new();
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        for (at, call) in text.match_indices("OutOfOrder(") {
            let argument = &text[at + call.len()..];
            let argument = argument.split([';', ')']).next().unwrap_or_default();
            for why in argument.split('"').skip(1).step_by(2) {
                let slug = why.replace(|c: char| !c.is_ascii_alphanumeric() && !" -".contains(c), "");
                let key = format!("out-of-order-{}", slug.replace(' ', "-").to_lowercase());
                if why.contains(' ') && !known.contains(&key) {
                    silent.push(key);
                }
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

/// Whether a message is named somewhere, as a whole or put together (`format!("state-{name}")`, `{key}-title`).
fn is_used(key: &str, literals: &BTreeSet<String>) -> bool {
    let is_put_together = |literal: &String| match (literal.find('{'), literal.rfind('}')) {
        (Some(0), Some(end)) => {
            let rest = &literal[end + 1..];
            !rest.is_empty()
                && key
                    .strip_suffix(rest)
                    .is_some_and(|start| is_used(start, literals))
        }
        (Some(start), Some(_)) => key.starts_with(&literal[..start]),
        _ => false,
    };
    literals.contains(key) || literals.iter().any(is_put_together)
}

#[test]
fn every_message_is_said() {
    let (literals, _) = sources();
    let unused = of_language("ja")
        .into_keys()
        .filter(|(_, key)| !is_used(key, &literals));
    let unused: BTreeSet<String> = unused.map(|(_, key)| key).collect();
    assert_eq!(unused, BTreeSet::new());
}
