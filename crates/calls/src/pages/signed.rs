//! What was signed: the text as it was then, who signed which part, when and how. Made to be printed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::model::Document;
use web::{Page, Visitor};

use super::consents::text_of;
use super::press::Saved;
use super::{own, press, problems};
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::call_document::{How, ScanRecord, SignedConsent, SignedPart, signed_consent_document};
use crate::domain::definition::Programme;
use crate::domain::definition::consents::{Consent, Part};
use crate::domain::review::Review;
use crate::error::Error;
use crate::ops::documents::part_name;
use crate::ops::draw::own_receipt;
use crate::ops::own::{Own, Scans};
use crate::ops::sign_consent::SECRETARIAT;
use crate::ops::submit::code;
use crate::store::entities::{application, signature};
use crate::store::queries::scans::ScanFile;

/// One signature as shown.
struct Signature {
    /// What happened: signed, received, sent back.
    title: String,
    /// `ok`, `warn` or nothing.
    class: &'static str,
    part: String,
    /// Until when the secretariat looks at it, or why it was sent back.
    about: String,
    /// Where it is signed again, while participation is not fixed.
    again: Option<String>,
    scan: Option<Scan>,
    signer: String,
    company: Option<(String, String)>,
    at: String,
    method: String,
    hash: String,
}

/// The file behind a signature.
struct Scan {
    name: String,
    size: String,
    hash: String,
    sender: String,
}

#[derive(Template)]
#[template(path = "signed.html")]
struct SignedPage<'a> {
    v: &'a Visitor,
    title: &'a str,
    text: String,
    signatures: Vec<Signature>,
    copy: String,
    next: Option<(String, String)>,
}

/// `GET /status/signed/{consent}`
pub(super) async fn show(
    State(calls): State<Calls>,
    Path(consent): Path<String>,
    visitor: Visitor,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let rows = under(&own.signatures, &consent);
    let Some(document) = text_then(&rows) else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let missing = document
        .parts
        .iter()
        .find(|part| !rows.iter().any(|row| row.part == part_name(**part)));
    let page = SignedPage {
        v: &visitor,
        title: document.title.in_language(visitor.language()),
        text: text_of(&document, visitor.language(), 3),
        signatures: rows.iter().map(|row| view(&visitor, &own, row)).collect(),
        copy: visitor.href(&format!("/status/signed/{consent}/copy.pdf")),
        next: missing
            .filter(|_| programme.consents.iter().any(|one| one.id == consent))
            .map(|part| {
                let href = visitor.href(&format!("/status/consents/{consent}/{}", part_name(*part)));
                (href, visitor.say(super::status::part_key(*part)))
            }),
    };
    Page::public(&visitor, page.title)
        .render(&page.render().unwrap_or_default())
        .into_response()
}

/// `GET /status/signed/{consent}/copy.pdf`: the signed text with what proves the signatures, to keep.
pub(super) async fn copy(
    State(calls): State<Calls>,
    Path(consent): Path<String>,
    visitor: Visitor,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    match copy_of(
        &visitor,
        &programme,
        &own.row,
        (&own.signatures, &own.scans),
        &consent,
    ) {
        Some((name, document)) => press::once(&visitor, document, Saved::Shown, &name).await,
        None => problems::page(&visitor, &Error::NotFound),
    }
}

/// Signatures under a consent, the first one first.
fn under<'a>(signatures: &'a [signature::Model], consent: &str) -> Vec<&'a signature::Model> {
    let mut rows: Vec<_> = signatures
        .iter()
        .filter(|row| row.consent_id == consent)
        .collect();
    rows.sort_by_key(|row| row.signed_at);
    rows
}

/// The text that was signed, not today's.
fn text_then(rows: &[&signature::Model]) -> Option<Consent> {
    serde_json::from_str(&rows.first()?.document).ok()
}

/// The signed copy of a consent with the name of its file; `None` while nobody has signed it.
pub(super) fn copy_of(
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
    (signatures, scans): (&[signature::Model], &Scans),
    consent: &str,
) -> Option<(String, Document)> {
    let rows = under(signatures, consent);
    let text = text_then(&rows)?;
    let parts: Vec<SignedPart> = rows.into_iter().map(|row| part(row, scans)).collect();
    let receipt = code(row.number);
    let signed = SignedConsent {
        consent: &text,
        programme: programme.file.short_name.in_language(visitor.language()),
        receipt: &receipt,
        parts: &parts,
    };
    let name = format!("{}-{receipt}-{}.pdf", programme.file.id, text.id);
    Some((name, signed_consent_document(&signed, visitor.language())))
}

fn part(row: &signature::Model, scans: &Scans) -> SignedPart {
    let record = |file: &ScanFile| ScanRecord {
        name: file.name.clone(),
        size: file.size,
        sha256: file.sha256.clone(),
        at: file.created_at.instant(),
        by_secretariat: row.sender == SECRETARIAT,
        review: row.review(),
        reviewed_at: row.reviewed_at.map(platform::store::At::instant),
    };
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
        scan: row.file_id.and_then(|id| scans.get(&id)).map(record),
        client_address: row.client_address.clone(),
        document_hash: row.document_hash.clone(),
    }
}

fn view(visitor: &Visitor, own: &Own, row: &signature::Model) -> Signature {
    let part = if row.part == "company" {
        "status-company-part"
    } else {
        "status-participant-part"
    };
    let method = if row.method == "scan" {
        "consent-method-scan"
    } else {
        "consent-method-typed"
    };
    let (title, class) = match row.review() {
        Review::Accepted => ("consent-signed-title", "ok"),
        Review::ToReview => ("consent-received-title", ""),
        Review::Returned => ("consent-returned-title", "warn"),
    };
    let about = match (row.review(), row.review_due) {
        (Review::ToReview, Some(due)) => {
            let due = visitor.words.promised(due.instant());
            visitor.say1("consent-review-due", "due", due)
        }
        (Review::Returned, _) => row.review_reason.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let again = format!("/status/consents/{}/{}?again", row.consent_id, row.part);
    let file = row.file_id.and_then(|id| own.scans.get(&id));
    Signature {
        title: visitor.say(title),
        class,
        part: visitor.say(part),
        about,
        again: (own.state.name() == StateName::Confirmed).then(|| visitor.href(&again)),
        scan: file.map(|file| Scan {
            name: file.name.clone(),
            size: visitor.say1("call-scan-bytes", "size", visitor.words.number(file.size)),
            hash: file.sha256.clone(),
            sender: visitor.say(if row.sender == SECRETARIAT {
                "call-scan-from-secretariat"
            } else {
                "call-scan-from-company"
            }),
        }),
        signer: row.signer_name.clone(),
        company: row.company_name.clone().zip(row.company_address.clone()),
        at: visitor.words.date_time(row.signed_at.instant()),
        method: visitor.say(method),
        hash: row.document_hash.clone(),
    }
}

/// `GET /status/receipt.json`: what lets an applicant find their own line in the draw.
pub(super) async fn receipt(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let receipt = match own_receipt(calls.store.reader(), &programme, &own.row).await {
        Ok(receipt) => serde_json::to_string_pretty(&receipt).unwrap_or_default(),
        Err(error) => return problems::page(&visitor, &error),
    };
    let name = format!(
        "attachment; filename=\"{}-{}.json\"",
        programme.file.id,
        code(own.row.number)
    );
    let name = HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/json");
    (
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
        receipt + "\n",
    )
        .into_response()
}
