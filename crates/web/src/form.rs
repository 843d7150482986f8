//! Rendering a form's section: labels with ※必須 or 任意, hints, errors, everything typed shown again.

use std::collections::HashMap;

use askama::Template;
use platform::forms::{Answer, Answers, Condition, Field, FieldError, FieldKind, PREFECTURES};
use platform::text::Text;

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
    /// Not to be chosen together with others.
    pub exclusive: bool,
}

impl OptionView {
    /// An option.
    pub fn new(id: &str, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            id: id.to_owned(),
            label: label.into(),
            chosen,
            exclusive: false,
        }
    }
}

/// A field as shown. Pages that are no form of a programme build their own: `FieldView::line("reason", label)`.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    /// Field id; also the name sent and the id in the page.
    pub id: String,
    /// `text`, `textarea`, `radio`, `select`, `checkboxes`, `tick`, `file`.
    pub control: &'static str,
    /// HTML input type.
    pub input: &'static str,
    /// HTML inputmode.
    pub mode: &'static str,
    /// Label.
    pub label: String,
    /// Hint.
    pub hint: String,
    /// Example of a good answer.
    pub example: String,
    /// Must be answered.
    pub required: bool,
    /// What stands in it.
    pub value: String,
    /// Options.
    pub options: Vec<OptionView>,
    /// Longest answer, shown and counted.
    pub max_length: Option<u32>,
    /// What is wrong.
    pub error: Option<String>,
    /// autocomplete token.
    pub autocomplete: String,
    /// Asked only when this field …
    pub when_field: String,
    /// … has one of these values, separated by blanks.
    pub when_is: String,
    /// The same in words, for those whose browser does not hide it: 「事業の形」で「会社」を選んだ場合.
    pub when_words: String,
    /// `short`, `middle`, or empty: as wide as the page.
    pub width: &'static str,
    /// What stands behind it: 円, 名.
    pub unit: String,
    /// File types taken, for `file`.
    pub accept: &'static str,
}

impl FieldView {
    fn new(control: &'static str, id: &str, label: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            control,
            input: "text",
            label: label.into(),
            ..Self::default()
        }
    }

    /// One line.
    pub fn line(id: &str, label: impl Into<String>) -> Self {
        Self::new("text", id, label)
    }

    /// Several lines.
    pub fn text(id: &str, label: impl Into<String>) -> Self {
        Self::new("textarea", id, label)
    }

    /// One of a few: radio buttons.
    pub fn radio(id: &str, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self {
            options,
            ..Self::new("radio", id, label)
        }
    }

    /// One of many: a list.
    pub fn select(id: &str, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self {
            options,
            ..Self::new("select", id, label)
        }
    }

    /// Any of some.
    pub fn checkboxes(id: &str, label: impl Into<String>, options: Vec<OptionView>) -> Self {
        Self {
            options,
            ..Self::new("checkboxes", id, label)
        }
    }

    /// One box to tick; its label is the sentence agreed to.
    pub fn tick(id: &str, label: impl Into<String>) -> Self {
        Self::new("tick", id, label)
    }

    /// A file of these types (`.pdf,.png`).
    pub fn file(id: &str, label: impl Into<String>, accept: &'static str) -> Self {
        Self {
            accept,
            ..Self::new("file", id, label)
        }
    }

    /// A date from the browser's own picker (`YYYY-MM-DD`).
    pub fn date(id: &str, label: impl Into<String>) -> Self {
        Self {
            input: "date",
            width: "short",
            ..Self::new("text", id, label)
        }
    }

    /// A secret; never shown again.
    pub fn password(id: &str, label: impl Into<String>) -> Self {
        Self {
            input: "password",
            ..Self::new("text", id, label)
        }
    }

    /// Must be answered.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With what was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With what is wrong.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// With the longest answer, counted while typing.
    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// With an autocomplete token.
    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Self {
        token.clone_into(&mut self.autocomplete);
        self
    }

    /// `short` or `middle`.
    #[must_use]
    pub fn width(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }

    /// Digits on a telephone's keyboard.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.mode = "numeric";
        self
    }

    /// For templates: what describes the control, as ids.
    pub fn described_by(&self) -> String {
        let parts = [
            (!self.when_words.is_empty(), "when"),
            (!self.hint.is_empty() || !self.example.is_empty(), "hint"),
            (self.error.is_some(), "error"),
            (self.counts(), "count"),
        ];
        let ids = parts
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, part)| format!("{}-{part}", self.id));
        ids.collect::<Vec<_>>().join(" ")
    }

    /// For templates: whether characters are counted.
    pub fn counts(&self) -> bool {
        self.control == "textarea" && self.max_length.is_some()
    }
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

