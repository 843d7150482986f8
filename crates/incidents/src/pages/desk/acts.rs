//! What is done with a case at the desk: each form of its page.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::DateTime;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::store::Operation;
use web::{Flash, Posted, Visitor};

use super::super::problems;
use super::case::{Sent, id, show};
use crate::context::{Addressee, Incidents};
use crate::domain::case::Verdict;
use crate::domain::detection::severity;
use crate::domain::entry::{Outcome, Way};
use crate::domain::visit::NoSlot;
use crate::error::{Error, Result};
use crate::ops::close::{CloseCase, ReopenCase};
use crate::ops::decide::DecideCase;
use crate::ops::merge::MergeCase;
use crate::ops::step::RecordStep;
use crate::ops::take::TakeCase;
use crate::ops::write::{Note, WriteNote};

type Handed = (State<Incidents>, Path<String>, Visitor, Posted);

fn version(posted: &Posted) -> i64 {
    posted.text("version").parse().unwrap_or_default()
}

/// Does it and says so, or shows the page again with what was typed.
async fn answer<O>(
    incidents: &Incidents,
    visitor: &Visitor,
    case: &str,
    posted: Posted,
    operation: Result<O>,
    (act, done): (&str, &str),
) -> Response
where
    O: Operation<Error = Error>,
{
    let outcome = match operation {
        Ok(operation) => incidents.store.run(&operation).await.map(|_| ()),
        Err(error) => Err(error),
    };
    settle(incidents, visitor, case, posted, outcome, (act, done)).await
}

/// The same for what was done already.
pub(super) async fn settle(
    incidents: &Incidents,
    visitor: &Visitor,
    case: &str,
    posted: Posted,
    outcome: Result<()>,
    (act, done): (&str, &str),
) -> Response {
    let (field, key) = match outcome {
        Ok(()) => {
            return Flash::done(done).redirect(visitor, &format!("/desk/support/cases/{case}"));
        }
        Err(Error::Missing(field)) => (format!("{act}_{field}"), "support-missing"),
        Err(Error::TooLong(field)) => (format!("{act}_{field}"), "support-text-too-long"),
        Err(Error::NoSlot(NoSlot::Taken)) => (format!("{act}_wished"), "support-slot-taken"),
        Err(Error::NoSlot(NoSlot::BetweenSteps)) => (format!("{act}_wished"), "support-slot-between"),
        Err(Error::NoSlot(NoSlot::TooFar)) => (format!("{act}_wished"), "support-slot-too-far"),
        Err(Error::NoSlot(_)) => (format!("{act}_wished"), "support-no-slot"),
        Err(Error::Future(field)) => (format!("{act}_{field}"), "support-in-future"),
        Err(Error::Before(field)) => (format!("{act}_{field}"), "support-before-case"),
        Err(Error::VisitPlanned) => ("visits".to_owned(), "support-visit-already"),
        Err(Error::VisitOpen) => ("visits".to_owned(), "support-visit-open"),
        Err(Error::Stale) => ("version".to_owned(), "support-stale"),
        Err(Error::NotTheSame) => (format!("{act}_into"), "support-not-the-same"),
        Err(Error::Refused(_)) => ("version".to_owned(), "support-refused"),
        Err(error) => return problems::page(visitor, &error),
    };
    let mut errors = vec![(field, visitor.say(key))];
    if key == "support-missing" {
        let first = errors[0].0.clone();
        errors.extend(also_missing(act, &posted, &first).map(|field| (field, visitor.say(key))));
    }
    let sent = Sent { posted, errors };
    show(incidents, visitor, case, &sent).await
}

/// Other fields of an act that have to be filled in and are not, so that nobody has to find them one by one.
fn also_missing<'p>(act: &'p str, posted: &'p Posted, said: &'p str) -> impl Iterator<Item = String> + 'p {
    let fields: &[&str] = match act {
        "decide" => &["verdict", "reason"],
        "close" => &["cause", "prevention"],
        "step" => &["what", "host", "consent"],
        _ => &[],
    };
    let names = fields.iter().map(move |field| format!("{act}_{field}"));
    names.filter(move |name| name != said && posted.text(name).trim().is_empty())
}

