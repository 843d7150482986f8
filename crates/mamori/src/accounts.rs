//! Signing in and out, and (in a file of its own) the demo's mail viewer.

mod enrolment;
mod mails;

use std::net::{IpAddr, Ipv4Addr};

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use calls::ops::links::EndSession;
use jiff::SignedDuration;
use platform::actor::Actor;
use platform::identity::{Identity, IdentityError, SignInOutcome};
use platform::store::Store;
use serde::Deserialize;
use web::visitor::SESSION_COOKIE;
use web::{Access, Page, Posted, Routes, Visitor, error, own_place};

/// Counts together whoever comes without an address.
const NOBODY_KNOWS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

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
        routes.get("/demo/mails", Access::Public, mails::page)
    } else {
        routes
    }
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage<'a> {
    v: &'a Visitor,
    email: &'a str,
    /// Where somebody wanted to go before being asked who they are.
    to: Option<&'a str>,
    errors: Vec<(String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    to: String,
}

/// A page of the desk, of this site: nobody is sent anywhere else.
fn of_the_desk(path: &str) -> Option<&str> {
    // A query that cannot be taken along costs no more than itself.
    let place = own_place(path).or_else(|| own_place(path.split('?').next()?));
    place.filter(|path| path.starts_with("/desk/"))
}

async fn form(visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let to = of_the_desk(&asked.to);
    match visitor.actor {
        Actor::Staff { .. } => {
            let path = to.unwrap_or_else(|| visitor.desk());
            Redirect::to(&visitor.href(path)).into_response()
        }
        _ => page(&visitor, "", to, None),
    }
}

/// Why somebody is not let in. What of it was wrong stays unsaid.
enum Denial {
    /// Something was wrong.
    Wrong,
    /// Nothing is looked at for so long.
    Pause(SignedDuration),
}

impl Denial {
    /// The sentence, `wrong` naming the one for what was wrong.
    fn words(&self, visitor: &Visitor, wrong: &str) -> String {
        match self {
            Self::Wrong => visitor.say(wrong),
            Self::Pause(left) => visitor.say1("sign-in-pause", "minutes", minutes(*left)),
        }
    }

    /// `page` with the status that says the same to programs.
    fn answer(&self, page: impl IntoResponse) -> Response {
        let Self::Pause(left) = self else {
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        };
        let seconds = HeaderValue::from(left.as_secs().max(1));
        (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, seconds)],
            page,
        )
            .into_response()
    }
}

/// Whole minutes that are enough.
fn minutes(left: SignedDuration) -> i64 {
    left.as_millis()
        .div_euclid(60_000)
        .try_into()
        .unwrap_or(i64::MAX - 1)
        + 1
}

fn page(visitor: &Visitor, email: &str, to: Option<&str>, denied: Option<&Denial>) -> Response {
    let errors = denied.map(|denial| ("email".to_owned(), denial.words(visitor, "sign-in-wrong")));
    let body = SignInPage {
        v: visitor,
        email,
        to,
        errors: errors.into_iter().collect(),
    }
    .render()
    .unwrap_or_default();
    let page = Page::public(visitor, &visitor.say("sign-in-title"))
        .with_errors(denied.is_some())
        .render(&body);
    match denied {
        Some(denial) => denial.answer(page),
        None => page.into_response(),
    }
}

async fn enter(State(accounts): State<Accounts>, visitor: Visitor, posted: Posted) -> Response {
    let email = posted.text("email");
    let to = of_the_desk(posted.text("to"));
    let address = visitor.client_address.parse().unwrap_or(NOBODY_KNOWS);
    let outcome = accounts
        .identity
        .sign_in(email, posted.text("password"), posted.text("code"), address)
        .await;
    match outcome {
        Ok(SignInOutcome::SignedIn { token }) => {
            let path = match to {
                Some(to) => to,
                None => home(&accounts.identity, &visitor, &token).await,
            };
            signed_in(&visitor, &token, path)
        }
        Ok(SignInOutcome::Enrol { token }) => signed_in(&visitor, &token, "/sign-in/second-factor"),
        Ok(SignInOutcome::Refused) => page(&visitor, email, to, Some(&Denial::Wrong)),
        Ok(SignInOutcome::TooMany { until }) => {
            let left = accounts.identity.remaining(until);
            page(&visitor, email, to, Some(&Denial::Pause(left)))
        }
        Err(problem) => trouble(&visitor, &problem),
    }
}

/// Where somebody begins who has just signed in.
async fn home(identity: &Identity, visitor: &Visitor, token: &str) -> &'static str {
    match identity.authenticate(token).await {
        Ok(Some(session)) => {
            let mut themselves = visitor.clone();
            themselves.actor = session.actor;
            themselves.desk()
        }
        _ => visitor.desk(),
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
