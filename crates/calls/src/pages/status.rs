//! Where an application stands: title by state, the next deadline, the way so far and from here (C12–C15, C19).

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State as Held;
use axum::response::{IntoResponse, Response};
use contracts::ReadError;
use contracts::companies::Companies as _;
use contracts::support::{Asked, OpenCase, SupportCentre};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::text::Language;
use web::{Page, Visitor};

use super::apply::shut;
use super::referrals::{Referral, named};
use super::reply::{way_out, way_out_words};
use super::{own, way};
use crate::companies::CompanyRecords;
use crate::context::Calls;
use crate::domain::application::{State, StateName};
use crate::domain::beginning::{Known, beginning, beginning_words};
use crate::domain::definition::Programme;
use crate::domain::definition::consents::Part;
use crate::domain::definition::programme::StepKind;
use crate::domain::outstanding::{Given, Owed, form_due, only_form, outstanding};
use crate::domain::review::Review;
use crate::ops::documents::part_name;
use crate::ops::own::Own;
use crate::ops::submit::code;
use crate::store::entities::signature;

/// The next deadline: the largest thing on the page.
struct Due {
    what: String,
    when: String,
    note: String,
    /// The company is asked for its answer.
    asks: bool,
}

/// A document that is asked for.
struct Document {
    title: String,
    /// Where it is signed or answered; where it can be read, once it has arrived.
    href: String,
    /// What became of it, and the colour of that.
    state: &'static str,
    class: &'static str,
    /// Why it was sent back.
    reason: String,
}

/// An open case at the support centre.
struct Case {
    href: String,
    number: String,
    since: String,
    /// What the company has to do.
    asked: String,
    /// It has to do something.
    is_asked: bool,
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage<'a> {
    v: &'a Visitor,
    code: String,
    company: &'a str,
    programme: &'a str,
    title: String,
    due: Option<Due>,
    lead: String,
    reason: String,
    referrals: Vec<Referral>,
    documents: Vec<Document>,
    /// Their heading.
    asked: &'static str,
    /// Participation is fixed: the support centre is there for it.
    takes_part: bool,
    /// Open cases at the support centre.
    cases: Vec<Case>,
    /// What comes first, once participation is fixed.
    begins: Vec<Known>,
    /// The days as a calendar file.
    calendar: Option<String>,
    steps: Vec<way::Step>,
    /// How it can be left (address, words), where the page does not ask for an answer anyway.
    way_out: Option<(&'static str, &'static str)>,
    /// The call's address while the next company can be applied for.
    another: Option<String>,
    signed: Vec<(String, String)>,
    has_receipt: bool,
    draw: Option<String>,
    /// Where the company sees its appliance, if its course lends one.
    appliance: bool,
    office: &'a str,
    telephone: &'a str,
    hours: &'a str,
    mail: &'a str,
}

/// `GET /status`
pub(super) async fn show(
    Held(calls): Held<Calls>,
    centre: Option<Extension<Arc<dyn SupportCentre>>>,
    visitor: Visitor,
) -> Response {
    let (programme, own) = match own::open(&calls, &visitor).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let language = visitor.language();
    let operator = &programme.file.operator;
    let lottery = programme.file.is_lottery();
    let base = visitor.href(&format!("/programmes/{}", programme.file.id));
    let (reason, referrals) = ending(&visitor, &programme, &own.state);
    let fixed = own.state.name() == StateName::Participating;
    let has_days = fixed && beginning(&programme).first_day.is_some();
    let steps = way::steps(&visitor, &programme, &own);
    // Without the support centre's answer the page still says where the application stands.
    let cases = cases(&calls, &visitor, centre.as_deref())
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, "the open cases of a company could not be read");
            Vec::new()
        });
    let page = StatusPage {
        cases,
        takes_part: own.state.name() == StateName::Participating,
        v: &visitor,
        code: code(own.row.number),
        asked: if only_form(&programme).is_some() {
            "status-asked"
        } else {
            "status-documents"
        },
        begins: if fixed {
            beginning_words(&programme, visitor.words)
        } else {
            Vec::new()
        },
        calendar: has_days.then(|| format!("{base}/sessions.ics")),
        company: &own.row.company_name,
        programme: programme.file.short_name.in_language(language),
        title: title(&visitor, &programme, &own),
        due: due(&visitor, &programme, &own),
        lead: lead(&visitor, &programme, &own, &steps),
        reason,
        referrals,
        documents: documents(&visitor, &programme, &own),
        steps,
        way_out: way_out(own.state.name())
            .zip(way_out_words(own.state.name()))
            .filter(|_| own.state.name() != StateName::Offered),
        another: shut(&visitor, &programme).is_none().then(|| base.clone()),
        signed: signed(&visitor, &programme, &own),
        has_receipt: lottery && own.row.label.is_some(),
        draw: lottery.then(|| format!("{base}/draw")),
        appliance: fixed
            && programme
                .file
                .monitoring
                .as_ref()
                .is_some_and(|monitoring| monitoring.course == own.row.course),
        office: operator.office.in_language(language),
        telephone: &operator.telephone,
        hours: operator.hours.in_language(language),
        mail: &operator.mail,
    };
    Page::public(&visitor, &page.title)
        .render(&page.render().unwrap_or_default())
        .into_response()
}

