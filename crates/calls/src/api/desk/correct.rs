//! Correcting what a company wrote by mistake.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::text::Language;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::Visitor;

use super::{one, open, reason_error};
use crate::api::body::Body;
use crate::api::description::ProblemDocument;
use crate::api::{answers, fields, problem};
use crate::context::Calls;
use crate::error::Error;
use crate::ops::correct_answers::CorrectAnswers;
use crate::ops::submission::from_answers;

/// The form as it should have been.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Correction {
    /// The version that was read.
    version: i64,
    /// Why, and who said so; the company does not read it.
    reason: String,
    /// All answers of the application form, as they were sent, with the mistakes put right.
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
}

/// Corrects the answers; the requirements are held against them again, and both versions stand in the log.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/applications/{application}/corrections", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("application" = String, Path, description = "id")),
    request_body = Correction,
    responses((status = 200, body = super::one::Whole, description = "corrected; the application as it stands now"),
        (status = 400, description = "not UTF-8 or not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such application in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "somebody else changed it, it has ended, or its frame stands on the frozen list", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "every field that needs another value, or no answer is different", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn correct(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    body: std::result::Result<Body<Correction>, Response>,
) -> Response {
    let (programme, row, body) = match open(&calls, &visitor, (&id, &application), body).await {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let Some(form) = programme.form("application") else {
        return problem(&visitor, &Error::NotInCall("form"));
    };
    let (pairs, mut errors) = answers::pairs(form, &body.answers);
    errors.extend(reason_error(&body.reason));
    let language = Language::from_code(&row.language).unwrap_or(Language::Ja);
    let corrected = match from_answers(&programme, form, &pairs, language) {
        Ok(corrected) if errors.is_empty() => corrected,
        Ok(_) => return fields(&visitor, &errors),
        Err(more) => {
            errors.extend(more);
            return fields(&visitor, &errors);
        }
    };
    let operation = CorrectAnswers {
        programme: Arc::clone(&programme),
        application: row.id,
        version: body.version,
        corrected,
        reason: body.reason,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Ok(()) => one::again(&calls, &visitor, row.id).await,
        Err(error) => problem(&visitor, &error),
    }
}
