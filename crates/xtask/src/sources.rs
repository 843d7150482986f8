//! What the compiler does not see: file length, clocks and randomness outside their places, rooms mixed up.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest Rust source file; a longer one holds two things.
const LONGEST: usize = 550;
/// Longest file of tests: many small cases side by side read well.
const LONGEST_TESTS: usize = 800;

/// Text → the files that may hold it. Time, ids and randomness are arguments everywhere else.
const STRAY: &[(&str, &[&str])] = &[
    ("Timestamp::now(", &["crates/platform/src/clock.rs"]),
    ("Zoned::now(", &[]),
    ("SystemTime::now(", &[]),
    ("Uuid::now_v7(", &[]),
    ("Uuid::new_v4(", &[]),
    ("rand::rng(", &[]),
    ("thread_rng(", &[]),
];

/// What must not stand in a `domain` room: it does no I/O and waits for nothing.
const NOT_IN_DOMAIN: &[&str] = &["async fn", "sea_orm::", "axum::", "std::fs", "tokio::"];

/// Every finding as `FILE:LINE: message`.
pub fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut findings = Vec::new();
    for path in rust_files(&root.join("crates"))? {
        let relative = path.strip_prefix(root)?.to_string_lossy().into_owned();
        if relative.starts_with("crates/xtask/") {
            continue;
        }
        findings.extend(look(&relative, &fs::read_to_string(&path)?));
    }
    Ok(findings)
}

fn look(file: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = text.lines().count();
    let is_test = file.contains("/tests") || file.contains("/benches/");
    let longest = if is_test { LONGEST_TESTS } else { LONGEST };
    if lines > longest {
        findings.push(format!(
            "{file}:1: {lines} lines; more than {longest} hold two things"
        ));
    }
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        for (stray, places) in STRAY {
            if code.contains(stray) && !places.contains(&file) && !is_test {
                findings.push(format!("{file}:{number}: `{stray}…)`: take it as an argument"));
            }
        }
        if file.contains("/src/domain/") && !is_test {
            let foreign = NOT_IN_DOMAIN.iter().find(|foreign| code.contains(**foreign));
            findings.extend(
                foreign.map(|foreign| format!("{file}:{number}: `{foreign}` has no place in a domain room")),
            );
        }
    }
    findings
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_clock_is_found_and_the_clock_itself_is_not() {
        assert_eq!(
            look("crates/calls/src/ops/submit.rs", "let now = Timestamp::now();").len(),
            1
        );
        assert!(look("crates/platform/src/clock.rs", "let now = Timestamp::now();").is_empty());
        assert!(look("crates/calls/src/ops/submit.rs", "// Timestamp::now() is wrong").is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(look("crates/web/src/page.rs", &"\n".repeat(LONGEST + 1)).len(), 1);
    }

    #[test]
    fn a_domain_room_does_no_io() {
        assert_eq!(
            look("crates/calls/src/domain/rule.rs", "pub async fn decide() {").len(),
            1
        );
    }
}
