//! Correcting what a company wrote by mistake: the application form as it stands, with a reason.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::forms::{Answers, FieldError, Form};
use platform::text::Language;
use web::form::{named, render, typed_in, views};
use web::{Flash, Posted, Visitor};

use super::contact::SectionView;
use super::one::{load, open};
use super::{figures, in_frame, problems};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::facts::fields;
use crate::error::{Error, Result};
use crate::ops::correct_answers::CorrectAnswers;
use crate::ops::submission::from_answers;
use crate::ops::submit::code;
use crate::store::entities::application;

/// The form of an application.
const FORM: &str = "application";

#[derive(Template)]
#[template(path = "desk-correct.html")]
struct CorrectPage<'a> {
    v: &'a Visitor,
    back: String,
    number: String,
    company: &'a str,
    version: String,
    sections: Vec<SectionView>,
    reason: &'a str,
    errors: Vec<(String, String)>,
    trouble: Option<String>,
}

impl CorrectPage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// What was sent and could not be taken.
#[derive(Default)]
struct Tried {
    pairs: Vec<(String, String)>,
    fields: Vec<FieldError>,
    no_reason: bool,
    /// Nothing was corrected.
    unchanged: bool,
    trouble: Option<String>,
}

impl Tried {
    fn text(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// `GET /desk/{programme}/applications/{application}/correct`
pub(super) async fn page(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    show(&calls, &visitor, &programme, row.id, &Tried::default()).await
}

async fn show(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    application: ApplicationId,
    tried: &Tried,
) -> Response {
    let read = async {
        let row = load(calls, programme, application).await?;
        let form = programme.form(FORM).ok_or(Error::NotInCall("form"))?;
        if crate::ops::change::has_ended(&row)? || row.is_forgotten() {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        frame(calls, visitor, programme, form, &row, tried).await
    };
    match read.await {
        Ok(html) if tried.trouble.is_some() && !tried.unchanged => {
            (StatusCode::CONFLICT, html).into_response()
        }
        Ok(html) if tried.no_reason || tried.unchanged || !tried.fields.is_empty() => {
            (StatusCode::UNPROCESSABLE_ENTITY, html).into_response()
        }
        Ok(html) => html.into_response(),
        Err(error) => problems::page(visitor, &error),
    }
}

async fn frame(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    form: &Form,
    row: &application::Model,
    tried: &Tried,
) -> Result<axum::response::Html<String>> {
    let language = visitor.language();
    let answers: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
    let text = |text: &Option<platform::text::Text>| {
        let text = text.as_ref();
        text.map_or("", |text| text.in_language(language)).to_owned()
    };
    let section = |section: &platform::forms::Section| SectionView {
        title: text(&section.title),
        intro: String::new(),
        fields: render(
            visitor,
            &views(
                visitor,
                &section.fields,
                &typed_in(&section.fields, &answers, &tried.pairs),
                &tried.fields,
            ),
        ),
    };
    let mut errors: Vec<(String, String)> = tried
        .fields
        .iter()
        .map(|error| named(visitor, fields(form), error))
        .collect();
    if tried.no_reason {
        errors.push(("correct_reason".to_owned(), visitor.say("decide-reason-missing")));
    }
    let page = CorrectPage {
        v: visitor,
        back: visitor.href(&format!("/desk/{}/applications/{}", programme.file.id, row.id)),
        number: code(row.number),
        company: &row.company_name,
        version: tried
            .text("version")
            .map_or_else(|| row.version.to_string(), str::to_owned),
        sections: form.sections.iter().map(section).collect(),
        reason: tried.text("correct_reason").unwrap_or_default(),
        errors,
        trouble: tried.trouble.clone(),
    };
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let wrong = page.trouble.is_some() || !page.errors.is_empty();
    Ok(in_frame(
        visitor,
        programme,
        &figures,
        &visitor.say("correct-title"),
        wrong,
        &body,
    ))
}

/// `POST /desk/{programme}/applications/{application}/correct`
pub(super) async fn save(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let application = row.id;
    let mut tried = Tried {
        pairs: posted.pairs.clone(),
        no_reason: posted.text("correct_reason").is_empty(),
        ..Tried::default()
    };
    let Some(form) = programme.form(FORM) else {
        return problems::page(&visitor, &Error::NotInCall("form"));
    };
    let language = Language::from_code(&row.language).unwrap_or(Language::Ja);
    let corrected = match from_answers(&programme, form, &posted.pairs, language) {
        Ok(corrected) if !tried.no_reason => corrected,
        Ok(_) => return show(&calls, &visitor, &programme, application, &tried).await,
        Err(errors) => {
            tried.fields = errors;
            return show(&calls, &visitor, &programme, application, &tried).await;
        }
    };
    let operation = CorrectAnswers {
        programme: Arc::clone(&programme),
        application,
        version: posted.text("version").parse().unwrap_or_default(),
        corrected,
        reason: posted.text("correct_reason").to_owned(),
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Ok(()) => {
            let path = format!("/desk/{}/applications/{application}", programme.file.id);
            Flash::done("flash-saved").redirect(&visitor, &path)
        }
        Err(Error::Stale) => {
            tried.trouble = Some(visitor.say("correct-stale"));
            show(&calls, &visitor, &programme, application, &tried).await
        }
        Err(Error::Unchanged) => {
            tried.unchanged = true;
            tried.trouble = Some(visitor.say("correct-unchanged"));
            show(&calls, &visitor, &programme, application, &tried).await
        }
        Err(Error::OutOfOrder(_)) => {
            tried.trouble = Some(visitor.say("correct-frame-stands"));
            show(&calls, &visitor, &programme, application, &tried).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}
