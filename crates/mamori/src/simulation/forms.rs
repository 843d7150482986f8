//! Filling in forms: what is known of a company, otherwise something that fits.

use calls::domain::facts::read_form;
use platform::forms::{Answers, Field, FieldKind, Form};
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::{Map, Value};

/// A filled-in form as a browser sends it.
pub type Pairs = Vec<(String, String)>;

/// Answers to every question that must be answered. Where there is a choice, `dice` choose, or the first is taken.
pub fn fill(form: &Form, known: &Map<String, Value>, mut dice: Option<&mut StdRng>) -> Pairs {
    let fields = form.sections.iter().flat_map(|section| &section.fields);
    fields
        .flat_map(|field| {
            let values = match known.get(&field.id) {
                Some(known) => as_sent(known),
                None => made_up(field, dice.as_deref_mut()),
            };
            values.into_iter().map(|value| (field.id.clone(), value))
        })
        .collect()
}

/// A form filled in at random, save for what is known, and read: as answers and as the JSON that operations take.
pub fn answered(form: &Form, known: &[(&str, &str)], dice: &mut StdRng) -> (Answers, String) {
    let known = known
        .iter()
        .map(|(field, value)| ((*field).to_owned(), (*value).into()));
    let answers = read_form(form, &fill(form, &known.collect(), Some(dice))).unwrap_or_default();
    let text = serde_json::to_string(&answers).unwrap_or_else(|_| "{}".to_owned());
    (answers, text)
}

/// The same as the API takes it.
#[cfg(test)]
pub fn answers(form: &Form, known: &Map<String, Value>) -> Map<String, Value> {
    let mut answers = Map::new();
    for (field, value) in fill(form, known, None) {
        let values = answers.entry(field).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = values {
            values.push(Value::String(value));
        }
    }
    answers
}

fn as_sent(known: &Value) -> Vec<String> {
    match known {
        Value::Array(many) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn made_up(field: &Field, dice: Option<&mut StdRng>) -> Vec<String> {
    let options = &field.options;
    let one = |text: &str| vec![text.to_owned()];
    match field.kind {
        FieldKind::Tick if !options.is_empty() => options.iter().map(|option| option.id.clone()).collect(),
        FieldKind::Choice | FieldKind::Select | FieldKind::Choices => {
            let index = dice.map_or(0, |dice| dice.random_range(0..options.len().max(1)));
            options
                .get(index)
                .map(|option| option.id.clone())
                .into_iter()
                .collect()
        }
        FieldKind::YesNo => one(if dice.is_none_or(|dice| dice.random_bool(0.7)) {
            "yes"
        } else {
            "no"
        }),
        _ if !field.required => Vec::new(),
        FieldKind::Tick => one("yes"),
        FieldKind::Integer | FieldKind::Yen => vec![field.minimum.unwrap_or(1).max(1).to_string()],
        FieldKind::Kana => one("トクニナシ"),
        FieldKind::Email => one("someone@example.jp"),
        FieldKind::Telephone => one("050-0000-0000"),
        FieldKind::PostalCode => one("100-0001"),
        FieldKind::Prefecture => one("東京都"),
        FieldKind::Industry => one("39"),
        FieldKind::Date => one("2024-04-01"),
        FieldKind::CorporateNumber => vec![super::companies::corporate_number(990_000_000_000)],
        FieldKind::Text | FieldKind::Textarea => one("特になし"),
    }
}
