//! What the checker says: one mistake each, at its place, in both languages.

use std::fmt;

use platform::text::{Language, Text};
use serde::Serialize;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, as the caller named its folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// A stable name of the kind of mistake.
    pub code: Code,
    /// What is wrong.
    pub message: Text,
    /// What would be right; may be empty when that goes without saying.
    pub remedy: Text,
}

/// Kinds of mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The file cannot be read: not TOML, not UTF-8.
    Syntax,
    /// A file is missing, or nobody reads it.
    File,
    /// A key that the format does not know.
    UnknownKey,
    /// A key that must be there.
    MissingKey,
    /// A value of the wrong kind or out of its range.
    WrongValue,
    /// A text without one of its languages.
    MissingTranslation,
    /// A text without words.
    EmptyText,
    /// Two things with one id, mark or number.
    Duplicate,
    /// A name of something that does not exist.
    UnknownReference,
    /// Times in the wrong order, or outside the year.
    Order,
    /// A day that must be a business day and is none.
    NotBusinessDay,
    /// Numbers of places that do not fit together.
    Capacity,
    /// An industry code that does not exist, stands in two frames or in none.
    Industry,
    /// Prose and chapters that do not fit together.
    Prose,
    /// A form that the rules cannot work with.
    Form,
    /// Something left for a person to look at; the programme must not be published.
    Review,
}

impl Finding {
    /// `message remedy` in one language, for a line of output.
    pub fn words(&self, language: Language) -> String {
        let (message, remedy) = (
            self.message.in_language(language),
            self.remedy.in_language(language),
        );
        match language {
            _ if remedy.is_empty() => message.to_owned(),
            Language::Ja => format!("{message}{remedy}"),
            Language::En => format!("{message} {remedy}"),
        }
    }

    /// `FILE:LINE:COLUMN: message` in one language.
    pub fn line(&self, language: Language) -> impl fmt::Display {
        format!(
            "{}:{}:{}: {}",
            self.file,
            self.line,
            self.column,
            self.words(language)
        )
    }
}

/// Both languages of one sentence.
pub(crate) fn say(ja: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        ja: ja.into(),
        en: en.into(),
    }
}

/// The nearest of `known` to `word`, if it is near enough to be a slip of the fingers.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// "Did you mean …?", or the list of what there is.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Text {
    if let Some(candidate) = nearest(word, known.clone()) {
        return say(
            format!("「{candidate}」ではありませんか。"),
            format!("Did you mean \"{candidate}\"?"),
        );
    }
    let known: Vec<&str> = known.into_iter().collect();
    if known.is_empty() {
        return say("ここには何も定義されていません。", "Nothing is defined here.");
    }
    let list = known.join(", ");
    say(
        format!("使えるのは次のとおりです: {list}"),
        format!("There are: {list}."),
    )
}
