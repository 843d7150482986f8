//! A form that belongs to an application: the questionnaire after the selection (C14). Kept when something is wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::forms::{Answers, FieldError, Form, Section};
use web::form::{named, render, typed, views};
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Visitor};

use super::answers::{Group, groups};
use super::{own, problems};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::domain::facts::fields;
use crate::error::Error;
use crate::ops::documents::AnswerForm;
use crate::ops::draft::Contents;
use crate::ops::own::Own;

/// A section as shown.
struct SectionView {
    title: String,
    intro: String,
    fields: String,
}

#[derive(Template)]
#[template(path = "questionnaire.html")]
struct FormPage<'a> {
    v: &'a Visitor,
    action: String,
    title: &'a str,
    intro: &'a str,
    errors: Vec<(String, String)>,
    sections: Vec<SectionView>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "questionnaire-sent.html")]
struct SentPage<'a> {
    v: &'a Visitor,
    title: &'a str,
    at: String,
    groups: Vec<Group>,
}

/// The form of an address, if the call's steps ask a confirmed company for it.
fn find(programme: &Programme, own: &Own, id: &str) -> Result<Form, Error> {
    let asked = programme
        .file
        .steps
        .iter()
        .any(|step| step.kind == StepKind::Questionnaire && step.form.as_deref() == Some(id));
    if !asked {
        return Err(Error::NotInCall("form"));
    }
    if !matches!(own.state.name(), StateName::Confirmed | StateName::Participating) {
        return Err(Error::OutOfOrder(
            "the questionnaire is answered after the confirmation",
        ));
    }
    programme.form(id).cloned().ok_or(Error::NotInCall("form"))
}

/// What was saved so far, right or wrong.
fn saved(own: &Own, form: &str) -> Contents {
    let row = own.forms.iter().find(|row| row.form_id == form && !row.complete);
    row.and_then(|row| serde_json::from_str(&row.answers).ok())
        .unwrap_or_default()
}

/// `GET /status/forms/{form}`
pub(super) async fn show(State(calls): State<Calls>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let form = match find(&programme, &own, &id) {
        Ok(form) => form,
        Err(error) => return problems::page(&visitor, &error),
    };
    match own.forms.iter().find(|row| row.form_id == id && row.complete) {
        Some(row) => {
            let answers: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
            let page = SentPage {
                v: &visitor,
                title: form.title.in_language(visitor.language()),
                at: visitor.words.date_time(row.updated_at.instant()),
                groups: groups(&visitor, &form, &answers),
            };
            Page::public(&visitor, page.title)
                .render(&page.render().unwrap_or_default())
                .into_response()
        }
        None => form_page(&visitor, &form, &saved(&own, &id), &[]),
    }
}

fn form_page(visitor: &Visitor, form: &Form, contents: &Contents, errors: &[FieldError]) -> Response {
    let language = visitor.language();
    let typed = typed(&contents.answers, &contents.raw);
    let section = |section: &Section| SectionView {
        title: section
            .title
            .as_ref()
            .map_or_else(String::new, |title| title.in_language(language).to_owned()),
        intro: section
            .intro
            .as_ref()
            .map_or_else(String::new, |intro| intro.in_language(language).to_owned()),
        fields: render(visitor, &views(visitor, &section.fields, &typed, errors)),
    };
    let page = FormPage {
        v: visitor,
        action: visitor.href(&format!("/status/forms/{}", form.id)),
        title: form.title.in_language(language),
        intro: form
            .intro
            .as_ref()
            .map_or("", |intro| intro.in_language(language)),
        errors: errors
            .iter()
            .map(|error| named(visitor, fields(form), error))
            .collect(),
        sections: form.sections.iter().map(section).collect(),
        saved: visitor.path_and_query.ends_with("?saved"),
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let frame = Page::public(visitor, page.title)
        .with_errors(!errors.is_empty())
        .at(&format!("/status/forms/{}", form.id))
        .typed_in(FORM_ELEMENT);
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

/// `POST /status/forms/{form}`: sends it, or keeps it for later.
pub(super) async fn send(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let form = match find(&programme, &own, &id) {
        Ok(form) => form,
        Err(error) => return problems::page(&visitor, &error),
    };
    if own.forms.iter().any(|row| row.form_id == id && row.complete) {
        return own::to(&visitor, &format!("/forms/{id}"));
    }
    let mut contents = Contents::default();
    let errors = contents.take(fields(&form), &posted.pairs);
    let later = posted.has("later") || posted.changes_language();
    let complete = errors.is_empty() && !later;
    let answers = if complete {
        serde_json::to_string(&contents.answers)
    } else {
        serde_json::to_string(&contents)
    };
    let operation = AnswerForm {
        programme: Arc::clone(&programme),
        application: own.row.id,
        form: id.clone(),
        answers: answers.unwrap_or_default(),
        complete,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Err(error) => problems::page(&visitor, &error),
        Ok(_) if complete => own::to(&visitor, ""),
        Ok(_) if posted.changes_language() => own::to(&visitor, &format!("/forms/{id}")),
        Ok(_) if later => own::to(&visitor, &format!("/forms/{id}?saved")),
        Ok(_) => form_page(&visitor, &form, &contents, &errors),
    }
}
