//! Decisions with a reason (C4, C16), and answers given on the telephone (C13).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use web::Visitor;

use super::{LONGEST_REASON, one, open, reason_error, referral_error, text_error};
use crate::api::body::Body;
use crate::api::description::ProblemDocument;
use crate::api::{fields, problem, wrong};
use crate::context::Calls;
use crate::domain::application::Ending;
use crate::error::Error;
use crate::ops::answer::{Answer as Said, AnswerOffer};
use crate::ops::decide::{End, EndApplication};
use crate::ops::except::GrantException;

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Decision {
    /// The version that was read.
    version: i64,
    /// `refuse`, `refer` (refuse and name other programmes), `exclude`, `withdraw`, or `exception` where the call leaves it to discretion.
    /// The course is decided with the contact.
    kind: String,
    /// Why. The company reads it, except for an exception.
    reason: String,
    /// Ids of other programmes that the company is told of.
    #[serde(default)]
    refer_to: Vec<String>,
}

/// What a company said to an offer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Answer {
    /// The version that was read.
    version: i64,
    /// `accept` or `decline`.
    answer: String,
    /// Why it declines.
    #[serde(default)]
    reason: String,
}

/// Ends an application or makes an exception, always with a reason.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/applications/{application}/decisions", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("application" = String, Path, description = "id")),
    request_body = Decision,
    responses((status = 200, body = super::one::Whole, description = "decided; the application as it stands now"),
        (status = 400, description = "not UTF-8 or not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such application in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "somebody else changed it, or its state does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "every field that needs another value", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn decide(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    body: std::result::Result<Body<Decision>, Response>,
) -> Response {
    let (programme, row, body) = match open(&calls, &visitor, (&id, &application), body).await {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let mut errors = Vec::new();
    let end = match body.kind.as_str() {
        "refuse" | "refer" => Some(End::Refuse),
        "exclude" => Some(End::Exclude),
        "withdraw" => Some(End::Withdraw),
        "exception" => None,
        _ => {
            let all = "refuse, refer, exclude, withdraw, exception";
            errors.push(wrong("kind", "value", Some(all.to_owned())));
            None
        }
    };
    errors.extend(reason_error(&body.reason));
    if body.kind == "refer" && body.refer_to.is_empty() {
        errors.push(wrong("refer_to", "required", None));
    }
    errors.extend(referral_error(&programme, &body.refer_to));
    if !errors.is_empty() {
        return fields(&visitor, &errors);
    }
    let (version, reason, actor) = (body.version, body.reason, visitor.actor.clone());
    let done = match end {
        Some(end) => {
            let operation = EndApplication {
                programme: Arc::clone(&programme),
                application: row.id,
                version,
                end,
                ending: Ending {
                    reason,
                    refer_to: body.refer_to,
                },
                actor,
            };
            calls.store.run(&operation).await.map(|_| ())
        }
        None => {
            let operation = GrantException {
                application: row.id,
                version,
                reason,
                actor,
            };
            calls.store.run(&operation).await
        }
    };
    match done {
        Ok(()) => one::again(&calls, &visitor, row.id).await,
        Err(error) => problem(&visitor, &error),
    }
}

/// Records what a company said to its offer on the telephone.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/applications/{application}/answer", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("application" = String, Path, description = "id")),
    request_body = Answer,
    responses((status = 200, body = super::one::Whole, description = "recorded; the application as it stands now"),
        (status = 400, description = "not UTF-8 or not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such application in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "somebody else changed it, or nothing was offered", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "larger than 256 KiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "every field that needs another value", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn answer(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    body: std::result::Result<Body<Answer>, Response>,
) -> Response {
    let (programme, row, body) = match open(&calls, &visitor, (&id, &application), body).await {
        Ok(open) => open,
        Err(refusal) => return refusal,
    };
    let shown = match crate::ops::change::name_of(&row) {
        Ok(shown) => shown,
        Err(error) => return problem(&visitor, &error),
    };
    let said = match body.answer.as_str() {
        "accept" => Some(Said::Accept),
        "decline" => Some(Said::Decline {
            // The version was read in this state, or the answer is refused below.
            shown,
            reason: Some(body.reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
        }),
        _ => None,
    };
    let bad_text = text_error("reason", &body.reason, LONGEST_REASON);
    let (Some(answer), None) = (said, &bad_text) else {
        let bad_answer = || wrong("answer", "value", Some("accept, decline".to_owned()));
        return fields(&visitor, &[bad_text.unwrap_or_else(bad_answer)]);
    };
    if body.version != row.version {
        return problem(&visitor, &Error::Stale);
    }
    let operation = AnswerOffer {
        programme: Arc::clone(&programme),
        application: row.id,
        answer,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Ok(_) => one::again(&calls, &visitor, row.id).await,
        Err(error) => problem(&visitor, &error),
    }
}
