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
use crate::domain::application::NOT_COMPLETE_IN_TIME;
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
    /// Field by field, what was and what is.
    pub(super) changes: Vec<Change>,
}

/// One field before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) label: String,
    /// Empty: it was not there.
    pub(super) before: String,
    /// Empty: it is not there any more.
    pub(super) after: String,
}

impl Event {
    /// `状態: 申込完了`, one line for each value that is there now.
    pub(super) fn after(&self) -> Vec<String> {
        lines(&self.changes, |change| &change.after)
    }

    /// The same of what was there before.
    pub(super) fn before(&self) -> Vec<String> {
        lines(&self.changes, |change| &change.before)
    }
}

fn lines(changes: &[Change], value: impl Fn(&Change) -> &String) -> Vec<String> {
    let there = changes.iter().filter(|change| !value(change).is_empty());
    there
        .map(|change| match change.label.as_str() {
            "" => value(change).clone(),
            label => format!("{label}: {}", value(change)),
        })
        .collect()
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
        let speaker = Speaker {
            calls,
            visitor,
            people,
            subject: &row.subject_kind,
        };
        let values = |text: Option<&String>| {
            text.and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default()
        };
        let changes = payloads.get(&row.seq).map(|payload| {
            speaker.changes(&values(payload.before.as_ref()), &values(payload.after.as_ref()))
        });
        Event {
            seq: row.seq,
            at: visitor.words.date_time(row.at.instant()),
            who: people.who(visitor, &row.actor_kind, &row.actor_id),
            what: action(visitor, &row.action),
            changes: changes.unwrap_or_default(),
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

/// Says values of one entry.
struct Speaker<'a> {
    calls: &'a Calls,
    visitor: &'a Visitor,
    people: &'a People,
    /// What the entry is about: the same word is another state of a mail than of an application.
    subject: &'a str,
}

impl Speaker<'_> {
    /// Fields of either side, those of the new one first.
    fn changes(&self, before: &Value, after: &Value) -> Vec<Change> {
        let (Some(old), Some(new)) = (fields_of(before), fields_of(after)) else {
            let say = |value: &Value| {
                if value.is_null() {
                    String::new()
                } else {
                    plain(value)
                }
            };
            return vec![Change {
                label: String::new(),
                before: say(before),
                after: say(after),
            }];
        };
        let gone = old.keys().filter(|name| !new.contains_key(*name));
        let names = new.keys().chain(gone);
        let change = |name: &String| Change {
            label: self.label(name),
            before: self.value(name, old.get(name)),
            after: self.value(name, new.get(name)),
        };
        // A hash is for machines, and the page shows it beside the document.
        names
            .filter(|name| name.as_str() != "document_hash")
            .map(change)
            .filter(|change| !change.before.is_empty() || !change.after.is_empty())
            .collect()
    }

    fn label(&self, name: &str) -> String {
        let key = format!("audit-field-{}", name.replace('_', "-"));
        self.known(&key).unwrap_or_else(|| name.to_owned())
    }

    fn known(&self, key: &str) -> Option<String> {
        let words = self.visitor.words;
        words.has(key).then(|| words.say(key))
    }

    fn value(&self, name: &str, value: Option<&Value>) -> String {
        let one = |value: &Value| self.value(name, Some(value));
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => self.text(name, text),
            Some(Value::Array(list)) => list.iter().map(one).collect::<Vec<_>>().join(", "),
            Some(answers @ Value::Object(_)) if name == "answers" => {
                check_in_words(self.calls, self.visitor, answers)
            }
            Some(other) => plain(other),
        }
    }

    fn text(&self, name: &str, text: &str) -> String {
        let dashed = text.replace('_', "-");
        let keys = match (name, self.subject) {
            ("state", "notice") => vec![format!("notices-state-{text}")],
            ("state", "mail") => vec![format!("mail-state-{text}")],
            ("state", "installation") => vec![format!("installation-state-{text}")],
            ("state", "device") => vec![format!("device-state-{dashed}")],
            ("state", _) => vec![format!("state-{text}")],
            ("channel", _) => vec![format!("contact-{text}")],
            ("outcome", _) => vec![format!("outcome-{text}"), format!("contact-{dashed}")],
            ("part", _) => vec![format!("documents-part-{text}")],
            ("method", _) => vec![format!("documents-method-{text}")],
            ("review", _) => vec![format!("documents-review-{dashed}")],
            ("mode", _) => vec![format!("briefing-{dashed}")],
            ("move", _) => vec![format!("move-{text}")],
            ("list", _) => vec![format!("list-{text}")],
            ("reason", _) if text == NOT_COMPLETE_IN_TIME => vec![text.to_owned()],
            ("roles", _) => vec![format!("role-{text}")],
            ("prepared_by", _) => return self.people.who(self.visitor, "staff", text),
            ("course" | "consent" | "programme" | "refer_to", _) => {
                return title(self.calls, self.visitor, name, text);
            }
            _ => Vec::new(),
        };
        if let Some(said) = keys.iter().find_map(|key| self.known(key)) {
            return said;
        }
        match text.parse::<jiff::Timestamp>() {
            Ok(at) => self.visitor.words.deadline(at),
            Err(_) => text.to_owned(),
        }
    }
}

/// The fields of a payload; nothing where there is no payload.
fn fields_of(value: &Value) -> Option<serde_json::Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields.clone()),
        Value::Null => Some(serde_json::Map::new()),
        _ => None,
    }
}

/// The title behind an id of some call; the id where no call has it any more.
fn title(calls: &Calls, visitor: &Visitor, kind: &str, id: &str) -> String {
    let titles = calls.catalogue.iter().filter_map(|programme| match kind {
        "course" => programme.file.course(id).map(|course| &course.name),
        "consent" => programme.consent(id).map(|consent| &consent.title),
        "refer_to" => {
            let mut referrals = programme.file.referrals.iter();
            referrals
                .find(|referral| referral.id == id)
                .map(|referral| &referral.name)
        }
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
