//! A company's own appliance: where it stands, what is to be done, what it costs, what is done with the data.

use std::sync::Arc;

use askama::Template;
use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::CompanyId;
use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use web::view::{Due, Fact, Step, Tone};
use web::{Page, Visitor};

use super::{problems, said};
use crate::context::Telemetry;
use crate::domain::installation::{Choice, Offer, State};
use crate::domain::reminders::{self, Next};
use crate::domain::terms::Terms;
use crate::domain::trial;
use crate::domain::visit::Errand;
use crate::error::{Error, Result};
use crate::facade;
use crate::store::entities::installation;
use crate::store::installations;

/// The visitor's own installation; the row is missing until it has begun.
pub(super) struct Own {
    pub(super) company: CompanyId,
    pub(super) terms: Arc<Terms>,
    pub(super) row: Option<installation::Model>,
}

impl Own {
    /// The state; before it has begun, the survey.
    pub(super) fn state(&self) -> Result<State> {
        Ok(match &self.row {
            Some(row) => row.state()?,
            None => State::begin(),
        })
    }
}

/// The installation of the company that is signed in. The application comes from the session, never from an address.
pub(super) async fn open(telemetry: &Telemetry, visitor: &Visitor) -> Result<Own> {
    let Actor::Applicant { application } = visitor.actor else {
        return Err(Error::NotFound);
    };
    let (company, terms) = telemetry.own(application).await?;
    let row = installations::of_application(telemetry.store.reader(), application).await?;
    Ok(Own { company, terms, row })
}

/// A time to choose.
struct Choose {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "appliance.html")]
struct AppliancePage<'a> {
    v: &'a Visitor,
    errors: Vec<(String, String)>,
    programme: &'a str,
    title: String,
    lead: String,
    reason: String,
    due: Option<Due>,
    /// What can be done: a name of [`Next`].
    next: &'static str,
    slots: Vec<Choose>,
    /// The company agrees before the installation.
    agrees: bool,
    /// A visit is fixed: it can be taken into a calendar, and given back.
    appointed: bool,
    wish: String,
    other_course: String,
    costs: Vec<String>,
    data: &'a str,
    facts: Vec<Fact>,
    afterwards: &'a str,
    may_decide: bool,
    /// What there is to read, if an appliance has ever stood there.
    reports: Option<String>,
    steps: Vec<Step>,
    office: &'a str,
    telephone: &'a str,
    hours: &'a str,
    mail: &'a str,
}

/// `GET /status/appliance`
pub(super) async fn show(Held(telemetry): Held<Telemetry>, visitor: Visitor) -> Response {
    match open(&telemetry, &visitor).await {
        Ok(own) => page(&telemetry, &visitor, &own, Vec::new(), "").await,
        Err(error) => problems::page(&visitor, &error),
    }
}

/// The page, with what was wrong and what was typed.
pub(super) async fn page(
    telemetry: &Telemetry,
    visitor: &Visitor,
    own: &Own,
    errors: Vec<(String, String)>,
    wish: &str,
) -> Response {
    let issued = match facade::issued(telemetry, own.company).await {
        Ok(issued) => issued,
        Err(error) => return problems::page(visitor, &error),
    };
    let state = match own.state() {
        Ok(state) => state,
        Err(error) => return problems::page(visitor, &error),
    };
    let (language, terms) = (visitor.language(), &own.terms);
    let today = date_in_tokyo(visitor.now);
    let next = reminders::next(&state);
    let wrong = !errors.is_empty();
    let page = AppliancePage {
        v: visitor,
        programme: terms.name.in_language(language),
        title: visitor.say(&format!("appliance-title-{}", state.name().as_str())),
        lead: lead(visitor, &state, next),
        reason: match &state {
            State::Unsuitable { reason, .. } | State::Cancelled { reason } => reason.clone(),
            _ => String::new(),
        },
        due: due(visitor, terms, &state, today),
        next: next.as_str(),
        slots: slots(visitor, &state, visitor.now),
        agrees: state.errand() == Some(Errand::Installation)
            && own.row.as_ref().and_then(|row| row.agreed_version.as_ref()) != Some(&terms.data.version),
        appointed: state
            .appointed()
            .is_some_and(|(_, slot)| slot.starts.date() > today),
        wish: wish.to_owned(),
        other_course: match &terms.other_course {
            Some((_, name)) => name.in_language(language).to_owned(),
            None => String::new(),
        },
        costs: terms.costs_in(language),
        data: terms.data.text.in_language(language),
        facts: facts(visitor, own, &state),
        afterwards: terms.afterwards.in_language(language),
        may_decide: matches!(&state, State::Trial(trial) if today <= trial.ends_on
            && !matches!(trial.choice, Choice::Continue { .. })),
        reports: match issued {
            Some(issued) => Some(said::reports(visitor, &issued)),
            None => state.trial().map(|_| visitor.say("reports-none")),
        },
        steps: said::steps(visitor, &state),
        office: terms.office.name.in_language(language),
        telephone: &terms.office.telephone,
        hours: terms.office.hours.in_language(language),
        mail: &terms.office.mail,
        errors,
    };
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let frame = Page::public(visitor, &page.title)
        .with_errors(wrong)
        .at("/status/appliance");
    (status, frame.render(&page.render().unwrap_or_default())).into_response()
}

