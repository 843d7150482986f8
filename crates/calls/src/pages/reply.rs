//! The company's answer to an offer: it takes the place, or declines after a second look (C13). Before there is an offer,
//! and once everything is fixed, it withdraws the same way (C16).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Visitor, error};

use super::apply::shut;
use super::{own, problems};
use crate::context::Calls;
use crate::domain::application::{Refusal, StateName};
use crate::error::Error;
use crate::ops::answer::{Answer, AnswerOffer};

/// Longest reason in characters; what is longer is cut.
const LONGEST_REASON: usize = 1000;

/// `POST /status/accept`
pub(super) async fn accept(State(calls): State<Calls>, visitor: Visitor, _: Posted) -> Response {
    answer(&calls, &visitor, Answer::Accept).await
}

#[derive(Template)]
#[template(path = "decline.html")]
struct LeavePage<'a> {
    v: &'a Visitor,
    /// `decline` or `withdraw`: the address.
    way: &'static str,
    /// `decline`, `withdraw` or `leave`: the words.
    words: &'static str,
    /// It can be applied for again.
    again: bool,
    /// What is given up.
    shown: StateName,
    /// What was typed.
    reason: String,
}

/// How an application in this state is left by the company; `None` once it has ended.
pub(super) fn way_out(state: StateName) -> Option<&'static str> {
    match Answer::leaving(state, None)? {
        Answer::Withdraw { .. } => Some("withdraw"),
        _ => Some("decline"),
    }
}

/// The same in words: whoever holds a place gives up taking part, whatever is given back under the surface.
pub(super) fn way_out_words(state: StateName) -> Option<&'static str> {
    match state {
        StateName::Confirmed | StateName::Participating => Some("leave"),
        state => way_out(state),
    }
}

/// `GET /status/decline`, `GET /status/withdraw`: the second look.
pub(super) async fn confirm(State(calls): State<Calls>, visitor: Visitor) -> Response {
    leave_page(&calls, &visitor, String::new()).await
}

async fn leave_page(calls: &Calls, visitor: &Visitor, reason: String) -> Response {
    let (programme, own) = match own::open(calls, visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let shown = own.state.name();
    match way_out(shown) {
        Some(way) if visitor.path == format!("/status/{way}") => {
            let page = LeavePage {
                v: visitor,
                way,
                words: way_out_words(shown).unwrap_or(way),
                again: way == "withdraw" && shut(visitor, &programme).is_none(),
                shown,
                reason,
            };
            Page::public(visitor, &visitor.say(&format!("status-{}-title", page.words)))
                .typed_in(FORM_ELEMENT)
                .show(&page)
        }
        _ => own::to(visitor, ""),
    }
}

/// `POST /status/decline`
pub(super) async fn decline(State(calls): State<Calls>, visitor: Visitor, posted: Posted) -> Response {
    if posted.changes_language() {
        return leave_page(&calls, &visitor, reason(&posted).unwrap_or_default()).await;
    }
    let answered = Answer::Decline {
        shown: StateName::parse(posted.text("shown")).unwrap_or(StateName::Offered),
        reason: reason(&posted),
    };
    answer(&calls, &visitor, answered).await
}

/// `POST /status/withdraw`
pub(super) async fn withdraw(State(calls): State<Calls>, visitor: Visitor, posted: Posted) -> Response {
    if posted.changes_language() {
        return leave_page(&calls, &visitor, reason(&posted).unwrap_or_default()).await;
    }
    let answered = Answer::Withdraw {
        shown: StateName::parse(posted.text("shown")).unwrap_or(StateName::Received),
        reason: reason(&posted),
    };
    answer(&calls, &visitor, answered).await
}

fn reason(posted: &Posted) -> Option<String> {
    let reason: String = posted.text("reason").chars().take(LONGEST_REASON).collect();
    (!reason.trim().is_empty()).then_some(reason)
}

async fn answer(calls: &Calls, visitor: &Visitor, answer: Answer) -> Response {
    let (programme, own) = match own::open(calls, visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let operation = AnswerOffer {
        programme: Arc::clone(&programme),
        application: own.row.id,
        answer,
        actor: visitor.actor.clone(),
    };
    match calls.store.run(&operation).await {
        Ok(_) => own::to(visitor, ""),
        Err(Error::Refused(Refusal::TooLate { .. })) => {
            error::page(visitor, StatusCode::CONFLICT, "error-answer-late")
        }
        Err(error) => problems::page(visitor, &error),
    }
}