/// The same for a page of some `fields`: what was sent for them replaces what was saved, also where nothing was sent
/// (a box that is no longer ticked).
pub fn typed_in(fields: &[Field], answers: &Answers, sent: &[(String, String)]) -> Typed {
    let mut typed = typed(answers, sent);
    if !sent.is_empty() {
        typed.retain(|id, _| {
            sent.iter().any(|(name, _)| name == id) || !fields.iter().any(|field| field.id == *id)
        });
    }
    typed
}

/// An answer in words, one line for each option chosen.
pub fn answer_words(visitor: &Visitor, field: &Field, answers: &Answers) -> Vec<String> {
    let option = |id: &str| {
        let found = field.options.iter().find(|option| option.id == id);
        found.map_or_else(
            || id.to_owned(),
            |option| option.label.in_language(visitor.language()).to_owned(),
        )
    };
    match answers.get(&field.id) {
        None => Vec::new(),
        Some(Answer::Tick(ticked)) => vec![visitor.say(if *ticked { "field-yes" } else { "field-no" })],
        Some(Answer::Number(number)) => vec![visitor.words.number(*number)],
        Some(Answer::Text(text)) if field.kind == FieldKind::YesNo => {
            vec![visitor.say(if text == "yes" { "field-yes" } else { "field-no" })]
        }
        Some(Answer::Text(text)) => vec![option(text)],
        Some(Answer::Many(many)) => many.iter().map(|one| option(one)).collect(),
    }
}

/// The fields of a section as shown to `visitor`.
pub fn views(visitor: &Visitor, fields: &[Field], typed: &Typed, errors: &[FieldError]) -> Vec<FieldView> {
    fields
        .iter()
        .map(|field| FieldView {
            when_words: condition_words(visitor, field, fields),
            ..view(visitor, field, typed, errors)
        })
        .collect()
}

/// When `field` is asked, where the answer that decides it stands on the same page.
fn condition_words(visitor: &Visitor, field: &Field, fields: &[Field]) -> String {
    let Some(condition) = &field.when else {
        return String::new();
    };
    let Some(asked) = fields.iter().find(|one| one.id == condition.field) else {
        return String::new();
    };
    let answers = options(visitor, asked, &[]);
    let named = answers.iter().filter(|option| condition.is.contains(&option.id));
    let labels: Vec<String> = named
        .map(|option| visitor.say1("field-when-answer", "answer", &option.label))
        .collect();
    let key = if field.required {
        "field-when-required"
    } else {
        "field-when-optional"
    };
    let question = asked.label.in_language(visitor.language());
    visitor.say2(
        key,
        "question",
        question,
        "answers",
        labels.join(&visitor.say("field-when-or")),
    )
}

/// For the error summary: field and sentence, in the order of the page.
pub fn summary(fields: &[FieldView]) -> Vec<(String, String)> {
    let wrong = fields
        .iter()
        .filter_map(|field| Some((field, field.error.as_ref()?)));
    wrong
        .map(|(field, error)| (field.id.clone(), format!("{}: {error}", field.label)))
        .collect()
}

fn view(visitor: &Visitor, field: &Field, typed: &Typed, errors: &[FieldError]) -> FieldView {
    let language = visitor.language();
    let values = typed.get(&field.id).cloned().unwrap_or_default();
    let (control, input, mode) = control(field);
    let text = |text: &Option<Text>| {
        text.as_ref()
            .map(|text| text.in_language(language).to_owned())
            .unwrap_or_default()
    };
    let condition = |pick: fn(&Condition) -> String| field.when.as_ref().map(pick).unwrap_or_default();
    FieldView {
        id: field.id.clone(),
        control,
        input,
        mode,
        label: field.label.in_language(language).to_owned(),
        hint: text(&field.hint),
        example: text(&field.example),
        required: field.required,
        value: values.first().cloned().unwrap_or_default(),
        options: options(visitor, field, &values),
        max_length: field.max_length.filter(|_| field.kind == FieldKind::Textarea),
        error: errors
            .iter()
            .find(|error| error.field == field.id)
            .map(|error| sentence(visitor, field, error)),
        autocomplete: field.autocomplete.clone().unwrap_or_default(),
        when_field: condition(|condition| condition.field.clone()),
        when_is: condition(|condition| condition.is.join(" ")),
        when_words: String::new(),
        width: width(field.kind),
        unit: if field.kind == FieldKind::Yen {
            visitor.say("field-unit-yen")
        } else {
            String::new()
        },
        accept: "",
    }
}

