//! Checking the answers and sending the application (C6, C18).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::forms::{FieldError, Form, Progress, Section};
use web::{Page, Posted, Visitor};

use super::answers::{Group, groups};
use super::apply::{is_closed, open, section_page, state_of, to};
use super::{problems, unmet};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::domain::definition::well_known::COURSE;
use crate::error::Error;
use crate::ops::draft::Draft;
use crate::ops::submission::from_answers;
use crate::ops::submit::{SubmitApplication, window_is_open};

#[derive(Template)]
#[template(path = "apply-check.html")]
struct CheckPage<'a> {
    v: &'a Visitor,
    base: String,
    groups: Vec<Group>,
    /// What the rules say against it, as HTML.
    unmet: String,
    trouble: Option<(String, String)>,
    /// Sending alone does not complete it: the secretariat calls first.
    contact: bool,
    /// Courses that still take applications when the chosen one does not, and where another one is chosen.
    instead: Option<(String, String)>,
}

/// `GET /programmes/{programme}/apply/check`
pub(super) async fn check(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    if form
        .sections
        .iter()
        .any(|section| state_of(section, &draft.contents) != Progress::Done)
    {
        return to(&visitor, &programme, "apply");
    }
    let course = course_of(&programme, &draft);
    let trouble = course.and_then(|course| window_is_open(course, visitor.now).err());
    check_page(&visitor, &programme, &form, &draft, trouble.as_ref())
}

fn course_of<'p>(
    programme: &'p Programme,
    draft: &Draft,
) -> Option<&'p crate::domain::definition::programme::Course> {
    let asked = draft.contents.answers.text(COURSE);
    asked
        .and_then(|id| programme.file.course(id))
        .or_else(|| programme.file.courses.first())
}

/// Another course may have a later close: its name, and the section in which the course is chosen.
fn still_open(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    draft: &Draft,
) -> Option<(String, String)> {
    let chosen = course_of(programme, draft).map(|course| course.id.as_str());
    let others = programme.file.courses.iter();
    let names: Vec<&str> = others
        .filter(|course| Some(course.id.as_str()) != chosen && window_is_open(course, visitor.now).is_ok())
        .map(|course| course.name.in_language(visitor.language()))
        .collect();
    let asks = |section: &&Section| section.fields.iter().any(|field| field.id == COURSE);
    let section = form.sections.iter().find(asks)?;
    let href = visitor.href(&format!(
        "/programmes/{}/apply/{}?from=check",
        programme.file.id, section.id
    ));
    (!names.is_empty()).then(|| (names.join(" / "), href))
}

/// What was typed can still be read after the close, after the last place, before the opening.
fn check_page(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    draft: &Draft,
    trouble: Option<&Error>,
) -> Response {
    let said = |key: &str, lead: String| Some((visitor.say(key), lead));
    let trouble_text = match trouble {
        Some(Error::Closed { closed }) => said(
            "apply-closed-title",
            visitor.say1("apply-closed-lead", "closes", visitor.words.deadline(*closed)),
        ),
        Some(Error::NotOpenYet { opens }) => said(
            "apply-not-open-title",
            visitor.say1("apply-not-open-lead", "opens", visitor.words.date_time(*opens)),
        ),
        Some(Error::Full { .. }) => said("apply-full-title", visitor.say("apply-full-lead")),
        Some(_) => said("error-changed-title", visitor.say("error-changed-text")),
        None => None,
    };
    let instead = matches!(trouble, Some(Error::Closed { .. } | Error::Full { .. }));
    let page = CheckPage {
        instead: instead
            .then(|| still_open(visitor, programme, form, draft))
            .flatten(),
        v: visitor,
        base: visitor.href(&format!("/programmes/{}", programme.file.id)),
        groups: groups(visitor, form, &draft.contents.answers),
        unmet: if trouble.is_none() {
            unmet::notice(visitor, programme, form, &draft.contents)
        } else {
            String::new()
        },
        trouble: trouble_text,
        contact: programme.file.step(StepKind::Contact).is_some(),
    };
    let status = if trouble.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let body = page.render().unwrap_or_default();
    // Also the answer to sending is this page.
    let path = format!("/programmes/{}/apply/check", programme.file.id);
    let frame = Page::public(visitor, &visitor.say("apply-check-title")).at(&path);
    (status, frame.render(&body)).into_response()
}

/// `POST /programmes/{programme}/apply/send`
pub(super) async fn send(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    let (programme, form, draft) = match open(&calls, &visitor, &id).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let pairs = crate::domain::facts::pairs(&form, &draft.contents.answers);
    let submission = match from_answers(&programme, &form, &pairs, visitor.language()) {
        Ok(submission) => submission,
        Err(errors) => return put_right(&visitor, &programme, &form, &draft, &errors),
    };
    let submission = submission.of_draft(draft.id);
    match calls
        .store
        .run(&SubmitApplication {
            programme: Arc::clone(&programme),
            submission,
        })
        .await
    {
        Ok(_) => to(&visitor, &programme, "receipt"),
        Err(error @ (Error::Closed { .. } | Error::NotOpenYet { .. } | Error::Full { .. })) => {
            check_page(&visitor, &programme, &form, &draft, Some(&error))
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

/// What cannot be sent as it stands, in the section where it is put right.
fn put_right(
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    draft: &Draft,
    errors: &[FieldError],
) -> Response {
    let of = |section: &Section| -> Vec<FieldError> {
        let here = |error: &&FieldError| section.fields.iter().any(|field| field.id == error.field);
        errors.iter().filter(here).cloned().collect()
    };
    let mut wrong = form.sections.iter().map(|section| (section, of(section)));
    match wrong.find(|(_, errors)| !errors.is_empty()) {
        Some((section, errors)) if !is_closed(visitor, programme) => {
            section_page(visitor, programme, form, &section.id, &draft.contents, &errors)
        }
        _ => to(visitor, programme, "apply"),
    }
}
