//! The company's part of the site survey, on the telephone if need be. Kept when something is wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use platform::forms::{Answers, FieldError, Section};
use web::form::{named, render, typed, views};
use web::page::FORM_ELEMENT;
use web::{Flash, Page, Posted, Visitor};

use super::own::{self, Own};
use super::problems;
use crate::context::Telemetry;
use crate::domain::installation::StateName;
use crate::domain::survey::fields;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::change::Which;
use crate::ops::enrol::{BeginInstallation, Begun};
use crate::ops::survey::SaveSurvey;

/// A section as shown.
pub(super) struct SectionView {
    pub(super) title: String,
    pub(super) fields: String,
}

#[derive(Template)]
#[template(path = "appliance-survey.html")]
struct SurveyPage<'a> {
    v: &'a Visitor,
    title: &'a str,
    intro: &'a str,
    errors: Vec<(String, String)>,
    sections: Vec<SectionView>,
    costs: Vec<String>,
}

/// The sections of the survey with what was typed and what is wrong.
pub(super) fn sections(
    visitor: &Visitor,
    terms: &Terms,
    answers: &Answers,
    sent: &[(String, String)],
    errors: &[FieldError],
) -> Vec<SectionView> {
    let typed = typed(answers, sent);
    let section = |section: &Section| SectionView {
        title: section.title.as_ref().map_or_else(String::new, |title| {
            title.in_language(visitor.language()).to_owned()
        }),
        fields: render(visitor, &views(visitor, &section.fields, &typed, errors)),
    };
    terms.survey.sections.iter().map(section).collect()
}

/// The summary of what is wrong.
pub(super) fn summary(visitor: &Visitor, terms: &Terms, errors: &[FieldError]) -> Vec<(String, String)> {
    let name = |error: &FieldError| named(visitor, fields(&terms.survey), error);
    errors.iter().map(name).collect()
}

/// `GET /status/appliance/survey`
pub(super) async fn show(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    match own::open(&telemetry, &visitor).await {
        Ok(own) if is_open(&own) => page(&visitor, &own, &[], &[]),
        Ok(_) => Redirect::to(&visitor.href("/status/appliance")).into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

fn is_open(own: &Own) -> bool {
    own.state().is_ok_and(|state| state.name() == StateName::Survey)
}

fn page(visitor: &Visitor, own: &Own, sent: &[(String, String)], errors: &[FieldError]) -> Response {
    let language = visitor.language();
    let form = &own.terms.survey;
    let answers = own
        .row
        .as_ref()
        .map(super::super::store::entities::installation::Model::survey_answers)
        .unwrap_or_default();
    let page = SurveyPage {
        v: visitor,
        title: form.title.in_language(language),
        intro: form
            .intro
            .as_ref()
            .map_or("", |intro| intro.in_language(language)),
        errors: summary(visitor, &own.terms, errors),
        sections: sections(visitor, &own.terms, &answers, sent, errors),
        costs: own.terms.costs_in(language),
    };
    let wrong = !errors.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let frame = Page::public(visitor, page.title)
        .with_errors(wrong)
        .at("/status/appliance/survey")
        .typed_in(FORM_ELEMENT);
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

/// `POST /status/appliance/survey`: sends it, or keeps it for later.
pub(super) async fn send(Held(telemetry): Held<Telemetry>, visitor: Visitor, posted: Posted) -> Response {
    let own = match own::open(&telemetry, &visitor).await {
        Ok(own) => own,
        Err(error) => return problems::page(&visitor, &error),
    };
    let later = posted.has("later") || posted.changes_language();
    match save(&telemetry, &visitor, &own, &posted, !later).await {
        Ok(()) if posted.changes_language() => {
            Redirect::to(&visitor.href("/status/appliance/survey")).into_response()
        }
        Ok(()) if later => Flash::done("appliance-survey-kept").redirect(&visitor, "/status/appliance"),
        Ok(()) => Flash::done("appliance-survey-sent").redirect(&visitor, "/status/appliance"),
        Err(Error::Invalid(errors)) => {
            // What can be taken is kept, whatever is wrong with the rest.
            if let Err(error) = save(&telemetry, &visitor, &own, &posted, false).await {
                return problems::page(&visitor, &error);
            }
            page(&visitor, &own, &posted.pairs, &errors)
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn save(
    telemetry: &Telemetry,
    visitor: &Visitor,
    own: &Own,
    posted: &Posted,
    send: bool,
) -> Result<()> {
    let id = match &own.row {
        Some(row) => row.id,
        None => begin(telemetry, visitor, own).await?,
    };
    let save = SaveSurvey {
        terms: Arc::clone(&own.terms),
        which: Which { id, version: None },
        pairs: posted.pairs.clone(),
        send,
        actor: visitor.actor.clone(),
    };
    telemetry.store.run(&save).await
}

/// The company is quicker than the nightly work: its installation begins here.
async fn begin(
    telemetry: &Telemetry,
    visitor: &Visitor,
    own: &Own,
) -> Result<contracts::ids::InstallationId> {
    let company = telemetry.companies.company(own.company).await?;
    let participations = telemetry.companies.participations(own.company).await?;
    let participation = participations.into_iter().find(|one| {
        one.active
            && one.programme == own.terms.programme
            && matches!(visitor.actor, platform::actor::Actor::Applicant { application } if application == one.application)
    });
    let begin = BeginInstallation {
        terms: Arc::clone(&own.terms),
        company: company.ok_or(Error::NotFound)?,
        participation: participation.ok_or(Error::NotFound)?,
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&begin).await? {
        Begun::Now(id) | Begun::Before(id) => Ok(id),
        Begun::Elsewhere(_) => Err(Error::Stale),
    }
}
