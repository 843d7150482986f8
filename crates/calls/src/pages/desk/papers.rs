//! Papers to be saved: stamped scans as they were sent, and signed copies as PDF (C15).

use axum::extract::{Path, State};
use axum::response::Response;
use contracts::ids::FileId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use web::Visitor;

use super::files::attachment;
use super::one::open;
use super::problems;
use crate::context::Calls;
use crate::error::Error;
use crate::pages::press::{self, Saved};
use crate::pages::signed::copy_of;
use crate::store::entities::{file, signature};
use crate::store::queries::scans;

/// `GET /desk/{programme}/applications/{application}/files/{file}`
pub(super) async fn scan(
    State(calls): State<Calls>,
    Path((id, application, file)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Response {
    let (_, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let found = async {
        let id: FileId = file.parse().map_err(|_| Error::NotFound)?;
        let found = file::Entity::find_by_id(id)
            .filter(file::Column::ApplicationId.eq(row.id))
            .one(calls.store.reader())
            .await?;
        found.ok_or(Error::NotFound)
    };
    match found.await {
        Ok(file) => attachment(&file.name, known_kind(&file.media_type), file.contents),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// Only kinds that were taken in; nothing that a browser would run.
fn known_kind(media_type: &str) -> &str {
    match media_type {
        "application/pdf" | "image/png" | "image/jpeg" => media_type,
        _ => "application/octet-stream",
    }
}

/// `GET /desk/{programme}/applications/{application}/consents/{consent}`: the signed copy as PDF.
pub(super) async fn copy(
    State(calls): State<Calls>,
    Path((id, application, consent)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let read = async {
        let signatures = signature::Entity::find()
            .filter(signature::Column::ApplicationId.eq(row.id))
            .all(calls.store.reader())
            .await?;
        let scans = scans::of_application(calls.store.reader(), row.id).await?;
        let copy = copy_of(&visitor, &programme, &row, (&signatures, &scans), &consent);
        copy.ok_or(Error::NotFound)
    };
    match read.await {
        Ok((name, document)) => press::once(&visitor, document, Saved::Kept, &name).await,
        Err(error) => problems::page(&visitor, &error),
    }
}