/// The company's open cases; none where no support centre belongs to the house.
async fn cases(
    calls: &Calls,
    visitor: &Visitor,
    centre: Option<&Arc<dyn SupportCentre>>,
) -> Result<Vec<Case>, ReadError> {
    let (Some(centre), Actor::Applicant { application }) = (centre, &visitor.actor) else {
        return Ok(Vec::new());
    };
    let companies = CompanyRecords::new(calls.store.clone());
    let Some(company) = companies.of_application(*application).await? else {
        return Ok(Vec::new());
    };
    let open = centre.open_cases(company).await?;
    Ok(open.iter().map(|open| case(visitor, open)).collect())
}

fn case(visitor: &Visitor, open: &OpenCase) -> Case {
    let asked = match open.asked {
        Asked::Nothing => visitor.say("status-case-nothing"),
        Asked::Read => visitor.say("status-case-read"),
        Asked::Visit(at) => visitor.say1("status-case-visit", "at", visitor.words.date_time(at)),
    };
    Case {
        href: visitor.href(&format!("/support/cases/{}", open.case.id)),
        number: format!("S-{:05}", open.case.number),
        since: visitor.words.date_time(open.opened),
        asked,
        is_asked: open.asked != Asked::Nothing,
    }
}

/// An offer whose period is over, a moment before it lapses.
pub(super) fn is_over(visitor: &Visitor, state: &State) -> bool {
    matches!(state, State::Offered { answer_due: Some(due) } if visitor.now >= *due)
}

/// When a place was offered from the waiting list: after everybody had been told the results.
pub(super) fn lifted_at(own: &Own) -> Option<Timestamp> {
    let at = own.row.changed_at.instant();
    let lifted = own.state.name() == StateName::Offered && own.told_at.is_some_and(|told| at > told);
    lifted.then_some(at)
}

fn title(visitor: &Visitor, programme: &Programme, own: &Own) -> String {
    match own.state.name() {
        _ if own.missed_draw => visitor.say("status-title-missed"),
        StateName::Waiting => own.position.map_or_else(
            || visitor.say("status-title-waiting-list"),
            |position| visitor.say1("status-title-waiting", "position", position),
        ),
        StateName::Offered if is_over(visitor, &own.state) => visitor.say("status-title-lapsed"),
        StateName::Offered if lifted_at(own).is_some() => visitor.say("status-title-lifted"),
        StateName::Offered if !programme.file.is_lottery() => visitor.say("status-title-offered-first-come"),
        StateName::Confirmed if is_in_review(programme, own) => visitor.say("status-title-review"),
        StateName::Confirmed => match only_form(programme) {
            Some(form) => visitor.say1(
                "status-title-confirmed-form",
                "form",
                form.title.in_language(visitor.language()),
            ),
            None => visitor.say("status-title-confirmed"),
        },
        name => visitor.say(&format!("status-title-{}", name.as_str())),
    }
}

fn due(visitor: &Visitor, programme: &Programme, own: &Own) -> Option<Due> {
    let box_of = |what: &str, when: String, note: String, asks: bool| {
        Some(Due {
            what: visitor.say(what),
            when,
            note,
            asks,
        })
    };
    match &own.state {
        _ if own.missed_draw => None,
        State::Received { .. } => {
            // The desk has a deadline of its own where the call promises nothing.
            let promised = programme.deadline(StepKind::Contact, own.row.submitted_at.instant())?;
            box_of(
                "status-contact-due",
                visitor.words.promised(promised),
                visitor.say("receipt-not-complete"),
                false,
            )
        }
        State::Complete => {
            let at = programme.file.selection.draw_at.map(from_tokyo)?;
            (visitor.now < at).then_some(())?;
            box_of(
                "status-draw-at",
                visitor.words.date_time(at),
                visitor.say("calls-places-lottery"),
                false,
            )
        }
        State::Offered { .. } if is_over(visitor, &own.state) => None,
        State::Offered { answer_due } => {
            let days = programme.file.selection.answer_business_days.or_else(|| {
                let step = programme.file.step(StepKind::Confirm)?;
                Some(step.deadline.as_ref()?.business_days)
            });
            let note = match (answer_due, days) {
                (Some(_), Some(days)) if lifted_at(own).is_some() => {
                    let at = lifted_at(own).map(|at| visitor.words.date_time(at));
                    let at = at.unwrap_or_default();
                    visitor.say2("status-answer-note-lifted", "at", at, "days", days)
                }
                (Some(_), Some(days)) => visitor.say1("status-answer-note", "days", days),
                _ => String::new(),
            };
            let (what, when) = match answer_due {
                Some(due) => ("status-answer-due", visitor.words.deadline(*due)),
                None => ("status-answer-awaited", visitor.say("status-answer-open")),
            };
            box_of(what, when, note, true)
        }
        State::Confirmed => {
            let form = only_form(programme)?;
            let due = form_due(programme, &form.id, own.row.changed_at.instant())?;
            box_of(
                "status-answer-due",
                visitor.words.deadline(due),
                String::new(),
                false,
            )
        }
        _ => None,
    }
}

