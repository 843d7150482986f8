//! Recording a contact (C3, C8, C11): telephone or mail, the security check, the course, the result.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::forms::{Answers, Form, read};
use web::form::{Typed, named, render, typed, views};
use web::{Posted, Visitor};

use super::detail::outcome;
use super::lines::course_name;
use super::one::open;
use super::sent::Sent;
use crate::context::Calls;
use crate::domain::application::{Ending, StateName};
use crate::domain::definition::Programme;
use crate::domain::definition::well_known::CONTACT_CHECK;
use crate::domain::eligibility::propose_course;
use crate::domain::facts::fields;
use crate::ops::contact::{Channel, Outcome, RecordContact};
use crate::store::entities::{application, contact};

/// Results in the order in which a clerk meets them.
const OUTCOMES: [&str; 6] = [
    "absent",
    "call_back",
    "wrong_number",
    "reached",
    "complete",
    "not_met",
];

/// Results that settle an application, possible while it waits for its check.
const DECIDING: [&str; 2] = ["complete", "not_met"];

/// One option as shown.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// A section of the contact check.
pub(super) struct SectionView {
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) fields: String,
}

/// The form as shown.
pub(super) struct ContactForm {
    pub(super) channels: Vec<Choice>,
    pub(super) outcomes: Vec<Choice>,
    pub(super) note: String,
    pub(super) reason: String,
    pub(super) courses: Vec<Choice>,
    pub(super) proposed: String,
    /// The application still waits for its check: a contact can decide.
    pub(super) checks: bool,
    /// A reason for letting the company take part is, or may be, needed (C4).
    pub(super) exception: bool,
    pub(super) referrals: Vec<Choice>,
    pub(super) sections: Vec<SectionView>,
}

impl ContactForm {
    /// The form with what earlier contacts found and what was just typed.
    pub(super) fn new(
        visitor: &Visitor,
        programme: &Programme,
        (row, state): (&application::Model, StateName),
        contacts: &[contact::Model],
        sent: &Sent,
    ) -> Self {
        let known = known(contacts);
        let checks = state == StateName::Received;
        let results = OUTCOMES.iter().filter(|id| checks || !DECIDING.contains(id));
        let channel = |id: &str| Choice {
            id: id.to_owned(),
            label: visitor.say(&format!("contact-{id}")),
            chosen: sent.chose("contact_channel", id)
                || (id == "telephone" && sent.text("contact_channel").is_empty()),
        };
        let result = |id: &str| Choice {
            id: id.to_owned(),
            label: super::lines::outcome_of_contact(visitor, id),
            chosen: sent.chose("contact_outcome", id),
        };
        let asked: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
        let proposed = propose(programme, &asked, &known).unwrap_or(&row.course);
        Self {
            channels: ["telephone", "mail"].map(channel).into(),
            outcomes: results.map(|id| result(id)).collect(),
            note: sent.text("contact_note").to_owned(),
            reason: sent.text("contact_reason").to_owned(),
            courses: super::lines::courses(visitor, programme, Some(sent.text("contact_course")))
                .into_iter()
                .filter(|_| checks)
                .map(|one| Choice {
                    id: one.id,
                    label: one.label,
                    chosen: one.chosen,
                })
                .collect(),
            proposed: course_name(visitor, programme, proposed),
            referrals: if checks {
                referrals(visitor, programme, sent, "contact_refer")
            } else {
                Vec::new()
            },
            sections: if checks {
                sections(visitor, programme, &known, sent)
            } else {
                Vec::new()
            },
            exception: row.outcome != "eligible" || sent.error("contact_exception").is_some(),
            checks,
        }
    }
}

/// Other programmes to choose from.
pub(super) fn referrals(visitor: &Visitor, programme: &Programme, sent: &Sent, field: &str) -> Vec<Choice> {
    let choice = |one: &crate::domain::definition::programme::Referral| Choice {
        id: one.id.clone(),
        label: one.name.in_language(visitor.language()).to_owned(),
        chosen: sent.chose(field, &one.id),
    };
    programme.file.referrals.iter().map(choice).collect()
}

/// What earlier contacts found, the newest answer to each question. `contacts` come newest first.
fn known(contacts: &[contact::Model]) -> Answers {
    let mut known = Answers::default();
    for answers in contacts.iter().rev().filter_map(|one| one.answers.as_deref()) {
        known.merge(serde_json::from_str(answers).unwrap_or_default());
    }
    known
}

