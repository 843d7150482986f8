//! One application: answers, eligibility, contacts, documents, history, and the forms to work on it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::ApplicationId;
use platform::forms::Answers;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use web::Visitor;
use web::flash::Flash;

use super::by_post;
use super::contact::{Choice, ContactForm};
use super::decide::DecideForm;
use super::documents::{CopyView, DocumentView, Papers, copies, documents};
use super::history::{Event, of_application};
use super::judged::{RuleView, rules};
use super::lines::{chip, course_name, due, frame_name, outcome_of_contact};
use super::one::{ForgottenView, company, forgotten, load, open};
use super::people::People;
use super::scans::{self, ReviewForm};
use super::sent::Sent;
use super::{figures, has_contacts, in_frame, problems};
use crate::context::Calls;
use crate::domain::application::{Ending, State as Standing, StateName};
use crate::domain::definition::Programme;
use crate::domain::definition::well_known::CONTACT_CHECK;
use crate::error::Result;
use crate::ops::draw::is_frozen;
use crate::ops::submit::code;
use crate::pages::answers::{Group, groups};
use crate::store::entities::{application, contact, signature};
use crate::store::queries::duplicates;

/// A contact as shown.
struct ContactView {
    /// Ticked only where somebody was reached.
    class: &'static str,
    at: String,
    who: String,
    channel: String,
    outcome: String,
    note: String,
    groups: Vec<Group>,
}

/// A twin as shown.
struct TwinView {
    number: String,
    href: String,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the template")]
#[derive(Template)]
#[template(path = "desk-detail.html")]
struct DetailPage<'a> {
    v: &'a Visitor,
    base: String,
    action: String,
    row: &'a application::Model,
    company: String,
    /// Only figures are left of it.
    forgotten: Option<ForgottenView>,
    number: String,
    state: String,
    chip: &'static str,
    outcome: String,
    outcome_class: &'static str,
    due: super::lines::DueView,
    frame: String,
    course: String,
    wanted: Option<String>,
    submitted: String,
    ending: Option<Ending>,
    referred: Vec<String>,
    twins: Vec<TwinView>,
    groups: Vec<Group>,
    rules: Vec<RuleView>,
    contacts: Vec<ContactView>,
    documents: Vec<DocumentView>,
    copies: Vec<CopyView>,
    history: Vec<Event>,
    /// What others did since the form was opened.
    meanwhile: Vec<Event>,
    /// What was typed into a form that is not on the page any more.
    typed: Vec<String>,
    /// The last entry of the log that the form's reader has seen.
    seen: i64,
    log: Option<String>,
    by_hand: Option<String>,
    sent: &'a Sent,
    /// The call has a step in which companies are called.
    keeps_contacts: bool,
    /// The answers may be corrected.
    corrects: bool,
    contact: Option<ContactForm>,
    /// The list for the draw stands already: a contact does not bring it into the draw any more.
    frozen: bool,
    decide: Option<DecideForm>,
    offered: bool,
    /// Parts of consents that may come by post.
    papers: Vec<Choice>,
    /// One of them counts already, and another one takes its place with a reason alone.
    replaces: bool,
    /// Scans that somebody has to look at.
    reviews: Vec<ReviewForm>,
}

