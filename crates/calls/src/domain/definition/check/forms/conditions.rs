//! Conditions over answers: of fields (`when`) and of courses (`suits`, C8).

use platform::forms::{Condition, Field, FieldKind};

use super::super::references;
use super::{Asked, asked, kind_name};
use crate::domain::definition::finding::{Code, Finding, did_you_mean, say};
use crate::domain::definition::forms::{FormsFile, StandardFile};
use crate::domain::definition::load::Folder;
use crate::domain::definition::opened::Opened;
use crate::domain::definition::well_known as known;

/// The condition of a field, among the fields asked before and after it.
pub(super) fn when(
    file: &Opened<FormsFile>,
    out: &mut Vec<Finding>,
    folder: &Folder<'_>,
    one: &Asked<'_>,
    condition: &Condition,
    before: &[Asked<'_>],
    after: &[Asked<'_>],
) {
    let at = one.at("when/field");
    if let Some(target) = before.iter().find(|other| other.field.id == condition.field) {
        values(file, out, folder, target.field, condition, |place| {
            one.at(&format!("when/is/{place}"))
        });
        return;
    }
    if after.iter().any(|other| other.field.id == condition.field) {
        let message = say(
            format!("条件の質問「{}」が、この質問より後にあります。", condition.field),
            format!(
                "The field \"{}\" of the condition is asked later.",
                condition.field
            ),
        );
        file.at(
            out,
            &at,
            Code::Order,
            message,
            say("先に尋ねてください。", "Ask it before."),
        );
        return;
    }
    let ids: Vec<&str> = before.iter().map(|other| other.field.id.as_str()).collect();
    let message = say(
        format!("質問「{}」がありません。", condition.field),
        format!("There is no field \"{}\".", condition.field),
    );
    file.at(
        out,
        &at,
        Code::UnknownReference,
        message,
        did_you_mean(&condition.field, ids),
    );
}

/// Whether the values of a condition can be answers to `target`.
fn values<T>(
    file: &Opened<T>,
    out: &mut Vec<Finding>,
    folder: &Folder<'_>,
    target: &Field,
    condition: &Condition,
    at: impl Fn(usize) -> String,
) {
    let Some(possible) = possible(folder, target) else {
        let message = say(
            format!(
                "「{}」の答えは条件にできません（kind = \"{}\"）。",
                target.id,
                kind_name(target.kind)
            ),
            format!(
                "Answers to \"{}\" cannot be a condition (kind = \"{}\").",
                target.id,
                kind_name(target.kind)
            ),
        );
        file.at(out, &at(0), Code::Form, message, say("", ""));
        return;
    };
    for (place, value) in condition.is.iter().enumerate() {
        if !possible.contains(&value.as_str()) {
            let message = say(
                format!("「{}」に答え「{value}」はありません。", target.id),
                format!("\"{}\" has no answer \"{value}\".", target.id),
            );
            file.at(
                out,
                &at(place),
                Code::UnknownReference,
                message,
                did_you_mean(value, possible.iter().copied()),
            );
        }
    }
}

fn possible<'a>(folder: &'a Folder<'_>, field: &'a Field) -> Option<Vec<&'a str>> {
    match field.kind {
        FieldKind::YesNo => Some(vec!["yes", "no"]),
        FieldKind::Tick => Some(vec!["yes"]),
        FieldKind::Choice | FieldKind::Select | FieldKind::Choices => {
            if field.id == known::COURSE && field.options.is_empty() {
                return Some(references::courses(folder)?.ids);
            }
            Some(field.options.iter().map(|option| option.id.as_str()).collect())
        }
        _ => None,
    }
}

/// Conditions of courses read the application and the contact check (C8).
pub(super) fn suits(
    folder: &Folder<'_>,
    file: &Opened<FormsFile>,
    standard: Option<&Opened<StandardFile>>,
    out: &mut Vec<Finding>,
) {
    let Some(programme) = folder.programme.as_ref().filter(|_| file.ids_are_sure("/form")) else {
        return;
    };
    let forms = file.data.forms.iter().enumerate();
    let fields: Vec<Asked<'_>> = forms
        .filter(|(_, form)| matches!(form.id.as_str(), "application" | "contact_check"))
        .flat_map(|(index, form)| asked(form, index, standard))
        .collect();
    for (index, course) in programme.data.courses.iter().enumerate() {
        for (place, condition) in course.suits.iter().enumerate() {
            let at = format!("/course/{index}/suits/{place}");
            if let Some(target) = fields.iter().find(|one| one.field.id == condition.field) {
                values(programme, out, folder, target.field, condition, |value| {
                    format!("{at}/is/{value}")
                });
                continue;
            }
            let ids: Vec<&str> = fields.iter().map(|one| one.field.id.as_str()).collect();
            let message = say(
                format!(
                    "申込みにも確認の記録にも質問「{}」がありません。",
                    condition.field
                ),
                format!(
                    "Neither the application nor the contact check asks \"{}\".",
                    condition.field
                ),
            );
            programme.at(
                out,
                &format!("{at}/field"),
                Code::UnknownReference,
                message,
                did_you_mean(&condition.field, ids),
            );
        }
    }
}