fn lead(visitor: &Visitor, programme: &Programme, own: &Own, steps: &[way::Step]) -> String {
    match own.state.name() {
        _ if own.missed_draw => visitor.say("status-missed-lead"),
        StateName::Complete => {
            let now = steps.iter().find(|step| step.class == "now");
            let next = now.map(|step| visitor.say1("status-next", "step", &step.title));
            let words = programme.file.selection.results_words.as_ref();
            let results = words.filter(|_| programme.file.is_lottery()).map(|words| {
                let when = words.in_language(visitor.language());
                visitor.say1("status-results", "when", when)
            });
            let said: Vec<String> = next.into_iter().chain(results).collect();
            said.join(match visitor.language() {
                Language::Ja => "",
                Language::En => " ",
            })
        }
        StateName::Waiting => visitor.say("status-waiting-lead"),
        StateName::Confirmed if is_in_review(programme, own) => visitor.say("status-review-lead"),
        StateName::Confirmed => match only_form(programme) {
            Some(form) => visitor.say1(
                "status-confirmed-lead-form",
                "form",
                form.title.in_language(visitor.language()),
            ),
            None => visitor.say("status-confirmed-lead"),
        },
        StateName::Lapsed => visitor.say("status-lapsed-lead"),
        _ => String::new(),
    }
}

fn ending(visitor: &Visitor, programme: &Programme, state: &State) -> (String, Vec<Referral>) {
    let (State::Refused(ending) | State::Excluded(ending) | State::Withdrawn(ending)) = state else {
        return (String::new(), Vec::new());
    };
    let referrals = named(visitor, programme, &ending.refer_to);
    (ending.reason_in(visitor.words), referrals)
}

fn documents(visitor: &Visitor, programme: &Programme, own: &Own) -> Vec<Document> {
    if !matches!(own.state.name(), StateName::Confirmed | StateName::Participating) {
        return Vec::new();
    }
    let missing = outstanding(programme, &own.given());
    let view = |owed: Owed| {
        let done = !missing.contains(&owed);
        let mut shown = if done {
            ("status-document-done", "ok", String::new())
        } else {
            ("status-document-todo", "warn", String::new())
        };
        let (title, href) = match owed {
            Owed::Signature { consent, part } => {
                let title = consent_title(visitor, programme, &consent);
                let part_words = visitor.say(part_key(part));
                let row = own.signatures.iter();
                let mut row = row.filter(|row| row.consent_id == consent && row.part == part_name(part));
                let row = row.next();
                match row.map(signature::Model::review) {
                    Some(Review::ToReview) => shown = ("status-document-review", "", String::new()),
                    Some(Review::Returned) => {
                        let reason = row.and_then(|row| row.review_reason.clone());
                        shown = ("status-document-returned", "bad", reason.unwrap_or_default());
                    }
                    _ => {}
                }
                let href = match row {
                    Some(row) if row.review() != Review::Returned => format!("/status/signed/{consent}"),
                    _ => format!("/status/consents/{consent}/{}", part_name(part)),
                };
                (
                    visitor.say2("status-part-of", "title", title, "part", part_words),
                    href,
                )
            }
            Owed::Form { form } => {
                let title = programme
                    .form(&form)
                    .map_or("", |found| found.title.in_language(visitor.language()));
                (title.to_owned(), format!("/status/forms/{form}"))
            }
        };
        let (state, class, reason) = shown;
        Document {
            title,
            href: visitor.href(&href),
            state,
            class,
            reason,
        }
    };
    outstanding(programme, &Given::default())
        .into_iter()
        .map(view)
        .collect()
}

/// Everything is handed in, and the secretariat has yet to look at some of it.
fn is_in_review(programme: &Programme, own: &Own) -> bool {
    let mut handed_in = own.given();
    let to_review = own
        .signatures
        .iter()
        .filter(|row| row.review() == Review::ToReview);
    handed_in.signatures.extend(to_review.map(signature::Model::key));
    outstanding(programme, &handed_in).is_empty()
}

/// Message key of a part.
pub(super) const fn part_key(part: Part) -> &'static str {
    match part {
        Part::Company => "status-company-part",
        Part::Participant => "status-participant-part",
    }
}

/// The title of a consent.
pub(super) fn consent_title(visitor: &Visitor, programme: &Programme, id: &str) -> String {
    let found = programme.consents.iter().find(|consent| consent.id == id);
    found.map_or_else(String::new, |consent| {
        consent.title.in_language(visitor.language()).to_owned()
    })
}

fn signed(visitor: &Visitor, programme: &Programme, own: &Own) -> Vec<(String, String)> {
    let has = |id: &str| own.signatures.iter().any(|row| row.consent_id == id);
    programme
        .consents
        .iter()
        .filter(|consent| has(&consent.id))
        .map(|consent| {
            (
                visitor.href(&format!("/status/signed/{}", consent.id)),
                consent.title.in_language(visitor.language()).to_owned(),
            )
        })
        .collect()
}
