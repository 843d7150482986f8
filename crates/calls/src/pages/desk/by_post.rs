//! A stamped consent that came by post (C15): the clerk scans it and records which part it signs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use web::{Posted, Visitor};

use super::contact::Choice;
use super::detail::{open_row, outcome, show};
use super::sent::Sent;
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::definition::consents::Part;
use crate::domain::outstanding::{Given, Owed, outstanding};
use crate::ops::documents::{Method, SignConsent, part_name};
use crate::pages::consents::upload;
use crate::pages::status::{consent_title, part_key};
use crate::store::entities::{application, signature};

/// Where a paper that nobody sent from a computer came from.
const BY_POST: &str = "―";

/// The parts that are still owed, to choose from; empty while nothing is asked for.
pub(super) fn owed(
    visitor: &Visitor,
    programme: &Programme,
    state: StateName,
    signatures: &[signature::Model],
    sent: &Sent,
) -> Vec<Choice> {
    if state != StateName::Confirmed {
        return Vec::new();
    }
    let given = Given {
        signatures: signatures
            .iter()
            .map(|row| (row.consent_id.clone(), row.part.clone()))
            .collect(),
        ..Given::default()
    };
    let choice = |owed: Owed| match owed {
        Owed::Signature { consent, part } => {
            let id = format!("{consent}/{}", part_name(part));
            let title = consent_title(visitor, programme, &consent);
            Some(Choice {
                label: visitor.say2(
                    "status-part-of",
                    "title",
                    title,
                    "part",
                    visitor.say(part_key(part)),
                ),
                chosen: sent.chose("paper", &id),
                id,
            })
        }
        Owed::Form { .. } => None,
    };
    outstanding(programme, &given)
        .into_iter()
        .filter_map(choice)
        .collect()
}

/// `POST /desk/{programme}/applications/{application}/papers`
pub(super) async fn receive(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open_row(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let application = row.id;
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    let part = posted.text("paper").split_once('/').and_then(part);
    let signer = posted.text("paper_signer").to_owned();
    let scan = posted
        .file("scan")
        .filter(|file| file.too_large || !file.contents.is_empty());
    let scan = upload(scan);
    let mut wrong = |field: &str, key: &str| sent.errors.push((field.to_owned(), visitor.say(key)));
    if part.is_none() {
        wrong("paper", "field-error-choice");
    }
    if signer.is_empty() {
        wrong("paper_signer", "field-error-required");
    }
    if let Err(key) = &scan {
        wrong("scan", key);
    }
    let (Some((consent, part)), Ok(scan), false) = (part, scan, signer.is_empty()) else {
        return show(&calls, &visitor, &programme, application, &sent).await;
    };
    let operation = SignConsent {
        programme: Arc::clone(&programme),
        application,
        consent,
        part,
        method: Method::Scan(scan),
        signer_name: signer,
        company: (part == Part::Company).then(|| company(&row)),
        client_address: BY_POST.to_owned(),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&operation).await;
    outcome(&calls, &visitor, &programme, application, done, sent, "paper").await
}

fn part((consent, part): (&str, &str)) -> Option<(String, Part)> {
    let parts = [Part::Company, Part::Participant];
    let part = parts.into_iter().find(|one| part_name(*one) == part)?;
    Some((consent.to_owned(), part))
}

fn company(row: &application::Model) -> (String, String) {
    (
        row.company_name.clone(),
        format!("{}{}", row.prefecture, row.address),
    )
}
