//! A stamped consent that came by post (C15): the clerk scans it and records which part it signs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use web::{Posted, Visitor};

use super::contact::Choice;
use super::detail::{outcome, show};
use super::documents::Papers;
use super::one::open;
use super::sent::Sent;
use crate::context::Calls;
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::definition::consents::Part;
use crate::domain::facts::full_address;
use crate::domain::outstanding::{Given, Owed, outstanding};
use crate::ops::documents::{Method, SignConsent, part_name};
use crate::pages::consents::upload;
use crate::pages::status::{consent_title, part_key};
use crate::store::entities::application;

/// Where a paper that nobody sent from a computer came from.
const BY_POST: &str = "―";
/// Longest reason in characters.
const LONGEST_REASON: usize = 2000;

/// The parts that a paper may sign: those that are owed first, then those that count already; empty while nothing is
/// asked for.
pub(super) fn owed(
    visitor: &Visitor,
    programme: &Programme,
    state: StateName,
    papers: &Papers,
    sent: &Sent,
) -> Vec<Choice> {
    if !matches!(state, StateName::Confirmed | StateName::Participating) {
        return Vec::new();
    }
    let missing = outstanding(programme, &papers.given());
    let (owed, there): (Vec<Owed>, Vec<Owed>) = outstanding(programme, &Given::default())
        .into_iter()
        .partition(|one| missing.contains(one));
    let choice = |owed: &Owed, counts: bool| match owed {
        Owed::Signature { consent, part } => {
            let id = format!("{consent}/{}", part_name(*part));
            let title = consent_title(visitor, programme, consent);
            let part = visitor.say(part_key(*part));
            let label = visitor.say2("status-part-of", "title", title, "part", part);
            Some(Choice {
                label: if counts {
                    visitor.say1("papers-replaces", "paper", label)
                } else {
                    label
                },
                chosen: sent.chose("paper", &id),
                id,
            })
        }
        Owed::Form { .. } => None,
    };
    let owed = owed.iter().filter_map(|one| choice(one, false));
    let there = there.iter().filter_map(|one| choice(one, true));
    owed.chain(there).collect()
}

/// `POST /desk/{programme}/applications/{application}/papers`
pub(super) async fn receive(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
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
        reason: Some(posted.text("paper_reason").trim())
            .filter(|reason| !reason.is_empty())
            .map(|reason| reason.chars().take(LONGEST_REASON).collect()),
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
        "paper_reason",
    )
    .await
}

fn part((consent, part): (&str, &str)) -> Option<(String, Part)> {
    let parts = [Part::Company, Part::Participant];
    let part = parts.into_iter().find(|one| part_name(*one) == part)?;
    Some((consent.to_owned(), part))
}

fn company(row: &application::Model) -> (String, String) {
    (
        row.company_name.clone(),
        full_address(&row.prefecture, &row.address),
    )
}
