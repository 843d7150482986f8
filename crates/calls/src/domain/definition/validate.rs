//! One file against its schema: every mistake of shape at once, and a mended copy of the data, so that the
//! rules can be checked too before the shape is right.

mod compiled;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind as Kind;
use platform::text::Text;
use serde_json::{Map, Value, json};

use super::file::FileKind;
use super::finding::{Code, did_you_mean, nearest, say};
use super::tree::{Tree, escape};
use compiled::{Compiled, compiled};
use shapes::{example_of, expected_shape, is_text, keys_of, kind_of, parent_schema, strings, wanted_kind};

/// A mistake at a JSON pointer, before it has a line.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) pointer: String,
    /// The key is at fault, not the value.
    pub(crate) at_key: bool,
    pub(crate) code: Code,
    pub(crate) message: Text,
    pub(crate) remedy: Text,
}

/// The outcome for one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Validated {
    pub(crate) problems: Vec<Problem>,
    /// The data with misspelt keys renamed, unknown keys removed and placeholders for what is missing.
    pub(crate) value: Value,
    /// Pointers of placeholders: nothing may be concluded from them.
    pub(crate) doubtful: BTreeSet<String>,
}

/// A schema error as owned data.
struct Failure {
    pointer: String,
    /// The schema object that refused.
    schema: Value,
    kind: FailureKind,
}

enum FailureKind {
    Unknown(Vec<String>),
    Missing(String),
    Enum(Vec<String>),
    Type,
    Format(String),
    Other,
}

/// Holds `tree` against the schema of `kind`.
pub(crate) fn validate(kind: FileKind, tree: &mut Tree) -> Validated {
    let compiled = compiled(kind);
    let mut run = Run {
        compiled,
        tree,
        outcome: Validated::default(),
        seen: BTreeSet::new(),
    };
    run.outcome.value = run.tree.value.clone();
    // Mending a key can lay bare what was wrong under it; nothing nests deeper than this.
    for _ in 0..8 {
        let failures = run.failures();
        if failures.is_empty() {
            break;
        }
        run.mend(failures);
    }
    let Run { mut outcome, .. } = run;
    let Validated {
        problems,
        value,
        doubtful,
    } = &mut outcome;
    texts(value, "", doubtful, problems);
    outcome
}

struct Run<'a> {
    compiled: &'a Compiled,
    tree: &'a mut Tree,
    outcome: Validated,
    seen: BTreeSet<(String, String)>,
}

