//! A form as data (P4): one engine serves application, contact check, questionnaire, surveys, visit reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A form: application (`application`), contact check (`contact_check`), questionnaire, survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Id, unique in the programme.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it is for, how long it takes.
    #[serde(default)]
    pub intro: Option<Text>,
    /// Sections; each is one page and one line of the task list.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id, unique in the form.
    pub id: String,
    /// Take the fields of the standard section with this id; `field` then adds to them.
    #[serde(default, rename = "use")]
    pub standard: Option<String>,
    /// Title; may be left out with `use`.
    #[serde(default)]
    pub title: Option<Text>,
    /// A paragraph above the fields.
    #[serde(default)]
    pub intro: Option<Text>,
    /// Its fields.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
}

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line, kept as typed.
    Text,
    /// One line of katakana, a reading; hiragana and half width are converted, letters and kanji refused.
    Kana,
    /// Several lines.
    Textarea,
    /// Mail address.
    Email,
    /// Telephone number.
    Telephone,
    /// Seven digits.
    PostalCode,
    /// 13 digits with check digit (法人番号).
    CorporateNumber,
    /// Whole number.
    Integer,
    /// Whole yen; 十・百・千・万・億 are understood.
    Yen,
    /// One of the options, as radio buttons.
    Choice,
    /// One of the options, as a list.
    Select,
    /// Any of the options.
    Choices,
    /// Yes or no.
    YesNo,
    /// A tick that must be set when required.
    Tick,
    /// A date.
    Date,
    /// One of the 47 prefectures.
    Prefecture,
    /// An industry of the Japan Standard Industrial Classification (division letter, 2 or 3 digits).
    Industry,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Id, unique in the form.
    pub id: String,
    /// Kind of answer.
    pub kind: FieldKind,
    /// Label.
    pub label: Text,
    /// Hint under the label.
    #[serde(default)]
    pub hint: Option<Text>,
    /// Example of a good answer.
    #[serde(default)]
    pub example: Option<Text>,
    /// Must be answered (when shown).
    #[serde(default)]
    pub required: bool,
    /// Options of choice, select, choices.
    #[serde(default, rename = "option")]
    pub options: Vec<FieldOption>,
    /// Longest answer in characters.
    #[serde(default)]
    pub max_length: Option<u32>,
    /// Smallest number.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// Largest number.
    #[serde(default)]
    pub maximum: Option<i64>,
    /// Asked only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// The browser's autocomplete token (HTML: `organization`, `email`, `tel` …).
    #[serde(default)]
    pub autocomplete: Option<String>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// Id, unique in the field.
    pub id: String,
    /// Label.
    pub label: Text,
    /// Of `choices`: stands for itself alone ("none of these"); chosen together with another it is a mistake.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
}

/// A condition over an answered form: the field's value is one of `is`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Id of a field.
    pub field: String,
    /// Accepted option ids (`yes`/`no` for yes-no questions).
    pub is: Vec<String>,
}
