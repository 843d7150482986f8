//! Where the draw stands (D1).

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::Visitor;

use super::programme;
use crate::api::description::ProblemDocument;
use crate::api::problem;
use crate::context::Calls;
use crate::error::Error;
use crate::read;

/// Where the draw stands: as `mamori draw status --format json` prints it.
#[utoipa::path(get, path = "/api/v1/desk/{programme}/draw", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("programme" = String, Path, description = "id")),
    responses((status = 200, description = "charter, list and result", body = serde_json::Value),
        (status = 401, description = "no token and no session", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "the role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "there is no such programme, or no charter yet", body = ProblemDocument, content_type = "application/problem+json")))]
pub(in crate::api) async fn status(
    State(calls): State<Calls>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let programme = match programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(refusal) => return refusal,
    };
    match read::draw::status(calls.store.reader(), &programme).await {
        Ok(Some(status)) => Json(status).into_response(),
        Ok(None) => problem(&visitor, &Error::NotFound),
        Err(error) => problem(&visitor, &error),
    }
}