impl Run<'_> {
    fn failures(&self) -> Vec<Failure> {
        let mut failures: Vec<Failure> = self
            .compiled
            .validator
            .iter_errors(&self.outcome.value)
            .map(|error| Failure {
                pointer: error.instance_path().as_str().to_owned(),
                schema: parent_schema(&self.compiled.schema, error.schema_path().as_str()),
                kind: match error.kind() {
                    Kind::AdditionalProperties { unexpected } => FailureKind::Unknown(unexpected.clone()),
                    Kind::Required { property } => {
                        FailureKind::Missing(property.as_str().unwrap_or_default().to_owned())
                    }
                    Kind::Enum { options } => FailureKind::Enum(strings(options)),
                    Kind::Type { .. } => FailureKind::Type,
                    Kind::Format { format } => FailureKind::Format(format.clone()),
                    _ => FailureKind::Other,
                },
            })
            .collect();
        // A misspelt key is renamed before anybody misses the right one.
        failures.sort_by_key(|failure| !matches!(failure.kind, FailureKind::Unknown(_)));
        failures
    }

    fn mend(&mut self, failures: Vec<Failure>) {
        for failure in failures {
            match &failure.kind {
                FailureKind::Unknown(keys) => {
                    for key in keys {
                        self.unknown_key(&failure, key);
                    }
                }
                FailureKind::Missing(key) => self.missing_key(&failure, key),
                FailureKind::Enum(options) => {
                    let got = self.text_at(&failure.pointer);
                    let remedy = did_you_mean(&got, options.iter().map(String::as_str));
                    let list = options.join(", ");
                    let message = say(
                        format!("「{got}」は使えない値です（使える値: {list}）。"),
                        format!("\"{got}\" is not an allowed value (allowed: {list})."),
                    );
                    let remedy = if nearest(&got, options.iter().map(String::as_str)).is_some() {
                        remedy
                    } else {
                        say("", "")
                    };
                    self.wrong_value(&failure, message, remedy);
                }
                FailureKind::Type => self.wrong_type(&failure),
                FailureKind::Format(format) => {
                    let got = self.text_at(&failure.pointer);
                    let (ja, en) = example_of(format);
                    let message = say(
                        format!("「{got}」は{ja}として読めません。"),
                        format!("\"{got}\" cannot be read as {en}."),
                    );
                    self.wrong_value(&failure, message, expected_shape(&failure.schema));
                }
                FailureKind::Other => {
                    let got = self.text_at(&failure.pointer);
                    let message = say(
                        format!("{got} は範囲の外です。"),
                        format!("{got} is out of range."),
                    );
                    self.wrong_value(&failure, message, expected_shape(&failure.schema));
                }
            }
        }
    }

    fn unknown_key(&mut self, failure: &Failure, key: &str) {
        let properties = keys_of(failure.schema.get("properties"));
        let absent: Vec<&str> = {
            let Some(object) = self.object_at(&failure.pointer) else {
                return;
            };
            properties
                .iter()
                .map(String::as_str)
                .filter(|name| !object.contains_key(*name))
                .collect()
        };
        // A key that is there already may have been meant too, for one more of a list.
        let remedy = match nearest(key, properties.iter().map(String::as_str)) {
            Some(there) if nearest(key, absent.iter().copied()).is_none() => did_you_mean(key, [there]),
            _ => did_you_mean(key, absent.iter().copied()),
        };
        let right = nearest(key, absent.iter().copied()).map(str::to_owned);
        let pointer = format!("{}/{}", failure.pointer, escape(key));
        self.report(
            pointer.clone(),
            true,
            Code::UnknownKey,
            say(
                format!("キー「{key}」はここでは使えません。"),
                format!("Unknown key \"{key}\"."),
            ),
            remedy,
        );
        let Some(object) = self.object_at(&failure.pointer) else {
            return;
        };
        let value = object.remove(key);
        // One of several [[…]] with a slip in its name: one more of the list.
        if let Some(list) = nearest(key, properties.iter().map(String::as_str)).filter(|_| right.is_none())
            && let (Some(Value::Array(there)), Some(Value::Array(more))) = (object.get_mut(list), &value)
        {
            let (first, count) = (there.len(), more.len());
            there.extend(more.iter().cloned());
            let whole = format!("{}/{}", failure.pointer, escape(list));
            for index in 0..count {
                self.tree.alias(
                    &format!("{pointer}/{index}"),
                    &format!("{whole}/{}", first + index),
                );
            }
            return;
        }
        if let (Some(right), Some(value)) = (right, value) {
            object.insert(right.clone(), value);
            self.tree
                .alias(&pointer, &format!("{}/{}", failure.pointer, escape(&right)));
        }
    }

    fn missing_key(&mut self, failure: &Failure, key: &str) {
        if self
            .object_at(&failure.pointer)
            .is_none_or(|object| object.contains_key(key))
        {
            return;
        }
        let pointer = format!("{}/{}", failure.pointer, escape(key));
        let wanted = failure
            .schema
            .pointer(&format!("/properties/{key}"))
            .cloned()
            .unwrap_or_default();
        let name = failure
            .pointer
            .rsplit('/')
            .find(|part| part.parse::<usize>().is_err())
            .unwrap_or("");
        let (code, message, remedy) = match (is_text(&failure.schema), key) {
            (true, "en") => (
                Code::MissingTranslation,
                say(
                    format!("「{name}」に英語（en）がありません。"),
                    format!("\"{name}\" has no English (en)."),
                ),
                say(
                    format!("{name}.en = \"…\" を加えてください。"),
                    format!("Add {name}.en = \"…\"."),
                ),
            ),
            (true, _) => (
                Code::MissingTranslation,
                say(
                    format!("「{name}」に日本語（ja）がありません。"),
                    format!("\"{name}\" has no Japanese (ja)."),
                ),
                say(
                    format!("{name}.ja = \"…\" を加えてください。"),
                    format!("Add {name}.ja = \"…\"."),
                ),
            ),
            (false, _) => (
                Code::MissingKey,
                say(
                    format!("必要なキー「{key}」がありません。"),
                    format!("The key \"{key}\" is missing."),
                ),
                expected_shape(&self.resolve(&wanted)),
            ),
        };
        self.report(failure.pointer.clone(), true, code, message, remedy);
        let placeholder = self.placeholder(&wanted);
        if let Some(object) = self.object_at(&failure.pointer) {
            object.insert(key.to_owned(), placeholder);
        }
        self.outcome.doubtful.insert(pointer);
    }

    fn wrong_type(&mut self, failure: &Failure) {
        if is_text(&failure.schema) {
            let only = self.text_at(&failure.pointer);
            let name = failure
                .pointer
                .rsplit('/')
                .find(|part| part.parse::<usize>().is_err())
                .unwrap_or("");
            let message = say(
                "文は日本語と英語の両方が必要です。",
                "A text needs both Japanese and English.",
            );
            let remedy = say(
                format!("{name}.ja = \"{only}\" と {name}.en = \"…\" に分けてください。"),
                format!("Write {name}.ja = \"{only}\" and {name}.en = \"…\"."),
            );
            self.report(
                failure.pointer.clone(),
                false,
                Code::MissingTranslation,
                message,
                remedy,
            );
            if let Some(place) = self.outcome.value.pointer_mut(&failure.pointer) {
                *place = json!({ "ja": "…", "en": "…" });
            }
            self.outcome.doubtful.insert(failure.pointer.clone());
            return;
        }
        let (ja, en) = self
            .outcome
            .value
            .pointer(&failure.pointer)
            .map_or(("なし", "nothing"), kind_of);
        let message = match wanted_kind(&failure.schema) {
            Some((wanted_ja, wanted_en)) => say(
                format!("値の種類が違います。{wanted_ja}のところに{ja}があります。"),
                format!("The value is of the wrong kind: there is {en} where {wanted_en} is expected."),
            ),
            None => say(
                format!("値の種類が違います。{ja}は書けません。"),
                format!("The value is of the wrong kind: {en} cannot stand here."),
            ),
        };
        self.wrong_value(failure, message, expected_shape(&failure.schema));
    }

    fn wrong_value(&mut self, failure: &Failure, message: Text, remedy: Text) {
        self.report(failure.pointer.clone(), false, Code::WrongValue, message, remedy);
        let placeholder = self.placeholder(&failure.schema);
        if let Some(place) = self.outcome.value.pointer_mut(&failure.pointer) {
            *place = placeholder;
        }
        self.outcome.doubtful.insert(failure.pointer.clone());
    }

    fn report(&mut self, pointer: String, at_key: bool, code: Code, message: Text, remedy: Text) {
        if self.seen.insert((pointer.clone(), message.en.clone())) {
            self.outcome.problems.push(Problem {
                pointer,
                at_key,
                code,
                message,
                remedy,
            });
        }
    }

    fn object_at(&mut self, pointer: &str) -> Option<&mut Map<String, Value>> {
        self.outcome
            .value
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
    }

    fn text_at(&self, pointer: &str) -> String {
        match self.outcome.value.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    /// Follows references to the schema that says something.
    fn resolve(&self, schema: &Value) -> Value {
        let target = schema
            .get("$ref")
            .or_else(|| schema.pointer("/allOf/0/$ref"))
            .and_then(Value::as_str);
        target
            .and_then(|target| self.compiled.schema.pointer(target.trim_start_matches('#')))
            .map_or_else(|| schema.clone(), |found| self.resolve(found))
    }

    /// The plainest value that `schema` takes.
    fn placeholder(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(first) = schema.pointer("/enum/0") {
            return first.clone();
        }
        match (
            schema.get("type").and_then(Value::as_str),
            schema.get("format").and_then(Value::as_str),
        ) {
            (Some("string"), Some("date")) => json!("2000-01-04"),
            (Some("string"), Some("partial-date-time")) => json!("2000-01-04T00:00:00"),
            (Some("string"), Some("partial-time")) => json!("00:00:00"),
            (Some("string"), _) => json!("…"),
            (Some("integer" | "number"), _) => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
            (Some("boolean"), _) => json!(false),
            (Some("array"), _) => json!([]),
            (Some("object"), _) => {
                let required = schema.get("required").map(strings).unwrap_or_default();
                let mut object = Map::new();
                for key in required {
                    let inner = schema
                        .pointer(&format!("/properties/{key}"))
                        .cloned()
                        .unwrap_or_default();
                    object.insert(key, self.placeholder(&inner));
                }
                Value::Object(object)
            }
            _ => Value::Null,
        }
    }
}

/// Texts without words, in any language, anywhere.
fn texts(value: &Value, pointer: &str, doubtful: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    if doubtful.contains(pointer) {
        return;
    }
    match value {
        Value::String(text) if text.trim().is_empty() => problems.push(Problem {
            pointer: pointer.to_owned(),
            at_key: false,
            code: Code::EmptyText,
            message: say("文字がありません。", "The text is empty."),
            remedy: say(
                "言葉を書くか、キーごと消してください。",
                "Write words, or leave the whole key out.",
            ),
        }),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, &format!("{pointer}/{index}"), doubtful, problems);
            }
        }
        Value::Object(object) => {
            for (key, item) in object {
                texts(item, &format!("{pointer}/{}", escape(key)), doubtful, problems);
            }
        }
        _ => {}
    }
}
