//! One installation: where it stands, the next step, the survey, the stay, the data, what happened.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use contracts::companies::Company;
use contracts::ids::InstallationId;
use platform::clock::date_in_tokyo;
use web::Visitor;
use web::view::{Answered, Chip, Due, Fact, Notice, Tone};

use super::forms::{self, ActForm, Sent};
use super::history::{self, Entry};
use super::{answer, in_frame, terms};
use crate::context::Telemetry;
use crate::domain::installation::{Choice, Offer, Removal, State};
use crate::domain::reminders::{self, Next};
use crate::domain::terms::Terms;
use crate::domain::{survey, trial};
use crate::error::Result;
use crate::pages::{problems, said};
use crate::store::entities::{appointment, erasure, installation};
use crate::store::{erasures, installations, stock};

#[derive(Template)]
#[template(path = "installation.html")]
struct OnePage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    errors: Vec<(String, String)>,
    company: &'a str,
    state: Chip,
    version: i64,
    next: String,
    due: Option<Due>,
    notices: Vec<Notice>,
    contact: Vec<Fact>,
    facts: Vec<Fact>,
    application: String,
    device: Option<(String, String)>,
    survey: Vec<Answered>,
    may_survey: bool,
    visits: Vec<Vec<String>>,
    forms: Vec<ActForm>,
    history: Vec<Entry>,
}

