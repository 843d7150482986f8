//! What was sent, as it now stands: for reading, printing, and for seeing what the secretariat put right.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform::forms::{Answers, Field, Form};
use web::{Page, Visitor};

use super::answers::{Group, groups_noted, in_words};
use super::apply::FORM;
use super::{own, problems};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::sent::{Corrected, corrected};
use crate::error::Error;
use crate::ops::own::{Correction, Own, corrections};
use crate::ops::submit::code;

#[derive(Template)]
#[template(path = "sent.html")]
struct SentPage<'a> {
    v: &'a Visitor,
    number: String,
    programme: &'a str,
    course: String,
    at: String,
    groups: Vec<Group>,
    any_corrected: bool,
}

/// `GET /status/answers`
pub(super) async fn show(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let Some(form) = programme.form(FORM) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let corrections = match corrections(calls.store.reader(), own.row.id).await {
        Ok(corrections) => corrections,
        Err(error) => return problems::page(&visitor, &error),
    };
    let answers: Answers = serde_json::from_str(&own.row.answers).unwrap_or_default();
    let step = |one: &'_ Correction| (one.at, one.before.clone(), one.after.clone());
    let steps: Vec<_> = corrections.iter().map(step).collect();
    let corrected = corrected(
        &answers,
        steps.iter().map(|(at, before, after)| (*at, before, after)),
    );
    let page = SentPage {
        v: &visitor,
        number: code(own.row.number),
        programme: programme.file.short_name.in_language(visitor.language()),
        course: course(&visitor, &programme, &own),
        at: visitor.words.date_time(own.row.submitted_at.instant()),
        groups: in_groups(&visitor, form, &answers, &corrected),
        any_corrected: !corrected.is_empty(),
    };
    Page::public(&visitor, &visitor.say("sent-title")).show(&page)
}

fn in_groups(
    visitor: &Visitor,
    form: &Form,
    answers: &Answers,
    corrected: &BTreeMap<String, Corrected>,
) -> Vec<Group> {
    groups_noted(visitor, form, answers, |field| {
        let one = corrected.get(&field.id);
        one.map_or_else(String::new, |one| correction(visitor, field, one))
    })
}

/// When an answer was put right, and what stood there.
fn correction(visitor: &Visitor, field: &Field, corrected: &Corrected) -> String {
    let mut sent = Answers::default();
    if let Some(answer) = &corrected.sent {
        sent.set(&field.id, answer.clone());
    }
    let words = in_words(visitor, field, &sent);
    let words = if words.is_empty() {
        visitor.say("apply-empty")
    } else {
        words
    };
    let at = visitor.words.date_time(corrected.at);
    visitor.say2("sent-corrected", "at", at, "sent", words)
}

/// The course it is in now; with the one asked for, where the secretariat decided otherwise (C8).
fn course(visitor: &Visitor, programme: &Programme, own: &Own) -> String {
    let name = |id: &str| {
        let found = programme.file.course(id);
        found.map_or_else(String::new, |course| {
            course.name.in_language(visitor.language()).to_owned()
        })
    };
    let (now, wanted) = (name(&own.row.course), name(&own.row.course_wanted));
    if now == wanted {
        now
    } else {
        visitor.say2("sent-course-decided", "course", now, "wanted", wanted)
    }
}
