//! The audit log in words: who did what when, before and after.

use std::collections::HashMap;

use contracts::ids::ApplicationId;
use platform::audit::{audit_entry, audit_payload};
use platform::forms::{Answers, Form};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use web::Visitor;

use super::people::People;
use super::subjects::{Subject, Subjects};
use crate::context::Calls;
use crate::domain::definition::well_known::CONTACT_CHECK;
use crate::domain::facts::fields;
use crate::error::Result;
use crate::pages::answers::groups;

/// One entry as shown.
#[derive(Clone)]
pub(super) struct Event {
    pub(super) seq: i64,
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) subject: Subject,
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
}

/// Everything that happened to an application, newest first.
pub(super) async fn of_application(
    calls: &Calls,
    visitor: &Visitor,
    people: &People,
    application: ApplicationId,
) -> Result<Vec<Event>> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectKind.eq("application"))
        .filter(audit_entry::Column::SubjectId.eq(application.to_string()))
        .order_by_desc(audit_entry::Column::Seq)
        .all(calls.store.reader())
        .await?;
    in_words(calls, visitor, people, rows).await
}

/// Entries with their payloads, as far as these were not erased.
pub(super) async fn in_words(
    calls: &Calls,
    visitor: &Visitor,
    people: &People,
    rows: Vec<audit_entry::Model>,
) -> Result<Vec<Event>> {
    let connection = calls.store.reader();
    let subjects = Subjects::load(connection, &rows).await?;
    let payloads = audit_payload::Entity::find()
        .filter(audit_payload::Column::Seq.is_in(rows.iter().map(|row| row.seq)))
        .all(connection)
        .await?;
    let payloads: HashMap<i64, audit_payload::Model> = payloads
        .into_iter()
        .map(|payload| (payload.seq, payload))
        .collect();
    let event = |row: audit_entry::Model| {
        let payload = payloads.get(&row.seq);
        let lines = |text: Option<&String>| {
            text.and_then(|text| serde_json::from_str(text).ok())
                .map(|value| lines(calls, visitor, &value))
                .unwrap_or_default()
        };
        Event {
            seq: row.seq,
            at: visitor.words.date_time(row.at.instant()),
            who: people.who(visitor, &row.actor_kind, &row.actor_id),
            what: action(visitor, &row.action),
            before: payload
                .map(|payload| lines(payload.before.as_ref()))
                .unwrap_or_default(),
            after: payload
                .map(|payload| lines(payload.after.as_ref()))
                .unwrap_or_default(),
            subject: subjects.of(calls, visitor, people, &row),
        }
    };
    Ok(rows.into_iter().map(event).collect())
}

/// An action in words; one that has none yet stands as it is in the log.
pub(super) fn action(visitor: &Visitor, action: &str) -> String {
    let key = format!("audit-action-{}", action.replace(['.', '_'], "-"));
    if visitor.words.has(&key) {
        visitor.say(&key)
    } else {
        action.to_owned()
    }
}

/// `状態: 申込完了`, one line for each value that is there.
fn lines(calls: &Calls, visitor: &Visitor, value: &Value) -> Vec<String> {
    let Value::Object(fields) = value else {
        return vec![plain(value)];
    };
    let line = |(name, value): (&String, &Value)| {
        let key = format!("audit-field-{}", name.replace('_', "-"));
        let label = if visitor.words.has(&key) {
            visitor.say(&key)
        } else {
            name.clone()
        };
        format!("{label}: {}", value_in_words(calls, visitor, name, value))
    };
    // A hash is for machines, and the page shows it beside the document.
    let there = |(name, value): &(&String, &Value)| match value {
        _ if name.as_str() == "document_hash" => false,
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    fields.iter().filter(there).map(line).collect()
}

fn value_in_words(calls: &Calls, visitor: &Visitor, name: &str, value: &Value) -> String {
    let text = match value {
        Value::String(text) => text,
        Value::Object(_) if name == "answers" => return check_in_words(calls, visitor, value),
        other => return plain(other),
    };
    let key = match name {
        "state" => format!("state-{text}"),
        "channel" => format!("contact-{text}"),
        "outcome" if visitor.words.has(&format!("outcome-{text}")) => format!("outcome-{text}"),
        "outcome" => format!("contact-{}", text.replace('_', "-")),
        "part" => format!("documents-part-{text}"),
        "method" => format!("documents-method-{text}"),
        "review" => format!("documents-review-{}", text.replace('_', "-")),
        "move" => format!("move-{text}"),
        "list" => format!("list-{text}"),
        "course" | "consent" | "programme" => return title(calls, visitor, name, text),
        _ => String::new(),
    };
    if !key.is_empty() && visitor.words.has(&key) {
        return visitor.say(&key);
    }
    match text.parse::<jiff::Timestamp>() {
        Ok(at) => visitor.words.deadline(at),
        Err(_) => text.clone(),
    }
}

/// The title behind an id of some call; the id where no call has it any more.
fn title(calls: &Calls, visitor: &Visitor, kind: &str, id: &str) -> String {
    let titles = calls.catalogue.iter().filter_map(|programme| match kind {
        "course" => programme.file.course(id).map(|course| &course.name),
        "consent" => programme.consent(id).map(|consent| &consent.title),
        _ => (programme.file.id == id).then_some(&programme.file.short_name),
    });
    let mut titles = titles.map(|title| title.in_language(visitor.language()).to_owned());
    titles.next().unwrap_or_else(|| id.to_owned())
}

/// Answers, question by question, in the words of a call's form that asks all of them.
fn check_in_words(calls: &Calls, visitor: &Visitor, value: &Value) -> String {
    let answers: Answers = serde_json::from_value(value.clone()).unwrap_or_default();
    let asks = |form: &&Form| {
        let asked = |id: &str| fields(form).any(|field| field.id == id);
        answers.iter().all(|(id, _)| asked(id))
    };
    let mut forms = calls.catalogue.iter().flat_map(|programme| {
        let of = |id: &str| programme.form(id);
        [of(CONTACT_CHECK), of("application")].into_iter().flatten()
    });
    let Some(form) = forms.find(asks) else {
        return plain(value);
    };
    let lines = groups(visitor, form, &answers)
        .into_iter()
        .flat_map(|group| group.lines);
    let lines = lines.filter(|line| !line.value.is_empty());
    let words: Vec<String> = lines
        .map(|line| format!("{} {}", line.label, line.value))
        .collect();
    words.join(" / ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
