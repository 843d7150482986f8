//! Answers as JSON values, as the forms engine takes them.

use platform::forms::{FieldError, Form};
use serde_json::{Map, Value};

use super::wrong;
use crate::domain::facts::fields;

/// Pairs as a browser would send them, and what cannot be one: a field that the form does not have (a misspelt name
/// must not pass for an answer left out) or a value of another shape. `null` is no answer.
pub(super) fn pairs(form: &Form, answers: &Map<String, Value>) -> (Vec<(String, String)>, Vec<FieldError>) {
    let (mut pairs, mut errors) = (Vec::new(), Vec::new());
    for (id, value) in answers {
        if !fields(form).any(|field| field.id == *id) {
            errors.push(wrong(id, "unknown", None));
            continue;
        }
        match texts(value) {
            Some(values) => pairs.extend(values.into_iter().map(|value| (id.clone(), value))),
            None => errors.push(wrong(id, "shape", None)),
        }
    }
    (pairs, errors)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(many) => many.iter().map(text).collect(),
        one => text(one).map(|text| vec![text]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        _ => None,
    }
}
