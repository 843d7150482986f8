//! Papers to be saved: stamped scans as they were sent, and signed copies as PDF (C15).

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use contracts::ids::FileId;
use documents::model::Document;
use documents::pdf::Engine;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use web::Visitor;

use super::detail::{load, open};
use super::files::attachment;
use super::problems;
use crate::context::Calls;
use crate::domain::call_document::{How, SignedConsent, SignedPart, signed_consent_document};
use crate::domain::definition::Programme;
use crate::domain::definition::consents::{Consent, Part};
use crate::error::{Error, Result};
use crate::ops::submit::code;
use crate::store::entities::{application, file, signature};

/// Sets signed copies; finds its fonts at the first one.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

/// `GET /desk/{programme}/applications/{application}/files/{file}`
pub(super) async fn scan(
    State(calls): State<Calls>,
    Path((id, application, file)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, application) = match open(&calls, &visitor, &id, &application) {
        Ok(open) => open,
        Err(page) => return page,
    };
    let found = async {
        let row = load(&calls, &programme, application).await?;
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
    let (programme, application) = match open(&calls, &visitor, &id, &application) {
        Ok(open) => open,
        Err(page) => return page,
    };
    let read = async {
        let row = load(&calls, &programme, application).await?;
        let signatures = signature::Entity::find()
            .filter(signature::Column::ApplicationId.eq(row.id))
            .filter(signature::Column::ConsentId.eq(&consent))
            .all(calls.store.reader())
            .await?;
        document(&visitor, &programme, &row, &signatures)
    };
    let (name, document) = match read.await {
        Ok(read) => read,
        Err(error) => return problems::page(&visitor, &error),
    };
    match tokio::task::spawn_blocking(move || ENGINE.pdf(&document)).await {
        Ok(Ok(pdf)) => attachment(&name, "application/pdf", pdf.bytes),
        Ok(Err(error)) => failed(&visitor, &error.to_string()),
        Err(error) => failed(&visitor, &error.to_string()),
    }
}

fn failed(visitor: &Visitor, why: &str) -> Response {
    tracing::error!(error = why, "a signed copy could not be set");
    web::error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
}

/// Name of the file and what stands in it: the text that was signed then, not today's.
fn document(
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
    signatures: &[signature::Model],
) -> Result<(String, Document)> {
    let consent: Consent = signatures
        .iter()
        .min_by_key(|one| one.signed_at)
        .and_then(|one| serde_json::from_str(&one.document).ok())
        .ok_or(Error::NotFound)?;
    let parts: Vec<SignedPart> = signatures.iter().map(part).collect();
    let receipt = code(row.number);
    let signed = SignedConsent {
        consent: &consent,
        programme: programme.file.short_name.in_language(visitor.language()),
        receipt: &receipt,
        parts: &parts,
    };
    let name = format!("{}-{receipt}-{}.pdf", programme.file.id, consent.id);
    Ok((name, signed_consent_document(&signed, visitor.language())))
}

fn part(row: &signature::Model) -> SignedPart {
    SignedPart {
        part: if row.part == "company" {
            Part::Company
        } else {
            Part::Participant
        },
        signer: row.signer_name.clone(),
        company: row.company_name.clone().zip(row.company_address.clone()),
        at: row.signed_at.instant(),
        how: if row.method == "scan" {
            How::Scan
        } else {
            How::Typed
        },
        client_address: row.client_address.clone(),
        document_hash: row.document_hash.clone(),
    }
}
