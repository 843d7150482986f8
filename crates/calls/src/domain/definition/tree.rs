//! TOML text → JSON value, with the place of every key and value kept by JSON pointer, so that whatever is
//! found later (by the schema or by a rule) can be shown at its line and column.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where a member of the tree stands: byte ranges of its key (if it has one) and of its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
}

/// A place in a text as people count: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The place of byte `offset` of `text`; the end when it lies beyond.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let offset = (0..=offset.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// What is wrong with the TOML itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) position: Position,
    pub(crate) message: String,
}

/// One parsed file.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    text: String,
    pub(crate) value: Value,
    spans: BTreeMap<String, Span>,
}

impl Tree {
    /// Parses `text`; all syntax errors at once.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<SyntaxError>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors.iter().map(|error| syntax_error(text, error)).collect());
        }
        let mut reader = Reader {
            spans: BTreeMap::new(),
            errors: Vec::new(),
        };
        reader.spans.insert(
            String::new(),
            Span {
                key: None,
                value: root.span(),
            },
        );
        let value = reader.table(root.get_ref(), "");
        if reader.errors.is_empty() {
            return Ok(Self {
                text: text.to_owned(),
                value,
                spans: reader.spans,
            });
        }
        Err(reader
            .errors
            .into_iter()
            .map(|(at, message)| SyntaxError {
                position: Position::of(text, at),
                message,
            })
            .collect())
    }

    /// An empty file, standing for one that may be absent.
    pub(crate) fn empty() -> Self {
        Self {
            text: String::new(),
            value: Value::Object(Map::new()),
            spans: BTreeMap::new(),
        }
    }

    /// The place of the value at `pointer`, or of the nearest thing around it that stands in the text.
    pub(crate) fn value_at(&self, pointer: &str) -> Position {
        self.locate(pointer, |span| span.value.start)
    }

    /// The place of the key at `pointer`; of the value when it has none (elements of arrays).
    pub(crate) fn key_at(&self, pointer: &str) -> Position {
        self.locate(pointer, |span| span.key.as_ref().unwrap_or(&span.value).start)
    }

    /// The place of `words` in the value at `pointer`, or of the value.
    pub(crate) fn words_at(&self, pointer: &str, words: &str) -> Position {
        let inside = self.spans.get(pointer).and_then(|span| {
            let found = self.text.get(span.value.clone())?.find(words)?;
            Some(span.value.start + found)
        });
        inside.map_or_else(|| self.value_at(pointer), |at| Position::of(&self.text, at))
    }

    /// Everything that begins on one of these lines.
    pub(crate) fn on_lines(&self, lines: &BTreeSet<usize>) -> Vec<String> {
        if lines.is_empty() {
            return Vec::new();
        }
        self.spans
            .iter()
            .filter(|(pointer, span)| {
                let start = span.key.as_ref().unwrap_or(&span.value).start;
                !pointer.is_empty() && lines.contains(&Position::of(&self.text, start).line)
            })
            .map(|(pointer, _)| pointer.clone())
            .collect()
    }

    fn locate(&self, pointer: &str, pick: impl Fn(&Span) -> usize) -> Position {
        if let Some(span) = self.spans.get(pointer) {
            return Position::of(&self.text, pick(span));
        }
        let mut around = pointer;
        while let Some(cut) = around.rfind('/') {
            around = &around[..cut];
            if let Some(span) = self.spans.get(around)
                && !around.is_empty()
            {
                return Position::of(&self.text, span.key.as_ref().unwrap_or(&span.value).start);
            }
        }
        Position::START
    }

    /// Makes everything known under `from` known under `to` too: a misspelt key read as the right one.
    pub(crate) fn alias(&mut self, from: &str, to: &str) {
        let inside = format!("{from}/");
        let copies: Vec<(String, Span)> = self
            .spans
            .iter()
            .filter(|(pointer, _)| *pointer == from || pointer.starts_with(&inside))
            .map(|(pointer, span)| (format!("{to}{}", &pointer[from.len()..]), span.clone()))
            .collect();
        self.spans.extend(copies);
    }
}

/// One step of a JSON pointer, escaped (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn syntax_error(text: &str, error: &toml::de::Error) -> SyntaxError {
    SyntaxError {
        position: error
            .span()
            .map_or(Position::START, |span| Position::of(text, span.start)),
        message: error.message().lines().collect::<Vec<_>>().join(" "),
    }
}

