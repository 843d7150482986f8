//! `docs/requirements.md` says which test drives which requirement: each file must be there and name the id.

use std::fs;
use std::path::Path;

const TABLE: &str = "docs/requirements.md";

/// Findings of the table under `root`, as `docs/requirements.md:LINE: message`.
pub fn check(root: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(root.join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    let read = |file: &str| fs::read_to_string(root.join(file)).ok();
    Ok(look(&text, read))
}

fn look(table: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut findings = Vec::new();
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, id, _, files, _] = cells.as_slice() else {
            continue;
        };
        if !id.ends_with(|last: char| last.is_ascii_digit()) {
            continue;
        }
        for file in files.split(',').map(|file| file.trim().trim_matches('`')) {
            let problem = match read(file) {
                None => format!("{file} does not exist"),
                Some(text) if !names(&text, id) => format!("{file} does not name {id}"),
                Some(_) => continue,
            };
            findings.push(format!("{TABLE}:{}: {problem}", number + 1));
        }
    }
    findings
}

/// Whether `id` stands in `text` by itself: C1 is not named by C12.
fn names(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + id.len()..].chars().next();
        [before, after]
            .into_iter()
            .flatten()
            .all(|character| !character.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let table = "| id | what | driven by |\n|---|---|---|\n| C1 | one | `a.rs`, `b.rs` |\n| C2 | two | `c.rs` |\n";
        let read = |file: &str| match file {
            "a.rs" => Some("//! C1, C3".to_owned()),
            "b.rs" => Some("//! C12".to_owned()),
            _ => None,
        };
        assert_eq!(
            look(table, read),
            [
                "docs/requirements.md:3: b.rs does not name C1",
                "docs/requirements.md:4: c.rs does not exist"
            ]
        );
    }
}
