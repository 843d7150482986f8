//! Coming back: asking for a link, using it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::visitor::SESSION_COOKIE;
use web::{Page, Posted, Visitor, error};

use super::problems;
use crate::context::Calls;
use crate::error::Error;
use crate::ops::links::{RedeemLink, RequestLink, Requested, is_usable, receipt_number};

/// A call to choose.
struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

/// What was typed so far.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    programme: String,
    number: String,
    #[serde(skip)]
    email: String,
}

#[derive(Template)]
#[template(path = "return.html")]
struct ReturnPage<'a> {
    v: &'a Visitor,
    errors: Vec<(String, String)>,
    choices: Vec<Choice>,
    asked: &'a Asked,
}

impl ReturnPage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// `GET /return`, with the call and the number in the query when they are known.
pub(super) async fn ask(
    State(calls): State<Calls>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Response {
    ask_page(&calls, &visitor, &asked, Vec::new())
}

fn ask_page(calls: &Calls, visitor: &Visitor, asked: &Asked, errors: Vec<(String, String)>) -> Response {
    let published = calls
        .catalogue
        .iter()
        .filter(|programme| programme.file.is_published(visitor.now));
    let choices = published.map(|programme| Choice {
        id: programme.file.id.clone(),
        name: programme
            .file
            .short_name
            .in_language(visitor.language())
            .to_owned(),
        chosen: programme.file.id == asked.programme,
    });
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = ReturnPage {
        v: visitor,
        choices: choices.collect(),
        errors,
        asked,
    };
    let frame = Page::public(visitor, &visitor.say("return-title")).with_errors(!page.errors.is_empty());
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

/// `POST /return`
pub(super) async fn request(State(calls): State<Calls>, visitor: Visitor, posted: Posted) -> Response {
    let asked = Asked {
        programme: posted.text("programme").to_owned(),
        number: posted.text("number").to_owned(),
        email: platform::forms::fold_digits(posted.text("email")).replace(' ', ""),
    };
    let programme = problems::programme(&calls, &visitor, &asked.programme).ok();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push((field.to_owned(), visitor.say(key)));
    if programme.is_none() {
        wrong("programme", "return-programme-missing");
    }
    if receipt_number(&asked.number).is_none() {
        wrong("number", "return-number-wrong");
    }
    if !asked.email.contains('@') {
        wrong("email", "field-error-email");
    }
    let Some(programme) = programme.filter(|_| errors.is_empty()) else {
        return ask_page(&calls, &visitor, &asked, errors);
    };
    let request = RequestLink {
        programme,
        number: asked.number,
        email: asked.email,
        client_address: visitor.client_address.clone(),
    };
    match calls.store.run(&request).await {
        Ok(Requested::Taken) => Redirect::to(&visitor.href("/return/sent")).into_response(),
        Ok(Requested::SlowDown) => error::page(&visitor, StatusCode::TOO_MANY_REQUESTS, "error-slow-down"),
        Err(error) => problems::page(&visitor, &error),
    }
}

#[derive(Template)]
#[template(path = "return-sent.html")]
struct SentPage<'a> {
    v: &'a Visitor,
}

/// `GET /return/sent`
pub(super) async fn sent(visitor: Visitor) -> Response {
    let body = SentPage { v: &visitor }.render().unwrap_or_default();
    Page::public(&visitor, &visitor.say("return-sent-title"))
        .render(&body)
        .into_response()
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'a> {
    v: &'a Visitor,
    token: Option<&'a str>,
}

fn link_page(visitor: &Visitor, token: Option<&str>) -> Response {
    let (status, title) = match token {
        Some(_) => (StatusCode::OK, "link-title"),
        None => (StatusCode::GONE, "link-unusable-title"),
    };
    let body = LinkPage { v: visitor, token }.render().unwrap_or_default();
    let page = Page::public(visitor, &visitor.say(title)).render(&body);
    // The address of this page is a key: no other site may learn it.
    let quiet = [(header::REFERRER_POLICY, "no-referrer")];
    (status, quiet, page).into_response()
}

/// `GET /link/{token}`: a button; opening the page uses nothing up.
pub(super) async fn open(
    State(calls): State<Calls>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Response {
    match is_usable(calls.store.reader(), &token, visitor.now).await {
        Ok(usable) => link_page(&visitor, usable.then_some(token.as_str())),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /link/{token}`
pub(super) async fn redeem(
    State(calls): State<Calls>,
    Path(token): Path<String>,
    visitor: Visitor,
    _: Posted,
) -> Response {
    match calls.store.run(&RedeemLink { token }).await {
        Ok(session) => {
            let cookie = visitor.site.cookie(SESSION_COOKIE, &session, 0);
            (
                [(header::SET_COOKIE, cookie)],
                Redirect::to(&visitor.href("/status")),
            )
                .into_response()
        }
        Err(Error::NotFound) => link_page(&visitor, None),
        Err(error) => problems::page(&visitor, &error),
    }
}
