//! The first sign-in: an authenticator is set up before anything else.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use platform::identity::EnrolmentOutcome;
use web::visitor::{SESSION_COOKIE, cookie};
use web::{Page, Posted, Visitor};

use super::{Accounts, Denial, trouble};

#[derive(Template)]
#[template(path = "second-factor.html")]
struct SecondFactorPage<'a> {
    v: &'a Visitor,
    uri: &'a str,
    /// In groups of four, to type it.
    key: String,
    errors: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "recovery-codes.html")]
struct RecoveryCodesPage<'a> {
    v: &'a Visitor,
    codes: &'a [String],
}

pub(super) async fn form(State(accounts): State<Accounts>, visitor: Visitor, headers: HeaderMap) -> Response {
    show(&accounts, &visitor, &headers, None).await
}

async fn show(
    accounts: &Accounts,
    visitor: &Visitor,
    headers: &HeaderMap,
    denied: Option<Denial>,
) -> Response {
    let token = cookie(headers, SESSION_COOKIE).unwrap_or_default();
    let enrolment = match accounts.identity.begin_enrolment(token).await {
        Ok(Some(enrolment)) => enrolment,
        // Too late, or nobody is half way: the password again.
        Ok(None) => return Redirect::to(&visitor.href("/sign-in")).into_response(),
        Err(problem) => return trouble(visitor, &problem),
    };
    let groups: Vec<String> = enrolment
        .secret
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    let errors = denied
        .iter()
        .map(|denial| ("code".to_owned(), denial.words(visitor, "second-factor-wrong")))
        .collect();
    let body = SecondFactorPage {
        v: visitor,
        uri: &enrolment.uri,
        key: groups.join(" "),
        errors,
    };
    let page = Page::public(visitor, &visitor.say("second-factor-title"))
        .with_errors(denied.is_some())
        .render(&body.render().unwrap_or_default());
    match denied {
        Some(denial) => denial.answer(page),
        None => page.into_response(),
    }
}

pub(super) async fn confirm(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let token = cookie(&headers, SESSION_COOKIE).unwrap_or_default();
    match accounts
        .identity
        .confirm_enrolment(token, posted.text("code"))
        .await
    {
        Ok(EnrolmentOutcome::Enrolled {
            token,
            recovery_codes,
        }) => {
            let body = RecoveryCodesPage {
                v: &visitor,
                codes: &recovery_codes,
            };
            let mut response = Page::public(&visitor, &visitor.say("recovery-codes-title"))
                .render(&body.render().unwrap_or_default())
                .into_response();
            let cookie = visitor.site.cookie(SESSION_COOKIE, &token, 0);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        Ok(EnrolmentOutcome::Refused) => show(&accounts, &visitor, &headers, Some(Denial::Wrong)).await,
        Ok(EnrolmentOutcome::TooMany { until }) => {
            let left = accounts.identity.remaining(until);
            show(&accounts, &visitor, &headers, Some(Denial::Pause(left))).await
        }
        Ok(EnrolmentOutcome::NotPending) => Redirect::to(&visitor.href("/sign-in")).into_response(),
        Err(problem) => trouble(&visitor, &problem),
    }
}
