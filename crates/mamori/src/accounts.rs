//! Signing in and out, and the demo's mail viewer.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use calls::ops::links::EndSession;
use platform::actor::Actor;
use platform::identity::{Credentials, Refused, SignOut, sign_in};
use platform::mail::message;
use platform::store::Store;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use web::visitor::SESSION_COOKIE;
use web::{Access, Page, Posted, Routes, Visitor, error};

/// Mails shown in the viewer.
const SHOWN: u64 = 100;

/// Routes of this room.
pub fn routes(demo: bool) -> Routes<Store> {
    let routes = Routes::new()
        .get("/sign-in", Access::Public, form)
        .post("/sign-in", Access::Public, enter)
        .post("/sign-out", Access::Public, leave);
    // Outside the demo mails are nobody's to read here: they hold people's names.
    if demo {
        routes.get("/demo/mails", Access::Public, mails)
    } else {
        routes
    }
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage<'a> {
    v: &'a Visitor,
    email: &'a str,
    errors: Vec<(String, String)>,
}

async fn form(visitor: Visitor) -> Response {
    match visitor.actor {
        Actor::Staff { .. } => Redirect::to(&visitor.href("/desk")).into_response(),
        _ => page(&visitor, "", false),
    }
}

fn page(visitor: &Visitor, email: &str, wrong: bool) -> Response {
    let errors = if wrong {
        vec![("email".to_owned(), visitor.say("sign-in-wrong"))]
    } else {
        Vec::new()
    };
    let body = SignInPage {
        v: visitor,
        email,
        errors,
    }
    .render()
    .unwrap_or_default();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    (
        status,
        Page::public(visitor, &visitor.say("sign-in-title"))
            .with_errors(wrong)
            .render(&body),
    )
        .into_response()
}

async fn enter(State(store): State<Store>, visitor: Visitor, posted: Posted) -> Response {
    let credentials = Credentials {
        email: posted.text("email").to_owned(),
        password: posted.text("password").to_owned(),
        code: posted.text("code").to_owned(),
    };
    match sign_in(&store, &credentials).await {
        Ok(token) => {
            let cookie = visitor.site.cookie(SESSION_COOKIE, &token, 0);
            let mut response = Redirect::to(&visitor.href("/desk")).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        Err(Refused::Wrong | Refused::Exists) => page(&visitor, &credentials.email, true),
        Err(Refused::Store(problem)) => {
            tracing::error!(error = %problem, "signing in failed");
            let key = if problem.is_unavailable() {
                "error-unavailable"
            } else {
                "error-internal"
            };
            error::page(&visitor, StatusCode::SERVICE_UNAVAILABLE, key)
        }
    }
}

async fn leave(State(store): State<Store>, visitor: Visitor, _: Posted) -> Response {
    if let Some(token) = visitor.session.clone()
        && let Err(problem) = store
            .run(&SignOut {
                token,
                everywhere: None,
            })
            .await
    {
        tracing::error!(error = %problem, "signing out failed");
    }
    if let (Actor::Applicant { .. }, Some(token)) = (&visitor.actor, visitor.session.clone())
        && let Err(problem) = store.run(&EndSession { token }).await
    {
        tracing::error!(error = %problem, "an applicant's session could not be ended");
    }
    let mut response = Redirect::to(&visitor.href("/")).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, visitor.site.cookie(SESSION_COOKIE, "", -1));
    response
}

/// A mail as shown.
struct MailView {
    to: String,
    subject: String,
    at: String,
    state: String,
    /// Text and links in turn.
    parts: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "mails.html")]
struct MailsPage<'a> {
    v: &'a Visitor,
    mails: Vec<MailView>,
}

async fn mails(State(store): State<Store>, visitor: Visitor) -> Response {
    let newest = message::Entity::find()
        .order_by_desc(message::Column::CreatedAt)
        .limit(SHOWN)
        .all(store.reader())
        .await;
    let Ok(newest) = newest else {
        return error::page(&visitor, StatusCode::SERVICE_UNAVAILABLE, "error-unavailable");
    };
    let view = |mail: message::Model| MailView {
        to: mail.to_address,
        subject: mail.subject,
        at: visitor.words.date_time(mail.created_at.instant()),
        state: visitor.say(&format!("mail-state-{}", mail.state)),
        parts: mail
            .body
            .split_inclusive(char::is_whitespace)
            .map(|part| (part.to_owned(), part.starts_with("http")))
            .collect(),
    };
    let mails = newest.into_iter().map(view).collect();
    let body = MailsPage { v: &visitor, mails }.render().unwrap_or_default();
    Page::public(&visitor, &visitor.say("mails-title"))
        .render(&body)
        .into_response()
}
