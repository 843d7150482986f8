//! Registering for a briefing (C17): what is on, seats left, form, confirmation.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use platform::clock::from_tokyo;
use platform::forms::mail_address;
use web::page::FORM_ELEMENT;
use web::{Page, Posted, Visitor};

use super::problems;
use crate::context::Calls;
use crate::domain::beginning::briefing_hours;
use crate::domain::definition::Programme;
use crate::domain::definition::delivery::Briefing;
use crate::error::{Error, Result};
use crate::ops::briefing::{Mode, RegisterForBriefing, seats_left};

/// Longest name in characters.
const LONGEST: usize = 200;
const MODES: [Mode; 2] = [Mode::OnSite, Mode::Online];

/// A way to take part as shown.
struct ModeView {
    id: &'static str,
    label: String,
    seats: String,
    full: bool,
    chosen: bool,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    mode: String,
    company: String,
    name: String,
    email: String,
}

#[derive(Template)]
#[template(path = "briefing.html")]
struct BriefingPage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    programme: &'a str,
    when: String,
    closes: String,
    venue: Option<(String, String)>,
    contents: Vec<String>,
    modes: Vec<ModeView>,
    /// Why nobody can register any more.
    shut: Option<&'static str>,
    done: bool,
    typed: Typed,
    errors: Vec<(String, String)>,
}

impl BriefingPage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// `GET /programmes/{programme}/briefings/{briefing}`
pub(super) async fn show(
    State(calls): State<Calls>,
    Path((id, briefing)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let done = visitor.path_and_query.ends_with("?done");
    page(
        &calls,
        &visitor,
        &programme,
        &briefing,
        Typed::default(),
        Vec::new(),
        done,
    )
    .await
}

async fn page(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    id: &str,
    typed: Typed,
    errors: Vec<(String, String)>,
    done: bool,
) -> Response {
    let Some(briefing) = programme.delivery.briefing(id) else {
        return problems::page(visitor, &Error::NotInCall("briefing"));
    };
    let modes = match modes(calls, visitor, programme, briefing, &typed.mode).await {
        Ok(modes) => modes,
        Err(error) => return problems::page(visitor, &error),
    };
    let closes = from_tokyo(briefing.registration_closes);
    let shut = if visitor.now >= closes {
        Some("briefing-closed")
    } else if modes.iter().all(|mode| mode.full) {
        Some("briefing-full-text")
    } else {
        None
    };
    let language = visitor.language();
    let base = visitor.href(&format!("/programmes/{}", programme.file.id));
    let page = BriefingPage {
        v: visitor,
        action: format!("{base}/briefings/{}", briefing.id),
        base,
        programme: programme.file.short_name.in_language(language),
        when: briefing_hours(briefing, visitor.words),
        closes: visitor.words.deadline(closes),
        venue: briefing.venue.as_ref().map(|venue| {
            (
                venue.name.in_language(language).to_owned(),
                venue.address.in_language(language).to_owned(),
            )
        }),
        contents: briefing
            .contents
            .iter()
            .map(|text| text.in_language(language).to_owned())
            .collect(),
        modes,
        shut,
        done,
        typed,
        errors,
    };
    let status = match (page.errors.is_empty(), shut) {
        (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, Some(_)) => StatusCode::CONFLICT,
        (true, _) => StatusCode::OK,
    };
    let title = if done {
        "briefing-done-title"
    } else {
        "briefing-title"
    };
    let frame = Page::public(visitor, &visitor.say(title)).with_errors(!page.errors.is_empty());
    let asks = !done && shut.is_none();
    let frame = if asks { frame.typed_in(FORM_ELEMENT) } else { frame };
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

async fn modes(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    briefing: &Briefing,
    chosen: &str,
) -> Result<Vec<ModeView>> {
    let mut views = Vec::new();
    for mode in MODES {
        let Some(left) = seats_left(calls.store.reader(), programme, briefing, mode).await? else {
            continue;
        };
        let seats = if left > 0 {
            visitor.say1("briefing-left", "number", left)
        } else {
            visitor.say("briefing-full")
        };
        views.push(ModeView {
            id: mode.as_str(),
            label: visitor.say(match mode {
                Mode::OnSite => "briefing-on-site",
                Mode::Online => "briefing-online",
            }),
            seats,
            full: left <= 0,
            chosen: chosen == mode.as_str(),
        });
    }
    Ok(views)
}

/// `POST /programmes/{programme}/briefings/{briefing}`
pub(super) async fn register(
    State(calls): State<Calls>,
    Path((id, briefing)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let programme = match problems::programme(&calls, &visitor, &id) {
        Ok(programme) => programme,
        Err(page) => return page,
    };
    let line = |field: &str| -> String { posted.text(field).chars().take(LONGEST).collect() };
    let typed = Typed {
        mode: line("mode"),
        company: line("company"),
        name: line("name"),
        email: line("email"),
    };
    if posted.changes_language() {
        return page(&calls, &visitor, &programme, &briefing, typed, Vec::new(), false).await;
    }
    let mode = MODES.into_iter().find(|mode| mode.as_str() == typed.mode);
    let mut errors = wrong(&visitor, &typed);
    let Some(mode) = mode.filter(|_| errors.is_empty()) else {
        if mode.is_none() {
            errors.insert(0, ("mode".to_owned(), visitor.say("field-error-choice")));
        }
        return page(&calls, &visitor, &programme, &briefing, typed, errors, false).await;
    };
    let operation = RegisterForBriefing {
        programme: Arc::clone(&programme),
        briefing: briefing.clone(),
        mode,
        company: typed.company.clone(),
        name: typed.name.clone(),
        email: mail_address(&typed.email).unwrap_or_default(),
        language: visitor.language(),
    };
    match calls.store.run(&operation).await {
        Ok(_) => {
            let path = format!("/programmes/{id}/briefings/{briefing}?done");
            Redirect::to(&visitor.href(&path)).into_response()
        }
        Err(Error::Full { .. }) => {
            let errors = vec![("mode".to_owned(), visitor.say("briefing-mode-full"))];
            page(&calls, &visitor, &programme, &briefing, typed, errors, false).await
        }
        Err(Error::Closed { .. }) => {
            let errors = vec![("mode".to_owned(), visitor.say("briefing-closed"))];
            page(&calls, &visitor, &programme, &briefing, typed, errors, false).await
        }
        Err(error) => problems::page(&visitor, &error),
    }
}

fn wrong(visitor: &Visitor, typed: &Typed) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for (field, value) in [("company", &typed.company), ("name", &typed.name)] {
        if value.is_empty() {
            errors.push((field.to_owned(), visitor.say("field-error-required")));
        }
    }
    if let Err(code) = mail_address(&typed.email) {
        let key = format!("field-error-{}", code.replace('_', "-"));
        errors.push(("email".to_owned(), visitor.say(&key)));
    }
    errors
}
