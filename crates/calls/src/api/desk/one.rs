//! One application with everything a clerk needs.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::Visitor;

use super::{load, programme};
use crate::api::description::ProblemDocument;
use crate::api::{moment, problem};
use crate::context::Calls;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::{application, contact};
use crate::store::queries::duplicates;

/// An application as the desk sees it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Whole {
    /// Id.
    id: String,
    /// The programme.
    programme: String,
    /// Receipt number.
    receipt: String,
    /// Send it with what you change.
    version: i64,
    /// State.
    state: String,
    /// What belongs to the state: a reason, a period.
    #[schema(value_type = Object)]
    detail: Value,
    /// The next deadline (RFC 3339).
    due: Option<String>,
    /// When it arrived (RFC 3339).
    submitted_at: String,
    /// When it last changed (RFC 3339).
    changed_at: String,
    /// Course asked for.
    course_wanted: String,
    /// Course it is in.
    course: String,
    /// Frame.
    frame: Option<String>,
    /// Rank in the draw.
    rank: Option<i64>,
    /// Company as typed.
    company: String,
    /// 13 digits.
    corporate_number: Option<String>,
    /// Who takes part.
    participant: String,
    /// Whom to call.
    telephone: String,
    /// Where mails go.
    email: String,
    /// All answers.
    #[schema(value_type = Object)]
    answers: Value,
    /// Outcome of the eligibility check.
    outcome: String,
    /// What the check found, rule by rule.
    #[schema(value_type = Vec<RuleResult>)]
    eligibility: Value,
    /// Reason of a discretionary exception.
    exception: Option<String>,
    /// Receipt numbers of others that look like the same company.
    duplicates: Vec<String>,
    /// Contacts, oldest first.
    contacts: Vec<Contacted>,
}

/// A rule and what came of it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct RuleResult {
    /// Id of the rule.
    id: String,
    /// `pass`, `fail`, `review`.
    result: String,
}

/// A contact.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Contacted {
    /// When (RFC 3339).
    at: String,
    /// `telephone` or `mail`.
    channel: String,
    /// `absent`, `call_back`, `wrong_number`, `reached`, `complete`, `not_met`.
    outcome: String,
    /// What was said.
    note: String,
    /// Answers of the contact check.
    #[schema(value_type = Option<Object>)]
    answers: Option<Value>,
}

/// One application.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/applications/{application}", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("application" = String, Path, description = "id")),
    responses((status = 200, body = Whole),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such application in this programme", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn read(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    match load(&calls, &programme, &application).await {
        Ok(row) => show(&calls, &visitor, row).await,
        Err(error) => problem(&visitor, &error),
    }
}

/// The application as it stands now: also the answer of whatever changed it.
pub(super) async fn again(calls: &Calls, visitor: &Visitor, id: contracts::ids::ApplicationId) -> Response {
    match application::Entity::find_by_id(id)
        .one(calls.store.reader())
        .await
    {
        Ok(Some(row)) => show(calls, visitor, row).await,
        Ok(None) => problem(visitor, &crate::error::Error::NotFound),
        Err(error) => problem(visitor, &error.into()),
    }
}

async fn show(calls: &Calls, visitor: &Visitor, row: application::Model) -> Response {
    match whole(calls, row).await {
        Ok(whole) => Json(whole).into_response(),
        Err(error) => problem(visitor, &error),
    }
}

async fn whole(calls: &Calls, row: application::Model) -> Result<Whole> {
    let reader = calls.store.reader();
    let contacts = contact::Entity::find()
        .filter(contact::Column::ApplicationId.eq(row.id))
        .order_by_asc(contact::Column::At)
        .order_by_asc(contact::Column::Id)
        .all(reader)
        .await?;
    let keys = vec![row.company_key.clone()];
    let numbers = row.corporate_number.iter().cloned().collect();
    let twins = duplicates::twins_among(reader, &row.programme_id, keys, numbers).await?;
    let others = twins.get(&row.id).map_or(&[][..], Vec::as_slice);
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    Ok(Whole {
        id: row.id.to_string(),
        receipt: code(row.number),
        version: row.version,
        detail: json(&row.state_detail),
        due: row.due_at.map(|due| moment(due.instant())),
        submitted_at: moment(row.submitted_at.instant()),
        changed_at: moment(row.changed_at.instant()),
        answers: json(&row.answers),
        eligibility: json(&row.eligibility),
        duplicates: others.iter().map(|number| code(*number)).collect(),
        contacts: contacts
            .into_iter()
            .map(|one| Contacted {
                at: moment(one.at.instant()),
                channel: one.channel,
                outcome: one.outcome,
                note: one.note,
                answers: one.answers.as_deref().map(json),
            })
            .collect(),
        programme: row.programme_id,
        state: row.state,
        course_wanted: row.course_wanted,
        course: row.course,
        frame: row.frame,
        rank: row.rank,
        company: row.company_name,
        corporate_number: row.corporate_number,
        participant: row.participant_name,
        telephone: row.telephone,
        email: row.email,
        outcome: row.outcome,
        exception: row.exception_reason,
    })
}