/// `GET /desk/{programme}/applications/{application}`
pub(super) async fn page(
    State(calls): State<Calls>,
    Path((id, application)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    let (programme, row) = match open(&calls, &visitor, &id, &application).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    show(&calls, &visitor, &programme, row.id, &Sent::default()).await
}

/// The page, with what was sent and could not be taken.
pub(super) async fn show(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    application: ApplicationId,
    sent: &Sent,
) -> Response {
    match render(calls, visitor, programme, application, sent).await {
        Ok(html) => {
            let status = if sent.stale || sent.refusal.is_some() {
                StatusCode::CONFLICT
            } else if sent.errors.is_empty() {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            (status, html).into_response()
        }
        Err(error) => problems::page(visitor, &error),
    }
}

/// After an operation: back to the page, or the newest state with what was typed.
pub(super) async fn outcome<T>(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    application: ApplicationId,
    outcome: Result<T>,
    mut sent: Sent,
    reason_field: &str,
) -> Response {
    match outcome {
        Ok(_) => {
            let path = format!("/desk/{}/applications/{application}", programme.file.id);
            Flash::done("flash-saved").redirect(visitor, &path)
        }
        Err(error) => {
            if let Err(page) = sent.say(visitor, programme, &error, reason_field) {
                return page;
            }
            show(calls, visitor, programme, application, &sent).await
        }
    }
}

async fn render(
    calls: &Calls,
    visitor: &Visitor,
    programme: &Programme,
    id: ApplicationId,
    sent: &Sent,
) -> Result<axum::response::Html<String>> {
    let reader = calls.store.reader();
    let row = load(calls, programme, id).await?;
    let contacts = contact::Entity::find()
        .filter(contact::Column::ApplicationId.eq(id))
        .order_by_desc(contact::Column::At)
        .all(reader)
        .await?;
    let answers: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
    let people = People::load(reader).await?;
    let papers = Papers::load(reader, &row).await?;
    let history = of_application(calls, visitor, &people, id).await?;
    let state = crate::ops::change::name_of(&row)?;
    let ending = match serde_json::from_str(&row.state_detail) {
        Ok(Standing::Refused(ending) | Standing::Excluded(ending) | Standing::Withdrawn(ending)) => {
            Some(Ending {
                reason: ending.reason_in(visitor.words),
                ..ending
            })
        }
        Ok(Standing::Declined { reason: Some(reason) }) => Some(Ending {
            reason,
            refer_to: Vec::new(),
        }),
        _ => None,
    };
    let base = visitor.href(&format!("/desk/{}", programme.file.id));
    let forgotten = forgotten(visitor, programme, &row);
    let works = visitor.may("desk.work") && forgotten.is_none();
    let form = programme.form("application");
    let page = DetailPage {
        v: visitor,
        action: format!("{base}/applications/{id}"),
        number: code(row.number),
        state: visitor.say(&format!("state-{}", row.state)),
        chip: chip(state),
        outcome: visitor.say(&format!("outcome-{}", row.outcome)),
        outcome_class: outcome_class(&row.outcome),
        due: due(visitor, programme, row.due_at.map(platform::store::At::instant)),
        frame: frame_name(visitor, programme, row.frame.as_deref()),
        course: course_name(visitor, programme, &row.course),
        wanted: (row.course_wanted != row.course)
            .then(|| course_name(visitor, programme, &row.course_wanted)),
        submitted: visitor.words.date_time(row.submitted_at.instant()),
        referred: referrals_of(visitor, programme, ending.as_ref()),
        ending,
        twins: twins(calls, programme, &row, &base).await?,
        groups: form
            .map(|form| groups(visitor, form, &answers))
            .unwrap_or_default(),
        rules: rules(visitor, programme, &row.eligibility),
        documents: if forgotten.is_none() {
            documents(visitor, programme, &row, &papers)
        } else {
            Vec::new()
        },
        copies: copies(reader, visitor, programme, &row).await?,
        meanwhile: if sent.stale {
            since(&history, sent)
        } else {
            Vec::new()
        },
        typed: if sent.stale || sent.refusal.is_some() {
            sent.typed()
        } else {
            Vec::new()
        },
        seen: history.first().map_or(0, |event| event.seq),
        history,
        log: visitor
            .may("desk.audit")
            .then(|| visitor.href(&format!("/desk/audit?application={id}"))),
        by_hand: (visitor.may("desk.release")
            && row.rank.is_some()
            && !state.is_final()
            && forgotten.is_none())
        .then(|| format!("{base}/applications/{id}/move")),
        frozen: state == StateName::Received && is_frozen(reader, programme).await?,
        contact: (works && has_contacts(programme) && !state.is_final())
            .then(|| ContactForm::new(visitor, programme, (&row, state), &contacts, sent)),
        decide: (works && !state.is_final()).then(|| DecideForm::new(visitor, programme, &row, sent)),
        offered: works && state == StateName::Offered,
        replaces: papers.signatures.iter().any(signature::Model::counts),
        reviews: if works && state == StateName::Confirmed {
            scans::forms(visitor, programme, &row, &papers.signatures, &papers.scans, sent)
        } else {
            Vec::new()
        },
        papers: if works {
            by_post::owed(visitor, programme, state, &papers, sent)
        } else {
            Vec::new()
        },
        contacts: contacts
            .iter()
            .map(|one| contact_view(visitor, programme, &people, one))
            .collect(),
        keeps_contacts: has_contacts(programme),
        corrects: works && !state.is_final(),
        company: company(visitor, &row.company_name),
        forgotten,
        sent,
        base,
        row: &row,
    };
    let title = format!("{} {}", page.number, page.company);
    let body = page.render().unwrap_or_default();
    let figures = figures(calls, visitor, programme).await?;
    let wrong = sent.stale || sent.refusal.is_some() || !sent.errors.is_empty();
    Ok(in_frame(visitor, programme, &figures, &title, wrong, &body))
}

fn outcome_class(outcome: &str) -> &'static str {
    match outcome {
        "eligible" => "ok",
        "review" => "warn",
        _ => "bad",
    }
}

async fn twins(
    calls: &Calls,
    programme: &Programme,
    row: &application::Model,
    base: &str,
) -> Result<Vec<TwinView>> {
    let keys = vec![row.company_key.clone()];
    let numbers = row.corporate_number.clone().into_iter().collect();
    let reader = calls.store.reader();
    let mut twins = duplicates::twins_among(reader, &programme.file.id, keys, numbers).await?;
    let numbers = twins.remove(&row.id).unwrap_or_default();
    let rows: Vec<(ApplicationId, i64)> = application::Entity::find()
        .select_only()
        .columns([application::Column::Id, application::Column::Number])
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::Number.is_in(numbers))
        .order_by_asc(application::Column::Number)
        .into_tuple()
        .all(reader)
        .await?;
    let view = |(id, number): (ApplicationId, i64)| TwinView {
        number: code(number),
        href: format!("{base}/applications/{id}"),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What happened after the form was opened. A form that does not say when shows the last thing alone.
fn since(history: &[Event], sent: &Sent) -> Vec<Event> {
    let seen: Option<i64> = sent.text("seen").parse().ok();
    let is_new = |event: &&Event| seen.is_none_or(|seen| event.seq > seen);
    let new = history.iter().filter(is_new).cloned();
    new.take(if seen.is_some() { 20 } else { 1 }).collect()
}

fn referrals_of(visitor: &Visitor, programme: &Programme, ending: Option<&Ending>) -> Vec<String> {
    let ids = ending
        .map(|ending| ending.refer_to.as_slice())
        .unwrap_or_default();
    let known = programme
        .file
        .referrals
        .iter()
        .filter(|one| ids.contains(&one.id));
    known
        .map(|one| one.name.in_language(visitor.language()).to_owned())
        .collect()
}

fn contact_view(
    visitor: &Visitor,
    programme: &Programme,
    people: &People,
    row: &contact::Model,
) -> ContactView {
    let answers = row
        .answers
        .as_deref()
        .and_then(|text| serde_json::from_str::<Answers>(text).ok());
    let form = programme.form(CONTACT_CHECK);
    let groups = match (form, answers) {
        (Some(form), Some(answers)) => groups(visitor, form, &answers)
            .into_iter()
            .map(|mut group| {
                group.lines.retain(|line| !line.value.is_empty());
                group
            })
            .filter(|group| !group.lines.is_empty())
            .collect(),
        _ => Vec::new(),
    };
    let reached = matches!(row.outcome.as_str(), "reached" | "complete" | "not_met");
    ContactView {
        class: if reached { "done" } else { "todo" },
        at: visitor.words.date_time(row.at.instant()),
        who: row.staff_id.map_or_else(
            || visitor.say("contact-imported"),
            |id| people.who(visitor, "staff", &id.to_string()),
        ),
        channel: visitor.say(&format!("contact-{}", row.channel)),
        outcome: outcome_of_contact(visitor, &row.outcome),
        note: row.note.clone(),
        groups,
    }
}