struct Reader {
    spans: BTreeMap<String, Span>,
    errors: Vec<(usize, String)>,
}

impl Reader {
    fn table(&mut self, table: &DeTable<'_>, pointer: &str) -> Value {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut object = Map::new();
        for (key, value) in entries {
            let inner = format!("{pointer}/{}", escape(key.get_ref()));
            self.spans.insert(
                inner.clone(),
                Span {
                    key: Some(key.span()),
                    value: value.span(),
                },
            );
            let read = self.value(value, &inner);
            object.insert(key.get_ref().to_string(), read);
        }
        Value::Object(object)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, pointer: &str) -> Value {
        match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => self.integer(number.as_str(), number.radix(), value.span().start),
            DeValue::Float(number) => self.float(number.as_str(), value.span().start),
            DeValue::Boolean(truth) => Value::Bool(*truth),
            DeValue::Datetime(moment) => Value::String(moment.to_string()),
            DeValue::Array(items) => Value::Array(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let inner = format!("{pointer}/{index}");
                        self.spans.insert(
                            inner.clone(),
                            Span {
                                key: None,
                                value: item.span(),
                            },
                        );
                        self.value(item, &inner)
                    })
                    .collect(),
            ),
            DeValue::Table(table) => self.table(table, pointer),
        }
    }

    fn integer(&mut self, digits: &str, radix: u32, at: usize) -> Value {
        if let Ok(number) = i64::from_str_radix(digits, radix) {
            return Value::Number(number.into());
        }
        self.errors.push((at, format!("integer out of range: {digits}")));
        Value::Null
    }

    fn float(&mut self, digits: &str, at: usize) -> Value {
        if let Some(number) = digits.parse().ok().and_then(Number::from_f64) {
            return Value::Number(number);
        }
        self.errors.push((at, format!("not a finite number: {digits}")));
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id = \"a\"\ntitle.ja = \"表題\"\n\n[[course]]\nid = \"x\"\nopens = 2024-04-01T09:00\n\n[[course]]\nid = \"y\"\nname = { ja = \"い\" }\n[selection]\ncapacity = 3\n[[selection.sub]]\nn = 1\n";

    #[test]
    fn every_member_has_a_place() {
        let tree = Tree::parse(TEXT).unwrap();
        let at = |pointer: &str| {
            let (key, value) = (tree.key_at(pointer), tree.value_at(pointer));
            ((key.line, key.column), (value.line, value.column))
        };
        assert_eq!(at("/id"), ((1, 1), (1, 6)));
        assert_eq!(at("/title/ja"), ((2, 7), (2, 12)));
        assert_eq!(at("/course/0"), ((4, 1), (4, 1)));
        assert_eq!(at("/course/1/name/ja"), ((10, 10), (10, 15)));
        assert_eq!(at("/selection/sub/0"), ((13, 1), (13, 1)));
    }

    #[test]
    fn what_is_missing_is_shown_at_what_surrounds_it() {
        let tree = Tree::parse(TEXT).unwrap();
        assert_eq!(tree.value_at("/title/en"), Position { line: 2, column: 1 });
        assert_eq!(tree.value_at("/course/1/closes"), Position { line: 8, column: 1 });
        assert_eq!(tree.value_at("/nothing/here"), Position::START);
    }

    #[test]
    fn columns_count_characters() {
        let text = "a = \"日本\" # x\nb = 1";
        assert_eq!(
            Position::of(text, text.find('#').unwrap()),
            Position { line: 1, column: 10 }
        );
        assert_eq!(Position::of(text, text.len()), Position { line: 2, column: 6 });
    }

    #[test]
    fn all_syntax_errors_are_reported() {
        let errors = Tree::parse("a = \nb = 2\nb = 3\nc = 99999999999999999999\n").unwrap_err();
        assert_eq!(
            errors.iter().map(|error| error.position.line).collect::<Vec<_>>(),
            [1, 3]
        );
        let errors = Tree::parse("c = 99999999999999999999\n").unwrap_err();
        assert_eq!(errors[0].position, Position { line: 1, column: 5 });
    }

    #[test]
    fn an_alias_carries_the_places_along() {
        let mut tree = Tree::parse(TEXT).unwrap();
        tree.alias("/title", "/name");
        assert_eq!(tree.value_at("/name/ja"), tree.value_at("/title/ja"));
    }
}
