//! What can be wrong with catalogues: every mistake is named, none stops the others from being found.

mod contents;
mod papers;

use std::collections::BTreeSet;

use platform::text::Text;

use super::{Catalogue, MeasureId, RoleId, SkillId};

/// A mistake and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, below `catalogues/`.
    pub file: String,
    /// Line and column, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not there.
    Missing,
    /// It does not read: what the parser says.
    Unreadable(String),
    /// Something is named that is not there.
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// Something stands twice.
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// There must be this many.
    Count {
        /// What kind of thing.
        what: &'static str,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Nothing maps to it.
    Unmapped {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// A text is empty, or stands in the wrong language.
    Text {
        /// Of what.
        id: String,
        /// Which language: `ja` or `en`.
        language: &'static str,
    },
    /// A number is out of range.
    Range {
        /// Of what.
        id: String,
        /// What it is.
        what: &'static str,
    },
}

impl Finding {
    pub(super) fn new(file: &str, problem: Problem) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            problem,
        }
    }

    pub(super) fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before
                .chars()
                .rev()
                .take_while(|character| *character != '\n')
                .count()
                + 1;
            (line, column)
        });
        Self {
            file: file.to_owned(),
            place,
            problem: Problem::Unreadable(error.message().to_owned()),
        }
    }
}

struct Checker<'c> {
    catalogue: &'c Catalogue,
    findings: Vec<Finding>,
}

pub(super) fn check(catalogue: &Catalogue) -> Vec<Finding> {
    let mut checker = Checker {
        catalogue,
        findings: Vec::new(),
    };
    checker.questions();
    checker.measures();
    checker.assets();
    checker.controls();
    checker.environment();
    checker.people();
    checker.documents();
    checker.journey();
    checker.findings
}

impl Checker<'_> {
    fn find(&mut self, file: &str, problem: Problem) {
        self.findings.push(Finding::new(file, problem));
    }

    fn count(&mut self, file: &str, what: &'static str, expected: usize, found: usize) {
        if expected != found {
            self.find(
                file,
                Problem::Count {
                    what,
                    expected,
                    found,
                },
            );
        }
    }

    fn unique<T: Ord + ToString>(
        &mut self,
        file: &str,
        what: &'static str,
        ids: impl IntoIterator<Item = T>,
    ) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let name = id.to_string();
            if !seen.insert(id) {
                self.find(file, Problem::Twice { what, id: name });
            }
        }
    }

    fn texts<'t>(&mut self, file: &str, id: &str, texts: impl IntoIterator<Item = &'t Text>) {
        for text in texts {
            // A Japanese text may be a name in Latin letters; an English one has no kana or kanji.
            for (language, good) in [
                ("ja", !text.ja.trim().is_empty()),
                (
                    "en",
                    !text.en.trim().is_empty() && !text.en.chars().any(is_japanese),
                ),
            ] {
                if !good {
                    self.find(
                        file,
                        Problem::Text {
                            id: id.to_owned(),
                            language,
                        },
                    );
                }
            }
        }
    }

    fn known(&mut self, file: &str, measures: &[MeasureId]) {
        for measure in measures {
            if self.catalogue.measure(measure).is_none() {
                self.find(
                    file,
                    Problem::Unknown {
                        what: "measure",
                        id: measure.to_string(),
                    },
                );
            }
        }
    }

    fn role(&mut self, file: &str, role: &RoleId) {
        if self.catalogue.role(role).is_none() {
            self.find(
                file,
                Problem::Unknown {
                    what: "role",
                    id: role.to_string(),
                },
            );
        }
    }

    fn skill(&mut self, file: &str, id: &SkillId) {
        if !self.catalogue.people.skills.iter().any(|skill| skill.id == *id) {
            self.find(
                file,
                Problem::Unknown {
                    what: "skill",
                    id: id.to_string(),
                },
            );
        }
    }
}

/// Kana or kanji.
fn is_japanese(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
}
