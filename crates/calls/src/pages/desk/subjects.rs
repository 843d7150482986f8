//! What an entry of the log is about, in words and with a link.

use std::collections::HashMap;

use contracts::ids::{ApplicationId, NoticeId};
use platform::audit::audit_entry;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use web::Visitor;

use super::people::People;
use crate::context::Calls;
use crate::error::Result;
use crate::ops::submit::code;
use crate::store::entities::{application, notice};

/// A subject as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) text: String,
    /// Of the page that shows it.
    pub(super) href: Option<String>,
}

/// What is known of the subjects of some entries: one question a kind, however many entries.
pub(super) struct Subjects {
    applications: HashMap<String, (String, i64, String)>,
    notices: HashMap<String, String>,
}

impl Subjects {
    /// Of these entries.
    pub(super) async fn load(connection: &impl ConnectionTrait, rows: &[audit_entry::Model]) -> Result<Self> {
        let applications: Vec<(ApplicationId, String, i64, String)> = application::Entity::find()
            .select_only()
            .columns([
                application::Column::Id,
                application::Column::ProgrammeId,
                application::Column::Number,
                application::Column::CompanyName,
            ])
            .filter(application::Column::Id.is_in(ids::<ApplicationId>(rows, "application")))
            .into_tuple()
            .all(connection)
            .await?;
        let notices: Vec<(NoticeId, String)> = notice::Entity::find()
            .select_only()
            .columns([notice::Column::Id, notice::Column::ProgrammeId])
            .filter(notice::Column::Id.is_in(ids::<NoticeId>(rows, "notice")))
            .into_tuple()
            .all(connection)
            .await?;
        Ok(Self {
            applications: applications
                .into_iter()
                .map(|(id, programme, number, company)| (id.to_string(), (programme, number, company)))
                .collect(),
            notices: notices
                .into_iter()
                .map(|(id, programme)| (id.to_string(), programme))
                .collect(),
        })
    }

    /// The subject of an entry.
    pub(super) fn of(
        &self,
        calls: &Calls,
        visitor: &Visitor,
        people: &People,
        row: &audit_entry::Model,
    ) -> Subject {
        let id = row.subject_id.as_str();
        match row.subject_kind.as_str() {
            "application" => match self.applications.get(id) {
                Some((programme, number, company)) => Subject {
                    text: format!(
                        "{} {company}（{}）",
                        code(*number),
                        name(calls, visitor, programme)
                    ),
                    href: Some(visitor.href(&format!("/desk/{programme}/applications/{id}"))),
                },
                None => other(visitor, row),
            },
            "notice" => match self.notices.get(id) {
                Some(programme) => Subject {
                    text: format!(
                        "{}（{}）",
                        visitor.say("desk-notices"),
                        name(calls, visitor, programme)
                    ),
                    href: Some(visitor.href(&format!("/desk/{programme}/notices/{id}"))),
                },
                None => other(visitor, row),
            },
            "programme" => Subject {
                text: name(calls, visitor, id),
                href: Some(visitor.href(&format!("/desk/{id}"))),
            },
            "staff" => Subject {
                text: people.who(visitor, "staff", id),
                href: None,
            },
            _ => other(visitor, row),
        }
    }
}

fn ids<I: std::str::FromStr>(rows: &[audit_entry::Model], kind: &str) -> Vec<I> {
    let of_kind = rows.iter().filter(|row| row.subject_kind == kind);
    of_kind.filter_map(|row| row.subject_id.parse().ok()).collect()
}

fn name(calls: &Calls, visitor: &Visitor, programme: &str) -> String {
    calls.programme(programme).map_or_else(
        || programme.to_owned(),
        |programme| {
            programme
                .file
                .short_name
                .in_language(visitor.language())
                .to_owned()
        },
    )
}

fn other(visitor: &Visitor, row: &audit_entry::Model) -> Subject {
    let key = format!("audit-subject-{}", row.subject_kind);
    Subject {
        text: if visitor.words.has(&key) {
            visitor.say(&key)
        } else {
            row.subject_kind.clone()
        },
        href: None,
    }
}
