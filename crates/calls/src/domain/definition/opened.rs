//! A file that was read as far as it could be, and the report of what is wrong in it.

use std::collections::BTreeSet;

use platform::text::Text;
use serde::de::DeserializeOwned;

use super::file::FileKind;
use super::finding::{Code, Finding, say};
use super::repair::{Repaired, read_on};
use super::sources::Sources;
use super::syntax;
use super::tree::{Position, Tree};
use super::validate::validate;

/// One file with its data and the places of everything in it.
pub(crate) struct Opened<T> {
    pub(crate) data: T,
    /// As findings show it.
    path: String,
    tree: Tree,
    doubtful: BTreeSet<String>,
}

impl<T> Opened<T> {
    /// Whether everything at and around these pointers was written by somebody, so that conclusions may be
    /// drawn from it.
    pub(crate) fn is_sure(&self, pointers: &[&str]) -> bool {
        !pointers.iter().any(|pointer| {
            self.doubtful.iter().any(|doubt| {
                pointer
                    .strip_prefix(doubt.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        })
    }

    /// Whether all ids of a list can be relied on: `/course`, `/step`.
    pub(crate) fn ids_are_sure(&self, list: &str) -> bool {
        !self.doubtful.iter().any(|doubt| {
            doubt == list
                || doubt
                    .strip_prefix(list)
                    .and_then(|rest| rest.strip_prefix('/'))
                    .is_some_and(|rest| {
                        let inner = rest.trim_start_matches(|character: char| character.is_ascii_digit());
                        inner.is_empty() || inner == "/id"
                    })
        })
    }

    /// Reports a mistake at the value of `pointer`, unless it was not written by anybody.
    pub(crate) fn at(&self, out: &mut Vec<Finding>, pointer: &str, code: Code, message: Text, remedy: Text) {
        if self.is_sure(&[pointer]) {
            out.push(self.finding(self.tree.value_at(pointer), code, message, remedy));
        }
    }

    /// The same at the key of `pointer`.
    pub(crate) fn at_key(
        &self,
        out: &mut Vec<Finding>,
        pointer: &str,
        code: Code,
        message: Text,
        remedy: Text,
    ) {
        if self.is_sure(&[pointer]) {
            out.push(self.finding(self.tree.key_at(pointer), code, message, remedy));
        }
    }

    /// The same where `words` stand in the value of `pointer`; at the value when they are written with escapes.
    pub(crate) fn at_words(
        &self,
        out: &mut Vec<Finding>,
        pointer: &str,
        words: &str,
        code: Code,
        message: Text,
        remedy: Text,
    ) {
        if self.is_sure(&[pointer]) {
            out.push(self.finding(self.tree.words_at(pointer, words), code, message, remedy));
        }
    }

    /// The line on which the value of `pointer` stands, for "also in line …".
    pub(crate) fn line(&self, pointer: &str) -> usize {
        self.tree.value_at(pointer).line
    }

    fn finding(&self, position: Position, code: Code, message: Text, remedy: Text) -> Finding {
        finding(&self.path, position, code, message, remedy)
    }
}

/// A finding at a place.
pub(crate) fn finding(path: &str, at: Position, code: Code, message: Text, remedy: Text) -> Finding {
    Finding {
        file: path.to_owned(),
        line: at.line,
        column: at.column,
        code,
        message,
        remedy,
    }
}

/// Reads and validates one file. `None` when it is missing but needed, or is no TOML: `out` then says so. A file that
/// may be left out reads as an empty one.
pub(crate) fn open<T: DeserializeOwned>(
    sources: &Sources,
    path: &str,
    kind: FileKind,
    out: &mut Vec<Finding>,
) -> Option<Opened<T>> {
    let shown = sources.shown(path);
    let mut read = match (sources.get(path), kind.required()) {
        (Some(bytes), _) => parse(&shown, bytes, out)?,
        (None, false) => whole(Tree::empty()),
        (None, true) => {
            let name = kind.file_name();
            out.push(finding(
                &shown,
                Position::START,
                Code::File,
                say(
                    format!("ファイル「{name}」がありません。"),
                    format!("The file \"{name}\" is missing."),
                ),
                say("", ""),
            ));
            return None;
        }
    };
    let mut outcome = validate(kind, &mut read.tree);
    let Repaired {
        tree,
        lines,
        guessed,
        incomplete,
        ..
    } = read;
    outcome.doubtful.extend(tree.on_lines(&guessed));
    let before = out.len();
    for problem in outcome.problems {
        // What is missing may stand on a line that could not be read.
        if incomplete && matches!(problem.code, Code::MissingKey | Code::MissingTranslation) {
            continue;
        }
        let at = if problem.at_key {
            tree.key_at(&problem.pointer)
        } else {
            tree.value_at(&problem.pointer)
        };
        if lines.contains(&at.line) {
            continue;
        }
        out.push(finding(&shown, at, problem.code, problem.message, problem.remedy));
    }
    match serde_json::from_value(outcome.value) {
        Ok(data) => Some(Opened {
            data,
            path: shown,
            tree,
            doubtful: outcome.doubtful,
        }),
        Err(error) => {
            // Only what the schema cannot express comes here, and then nothing else was found.
            if out.len() == before {
                let message = say(
                    format!("読み込めません: {error}"),
                    format!("Cannot be read: {error}."),
                );
                out.push(finding(
                    &shown,
                    Position::START,
                    Code::WrongValue,
                    message,
                    say("", ""),
                ));
            }
            None
        }
    }
}

/// The text of a file without the mark that some editors put before it, or a finding at the first byte that is not UTF-8.
pub(crate) fn text<'a>(shown: &str, bytes: &'a [u8], out: &mut Vec<Finding>) -> Option<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Err(error) => {
            let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            out.push(finding(
                shown,
                Position::of(good, good.len()),
                Code::Syntax,
                say("UTF-8 として読めない文字があります。", "This byte is not UTF-8."),
                say(
                    "ファイルを UTF-8 で保存し直してください。",
                    "Save the file as UTF-8.",
                ),
            ));
            None
        }
    }
}

fn parse(shown: &str, bytes: &[u8], out: &mut Vec<Finding>) -> Option<Repaired> {
    let text = text(shown, bytes, out)?;
    match Tree::parse(text) {
        Ok(tree) => Some(whole(tree)),
        Err(errors) => {
            let (errors, repaired) = read_on(text, errors);
            let further = repaired.iter().flat_map(|read| &read.further);
            let mut last = 0;
            for error in errors.iter().chain(further) {
                // What follows on the same line comes of the first.
                if error.position.line != last {
                    let (message, remedy) = syntax::words(error);
                    out.push(finding(shown, error.position, Code::Syntax, message, remedy));
                }
                last = error.position.line;
            }
            repaired
        }
    }
}

/// A file without a slip.
fn whole(tree: Tree) -> Repaired {
    Repaired {
        tree,
        lines: BTreeSet::new(),
        guessed: BTreeSet::new(),
        further: Vec::new(),
        incomplete: false,
    }
}
