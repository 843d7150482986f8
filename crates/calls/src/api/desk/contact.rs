//! Recording a contact (C3, C8, C11).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::forms::{Answers, FieldError, read};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::Visitor;

use super::{LONGEST_NOTE, LONGEST_REASON, one, open, reason_error, referral_error, text_error};
use crate::api::body::Body;
use crate::api::description::ProblemDocument;
use crate::api::{answers, fields, problem, wrong};
use crate::context::Calls;
use crate::domain::application::Ending;
use crate::domain::definition::Programme;
use crate::domain::definition::well_known::CONTACT_CHECK;
use crate::domain::eligibility::propose_course;
use crate::domain::facts;
use crate::ops::contact::{Channel, Outcome, RecordContact};
use crate::store::entities::application;

/// What came of a contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewContact {
    /// The version that was read.
    version: i64,
    /// `telephone` (default) or `mail`.
    #[serde(default = "telephone")]
    channel: String,
    /// `absent`, `call_back`, `wrong_number`, `reached` (something is still awaited), `complete`, `not_met`.
    outcome: String,
    /// For `complete`: the course decided; left out = the one that fits the environment.
    course: Option<String>,
    /// For `not_met`: why; the company reads it. For `complete`: why the company may take part where the call leaves a
    /// requirement to the secretariat.
    #[serde(default)]
    reason: String,
    /// For `not_met`: ids of other programmes that the company is told of.
    #[serde(default)]
    refer_to: Vec<String>,
    /// What was said; the secretariat reads it.
    #[serde(default)]
    note: String,
    /// Answers of the contact check; all of them are needed for `complete`.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
}

fn telephone() -> String {
    "telephone".to_owned()
}

/// Records a contact; when it went well, the application is complete in the course decided.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/applications/{application}/contacts", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("application" = String, Path, description = "id")),
    request_body = NewContact,
    responses((status = 200, body = super::one::Whole, description = "recorded; the application as it stands now"),
        (status = 400, description = "not UTF-8 or not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such application in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "somebody else changed it, its state does not allow it, requirements stand against it, or the course is full", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "every field that needs another value", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn record(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    body: std::result::Result<Body<NewContact>, Response>,
) -> Response {
    let (programme, row, body) = match open(&calls, &visitor, (&id, &application), body).await {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let mut errors = Vec::new();
    let (channel, found) = (channel(&body, &mut errors), check(&programme, &body, &mut errors));
    let outcome = outcome(&programme, &row, &body, &found, &mut errors);
    errors.extend(text_error("note", &body.note, LONGEST_NOTE));
    let (Some(channel), Some(outcome), true) = (channel, outcome, errors.is_empty()) else {
        return fields(&visitor, &errors);
    };
    let contact = RecordContact {
        programme: Arc::clone(&programme),
        application: row.id,
        version: body.version,
        channel,
        outcome,
        note: body.note,
        answers: found
            .iter()
            .next()
            .is_some()
            .then(|| serde_json::to_string(&found).unwrap_or_default()),
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&contact).await {
        Ok(_) => one::again(&calls, &visitor, row.id).await,
        Err(error) => problem(&visitor, &error),
    }
}

fn channel(body: &NewContact, errors: &mut Vec<FieldError>) -> Option<Channel> {
    match body.channel.as_str() {
        "telephone" => Some(Channel::Telephone),
        "mail" => Some(Channel::Mail),
        _ => {
            errors.push(wrong("channel", "value", Some("telephone, mail".to_owned())));
            None
        }
    }
}

/// Answers of the contact check. While something is still awaited, gaps are no mistakes.
fn check(programme: &Programme, body: &NewContact, errors: &mut Vec<FieldError>) -> Answers {
    let talked = matches!(body.outcome.as_str(), "reached" | "complete" | "not_met");
    let Some(form) = programme.form(CONTACT_CHECK).filter(|_| talked) else {
        return Answers::default();
    };
    let (pairs, wrong) = answers::pairs(form, &body.answers);
    errors.extend(wrong);
    let reading = read(facts::fields(form), &pairs, &Answers::default());
    let complete = body.outcome == "complete";
    let counts = |error: &FieldError| complete || error.code != "required";
    errors.extend(reading.errors.into_iter().filter(counts));
    reading.answers
}

fn outcome(
    programme: &Programme,
    row: &application::Model,
    body: &NewContact,
    found: &Answers,
    errors: &mut Vec<FieldError>,
) -> Option<Outcome> {
    match body.outcome.as_str() {
        "absent" => Some(Outcome::Absent),
        "call_back" => Some(Outcome::CallBack),
        "wrong_number" => Some(Outcome::WrongNumber),
        "reached" => Some(Outcome::Reached),
        "complete" => {
            errors.extend(text_error("reason", &body.reason, LONGEST_REASON));
            let exception = Some(body.reason.clone()).filter(|reason| !reason.trim().is_empty());
            course(programme, row, body, found, errors).map(|course| Outcome::Complete { course, exception })
        }
        "not_met" => {
            errors.extend(reason_error(&body.reason));
            errors.extend(referral_error(programme, &body.refer_to));
            Some(Outcome::NotMet(Ending {
                reason: body.reason.clone(),
                refer_to: body.refer_to.clone(),
            }))
        }
        _ => {
            let all = "absent, call_back, wrong_number, reached, complete, not_met";
            errors.push(wrong("outcome", "value", Some(all.to_owned())));
            None
        }
    }
}

fn course(
    programme: &Programme,
    row: &application::Model,
    body: &NewContact,
    found: &Answers,
    errors: &mut Vec<FieldError>,
) -> Option<String> {
    if let Some(wanted) = &body.course {
        if programme.file.course(wanted).is_some() {
            return Some(wanted.clone());
        }
        let all = programme.file.courses.iter().map(|course| course.id.as_str());
        errors.push(wrong("course", "value", Some(all.collect::<Vec<_>>().join(", "))));
        return None;
    }
    let mut known: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
    known.merge(found.clone());
    let fits = propose_course(&programme.file, &known).map(|course| course.id.clone());
    Some(fits.unwrap_or_else(|| row.course.clone()))
}