/// `GET /desk/{programme}/installations/{installation}`
pub(super) async fn page(
    Held(telemetry): Held<Telemetry>,
    Path((programme, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let terms = match terms(&telemetry, &visitor, &programme) {
        Ok(terms) => terms,
        Err(page) => return page,
    };
    show(&telemetry, &visitor, &terms, &id, &Sent::default()).await
}

/// The page, with what was sent when something is wrong with it.
pub(super) async fn show(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    id: &str,
    sent: &Sent,
) -> Response {
    match body(telemetry, visitor, terms, id, sent).await {
        Ok((company, body)) => {
            let wrong = !sent.errors.is_empty();
            answer(wrong, in_frame(visitor, terms, &company, wrong, &body))
        }
        Err(error) => problems::page(visitor, &error),
    }
}

/// The installation of an address, if it is the programme's.
pub(super) async fn find(telemetry: &Telemetry, terms: &Terms, id: &str) -> Result<installation::Model> {
    let id: InstallationId = id.parse().map_err(|_| crate::error::Error::NotFound)?;
    let row = installations::find(telemetry.store.reader(), id).await?;
    if row.programme_id == terms.programme {
        Ok(row)
    } else {
        Err(crate::error::Error::NotFound)
    }
}

async fn body(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Arc<Terms>,
    id: &str,
    sent: &Sent,
) -> Result<(String, String)> {
    let reader = telemetry.store.reader();
    let row = find(telemetry, terms, id).await?;
    let state = row.state()?;
    let company = telemetry.companies.company(row.company_id).await?;
    let device = match state.trial() {
        Some(trial) => stock::device(reader, trial.device).await?,
        None => None,
    };
    let visits = installations::visits_of(reader, row.id).await?;
    let forms = if visitor.may("desk.work") {
        forms::forms(telemetry, visitor, terms, &row, &state, sent).await?
    } else {
        Vec::new()
    };
    let desk = format!("/desk/{}", terms.programme);
    let base = visitor.href(&format!("{desk}/installations"));
    let next = reminders::next(&state);
    let page = OnePage {
        v: visitor,
        action: format!("{base}/{}", row.id),
        base,
        errors: sent.summary(),
        company: &row.company_name,
        state: said::state(visitor, state.name()),
        version: row.version,
        next: visitor.say(&format!("device-next-{}", next.as_str().replace('_', "-"))),
        due: due(visitor, &state, next, &row),
        notices: {
            let mut notices = notices(visitor, terms, &row, &state);
            notices.extend(no_certificate(telemetry, visitor, &row).await?);
            notices
        },
        contact: contact(visitor, company.as_ref()),
        facts: {
            let mut facts = facts(visitor, &row, &state);
            facts.extend(
                erasures::of(reader, row.id)
                    .await?
                    .map(|order| erased(visitor, &order)),
            );
            facts
        },
        application: visitor.href(&format!("{desk}/applications/{}", row.application_id)),
        device: device.map(|device| {
            let href = visitor.href(&format!("/desk/devices/{}", device.id));
            (
                href,
                format!("{} {} {}", device.vendor, device.model, device.serial),
            )
        }),
        survey: said::answers(visitor, &terms.survey, &row.survey_answers()),
        may_survey: visitor.may("desk.work") && matches!(state, State::Survey { .. }),
        visits: visits.iter().map(|visit| shown(visitor, visit)).collect(),
        forms,
        history: history::of(reader, visitor, "installation", &row.id.to_string()).await?,
    };
    Ok((row.company_name.clone(), page.render().unwrap_or_default()))
}

fn shown(visitor: &Visitor, visit: &appointment::Model) -> Vec<String> {
    vec![
        said::slot(visitor, visit.slot()),
        visitor.say(&format!("device-errand-{}", visit.errand().as_str())),
        visitor.say(&format!("device-visit-state-{}", visit.state)),
    ]
}

fn contact(visitor: &Visitor, company: Option<&Company>) -> Vec<Fact> {
    let Some(company) = company else { return Vec::new() };
    let id = company.id.to_string();
    [
        ("device-contact-person", &company.contact_person),
        ("device-contact-telephone", &company.telephone),
        ("device-contact-mail", &company.mail),
        ("device-contact-address", &company.address),
        // By which commands know it.
        ("device-contact-company-id", &id),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| Fact::new(visitor.say(key), value.as_str()))
    .collect()
}

/// What is due: the visit, or the end of the trial with the days left, or the turn of either side.
fn due(visitor: &Visitor, state: &State, next: Next, row: &installation::Model) -> Option<Due> {
    let today = date_in_tokyo(visitor.now);
    let what = visitor.say(&format!("device-next-{}", next.as_str().replace('_', "-")));
    if let Some((_, slot)) = state.appointed() {
        return Some(Due {
            what,
            when: said::slot(visitor, slot),
            ..Due::default()
        });
    }
    let day = row.due()?;
    let late = day < today;
    let note = match state {
        State::Trial(trial) => {
            let left = trial::days_left(trial.ends_on, today);
            let ends = visitor.words.day(trial.ends_on);
            visitor.say2("device-trial-left", "ends", ends, "days", left)
        }
        _ => String::new(),
    };
    Some(Due {
        what,
        when: visitor.words.date(day),
        remaining: String::new(),
        note,
        tone: if late { Tone::Bad } else { Tone::Info },
    })
}

/// What somebody must know before the next step.
fn notices(visitor: &Visitor, terms: &Terms, row: &installation::Model, state: &State) -> Vec<Notice> {
    let language = visitor.language();
    let mut notices = Vec::new();
    if matches!(state, State::Survey { sent: Some(_) }) {
        for obstacle in survey::obstacles(terms, &row.survey_answers()) {
            let text = obstacle.reason.in_language(language);
            notices.push(Notice::new(Tone::Warn, visitor.say("device-obstacle")).text(text));
        }
    }
    let wish = match state {
        State::Ready { wish } => wish.as_ref(),
        State::Leaving {
            visit: Removal::Open { wish },
            ..
        } => wish.as_ref(),
        _ => None,
    };
    if let Some(wish) = wish {
        notices.push(Notice::new(Tone::Warn, visitor.say("device-wish")).text(wish.as_str()));
    }
    if let State::Unsuitable { reason, offer } = state {
        notices.push(Notice::new(Tone::Bad, visitor.say("device-unsuitable")).text(reason.as_str()));
        if matches!(offer, Offer::Accepted { .. }) {
            let text = visitor.say("device-move-note");
            let href = visitor.href(&format!(
                "/desk/{}/applications/{}",
                terms.programme, row.application_id
            ));
            notices.push(
                Notice::new(Tone::Warn, visitor.say("device-next-move"))
                    .text(text)
                    .link(href, visitor.say("device-application")),
            );
        }
    }
    if let State::Cancelled { reason } = state {
        notices.push(Notice::new(Tone::Mute, visitor.say("device-cancelled")).text(reason.as_str()));
    }
    notices
}

fn facts(visitor: &Visitor, row: &installation::Model, state: &State) -> Vec<Fact> {
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
        let choice = match trial.choice {
            Choice::NotAsked => "not-asked",
            Choice::Asked { .. } => "asked",
            Choice::Continue { .. } => "continue",
            Choice::Remove { .. } => "remove",
        };
        fact("device-choice", visitor.say(&format!("device-choice-{choice}")));
    }
    match state {
        State::Leaving { why, .. } | State::Removed { why, .. } => {
            fact("device-why", visitor.say(&format!("device-why-{}", why.as_str())));
        }
        State::Continued { contract, .. } => {
            fact("appliance-contract-from", visitor.words.date(contract.from));
            fact("device-contract-number", contract.number.clone());
        }
        _ => {}
    }
    if let State::Removed { on, .. } = state {
        fact("appliance-removed-on", visitor.words.date(*on));
    }
    let checked = row
        .checklist
        .lines()
        .map(|line| visitor.say(&format!("device-check-{line}")));
    let checked = checked.collect::<Vec<_>>().join(" / ");
    if !checked.is_empty() {
        fact("device-checklist", checked);
    }
    let agreed = match crate::ops::survey::agreed(row) {
        Some((version, at, by)) => {
            let by = visitor.say(&format!("device-agreed-by-{by}"));
            format!("{version} / {} / {by}", visitor.words.date_time(at.instant()))
        }
        None => visitor.say("device-agreed-not"),
    };
    fact("device-agreed", agreed);
    let held = row.held();
    if let Some(day) = held.keep_until {
        fact("appliance-keep-until", visitor.words.date(day));
    }
    if let Some(day) = held.deleted {
        let note = row.deleted_note.clone().unwrap_or_default();
        fact(
            "appliance-deleted-on",
            format!("{} {note}", visitor.words.date(day)),
        );
    }
    facts
}

/// What was ordered about the data, and what came of it.
fn erased(visitor: &Visitor, order: &erasure::Model) -> Fact {
    let by = order
        .ordered_by
        .clone()
        .unwrap_or_else(|| visitor.say("device-erasure-by-time"));
    let when = visitor.words.date_time(order.ordered_at.instant());
    let said = visitor.words.say_with(
        "device-erasure-ordered",
        &[("time", when.into()), ("by", by.into())],
    );
    let fact = Fact::new(visitor.say("device-erasure"), said);
    if order.done_at.is_none() {
        return fact.note(visitor.say("device-erasure-waits"));
    }
    let number = |count: i64| visitor.words.number(count).into();
    fact.note(visitor.words.say_with(
        "device-erasure-done",
        &[
            ("events", number(order.events)),
            ("figures", number(order.figures)),
            ("files", number(order.files)),
            ("detections", number(order.detections)),
            ("reports", number(order.reports)),
        ],
    ))
}

/// Whoever has no certificate is known by a tunnel alone.
async fn no_certificate(
    telemetry: &Telemetry,
    visitor: &Visitor,
    row: &installation::Model,
) -> Result<Option<Notice>> {
    let Some(device) = row.device_id else {
        return Ok(None);
    };
    let valid = stock::valid_certificates(telemetry.store.reader(), vec![device]).await?;
    if valid.contains_key(&device) {
        return Ok(None);
    }
    let href = visitor.href(&format!("/desk/devices/{device}"));
    Ok(Some(
        Notice::new(Tone::Warn, visitor.say("device-no-certificate"))
            .text(visitor.say("device-no-certificate-text"))
            .link(href, visitor.say("device-issue-certificate")),
    ))
}
