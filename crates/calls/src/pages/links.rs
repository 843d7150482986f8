//! Coming back: asking for a link, using it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use platform::forms::mail_address;
use serde::Deserialize;
use web::page::FORM_ELEMENT;
use web::visitor::SESSION_COOKIE;
use web::{Page, Posted, Visitor, own_path};

use super::problems;
use crate::context::Calls;
use crate::error::Error;
use crate::ops::links::{
    LINKS_FOR_APPLICATION, REQUESTS_OF_CLIENT, RedeemLink, RequestLink, Requested, is_usable, receipt_number,
};

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
    /// Where the visitor wanted to go.
    to: String,
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
    let frame = Page::public(visitor, &visitor.say("return-title"))
        .with_errors(!page.errors.is_empty())
        .typed_in(FORM_ELEMENT);
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

/// `POST /return`
pub(super) async fn request(State(calls): State<Calls>, visitor: Visitor, posted: Posted) -> Response {
    let asked = Asked {
        programme: posted.text("programme").to_owned(),
        number: posted.text("number").to_owned(),
        to: posted.text("to").to_owned(),
        email: posted.text("email").to_owned(),
    };
    if posted.changes_language() {
        return ask_page(&calls, &visitor, &asked, Vec::new());
    }
    let programme = problems::programme(&calls, &visitor, &asked.programme).ok();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push((field.to_owned(), visitor.say(key)));
    if programme.is_none() {
        wrong("programme", "return-programme-missing");
    }
    if receipt_number(&asked.number).is_none() {
        wrong("number", "return-number-wrong");
    }
    let email = mail_address(&asked.email);
    if let Err(code) = email {
        wrong("email", &format!("field-error-{}", code.replace('_', "-")));
    }
    let (Some(programme), Ok(email), true) = (programme, email, errors.is_empty()) else {
        return ask_page(&calls, &visitor, &asked, errors);
    };
    let request = RequestLink {
        programme,
        number: asked.number,
        email,
        client_address: visitor.client_address.clone(),
        to: own_path(&asked.to).map(str::to_owned),
    };
    match calls.store.run(&request).await {
        Ok(Requested::Taken) => Redirect::to(&visitor.href("/return/sent")).into_response(),
        Ok(Requested::SlowDown { until }) => slow_down(&visitor, until),
        Err(error) => problems::page(&visitor, &error),
    }
}

#[derive(Template)]
#[template(path = "return-limit.html")]
struct LimitPage<'a> {
    v: &'a Visitor,
    requests: u64,
    until: String,
}

/// Too many requests from where the visitor is: how many there may be, and when the next one is taken. It says nothing of
/// any application.
fn slow_down(visitor: &Visitor, until: Timestamp) -> Response {
    let page = LimitPage {
        v: visitor,
        requests: REQUESTS_OF_CLIENT,
        until: visitor.words.date_time(until),
    };
    let frame = Page::public(visitor, &visitor.say("error-slow-down-title")).at("/return");
    let seconds = until.duration_since(visitor.now).as_secs().max(1);
    (
        StatusCode::TOO_MANY_REQUESTS,
        [(header::RETRY_AFTER, HeaderValue::from(seconds))],
        frame.show(&page),
    )
        .into_response()
}

#[derive(Template)]
#[template(path = "return-sent.html")]
struct SentPage<'a> {
    v: &'a Visitor,
    /// How many links one application gets in an hour, whoever asks for them.
    most: u64,
}

/// `GET /return/sent`
pub(super) async fn sent(visitor: Visitor) -> Response {
    let page = SentPage {
        v: &visitor,
        most: LINKS_FOR_APPLICATION,
    };
    let body = page.render().unwrap_or_default();
    Page::public(&visitor, &visitor.say("return-sent-title"))
        .render(&body)
        .into_response()
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'a> {
    v: &'a Visitor,
    token: Option<&'a str>,
    /// Where it leads; empty for the usual page.
    to: &'a str,
}

/// Where a link leads besides signing in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Target {
    to: String,
}

fn link_page(visitor: &Visitor, token: Option<&str>, to: &str) -> Response {
    let (status, title) = match token {
        Some(_) => (StatusCode::OK, "link-title"),
        None => (StatusCode::GONE, "link-unusable-title"),
    };
    let body = LinkPage {
        v: visitor,
        token,
        to: own_path(to).unwrap_or_default(),
    }
    .render()
    .unwrap_or_default();
    let page = Page::public(visitor, &visitor.say(title)).render(&body);
    // The address of this page is a key: no other site may learn it.
    let quiet = [(header::REFERRER_POLICY, "no-referrer")];
    (status, quiet, page).into_response()
}

/// `GET /link/{token}`: a button; opening the page uses nothing up.
pub(super) async fn open(
    State(calls): State<Calls>,
    Path(token): Path<String>,
    Query(target): Query<Target>,
    visitor: Visitor,
) -> Response {
    match is_usable(calls.store.reader(), &token, visitor.now).await {
        Ok(usable) => link_page(&visitor, usable.then_some(token.as_str()), &target.to),
        Err(error) => problems::page(&visitor, &error),
    }
}

/// `POST /link/{token}`
pub(super) async fn redeem(
    State(calls): State<Calls>,
    Path(token): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    match calls.store.run(&RedeemLink { token }).await {
        Ok(session) => {
            let cookie = visitor.site.cookie(SESSION_COOKIE, &session, 0);
            let to = own_path(posted.text("to")).unwrap_or("/status");
            ([(header::SET_COOKIE, cookie)], Redirect::to(&visitor.href(to))).into_response()
        }
        Err(Error::NotFound) => link_page(&visitor, None, posted.text("to")),
        Err(error) => problems::page(&visitor, &error),
    }
}
