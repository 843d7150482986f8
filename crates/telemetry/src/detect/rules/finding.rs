//! Mistakes in rules: where, what, and what to do about it.

use platform::languages::{Value, Words};
use platform::text::Language;
use serde::Serialize;
use serde::ser::SerializeStruct as _;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as the caller named its folder.
    pub file: String,
    /// Where in it.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $(($($value:ident),*))? = $code:literal;)*) => {
        /// Kinds of mistakes. What they hold is shown to the reader as it is.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault { $($(#[$doc])* $name $(($(faults!(@text $value)),*))?,)* }

        impl Fault {
            /// A stable name of the kind; `rules-fault-NAME` and `rules-remedy-NAME` are its messages.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            /// All codes.
            pub const CODES: &[&str] = &[$($code,)*];

            fn values(&self) -> Vec<(&'static str, Value<'_>)> {
                match self {
                    $(Self::$name $(($($value),*))? => vec![$($((stringify!($value), said($value).into())),*)?],)*
                }
            }
        }
    };
    (@text $value:ident) => { String };
}

faults! {
    /// Not YAML: the parser's reason.
    Syntax(reason) = "syntax";
    /// Not UTF-8, or unreadable.
    Unreadable(reason) = "unreadable";
    /// Nests too deep or holds too many values.
    TooLarge = "too-large";
    /// YAML's anchors and aliases.
    Anchor = "anchor";
    /// A key that is no text.
    KeyNotText = "key-not-text";
    /// The same key twice in one mapping.
    KeyTwice(name) = "key-twice";
    /// A file without any rule.
    Nothing = "nothing";
    /// A document that is no rule.
    NotARule = "not-a-rule";
    /// A key that must be there.
    Missing(name) = "missing";
    /// A key that the format does not know, and the one that may be meant (empty if none comes near).
    UnknownKey(name, near) = "unknown-key";
    /// A value of the wrong kind.
    WrongKind(name, expected) = "wrong-kind";
    /// A text of our own rules without one of its languages.
    NoTranslation(name) = "no-translation";
    /// An id that is no UUID.
    BadId(id) = "bad-id";
    /// Two rules with one id or name, and where the other stands.
    Duplicate(id, other) = "duplicate";
    /// A level that Sigma does not know.
    BadLevel(level) = "bad-level";
    /// A modifier that Sigma does not know, or that is not supported.
    UnknownModifier(modifier, known) = "unknown-modifier";
    /// Modifiers that do not go together.
    ModifierClash(modifiers) = "modifier-clash";
    /// A value that its modifier cannot use.
    WrongValue(value, modifier) = "wrong-value";
    /// A regular expression that cannot be used, and why.
    BadRegex(reason) = "bad-regex";
    /// Not a network.
    BadNetwork(network) = "bad-network";
    /// `%name%` that stands for a list that nobody gave.
    Placeholder(name) = "placeholder";
    /// A condition that cannot be read, from here on.
    BadCondition(rest) = "bad-condition";
    /// A condition that names something that is not there.
    UnknownSelection(name, known) = "unknown-selection";
    /// A selection without anything in it.
    EmptySelection(name) = "empty-selection";
    /// A selection that no condition uses.
    UnusedSelection(name) = "unused-selection";
    /// A kind of correlation that is not supported.
    BadCorrelation(kind, known) = "bad-correlation";
    /// A correlation that refers to a rule that is not there.
    UnknownRule(rule) = "unknown-rule";
    /// Correlations that refer to each other in a circle.
    Circle(rule) = "circle";
    /// A span of time that cannot be read.
    BadTimespan(timespan) = "bad-timespan";
    /// A threshold that cannot be decided while events still come.
    BadThreshold(threshold) = "bad-threshold";
    /// A correlation of correlations that groups by what its parts do not group by.
    GroupUnknown(field, rule) = "group-unknown";
    /// A source of logs that nothing here produces.
    UnknownLogsource(logsource) = "unknown-logsource";
    /// A field that no event here has.
    UnmappedField(field, logsource) = "unmapped-field";
    /// A rule that no event here can meet, because of these fields.
    NeverMatches(fields) = "never-matches";
    /// The mapping names a field that events do not have.
    UnknownColumn(path, near) = "unknown-column";
    /// The mapping names a class that events do not have.
    UnknownClass(class) = "unknown-class";
    /// The mapping names a function of an appliance that there is not.
    UnknownFunction(function, known) = "unknown-function";
}

/// A value that is shown; what is not there is chosen by the messages as `none`.
fn said(value: &str) -> &str {
    if value.is_empty() { "none" } else { value }
}

impl Fault {
    /// Whether the rule still works, or works nowhere here without being wrong.
    pub const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::UnknownLogsource(_)
                | Self::UnmappedField(..)
                | Self::NeverMatches(_)
                | Self::UnusedSelection(_)
        )
    }

    /// What is wrong.
    pub fn message(&self, words: Words) -> String {
        words.say_with(&format!("rules-fault-{}", self.code()), &self.values())
    }

    /// What to do about it.
    pub fn remedy(&self, words: Words) -> String {
        words.say_with(&format!("rules-remedy-{}", self.code()), &self.values())
    }
}

impl Finding {
    /// `FILE:LINE:COLUMN: message remedy` in one language.
    pub fn line(&self, words: Words) -> String {
        let (message, remedy) = (self.fault.message(words), self.fault.remedy(words));
        let Place { line, column } = self.place;
        let between = match words.language() {
            Language::Ja => "",
            Language::En => " ",
        };
        format!("{}:{line}:{column}: {message}{between}{remedy}", self.file)
    }
}

impl Serialize for Finding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (ja, en) = (Words::new(Language::Ja), Words::new(Language::En));
        let text = |say: fn(&Fault, Words) -> String| serde_json::json!({ "ja": say(&self.fault, ja), "en": say(&self.fault, en) });
        let mut object = serializer.serialize_struct("Finding", 7)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("line", &self.place.line)?;
        object.serialize_field("column", &self.place.column)?;
        object.serialize_field("code", self.fault.code())?;
        object.serialize_field("warning", &self.fault.is_warning())?;
        object.serialize_field("message", &text(Fault::message))?;
        object.serialize_field("remedy", &text(Fault::remedy))?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_has_words_in_both_languages() {
        let names = [
            "reason",
            "name",
            "near",
            "expected",
            "id",
            "other",
            "level",
            "modifier",
            "known",
            "modifiers",
            "value",
            "network",
            "rest",
            "kind",
            "rule",
            "timespan",
            "threshold",
            "field",
            "logsource",
            "fields",
            "path",
            "class",
            "function",
        ];
        let values = names.map(|name| (name, "x".into()));
        for language in [Language::Ja, Language::En] {
            for code in Fault::CODES {
                for kind in ["fault", "remedy"] {
                    let key = format!("rules-{kind}-{code}");
                    assert_ne!(Words::new(language).say_with(&key, &values), key, "{language:?}");
                }
            }
        }
    }
}
