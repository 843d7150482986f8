//! Mails that are not where they should be: waiting, refused, unclear. Subject and recipient's receipt number, never
//! the text: whoever keeps the server running need not read what companies are told.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contracts::ids::{ApplicationId, MailId};
use platform::mail::message::{self, FAILED, SENDING, UNCERTAIN, WAITING};
use platform::mail::{Decide, Decision, Waiting, waiting};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use web::flash::Flash;
use web::{Posted, Visitor};

use super::{problems, without_call};
use crate::context::Calls;
use crate::error::{Error, Result};
use crate::ops::submit::code;
use crate::store::entities::application;

/// Most lines shown; the number of all stands above.
const SHOWN: u64 = 200;

/// A mail as shown.
struct MailView {
    subject: String,
    recipient: String,
    href: Option<String>,
    state: String,
    class: &'static str,
    written: String,
    tries: i32,
    why: String,
    /// Where a decision is sent, if one is due.
    decide: Option<String>,
}

#[derive(Template)]
#[template(path = "desk-mails.html")]
struct MailsPage<'a> {
    v: &'a Visitor,
    words: Vec<String>,
    down: Option<String>,
    mails: Vec<MailView>,
    cut: Option<String>,
    decides: bool,
}

/// What the inbox says of the mails; nothing when all are where they should be.
pub(super) async fn trouble(calls: &Calls, visitor: &Visitor) -> Result<Vec<String>> {
    let waiting = waiting(calls.store.reader()).await?;
    let mut words = Vec::new();
    words.extend(down(visitor, &waiting));
    if waiting.troubled_since.is_some() {
        words.push(visitor.say1("mails-waiting", "number", waiting.number));
    }
    words.extend(undecided(visitor, &waiting));
    Ok(words)
}

fn down(visitor: &Visitor, waiting: &Waiting) -> Option<String> {
    let since = waiting.troubled_since?;
    Some(visitor.say1("mails-down", "since", visitor.words.date_time(since)))
}

fn undecided(visitor: &Visitor, waiting: &Waiting) -> Vec<String> {
    let counts = [
        ("mails-uncertain", waiting.uncertain),
        ("mails-failed", waiting.failed),
    ];
    let there = counts.into_iter().filter(|(_, number)| *number > 0);
    there
        .map(|(key, number)| visitor.say1(key, "number", number))
        .collect()
}

/// `GET /desk/mails`
pub(super) async fn page(State(calls): State<Calls>, visitor: Visitor) -> Response {
    match body(&calls, &visitor).await {
        Ok(body) => without_call(&visitor, &visitor.say("mails-title"), &body).into_response(),
        Err(error) => problems::page(&visitor, &error),
    }
}

async fn body(calls: &Calls, visitor: &Visitor) -> Result<String> {
    let reader = calls.store.reader();
    let standing = waiting(reader).await?;
    let query =
        message::Entity::find().filter(message::Column::State.is_in([UNCERTAIN, FAILED, WAITING, SENDING]));
    let total = query.clone().count(reader).await?;
    // "uncertain" and "failed" before what will leave by itself.
    let mut rows = Vec::new();
    for states in [&[UNCERTAIN][..], &[FAILED], &[WAITING, SENDING]] {
        let room = SHOWN.saturating_sub(rows.len() as u64);
        let found = message::Entity::find()
            .filter(message::Column::State.is_in(states.iter().copied()))
            .order_by_asc(message::Column::CreatedAt)
            .limit(room)
            .all(reader)
            .await?;
        rows.extend(found);
    }
    let recipients = recipients(calls, &rows).await?;
    let mut words = vec![visitor.say1("mails-waiting", "number", standing.number)];
    words.extend(undecided(visitor, &standing));
    let decides = visitor.may("mail.decide");
    let page = MailsPage {
        v: visitor,
        words,
        down: down(visitor, &standing),
        cut: (total > rows.len() as u64)
            .then(|| visitor.say1("import-preview-more", "number", total - rows.len() as u64)),
        mails: rows
            .iter()
            .map(|row| view(visitor, &recipients, row, decides))
            .collect(),
        decides,
    };
    Ok(page.render().unwrap_or_default())
}

/// Programme and receipt number of the applications that mails are about.
async fn recipients(calls: &Calls, rows: &[message::Model]) -> Result<HashMap<String, (String, i64)>> {
    let ids = rows
        .iter()
        .filter(|row| row.subject_kind.as_deref() == Some("application"))
        .filter_map(|row| row.subject_id.as_deref()?.parse::<ApplicationId>().ok());
    let found: Vec<(ApplicationId, String, i64)> = application::Entity::find()
        .select_only()
        .columns([
            application::Column::Id,
            application::Column::ProgrammeId,
            application::Column::Number,
        ])
        .filter(application::Column::Id.is_in(ids))
        .into_tuple()
        .all(calls.store.reader())
        .await?;
    Ok(found
        .into_iter()
        .map(|(id, programme, number)| (id.to_string(), (programme, number)))
        .collect())
}

fn view(
    visitor: &Visitor,
    recipients: &HashMap<String, (String, i64)>,
    row: &message::Model,
    decides: bool,
) -> MailView {
    let known = row
        .subject_id
        .as_ref()
        .and_then(|id| Some((id, recipients.get(id)?)));
    let open = row.state == UNCERTAIN || row.state == FAILED;
    MailView {
        subject: row.subject.clone(),
        recipient: known.map_or_else(|| visitor.say("mails-other"), |(_, (_, number))| code(*number)),
        href: known.map(|(id, (programme, _))| visitor.href(&format!("/desk/{programme}/applications/{id}"))),
        state: visitor.say(&format!("mail-state-{}", row.state)),
        class: match row.state.as_str() {
            UNCERTAIN => "warn",
            FAILED => "bad",
            _ => "mute",
        },
        written: visitor.words.date_time(row.created_at.instant()),
        tries: row.attempts,
        why: row.last_error.clone().unwrap_or_default(),
        decide: (open && decides).then(|| visitor.href(&format!("/desk/mails/{}", row.id))),
    }
}

/// `POST /desk/mails/{mail}`: send again, or leave it.
pub(super) async fn decide(
    State(calls): State<Calls>,
    Path(mail): Path<String>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let Ok(id) = mail.parse::<MailId>() else {
        return problems::page(&visitor, &Error::NotFound);
    };
    let decision = match posted.text("decision") {
        "send" => Decision::Send,
        "sent" => Decision::Sent,
        "leave" => Decision::Failed,
        _ => return web::error::page(&visitor, StatusCode::BAD_REQUEST, "error-broken-form"),
    };
    let decide = Decide {
        id,
        actor: visitor.actor.clone(),
        decision,
    };
    match calls.store.run(&decide).await {
        Ok(true) => Flash::done("mails-decided").redirect(&visitor, "/desk/mails"),
        Ok(false) => Flash::warning("mails-decided-already").redirect(&visitor, "/desk/mails"),
        Err(error) => problems::page(&visitor, &error.into()),
    }
}
