//! Signing in and out, and the demo's mail viewer.

mod enrolment;

use std::net::{IpAddr, Ipv4Addr};

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use calls::ops::links::EndSession;
use platform::actor::Actor;
use platform::identity::{Identity, IdentityError, SignInOutcome};
use platform::mail::message;
use platform::store::Store;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use web::visitor::SESSION_COOKIE;
use web::{Access, Page, Posted, Routes, Visitor, error};

/// Counts together whoever comes without an address.
const NOBODY_KNOWS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
/// Mails shown in the viewer.
const SHOWN: u64 = 100;

/// What the handlers of this room need.
#[derive(Clone)]
pub struct Accounts {
    /// The database.
    pub store: Store,
    /// Sign-in and sessions.
    pub identity: Identity,
}

/// Routes of this room.
pub fn routes(demo: bool) -> Routes<Accounts> {
    let routes = Routes::new()
        .get("/sign-in", Access::Public, form)
        .post("/sign-in", Access::Public, enter)
        .get("/sign-in/second-factor", Access::Public, enrolment::form)
        .post("/sign-in/second-factor", Access::Public, enrolment::confirm)
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

async fn enter(State(accounts): State<Accounts>, visitor: Visitor, posted: Posted) -> Response {
    let email = posted.text("email");
    let address = visitor.client_address.parse().unwrap_or(NOBODY_KNOWS);
    let outcome = accounts
        .identity
        .sign_in(email, posted.text("password"), posted.text("code"), address)
        .await;
    match outcome {
        Ok(SignInOutcome::SignedIn { token }) => signed_in(&visitor, &token, "/desk"),
        Ok(SignInOutcome::Enrol { token }) => signed_in(&visitor, &token, "/sign-in/second-factor"),
        Ok(SignInOutcome::Refused | SignInOutcome::TooMany { .. }) => page(&visitor, email, true),
        Err(problem) => trouble(&visitor, &problem),
    }
}

/// On to `path` with the session's cookie.
fn signed_in(visitor: &Visitor, token: &str, path: &str) -> Response {
    let mut response = Redirect::to(&visitor.href(path)).into_response();
    let cookie = visitor.site.cookie(SESSION_COOKIE, token, 0);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

fn trouble(visitor: &Visitor, problem: &IdentityError) -> Response {
    tracing::error!(error = %problem, "signing in failed");
    match problem {
        IdentityError::Store(problem) if problem.is_unavailable() => {
            error::page(visitor, StatusCode::SERVICE_UNAVAILABLE, "error-unavailable")
        }
        _ => error::page(visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal"),
    }
}

async fn leave(State(accounts): State<Accounts>, visitor: Visitor, _: Posted) -> Response {
    let Accounts { store, identity } = accounts;
    if let Some(token) = &visitor.session
        && let Err(problem) = identity.sign_out(token).await
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

async fn mails(State(Accounts { store, .. }): State<Accounts>, visitor: Visitor) -> Response {
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
