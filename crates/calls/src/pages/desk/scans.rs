//! Stamped scans at the desk (C15): those that wait for somebody to look, and the answer to one of them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use contracts::ids::SignatureId;
use sea_orm::ConnectionTrait;
use web::{Posted, Visitor};

use super::detail::outcome;
use super::documents::consent_title;
use super::lines::{DueView, due};
use super::one::open;
use super::problems;
use super::sent::Sent;
use crate::context::Calls;
use crate::domain::definition::Programme;
use crate::domain::facts::full_address;
use crate::domain::review::Review;
use crate::error::{Error, Result};
use crate::ops::review_scan::{ReviewScan, Verdict};
use crate::ops::sign_consent::representative;
use crate::ops::submit::code;
use crate::store::entities::{application, signature};
use crate::store::queries::scans;

/// Longest reason in characters; it is printed in a mail.
const LONGEST_REASON: usize = 2000;

/// A scan that waits, as a row of the inbox.
pub(super) struct ScanView {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) company: String,
    pub(super) title: String,
    pub(super) at: String,
    pub(super) due: DueView,
}

/// Scans that wait, the one due first at the front.
pub(super) async fn to_review(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    programme: &Programme,
) -> Result<Vec<ScanView>> {
    let base = format!("/desk/{}/applications", programme.file.id);
    let view = |one: scans::Waiting| ScanView {
        href: visitor.href(&format!("{base}/{}#scans", one.application_id)),
        number: code(one.number),
        company: one.company_name,
        title: consent_title(visitor, programme, &one.consent_id, &one.part),
        at: visitor.words.date_time(one.signed_at.instant()),
        due: due(
            visitor,
            programme,
            one.review_due.map(platform::store::At::instant),
        ),
    };
    let rows = scans::to_review(connection, &programme.file.id).await?;
    Ok(rows.into_iter().map(view).collect())
}

/// The form that answers a scan.
pub(super) struct ReviewForm {
    pub(super) action: String,
    pub(super) title: String,
    pub(super) signer: String,
    pub(super) company: String,
    /// The same as the application has it, to be held against it.
    pub(super) applied: String,
    /// It waits because it names somebody else than the application.
    pub(super) differs: bool,
    pub(super) at: String,
    pub(super) due: String,
    /// The file: name and size, address, SHA-256.
    pub(super) file: Option<(String, String, String)>,
    /// Id of the reason's field: the plain one where something is wrong with it, so that the summary leads there.
    pub(super) field: String,
    pub(super) reason: String,
    pub(super) error: Option<String>,
}

/// A form for each scan of an application that waits.
pub(super) fn forms(
    visitor: &Visitor,
    programme: &Programme,
    application: &application::Model,
    signatures: &[signature::Model],
    files: &crate::ops::own::Scans,
    sent: &Sent,
) -> Vec<ReviewForm> {
    let waiting = signatures.iter().filter(|row| row.review() == Review::ToReview);
    let form = |(index, row): (usize, &signature::Model)| {
        let base = format!("/desk/{}/applications/{}", programme.file.id, row.application_id);
        let answered = sent.text("scan_answered") == row.id.to_string();
        let file = row.file_id.and_then(|id| files.get(&id));
        ReviewForm {
            action: visitor.href(&format!("{base}/scans/{}", row.id)),
            title: consent_title(visitor, programme, &row.consent_id, &row.part),
            signer: row.signer_name.clone(),
            company: [&row.company_name, &row.company_address]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("　"),
            applied: if row.company_name.is_some() {
                let address = full_address(&application.prefecture, &application.address);
                let named = representative(application).unwrap_or_default();
                format!("{}　{address}　{named}", application.company_name)
            } else {
                application.participant_name.clone()
            },
            // What was signed on the page waits for no other reason.
            differs: row.file_id.is_none(),
            at: visitor.words.date_time(row.signed_at.instant()),
            due: row
                .review_due
                .map_or_else(String::new, |due| visitor.words.deadline(due.instant())),
            file: file.map(|file| {
                let name = super::documents::with_size(visitor, &file.name, file.size);
                let href = visitor.href(&format!("{base}/files/{}", file.id));
                (name, href, file.sha256.clone())
            }),
            field: if answered {
                "scan_reason".to_owned()
            } else {
                format!("scan_reason-{index}")
            },
            reason: if answered {
                sent.text("scan_reason").to_owned()
            } else {
                String::new()
            },
            error: sent.error("scan_reason").filter(|_| answered).map(str::to_owned),
        }
    };
    waiting.enumerate().map(form).collect()
}

/// `POST /desk/{programme}/applications/{application}/scans/{signature}`
pub(super) async fn answer(
    State(calls): State<Calls>,
    Path((id, application, signature)): Path<(String, String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    // Only an application of this call is worked on under its address.
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let application = row.id;
    let Ok(signature) = signature.parse::<SignatureId>() else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    sent.pairs
        .push(("scan_answered".to_owned(), signature.to_string()));
    let verdict = match posted.text("verdict") {
        "accept" => Verdict::Accept,
        _ => Verdict::SendBack {
            reason: posted.text("scan_reason").chars().take(LONGEST_REASON).collect(),
        },
    };
    let operation = ReviewScan {
        programme: Arc::clone(&programme),
        application,
        signature,
        verdict,
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&operation).await;
    outcome(
        &calls,
        &visitor,
        &programme,
        application,
        done,
        sent,
        "scan_reason",
    )
    .await
}
