//! Reading on after a slip in the TOML itself, so that one run reports what is wrong in the rest of the file too.
//!
//! Only lines with errors are touched, so every other line keeps its place. What comes of such a line is never reported
//! again, and where its value had to be guessed nothing is concluded from it.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Position, SyntaxError, Tree};

/// A file that could be read after all.
pub(crate) struct Repaired {
    pub(crate) tree: Tree,
    /// Lines (from 1) on which the parser stumbled: their own mistake is told already.
    pub(crate) lines: BTreeSet<usize>,
    /// Those of them whose value was not written by anybody.
    pub(crate) guessed: BTreeSet<usize>,
    /// Errors that came to light only when what stood before them could be read.
    pub(crate) further: Vec<SyntaxError>,
    /// Whole lines were left out: nobody knows which keys are missing.
    pub(crate) incomplete: bool,
}

/// How far a line was changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effort {
    /// Full-width signs and digits as what they stand for; brackets of headers closed.
    Plain,
    /// A placeholder for the value.
    Value,
    /// The line as a comment.
    Comment,
}

/// What to say of `errors`, and `text` read in spite of them if that is possible.
pub(crate) fn read_on(text: &str, errors: Vec<SyntaxError>) -> (Vec<SyntaxError>, Option<Repaired>) {
    let Some(swallows) = errors.iter().position(is_of_a_bracket) else {
        let repaired = repair(text, &errors);
        return (errors, repaired);
    };
    // A bracket that is not closed swallows what follows, so each line after it would be an error.
    let Some((closed, place)) = close(text, errors[swallows].position.line) else {
        return (errors.into_iter().take(swallows + 1).collect(), None);
    };
    let unclosed = SyntaxError {
        position: place,
        message: "unclosed bracket".to_owned(),
    };
    match Tree::parse(&closed) {
        Ok(tree) => (
            vec![unclosed],
            Some(Repaired {
                tree,
                lines: BTreeSet::from([place.line]),
                guessed: BTreeSet::new(),
                further: Vec::new(),
                incomplete: false,
            }),
        ),
        Err(rest) => {
            let repaired = repair(&closed, &rest).map(|mut repaired| {
                repaired.lines.insert(place.line);
                repaired
            });
            let all = std::iter::once(unclosed).chain(rest);
            (all.collect(), repaired)
        }
    }
}

fn is_of_a_bracket(error: &SyntaxError) -> bool {
    [
        "missing comma",
        "missing key for inline",
        "unexpected `=` in array",
        "unclosed array, ",
        "unclosed inline table",
    ]
    .iter()
    .any(|start| error.message.starts_with(start))
}

/// The text with the bracket closed at the end of the last line before `line` that holds anything, and that place.
fn close(text: &str, line: usize) -> Option<(String, Position)> {
    let lines: Vec<&str> = text.lines().collect();
    let last = lines
        .iter()
        .take(line.saturating_sub(1))
        .rposition(|line| !line.trim().is_empty())?;
    ["}", "]"].into_iter().find_map(|closing| {
        let closed: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let closing = if index == last { closing } else { "" };
                format!("{line}{closing}\n")
            })
            .collect();
        let closed = closed.concat();
        let is_closed = match Tree::parse(&closed) {
            Ok(_) => true,
            Err(errors) => !errors.iter().any(is_of_a_bracket),
        };
        let place = Position {
            line: last + 1,
            column: lines[last].chars().count() + 1,
        };
        is_closed.then_some((closed, place))
    })
}