/// The course that fits what the application says and what the contact found.
fn propose<'p>(programme: &'p Programme, asked: &Answers, found: &Answers) -> Option<&'p str> {
    let mut answers = asked.clone();
    answers.merge(found.clone());
    propose_course(&programme.file, &answers).map(|course| course.id.as_str())
}

fn sections(visitor: &Visitor, programme: &Programme, known: &Answers, sent: &Sent) -> Vec<SectionView> {
    let Some(form) = programme.form(CONTACT_CHECK) else {
        return Vec::new();
    };
    let values: Typed = typed(known, &sent.pairs);
    let language = visitor.language();
    let section = |section: &platform::forms::Section| SectionView {
        title: section
            .title
            .as_ref()
            .map_or("", |title| title.in_language(language))
            .to_owned(),
        intro: section
            .intro
            .as_ref()
            .map_or("", |intro| intro.in_language(language))
            .to_owned(),
        fields: render(visitor, &views(visitor, &section.fields, &values, &sent.fields)),
    };
    form.sections.iter().map(section).collect()
}

/// `POST /desk/{programme}/applications/{application}/contact`
pub(super) async fn save(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let application = row.id;
    let mut sent = Sent {
        pairs: posted.pairs.clone(),
        ..Sent::default()
    };
    let found = check(&visitor, programme.form(CONTACT_CHECK), &posted, &mut sent);
    let decided = decide(&visitor, &programme, &row, &posted, &found, &mut sent);
    let (Some(decided), true) = (decided, sent.errors.is_empty()) else {
        return super::detail::show(&calls, &visitor, &programme, application, &sent).await;
    };
    let contact = RecordContact {
        programme: Arc::clone(&programme),
        application,
        version: posted.text("version").parse().unwrap_or_default(),
        channel: if posted.text("contact_channel") == "mail" {
            Channel::Mail
        } else {
            Channel::Telephone
        },
        outcome: decided,
        note: posted.text("contact_note").to_owned(),
        answers: found
            .iter()
            .next()
            .is_some()
            .then(|| serde_json::to_string(&found).unwrap_or_default()),
        actor: visitor.actor.clone(),
    };
    let done = calls.store.run(&contact).await;
    outcome(
        &calls,
        &visitor,
        &programme,
        application,
        done,
        sent,
        "contact_reason",
    )
    .await
}

/// Reads the contact check. Everything must be answered only when the application becomes complete by it.
fn check(visitor: &Visitor, form: Option<&Form>, posted: &Posted, sent: &mut Sent) -> Answers {
    let talked = matches!(posted.text("contact_outcome"), "reached" | "complete" | "not_met");
    let Some(form) = form.filter(|_| talked) else {
        return Answers::default();
    };
    let reading = read(fields(form), &posted.pairs, &Answers::default());
    let complete = posted.text("contact_outcome") == "complete";
    for error in reading.errors {
        // While something is still awaited, gaps are no mistakes; what cannot be read always is one.
        if !complete && error.code == "required" {
            continue;
        }
        sent.errors.push(named(visitor, fields(form), &error));
        sent.fields.push(error);
    }
    reading.answers
}

/// The result that was chosen; mistakes go to `sent`.
fn decide(
    visitor: &Visitor,
    programme: &Programme,
    row: &application::Model,
    posted: &Posted,
    found: &Answers,
    sent: &mut Sent,
) -> Option<Outcome> {
    match posted.text("contact_outcome") {
        "absent" => Some(Outcome::Absent),
        "call_back" => Some(Outcome::CallBack),
        "wrong_number" => Some(Outcome::WrongNumber),
        "reached" => Some(Outcome::Reached),
        "complete" => {
            let asked: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
            let chosen = posted.text("contact_course");
            let course = match programme.file.course(chosen) {
                Some(course) => &course.id,
                None => propose(programme, &asked, found).unwrap_or(&row.course),
            };
            let exception = posted.text("contact_exception").to_owned();
            Some(Outcome::Complete {
                course: course.to_owned(),
                exception: Some(exception).filter(|reason| !reason.is_empty()),
            })
        }
        "not_met" => {
            let reason = posted.text("contact_reason");
            if reason.is_empty() {
                sent.errors
                    .push(("contact_reason".to_owned(), visitor.say("decide-reason-missing")));
            }
            let ending = Ending {
                reason: reason.to_owned(),
                refer_to: posted.many("contact_refer"),
            };
            Some(Outcome::NotMet(ending))
        }
        _ => {
            sent.errors.push((
                "contact_outcome".to_owned(),
                visitor.say("contact-outcome-missing"),
            ));
            None
        }
    }
}
