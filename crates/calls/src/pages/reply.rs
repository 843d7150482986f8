//! The company's answer to an offer: it takes the place, or declines after a second look (C13).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Page, Posted, Visitor, error};

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
struct DeclinePage<'a> {
    v: &'a Visitor,
    /// What is declined.
    shown: StateName,
}

/// `GET /status/decline`
pub(super) async fn confirm(State(calls): State<Calls>, visitor: Visitor) -> Response {
    let (_, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let can = matches!(
        own.state.name(),
        StateName::Offered | StateName::Confirmed | StateName::Waiting
    );
    if !can {
        return own::to(&visitor, "");
    }
    let page = DeclinePage {
        v: &visitor,
        shown: own.state.name(),
    };
    let body = page.render().unwrap_or_default();
    Page::public(&visitor, &visitor.say("status-decline-title"))
        .render(&body)
        .into_response()
}

/// `POST /status/decline`
pub(super) async fn decline(State(calls): State<Calls>, visitor: Visitor, posted: Posted) -> Response {
    let reason: String = posted.text("reason").chars().take(LONGEST_REASON).collect();
    let answered = Answer::Decline {
        shown: StateName::parse(posted.text("shown")).unwrap_or(StateName::Offered),
        reason: (!reason.is_empty()).then_some(reason),
    };
    answer(&calls, &visitor, answered).await
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
