//! The application form as JSON: what a program must know to fill it in.

use platform::forms::{Condition, Field};
use platform::text::{Language, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::definition::Programme;

/// A section of the application form.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Section {
    /// Id.
    id: String,
    /// Title.
    title: String,
    /// Questions.
    questions: Vec<Question>,
}

/// A question of the application form.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Question {
    /// Field id: the key in `answers`.
    id: String,
    /// Kind of answer: `text`, `kana`, `textarea`, `email`, `telephone`, `postal_code`, `corporate_number`, `integer`,
    /// `yen`, `choice`, `select`, `choices` (a list), `yes_no` (`yes`/`no` or true/false), `tick` (true, or the list
    /// of all options), `date` (`YYYY-MM-DD`), `prefecture` (東京都), `industry` (code of the Japan Standard
    /// Industrial Classification).
    kind: String,
    /// Label.
    label: String,
    /// Hint.
    hint: Option<String>,
    /// Must be answered when asked.
    required: bool,
    /// Options, where there are any.
    options: Vec<Choice>,
    /// Longest answer in characters.
    max_length: Option<u32>,
    /// Smallest number.
    minimum: Option<i64>,
    /// Largest number.
    maximum: Option<i64>,
    /// Asked only when this holds; what is not asked is left out.
    when: Option<When>,
}

/// An option.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Choice {
    /// The answer.
    id: String,
    /// Label.
    label: String,
    /// Stands for itself alone ("none of these"): chosen together with another option it is refused (422 `exclusive`).
    exclusive: bool,
}

/// The answer to `field` is one of `is`.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct When {
    /// Field id.
    field: String,
    /// Answers.
    is: Vec<String>,
}

/// The application form of a call.
pub(super) fn of(programme: &Programme, language: Language) -> Vec<Section> {
    let Some(form) = programme.form("application") else {
        return Vec::new();
    };
    let sections = form.sections.iter().map(|section| Section {
        id: section.id.clone(),
        title: say(section.title.as_ref(), language).unwrap_or_default(),
        questions: section
            .fields
            .iter()
            .map(|field| question(field, language))
            .collect(),
    });
    sections.collect()
}

fn say(text: Option<&Text>, language: Language) -> Option<String> {
    text.map(|text| text.in_language(language).to_owned())
}

fn question(field: &Field, language: Language) -> Question {
    let kind = serde_json::to_value(field.kind).unwrap_or_default();
    let choices = field.options.iter().map(|option| Choice {
        id: option.id.clone(),
        label: option.label.in_language(language).to_owned(),
        exclusive: option.exclusive,
    });
    Question {
        id: field.id.clone(),
        kind: kind.as_str().unwrap_or_default().to_owned(),
        label: field.label.in_language(language).to_owned(),
        hint: say(field.hint.as_ref(), language),
        required: field.required,
        options: choices.collect(),
        max_length: field.max_length,
        minimum: field.minimum,
        maximum: field.maximum,
        when: field.when.as_ref().map(|Condition { field, is }| When {
            field: field.clone(),
            is: is.clone(),
        }),
    }
}
