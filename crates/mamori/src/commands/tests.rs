//! `docs/operations.md` says what the program does.

use platform::metrics::FIGURES;
use serde_json::Value;

use crate::config::Config;

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

fn leaves(prefix: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let key = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                leaves(&key, value, found);
            }
        }
        Value::Null => found.push((prefix.to_owned(), "none".to_owned())),
        Value::String(text) if text.is_empty() => found.push((prefix.to_owned(), "none".to_owned())),
        Value::String(text) => found.push((prefix.to_owned(), format!("`{text}`"))),
        other => found.push((prefix.to_owned(), format!("`{other}`"))),
    }
}

#[test]
fn every_key_stands_in_the_table_with_its_default_and_variable() {
    let mut keys = Vec::new();
    leaves("", &serde_json::to_value(Config::default()).unwrap(), &mut keys);
    assert!(keys.len() > 15);
    for (key, default) in &keys {
        let variable = format!("MAMORI_{}", key.replace('.', "__").to_uppercase());
        let row = format!("| `{key}` | {default} | `{variable}` | ");
        assert!(OPERATIONS.contains(&row), "this row is missing or differs: {row}");
    }
    let rows = OPERATIONS
        .lines()
        .filter(|line| line.contains("| `MAMORI_"))
        .count();
    assert_eq!(rows, keys.len(), "a key in the table does not exist any more");
}

#[test]
fn every_figure_stands_in_the_table() {
    for figure in FIGURES {
        let labels = if figure.labels.is_empty() {
            " ".to_owned()
        } else {
            format!(" {} ", figure.labels)
        };
        let row = format!(
            "| `{}` | {} |{labels}| {} |",
            figure.name, figure.kind, figure.meaning
        );
        assert!(OPERATIONS.contains(&row), "this row is missing or differs: {row}");
    }
}
