//! Decisions with a reason (C4, C16), and answers given on the telephone (C13).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use web::{Posted, Visitor};

use super::contact::{Choice, referrals};
use super::detail::{Sent, load, open, outcome, show};
use crate::context::Calls;
use crate::domain::application::{Ending, StateName};
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::error::Error;
use crate::ops::answer::{Answer, AnswerOffer};
use crate::ops::decide::{End, EndApplication};
use crate::ops::except::GrantException;
use crate::store::entities::application;

/// The form as shown.
pub(super) struct DecideForm {
    pub(super) kinds: Vec<Choice>,
    pub(super) reason: String,
    pub(super) referrals: Vec<Choice>,
    pub(super) open: bool,
}

impl DecideForm {
    pub(super) fn new(
        visitor: &Visitor,
        programme: &Programme,
        row: &application::Model,
        sent: &Sent,
    ) -> Self {
        let choice = |id: &str| Choice {
            id: id.to_owned(),
            label: visitor.say(&format!("decide-{id}")),
            chosen: sent.chose("decide_kind", id),
        };
        let mut kinds: Vec<Choice> = ["refuse", "exclude", "withdraw"].map(choice).into();
        if row.outcome == Outcome::Review.code() {
            kinds.push(choice("exception"));
        }
        Self {
            kinds,
            reason: sent.text("decide_reason").to_owned(),
            referrals: referrals(visitor, programme, sent, "decide_refer"),
            open: sent.pairs.iter().any(|(name, _)| name.starts_with("decide_")),
        }
    }
}

/// `POST /desk/{programme}/applications/{application}/decide`
pub(super) async fn save(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, application) = match open(&calls, &visitor, &id, &application) {
        Ok(open) => open,
        Err(page) => return page,
    };
    if let Err(error) = load(&calls, &programme, application).await {
        return super::problems::page(&visitor, &error);
    }
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    let version = posted.text("version").parse().unwrap_or_default();
    let reason = posted.text("decide_reason").to_owned();
    let end = match posted.text("decide_kind") {
        "refuse" => Some(End::Refuse),
        "exclude" => Some(End::Exclude),
        "withdraw" => Some(End::Withdraw),
        "exception" => None,
        _ => {
            sent.errors
                .push(("decide_kind".to_owned(), visitor.say("decide-kind-missing")));
            if reason.is_empty() {
                sent.errors
                    .push(("decide_reason".to_owned(), visitor.say("decide-reason-missing")));
            }
            return show(&calls, &visitor, &programme, application, &sent).await;
        }
    };
    let actor = visitor.actor.clone();
    let done = match end {
        Some(end) => {
            let ending = Ending {
                reason,
                refer_to: posted.many("decide_refer"),
            };
            let programme = Arc::clone(&programme);
            let operation = EndApplication {
                programme,
                application,
                version,
                end,
                ending,
                actor,
            };
            calls.store.run(&operation).await.map(|_| ())
        }
        None => {
            calls
                .store
                .run(&GrantException {
                    application,
                    version,
                    reason,
                    actor,
                })
                .await
        }
    };
    outcome(
        &calls,
        &visitor,
        &programme,
        application,
        done,
        sent,
        "decide_reason",
    )
    .await
}

/// `POST /desk/{programme}/applications/{application}/answer`: what the company said on the telephone.
pub(super) async fn answer(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, application) = match open(&calls, &visitor, &id, &application) {
        Ok(open) => open,
        Err(page) => return page,
    };
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    let row = match load(&calls, &programme, application).await {
        Ok(row) => row,
        Err(error) => return super::problems::page(&visitor, &error),
    };
    let said = match posted.text("answer") {
        "accept" => Answer::Accept,
        "decline" => {
            let reason = posted.text("answer_reason");
            Answer::Decline {
                shown: StateName::Offered,
                reason: (!reason.is_empty()).then(|| reason.to_owned()),
            }
        }
        _ => {
            sent.errors
                .push(("answer".to_owned(), visitor.say("answer-missing")));
            return show(&calls, &visitor, &programme, application, &sent).await;
        }
    };
    let done = if posted.text("version") == row.version.to_string() {
        let operation = AnswerOffer {
            programme: Arc::clone(&programme),
            application,
            answer: said,
            actor: visitor.actor.clone(),
        };
        calls.store.run(&operation).await
    } else {
        Err(Error::Stale)
    };
    outcome(
        &calls,
        &visitor,
        &programme,
        application,
        done,
        sent,
        "answer_reason",
    )
    .await
}
