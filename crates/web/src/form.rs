//! Rendering a form's section: labels with ※必須 or 任意, hints, errors, everything typed shown again.

use std::collections::HashMap;

use askama::Template;
use platform::forms::{Answers, Condition, Field, FieldError, FieldKind, PREFECTURES};

use crate::visitor::Visitor;

/// An option as shown.
#[derive(Clone, Debug)]
pub struct OptionView {
    /// Value sent.
    pub id: String,
    /// Label.
    pub label: String,
    /// Chosen.
    pub chosen: bool,
}

/// A field as shown.
#[derive(Clone, Debug)]
pub struct FieldView {
    /// Field id; also the name sent and the id in the page.
    pub id: String,
    /// `text`, `textarea`, `radio`, `select`, `checkboxes`, `tick`.
    pub control: &'static str,
    /// HTML input type.
    pub input: &'static str,
    /// HTML inputmode.
    pub mode: &'static str,
    /// Label.
    pub label: String,
    /// Hint.
    pub hint: String,
    /// Must be answered.
    pub required: bool,
    /// What stands in it.
    pub value: String,
    /// Options.
    pub options: Vec<OptionView>,
    /// Longest answer.
    pub max_length: Option<u32>,
    /// What is wrong.
    pub error: Option<String>,
    /// autocomplete token.
    pub autocomplete: String,
    /// Asked only when this field …
    pub when_field: String,
    /// … has one of these values, separated by blanks.
    pub when_is: String,
    /// Narrow input.
    pub narrow: bool,
}

/// Values typed, by field, in order; the newest of what was sent and what was saved.
pub type Typed = HashMap<String, Vec<String>>;

/// What was typed, from saved answers and from what was just sent.
pub fn typed(answers: &Answers, sent: &[(String, String)]) -> Typed {
    let mut typed: Typed = answers
        .iter()
        .map(|(field, _)| (field.to_owned(), answers.values(field)))
        .collect();
    let mut fresh: Typed = HashMap::new();
    for (field, value) in sent {
        fresh.entry(field.clone()).or_default().push(value.clone());
    }
    typed.extend(fresh);
    typed
}

/// The fields of a section as shown to `visitor`.
pub fn views(visitor: &Visitor, fields: &[Field], typed: &Typed, errors: &[FieldError]) -> Vec<FieldView> {
    fields
        .iter()
        .map(|field| view(visitor, field, typed, errors))
        .collect()
}

fn view(visitor: &Visitor, field: &Field, typed: &Typed, errors: &[FieldError]) -> FieldView {
    let language = visitor.language();
    let values = typed.get(&field.id).cloned().unwrap_or_default();
    let (control, input, mode) = control(field);
    let hint = field
        .hint
        .as_ref()
        .map(|hint| hint.in_language(language).to_owned())
        .unwrap_or_default();
    let example = field
        .example
        .as_ref()
        .map(|example| visitor.say1("field-example", "example", example.in_language(language)));
    let condition = |pick: fn(&Condition) -> String| field.when.as_ref().map(pick).unwrap_or_default();
    FieldView {
        id: field.id.clone(),
        control,
        input,
        mode,
        label: field.label.in_language(language).to_owned(),
        hint: [hint, example.unwrap_or_default()].join(" ").trim().to_owned(),
        required: field.required,
        value: values.first().cloned().unwrap_or_default(),
        options: options(visitor, field, &values),
        max_length: field.max_length.filter(|_| field.kind == FieldKind::Textarea),
        error: errors
            .iter()
            .find(|error| error.field == field.id)
            .map(|error| message(visitor, error)),
        autocomplete: field.autocomplete.clone().unwrap_or_default(),
        when_field: condition(|condition| condition.field.clone()),
        when_is: condition(|condition| condition.is.join(" ")),
        narrow: matches!(
            field.kind,
            FieldKind::PostalCode
                | FieldKind::Integer
                | FieldKind::Yen
                | FieldKind::Date
                | FieldKind::Industry
        ),
    }
}

/// The sentence for a field's error.
pub fn message(visitor: &Visitor, error: &FieldError) -> String {
    let key = format!("field-error-{}", error.code.replace('_', "-"));
    visitor.say1(&key, "value", error.value.as_deref().unwrap_or_default())
}

fn control(field: &Field) -> (&'static str, &'static str, &'static str) {
    match field.kind {
        FieldKind::Textarea => ("textarea", "", ""),
        FieldKind::Choice | FieldKind::YesNo => ("radio", "", ""),
        FieldKind::Select | FieldKind::Prefecture => ("select", "", ""),
        FieldKind::Industry if !field.options.is_empty() => ("select", "", ""),
        FieldKind::Choices => ("checkboxes", "", ""),
        FieldKind::Tick if field.options.is_empty() => ("tick", "", ""),
        FieldKind::Tick => ("checkboxes", "", ""),
        FieldKind::Email => ("text", "email", "email"),
        FieldKind::Telephone => ("text", "tel", "tel"),
        FieldKind::PostalCode | FieldKind::CorporateNumber | FieldKind::Integer => {
            ("text", "text", "numeric")
        }
        _ => ("text", "text", ""),
    }
}

fn options(visitor: &Visitor, field: &Field, values: &[String]) -> Vec<OptionView> {
    let chosen = |id: &str| values.iter().any(|value| value == id);
    let plain = |id: &str, label: String| OptionView {
        id: id.to_owned(),
        label,
        chosen: chosen(id),
    };
    match field.kind {
        FieldKind::YesNo => vec![
            plain("yes", visitor.say("check-yes")),
            plain("no", visitor.say("check-no")),
        ],
        FieldKind::Prefecture => PREFECTURES
            .iter()
            .map(|name| plain(name, (*name).to_owned()))
            .collect(),
        _ => field
            .options
            .iter()
            .map(|option| {
                plain(
                    &option.id,
                    option.label.in_language(visitor.language()).to_owned(),
                )
            })
            .collect(),
    }
}

/// The fields as HTML.
pub fn render(visitor: &Visitor, fields: &[FieldView]) -> String {
    Fields { v: visitor, fields }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "fields.html")]
struct Fields<'a> {
    v: &'a Visitor,
    fields: &'a [FieldView],
}