/// A field is about as wide as its answer.
const fn width(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::PostalCode | FieldKind::Integer | FieldKind::Prefecture => "short",
        FieldKind::Telephone | FieldKind::CorporateNumber | FieldKind::Yen | FieldKind::Date => "middle",
        _ => "",
    }
}

/// The sentence for an error of `field`: what is chosen is not typed, and options stand in their own words.
pub fn sentence(visitor: &Visitor, field: &Field, error: &FieldError) -> String {
    match error.code {
        "required" if is_chosen(field.kind) => visitor.say("field-error-required-choice"),
        "exclusive" => {
            let alone = field
                .options
                .iter()
                .find(|option| error.value.as_ref() == Some(&option.id));
            alone.map_or_else(
                || message(visitor, error),
                |option| {
                    let label = option.label.in_language(visitor.language());
                    visitor.say1("field-error-exclusive-of", "option", label)
                },
            )
        }
        _ => message(visitor, error),
    }
}

/// The same for the error summary, after the field's label: "会社名: 入力してください".
pub fn named<'f>(
    visitor: &Visitor,
    mut fields: impl Iterator<Item = &'f Field>,
    error: &FieldError,
) -> (String, String) {
    let text = match fields.find(|field| field.id == error.field) {
        Some(field) => {
            let label = field.label.in_language(visitor.language());
            format!("{label}: {}", sentence(visitor, field, error))
        }
        None => message(visitor, error),
    };
    (error.field.clone(), text)
}

const fn is_chosen(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Choice
            | FieldKind::Select
            | FieldKind::YesNo
            | FieldKind::Prefecture
            | FieldKind::Industry
    )
}

/// The sentence for an error whose field is not at hand (a program's answers).
pub fn message(visitor: &Visitor, error: &FieldError) -> String {
    let key = format!("field-error-{}", error.code.replace('_', "-"));
    let value = error.value.as_deref().unwrap_or_default();
    match value.parse::<i64>() {
        Ok(number) => visitor.say1(&key, "value", visitor.words.number(number)),
        Err(_) => visitor.say1(&key, "value", value),
    }
}

fn control(field: &Field) -> (&'static str, &'static str, &'static str) {
    match field.kind {
        FieldKind::Textarea => ("textarea", "", ""),
        FieldKind::Choice | FieldKind::YesNo => ("radio", "", ""),
        FieldKind::Select | FieldKind::Prefecture | FieldKind::Industry => ("select", "", ""),
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
    let plain = |id: &str, label: String| OptionView::new(id, label, chosen(id));
    match field.kind {
        FieldKind::YesNo => vec![
            plain("yes", visitor.say("field-yes")),
            plain("no", visitor.say("field-no")),
        ],
        FieldKind::Industry => industries(visitor, values),
        FieldKind::Prefecture => PREFECTURES
            .iter()
            .map(|name| plain(name, (*name).to_owned()))
            .collect(),
        _ => field
            .options
            .iter()
            .map(|option| OptionView {
                exclusive: option.exclusive,
                ..plain(
                    &option.id,
                    option.label.in_language(visitor.language()).to_owned(),
                )
            })
            .collect(),
    }
}

/// Industries of the Japan Standard Industrial Classification (13th revision): whole divisions, and groups where the SME
/// Basic Act or a call draws its line inside of a division (information, trade, real estate, food and lodging, living).
const INDUSTRIES: [&str; 46] = [
    "A", "B", "C", "D", "E", "F", "37", "38", "39", "40", "411", "412", "413", "414", "415", "416", "H",
    "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "J", "68", "69", "693", "70",
    "L", "75", "76", "77", "78", "791", "79", "80", "O", "P", "Q", "R",
];

/// A code that stands in no line of the list (from the programming interface) is kept as a line of its own.
fn industries(visitor: &Visitor, values: &[String]) -> Vec<OptionView> {
    let value = values.first().map(String::as_str).unwrap_or_default();
    let mut options: Vec<OptionView> = INDUSTRIES
        .iter()
        .map(|code| {
            OptionView::new(
                code,
                visitor.say(&format!("industry-{}", code.to_lowercase())),
                *code == value,
            )
        })
        .collect();
    if !value.is_empty() && !INDUSTRIES.contains(&value) {
        options.push(OptionView::new(value, value, true));
    }
    options
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

impl Visitor {
    /// For templates: one field as HTML.
    pub fn field(&self, field: &FieldView) -> askama::filters::Safe<String> {
        askama::filters::Safe(render(self, std::slice::from_ref(field)))
    }
}
