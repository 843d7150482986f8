//! Answers as people read them: for checking, for the desk, for exports.

use platform::forms::{Answer, Answers, Field, FieldKind, Form, Section, is_asked};
use platform::text::Language;
use web::Visitor;

use crate::domain::industry::IndustryCode;
use crate::ops::draft::Contents;

/// One answered question.
pub(crate) struct Line {
    /// Label.
    pub(crate) label: String,
    /// Answer in words; empty when not answered.
    pub(crate) value: String,
    /// What is to be said about it: a correction.
    pub(crate) note: String,
}

/// A section with its lines.
pub(crate) struct Group {
    /// Section id.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
    /// Lines.
    pub(crate) lines: Vec<Line>,
}

/// All that was asked and answered, section by section.
pub(crate) fn groups(visitor: &Visitor, form: &Form, answers: &Answers) -> Vec<Group> {
    groups_noted(visitor, form, answers, |_| String::new())
}

/// The same with a note beside the answers that need one.
pub(crate) fn groups_noted(
    visitor: &Visitor,
    form: &Form,
    answers: &Answers,
    note: impl Fn(&Field) -> String,
) -> Vec<Group> {
    let language = visitor.language();
    let line = |field: &Field| Line {
        label: field.label.in_language(language).to_owned(),
        value: in_words(visitor, field, answers),
        note: note(field),
    };
    form.sections
        .iter()
        .map(|section| Group {
            id: section.id.clone(),
            title: section
                .title
                .as_ref()
                .map_or_else(String::new, |title| title.in_language(language).to_owned()),
            lines: section
                .fields
                .iter()
                .filter(|field| is_asked(field, answers))
                .map(line)
                .collect(),
        })
        .collect()
}

/// One section of a draft: what was answered, and as typed what could not be taken.
pub(crate) fn as_typed(visitor: &Visitor, section: &Section, contents: &Contents) -> Vec<Line> {
    let asked = section
        .fields
        .iter()
        .filter(|field| is_asked(field, &contents.answers));
    asked
        .map(|field| Line {
            label: field.label.in_language(visitor.language()).to_owned(),
            value: match contents.as_typed(&field.id).as_slice() {
                [] => in_words(visitor, field, &contents.answers),
                typed => typed.join("\n"),
            },
            note: String::new(),
        })
        .collect()
}

/// One answer in words.
pub(crate) fn in_words(visitor: &Visitor, field: &Field, answers: &Answers) -> String {
    let language = visitor.language();
    match answers.get(&field.id) {
        None => String::new(),
        Some(Answer::Tick(ticked)) => visitor.say(if *ticked { "check-yes" } else { "check-no" }),
        Some(Answer::Number(number)) if field.kind == FieldKind::Yen => match language {
            Language::Ja => format!("{}円", visitor.words.number(*number)),
            Language::En => format!("{} yen", visitor.words.number(*number)),
        },
        Some(Answer::Number(number)) => visitor.words.number(*number),
        Some(Answer::Text(text)) if field.kind == FieldKind::YesNo => {
            visitor.say(if text == "yes" { "check-yes" } else { "check-no" })
        }
        Some(Answer::Text(text)) if field.kind == FieldKind::Industry => industry(visitor, text),
        Some(Answer::Text(text)) => option_label(field, text, language).unwrap_or_else(|| text.clone()),
        Some(Answer::Many(many)) => {
            let labels = many
                .iter()
                .map(|one| option_label(field, one, language).unwrap_or_else(|| one.clone()));
            labels.collect::<Vec<_>>().join("\n")
        }
    }
}

/// In the words of the list it was chosen from; a code that came another way, by the classification's name.
pub(super) fn industry(visitor: &Visitor, code: &str) -> String {
    let key = format!("industry-{}", code.to_lowercase());
    if visitor.words.has(&key) {
        return visitor.say(&key);
    }
    IndustryCode::parse(code).map_or_else(
        || code.to_owned(),
        |known| format!("{known} {}", known.name().in_language(visitor.language())),
    )
}

fn option_label(field: &Field, id: &str, language: Language) -> Option<String> {
    field
        .options
        .iter()
        .find(|option| option.id == id)
        .map(|option| option.label.in_language(language).to_owned())
}
