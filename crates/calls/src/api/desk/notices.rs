//! Result notices (C12): prepared, read, released by a second person, or discarded.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use contracts::ids::NoticeId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;
use web::Visitor;

use super::programme;
use crate::api::description::ProblemDocument;
use crate::api::{created, moment, problem};
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::error::{Error, Result};
use crate::ops::notices::{DiscardNotice, PrepareResults, ReleaseNotice};
use crate::store::entities::{notice, notice_item};

/// A batch of notices.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Batch {
    /// Id.
    id: String,
    /// `result`.
    kind: String,
    /// `prepared`, `released`, `discarded`.
    state: String,
    /// Id of who prepared it.
    prepared_by: String,
    /// When (RFC 3339).
    prepared_at: String,
    /// Id of who released it.
    released_by: Option<String>,
    /// When (RFC 3339).
    released_at: Option<String>,
}

/// One notice.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Item {
    /// Id of the application.
    application: String,
    /// `selected`, `waiting`, `not_selected`.
    outcome: String,
    /// Subject of the mail.
    subject: String,
    /// The mail.
    body: String,
}

/// A batch with its notices.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Preview {
    /// The batch.
    #[serde(flatten)]
    batch: Batch,
    /// Its notices.
    items: Vec<Item>,
}

/// The batches of a call, newest first.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/notices", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id")),
    responses((status = 200, body = Vec<Batch>),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn list(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    let rows = notice::Entity::find()
        .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
        .order_by_desc(notice::Column::PreparedAt)
        .order_by_desc(notice::Column::Id)
        .all(calls.store.reader())
        .await;
    match rows {
        Ok(rows) => Json(rows.into_iter().map(batch).collect::<Vec<_>>()).into_response(),
        Err(error) => problem(&visitor, &error.into()),
    }
}

/// Prepares the results of the draw for everyone.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/notices", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id")),
    responses((status = 201, body = Preview, description = "prepared; a second person releases it"),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "prepared already, or nobody was drawn yet", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn prepare(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    let prepare = PrepareResults {
        programme: Arc::clone(&programme),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&prepare).await;
    let shown = match done {
        Ok(notice) => preview(&calls, &programme, notice).await,
        Err(error) => Err(error),
    };
    match shown {
        Ok(preview) => {
            let href = format!("/api/v1/desk/{}/notices/{}", programme.file.id, preview.batch.id);
            created(&href, Json(preview))
        }
        Err(error) => problem(&visitor, &error),
    }
}

/// A batch with what each company will read.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/notices/{notice}", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("notice" = String, Path, description = "id")),
    responses((status = 200, body = Preview),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such batch in this programme", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn read(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    act(&calls, &visitor, &id, &notice, Act::Read).await
}

/// Releases a batch: offers are made and mails leave. Not by whoever prepared it.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/notices/{notice}/release", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("notice" = String, Path, description = "id")),
    responses((status = 200, body = Preview),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it, or you prepared it yourself", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such batch in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "released or discarded already, or somebody left since: prepare again", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn release(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    act(&calls, &visitor, &id, &notice, Act::Release).await
}

/// Discards a prepared batch.
#[utoipa::path(post, path = "/api/v1/desk/{programme}/notices/{notice}/discard", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id"), ("notice" = String, Path, description = "id")),
    responses((status = 200, body = Preview),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such batch in this programme", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "released or discarded already", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn discard(
    State(calls): State<Calls>,
    Path((id, notice)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    act(&calls, &visitor, &id, &notice, Act::Discard).await
}

/// What is done with a batch.
#[derive(Clone, Copy)]
enum Act {
    Read,
    Release,
    Discard,
}

async fn act(calls: &Calls, visitor: &Visitor, id: &str, notice: &str, act: Act) -> Response {
    let programme = match programme(calls, visitor, id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    match perform(calls, visitor, &programme, notice, act).await {
        Ok(preview) => Json(preview).into_response(),
        Err(error) => problem(visitor, &error),
    }
}

async fn perform(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Arc<Programme>,
    notice: &str,
    act: Act,
) -> Result<Preview> {
    let notice: NoticeId = notice.parse().map_err(|_| Error::NotFound)?;
    let before = preview(calls, programme, notice).await?;
    let actor = visitor.actor.clone();
    match act {
        Act::Read => return Ok(before),
        Act::Release => {
            let programme = Arc::clone(programme);
            let release = ReleaseNotice {
                programme,
                notice,
                actor,
            };
            calls.store.run(&release).await?;
        }
        Act::Discard => calls.store.run(&DiscardNotice { notice, actor }).await?,
    }
    preview(calls, programme, notice).await
}

/// The batch, if it belongs to the call.
async fn preview(calls: &Calls, programme: &Programme, id: NoticeId) -> Result<Preview> {
    let row = notice::Entity::find_by_id(id)
        .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
        .one(calls.store.reader())
        .await?
        .ok_or(Error::NotFound)?;
    let items = notice_item::Entity::find()
        .filter(notice_item::Column::NoticeId.eq(id))
        .order_by_asc(notice_item::Column::ApplicationId)
        .all(calls.store.reader())
        .await?;
    let item = |item: notice_item::Model| Item {
        application: item.application_id.to_string(),
        outcome: item.outcome,
        subject: item.subject,
        body: item.body,
    };
    Ok(Preview {
        batch: batch(row),
        items: items.into_iter().map(item).collect(),
    })
}

fn batch(row: notice::Model) -> Batch {
    Batch {
        id: row.id.to_string(),
        kind: row.kind,
        state: row.state,
        prepared_by: row.prepared_by,
        prepared_at: moment(row.prepared_at.instant()),
        released_by: row.released_by,
        released_at: row.released_at.map(|at| moment(at.instant())),
    }
}
