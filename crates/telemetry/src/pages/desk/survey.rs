//! The survey at the desk: what the company sent, completed on the telephone or on the spot.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use platform::forms::FieldError;
use web::{Flash, Posted, Visitor};

use super::{answer, in_frame, one, terms};
use crate::context::Telemetry;
use crate::domain::terms::Terms;
use crate::error::Error;
use crate::ops::change::Which;
use crate::ops::survey::SaveSurvey;
use crate::pages::own_survey::{SectionView, sections, summary};
use crate::pages::problems;
use crate::store::entities::installation;

#[derive(Template)]
#[template(path = "installation-survey.html")]
struct SurveyPage<'a> {
    v: &'a Visitor,
    back: String,
    company: &'a str,
    title: &'a str,
    errors: Vec<(String, String)>,
    sections: Vec<SectionView>,
}

/// `GET /desk/{programme}/installations/{installation}/survey`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    match one::find(&telemetry, &terms, &id).await {
        Ok(row) => show(&visitor, &terms, &row, &[], &[]),
        Err(error) => problems::page(&visitor, &error),
    }
}

fn show(
    visitor: &Visitor,
    terms: &Terms,
    row: &installation::Model,
    sent: &[(String, String)],
    errors: &[FieldError],
) -> Response {
    let path = format!("/desk/{}/installations/{}", terms.programme, row.id);
    let page = SurveyPage {
        v: visitor,
        back: visitor.href(&path),
        company: &row.company_name,
        title: terms.survey.title.in_language(visitor.language()),
        errors: summary(visitor, terms, errors),
        sections: sections(visitor, terms, &row.survey_answers(), sent, errors),
    };
    let body = page.render().unwrap_or_default();
    let wrong = !errors.is_empty();
    answer(wrong, in_frame(visitor, terms, page.title, wrong, &body))
}

/// `POST /desk/{programme}/installations/{installation}/survey`
pub(super) async fn send(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    let row = match one::find(&telemetry, &terms, &id).await {
        Ok(row) => row,
        Err(error) => return problems::page(&visitor, &error),
    };
    let save = SaveSurvey {
        terms: Arc::clone(&terms),
        which: Which {
            id: row.id,
            version: None,
        },
        send: !posted.has("later"),
        pairs: posted.pairs,
        actor: visitor.actor.clone(),
    };
    match telemetry.store.run(&save).await {
        Ok(()) => {
            let path = format!("/desk/{programme}/installations/{id}");
            Flash::done("device-done").redirect(&visitor, &path)
        }
        Err(Error::Invalid(errors)) => show(&visitor, &terms, &row, &save.pairs, &errors),
        Err(error) => problems::page(&visitor, &error),
    }
}