fn lead(visitor: &Visitor, state: &State, next: Next) -> String {
    match (state, next) {
        (State::Unsuitable { offer, .. }, _) => visitor.say(match offer {
            Offer::None => "appliance-offer-none",
            Offer::Open => "appliance-offer-open",
            Offer::Accepted { .. } => "appliance-offer-accepted",
            Offer::Moved { .. } => "appliance-offer-moved",
            Offer::Declined { .. } => "appliance-offer-declined",
        }),
        (State::Removed { .. }, _) => visitor.say("appliance-lead-removed"),
        (State::Continued { .. }, _) => visitor.say("appliance-lead-continued"),
        (State::Cancelled { .. }, _) => visitor.say("appliance-lead-cancelled"),
        (_, next) => visitor.say(&format!("appliance-lead-{}", next.as_str().replace('_', "-"))),
    }
}

/// The date that counts now: the visit, or the end of the trial with the days that are left.
fn due(visitor: &Visitor, terms: &Terms, state: &State, today: Date) -> Option<Due> {
    if let Some((errand, slot)) = state.appointed() {
        return Some(Due {
            what: visitor.say(&format!("appliance-due-{}", errand.as_str())),
            when: said::slot(visitor, slot),
            ..Due::default()
        });
    }
    let State::Trial(trial) = state else { return None };
    let left = trial::days_left(trial.ends_on, today);
    Some(Due {
        what: visitor.say("appliance-due-trial"),
        when: visitor.words.date(trial.ends_on),
        remaining: if left == 0 {
            visitor.say("appliance-trial-over")
        } else {
            visitor.say_n("appliance-days-left", "days", left)
        },
        note: visitor.say1("appliance-trial-months", "months", terms.trial_months),
        tone: if left <= 14 { Tone::Warn } else { Tone::Info },
    })
}

fn slots(visitor: &Visitor, state: &State, now: jiff::Timestamp) -> Vec<Choose> {
    let now = platform::clock::in_tokyo(now);
    let proposed = state.proposed().map_or(&[][..], |(_, slots)| slots);
    let ahead = proposed.iter().filter(|slot| slot.starts > now);
    ahead
        .map(|slot| Choose {
            value: said::slot_value(*slot),
            label: said::slot(visitor, *slot),
        })
        .collect()
}

/// What is known of the stay and of its data.
fn facts(visitor: &Visitor, own: &Own, state: &State) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: String| facts.push(Fact::new(visitor.say(key), value));
    if let Some(trial) = state.trial() {
        fact("appliance-installed-on", visitor.words.date(trial.installed_on));
        fact("appliance-ends-on", visitor.words.date(trial.ends_on));
        let first = trial.first_log.map(|at| visitor.words.date_time(at));
        fact(
            "appliance-first-log",
            first.unwrap_or_else(|| visitor.say("appliance-first-log-none")),
        );
    }
    if let State::Removed { on, .. } = state {
        fact("appliance-removed-on", visitor.words.date(*on));
    }
    if let State::Continued { contract, .. } = state {
        fact("appliance-contract-from", visitor.words.date(contract.from));
    }
    let Some(row) = &own.row else { return facts };
    if let Some(at) = row.agreed_at {
        fact("appliance-agreed-at", visitor.words.date_time(at.instant()));
    }
    let held = row.held();
    if let Some(day) = held.keep_until {
        fact("appliance-keep-until", visitor.words.date(day));
    }
    if let Some(day) = held.deleted {
        fact("appliance-deleted-on", visitor.words.date(day));
    }
    facts
}