/// Reads `text` in spite of `errors`, if that takes no more than changing their lines.
fn repair(text: &str, errors: &[SyntaxError]) -> Option<Repaired> {
    let mut efforts: BTreeMap<usize, Effort> = BTreeMap::new();
    let mut errors = errors.to_vec();
    let mut further: Vec<SyntaxError> = Vec::new();
    // Each round goes one step further with the lines that are still wrong.
    for round in 0..6 {
        let mut stuck = true;
        // One step a line, however many errors are on it.
        let wrong: BTreeMap<usize, &SyntaxError> = errors
            .iter()
            .rev()
            .map(|error| (error.position.line, error))
            .collect();
        for (line, error) in wrong {
            if round > 0 && !efforts.contains_key(&line) {
                further.push(error.clone());
            }
            let effort = match efforts.get(&line) {
                None if error.message.starts_with("duplicate key") => Effort::Comment,
                None => Effort::Plain,
                Some(Effort::Plain) => Effort::Value,
                Some(_) => Effort::Comment,
            };
            let source = text.lines().nth(line - 1).unwrap_or_default();
            // Keys under a header that is left out would go to the table before it.
            if effort == Effort::Comment && source.trim_start().starts_with('[') {
                return None;
            }
            stuck &= efforts.insert(line, effort) == Some(effort);
        }
        if stuck {
            return None;
        }
        let lines: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(index, line)| {
                efforts
                    .get(&(index + 1))
                    .map_or_else(|| line.to_owned(), |effort| changed(line, *effort))
            })
            .collect();
        match Tree::parse(&format!("{}\n", lines.join("\n"))) {
            Ok(tree) => {
                let with = |least: Effort| {
                    efforts
                        .iter()
                        .filter(|(_, effort)| **effort >= least)
                        .map(|(line, _)| *line)
                        .collect::<BTreeSet<usize>>()
                };
                return Some(Repaired {
                    tree,
                    lines: with(Effort::Plain),
                    guessed: with(Effort::Value),
                    further,
                    incomplete: !with(Effort::Comment).is_empty(),
                });
            }
            Err(next) => errors = next,
        }
    }
    None
}

fn changed(line: &str, effort: Effort) -> String {
    let plain = half_width(line);
    match effort {
        Effort::Plain => header(&plain).unwrap_or(plain),
        Effort::Value => match plain.split_once('=') {
            Some((key, _)) => format!("{key}= \"…\""),
            None if plain.trim_end().ends_with(',') => "\"…\",".to_owned(),
            None => "\"…\"".to_owned(),
        },
        Effort::Comment => format!("# {line}"),
    }
}

/// `[[step]` was meant as `[[step]]`.
fn header(line: &str) -> Option<String> {
    let name = line.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-'));
    match line.trim() {
        _ if !is_name => None,
        line if line.starts_with("[[") => Some(format!("[[{name}]]")),
        line if line.starts_with('[') => Some(format!("[{name}]")),
        _ => None,
    }
}

/// The signs of TOML and the digits as they are typed with a Japanese keyboard → those of TOML.
fn half_width(line: &str) -> String {
    line.chars()
        .map(|character| match character {
            '“' | '”' | '„' => '"',
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn repaired(text: &str) -> Repaired {
        let errors = Tree::parse(text).unwrap_err();
        let Some(repaired) = repair(text, &errors) else {
            panic!("{errors:?}")
        };
        repaired
    }

    #[test]
    fn what_was_meant_is_read() {
        let file = repaired("a = １２\nb　＝ 3\n[[step]\nid = “x”\n");
        assert_eq!(
            file.tree.value,
            json!({ "a": 12, "b": 3, "step": [{ "id": "x" }] })
        );
        assert_eq!(file.lines.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(file.guessed.is_empty() && !file.incomplete);
    }

    #[test]
    fn what_cannot_be_known_is_guessed_or_left_out() {
        let file = repaired("a = \nb = 2026-02-30\nc = \"x\n[t]\nd = 1\nd = 2\ne f\n");
        assert_eq!(
            file.tree.value,
            json!({ "a": "…", "b": "…", "c": "…", "t": { "d": 1 } })
        );
        assert_eq!(file.guessed.into_iter().collect::<Vec<_>>(), [1, 2, 3, 6, 7]);
        assert!(file.incomplete);
    }

    #[test]
    fn a_bracket_is_closed_where_its_line_ends() {
        for (text, place, value) in [
            (
                "a = { b = 1, c = 2\nd = 3\n\n[e]\nf = 4\n",
                (1, 19),
                json!({ "a": { "b": 1, "c": 2 }, "d": 3, "e": { "f": 4 } }),
            ),
            (
                "a = [\n  1,\n  2,\n\nb = 3\nc = 4\n",
                (3, 5),
                json!({ "a": [1, 2], "b": 3, "c": 4 }),
            ),
        ] {
            let (errors, read) = read_on(text, Tree::parse(text).unwrap_err());
            let places: Vec<_> = errors
                .iter()
                .map(|error| (error.position.line, error.position.column))
                .collect();
            assert_eq!(places, [place], "{errors:?}");
            assert_eq!(read.unwrap().tree.value, value);
        }
    }

    #[test]
    fn a_table_that_stands_twice_is_not_guessed_at() {
        let text = "[a]\nb = 1\n[c]\nd = 1\n[a]\ne = 1\n";
        assert!(repair(text, &Tree::parse(text).unwrap_err()).is_none());
    }
}
