//! Decisions with a reason (C4, C16), and answers given on the telephone (C13).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::mail::Outgoing;
use web::{Posted, Visitor};

use super::confirm::ConfirmPage;
use super::contact::{Choice, referrals};
use super::detail::{outcome, show};
use super::one::open;
use super::sent::Sent;
use crate::context::Calls;
use crate::domain::application::{Ending, StateName};
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::error::Error;
use crate::ops::answer::{Answer, AnswerOffer};
use crate::ops::decide::{End, EndApplication};
use crate::ops::except::GrantException;
use crate::ops::submit::code;
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

/// What a clerk chose.
enum Decision {
    End(End),
    Exception,
}

impl Decision {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "refuse" => Self::End(End::Refuse),
            "exclude" => Self::End(End::Exclude),
            "withdraw" => Self::End(End::Withdraw),
            "exception" => Self::Exception,
            _ => return None,
        })
    }
}

/// `POST /desk/{programme}/applications/{application}/decide`: shows what ends and the mail that leaves; with
/// `confirmed`, does it.
pub(super) async fn save(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let sent = missing(&visitor, &posted);
    let decision = Decision::parse(posted.text("decide_kind"));
    let (Some(decision), false) = (decision, posted.has("edit")) else {
        return show(&calls, &visitor, &programme, row.id, &sent).await;
    };
    let version = posted.text("version").parse().unwrap_or_default();
    let reason = posted.text("decide_reason").to_owned();
    let done = match decision {
        Decision::End(end) => {
            let ending = Ending {
                reason,
                refer_to: posted.many("decide_refer"),
            };
            let operation = EndApplication {
                programme: Arc::clone(&programme),
                application: row.id,
                version,
                end,
                ending,
                actor: visitor.actor.clone(),
            };
            match operation.letter(&row, visitor.now) {
                Ok(letter) if !posted.has("confirmed") => {
                    let page = second_look(&visitor, &programme, &row, &posted, letter);
                    return page.show(&calls, &programme).await;
                }
                Ok(_) => calls.store.run(&operation).await.map(|_| ()),
                Err(error) => Err(error),
            }
        }
        Decision::Exception => {
            let operation = GrantException {
                application: row.id,
                version,
                reason,
                actor: visitor.actor.clone(),
            };
            calls.store.run(&operation).await
        }
    };
    outcome(&calls, &visitor, &programme, row.id, done, sent, "decide_reason").await
}

/// What was sent, and what it lacks.
fn missing(visitor: &Visitor, posted: &Posted) -> Sent {
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    let mut wrong = |field: &str, key: &str| sent.errors.push((field.to_owned(), visitor.say(key)));
    if Decision::parse(posted.text("decide_kind")).is_none() {
        wrong("decide_kind", "decide-kind-missing");
        if posted.text("decide_reason").is_empty() {
            wrong("decide_reason", "decide-reason-missing");
        }
    }
    sent
}

/// An application that has ended does not come back, and the mail cannot be called back.
fn second_look<'a>(
    visitor: &'a Visitor,
    programme: &Programme,
    row: &application::Model,
    posted: &Posted,
    letter: Outgoing,
) -> ConfirmPage<'a> {
    let back = visitor.href(&format!("/desk/{}/applications/{}", programme.file.id, row.id));
    let number = code(row.number);
    let kind = posted.text("decide_kind");
    let seated = StateName::parse(&row.state).is_some_and(StateName::is_seated);
    let mut effects = vec![visitor.say("decide-effect-final")];
    if seated || row.holds_place {
        effects.push(visitor.say("decide-effect-place"));
    }
    let sent = ["version", "seen", "decide_kind", "decide_reason", "decide_refer"];
    let hidden = posted
        .pairs
        .iter()
        .filter(|(name, _)| sent.contains(&name.as_str()));
    ConfirmPage {
        v: visitor,
        title: visitor.say(&format!("decide-confirm-{kind}")),
        action: format!("{back}/decide"),
        back: (back, format!("{number} {}", row.company_name)),
        facts: vec![
            (
                visitor.say("desk-column-company"),
                format!("{}（{number}）", row.company_name),
            ),
            (
                visitor.say("desk-column-state"),
                visitor.say(&format!("state-{}", row.state)),
            ),
            (
                visitor.say("decide-reason"),
                posted.text("decide_reason").to_owned(),
            ),
        ],
        effects,
        letter: Some(letter),
        hidden: hidden.cloned().collect(),
        button: visitor.say(&format!("decide-{kind}")),
        editable: true,
    }
}

/// `POST /desk/{programme}/applications/{application}/answer`: what the company said on the telephone.
pub(super) async fn answer(
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