async fn company(incidents: &Incidents, case: &str) -> Result<Option<Addressee>> {
    let row = crate::store::queries::case(incidents.store.reader(), id(case)?)
        .await?
        .ok_or(Error::NotFound)?;
    incidents.addressee(row.company_id).await
}

/// `POST …/take`: whoever presses it looks after the case from now on.
pub(super) async fn take((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = id(&case).and_then(|case| {
        let Actor::Staff { id, name, .. } = &visitor.actor else {
            return Err(Error::NotFound);
        };
        Ok(TakeCase {
            vault: incidents.vault.clone(),
            case,
            version: version(&posted),
            assignee: (*id, name.clone()),
            actor: visitor.actor.clone(),
        })
    });
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("take", "support-taken"),
    )
    .await
}

/// `POST …/write`
pub(super) async fn write((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let note = match (posted.text("write_to"), Way::parse(posted.text("write_way"))) {
        ("company", _) => Ok(Note::ToCompany),
        ("told", Some(way)) => Ok(Note::Told(way)),
        ("told", None) => Err(Error::Missing("way")),
        ("note", _) => Ok(Note::Internal),
        _ => Err(Error::Missing("to")),
    };
    let operation = async {
        Ok(WriteNote {
            vault: incidents.vault.clone(),
            company: company(&incidents, &case).await?,
            case: id(&case)?,
            note: note?,
            text: posted.text("write_text").to_owned(),
            actor: visitor.actor.clone(),
        })
    };
    let operation = operation.await;
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("write", "support-written"),
    )
    .await
}

/// `POST …/decide`
pub(super) async fn decide((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = async {
        Ok(DecideCase {
            vault: incidents.vault.clone(),
            company: company(&incidents, &case).await?,
            case: id(&case)?,
            version: version(&posted),
            verdict: Verdict::parse(posted.text("decide_verdict")).ok_or(Error::Missing("verdict"))?,
            severity: severity(posted.text("decide_severity")).ok_or(Error::Missing("severity"))?,
            reason: posted.text("decide_reason").to_owned(),
            actor: visitor.actor.clone(),
        })
    };
    let operation = operation.await;
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("decide", "support-decided"),
    )
    .await
}

/// `POST …/close`
pub(super) async fn close((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = async {
        Ok(CloseCase {
            vault: incidents.vault.clone(),
            company: company(&incidents, &case).await?,
            case: id(&case)?,
            version: version(&posted),
            cause: posted.text("close_cause").to_owned(),
            prevention: posted.text("close_prevention").to_owned(),
            actor: visitor.actor.clone(),
        })
    };
    let operation = operation.await;
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("close", "support-closed-done"),
    )
    .await
}

/// `POST …/reopen`
pub(super) async fn reopen((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = id(&case).map(|case| ReopenCase {
        vault: incidents.vault.clone(),
        case,
        version: version(&posted),
        reason: posted.text("reopen_reason").to_owned(),
        actor: visitor.actor.clone(),
    });
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("reopen", "support-reopened"),
    )
    .await
}

/// `POST …/merge`
pub(super) async fn merge((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = id(&case).and_then(|case| {
        let into = posted
            .text("merge_into")
            .parse()
            .map_err(|_| Error::Missing("into"))?;
        Ok(MergeCase {
            vault: incidents.vault.clone(),
            case,
            version: version(&posted),
            into,
            actor: visitor.actor.clone(),
        })
    });
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("merge", "support-merged"),
    )
    .await
}

/// `POST …/steps`
pub(super) async fn step((State(incidents), Path(case), visitor, posted): Handed) -> Response {
    let operation = id(&case).and_then(|case| {
        let consent: Option<DateTime> = posted.text("step_consent").parse().ok();
        Ok(RecordStep {
            vault: incidents.vault.clone(),
            case,
            what: posted.text("step_what").to_owned(),
            host: posted.text("step_host").to_owned(),
            consent: from_tokyo(consent.ok_or(Error::Missing("consent"))?),
            outcome: Outcome::parse(posted.text("step_outcome")).ok_or(Error::Missing("outcome"))?,
            actor: visitor.actor.clone(),
        })
    });
    answer(
        &incidents,
        &visitor,
        &case,
        posted,
        operation,
        ("step", "support-step-done"),
    )
    .await
}
