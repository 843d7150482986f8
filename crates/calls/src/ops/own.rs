//! An applicant's own application, read for its pages. The id comes from the session, never from an address.

use std::collections::HashMap;

use contracts::ids::{ApplicationId, FileId};
use jiff::Timestamp;
use platform::audit::{audit_entry, audit_payload};
use platform::forms::Answers;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::change::state_of;
use super::draw::is_frozen;
use super::lottery::Drawn;
use crate::domain::application::{State, StateName};
use crate::domain::definition::Programme;
use crate::domain::outstanding::Given;
use crate::error::{Error, Result};
use crate::store::entities::{application, contact, form_answer, notice, signature};
use crate::store::queries::scans::{self, ScanFile};

/// Files by id, without their contents.
pub(crate) type Scans = HashMap<FileId, ScanFile>;

/// What belongs to an application.
pub(crate) struct Own {
    /// The application.
    pub(crate) row: application::Model,
    /// Its state.
    pub(crate) state: State,
    /// Signed parts.
    pub(crate) signatures: Vec<signature::Model>,
    /// Files behind signatures.
    pub(crate) scans: Scans,
    /// Forms saved or sent.
    pub(crate) forms: Vec<form_answer::Model>,
    /// When the secretariat reached the company last.
    pub(crate) contacted_at: Option<Timestamp>,
    /// When the results were told.
    pub(crate) told_at: Option<Timestamp>,
    /// Place on the waiting list, from 1.
    pub(crate) position: Option<usize>,
    /// The list for the draw was frozen without it: it was not complete in time (C11).
    pub(crate) missed_draw: bool,
}

/// The application with an id.
pub(crate) async fn find(connection: &impl ConnectionTrait, id: ApplicationId) -> Result<application::Model> {
    application::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

impl Own {
    /// Reads all of it.
    pub(crate) async fn load(
        connection: &impl ConnectionTrait,
        programme: &Programme,
        row: application::Model,
    ) -> Result<Self> {
        let state = state_of(&row)?;
        let signatures = signature::Entity::find()
            .filter(signature::Column::ApplicationId.eq(row.id))
            .all(connection)
            .await?;
        let forms = form_answer::Entity::find()
            .filter(form_answer::Column::ApplicationId.eq(row.id))
            .all(connection)
            .await?;
        let contact = contact::Entity::find()
            .filter(contact::Column::ApplicationId.eq(row.id))
            .filter(contact::Column::Outcome.is_in(["reached", "complete", "not_met"]))
            .order_by_desc(contact::Column::At)
            .one(connection)
            .await?;
        let told = notice::Entity::find()
            .filter(notice::Column::ProgrammeId.eq(&programme.file.id))
            .filter(notice::Column::Kind.eq("result"))
            .filter(notice::Column::State.eq("released"))
            .one(connection)
            .await?;
        let position = if state.name() == StateName::Waiting {
            position(connection, programme, &row).await?
        } else {
            None
        };
        let still_open = matches!(state.name(), StateName::Received | StateName::Complete);
        let missed_draw = still_open && row.label.is_none() && is_frozen(connection, programme).await?;
        Ok(Self {
            missed_draw,
            state,
            scans: if signatures.iter().any(|one| one.file_id.is_some()) {
                scans::of_application(connection, row.id).await?
            } else {
                Scans::new()
            },
            signatures,
            forms,
            contacted_at: contact.map(|contact| contact.at.instant()),
            told_at: told
                .and_then(|notice| notice.released_at)
                .map(platform::store::At::instant),
            position,
            row,
        })
    }

    /// What has arrived of its documents and counts.
    pub(crate) fn given(&self) -> Given {
        Given {
            signatures: self
                .signatures
                .iter()
                .filter(|row| row.counts())
                .map(signature::Model::key)
                .collect(),
            forms: self
                .forms
                .iter()
                .filter(|row| row.complete)
                .map(|row| row.form_id.clone())
                .collect(),
        }
    }
}

async fn position(
    connection: &impl ConnectionTrait,
    programme: &Programme,
    row: &application::Model,
) -> Result<Option<usize>> {
    let Some(label) = row.label.as_ref().and_then(|label| label.parse().ok()) else {
        return Ok(None);
    };
    let Some(drawn) = Drawn::read(connection, programme).await? else {
        return Ok(None);
    };
    Ok(match drawn.standing(&label)? {
        Some(fair_draw::Standing::Waiting { position }) => Some(position),
        _ => None,
    })
}

/// A correction of the answers, as the log has it.
pub(crate) struct Correction {
    /// When.
    pub(crate) at: Timestamp,
    /// What was changed or taken out, as it stood before.
    pub(crate) before: Answers,
    /// What was changed or added, as it stands since.
    pub(crate) after: Answers,
}

/// Corrections of an application's answers by the secretariat, the newest first. After the time of keeping there are none.
pub(crate) async fn corrections(
    connection: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Correction>> {
    let found = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectKind.eq("application"))
        .filter(audit_entry::Column::SubjectId.eq(id.to_string()))
        .filter(audit_entry::Column::Action.eq("application.corrected"))
        .order_by_desc(audit_entry::Column::Seq)
        .all(connection)
        .await?;
    let mut corrections = Vec::new();
    for entry in found {
        let payload = audit_payload::Entity::find_by_id(entry.seq)
            .one(connection)
            .await?;
        corrections.extend(payload.map(|payload| Correction {
            at: entry.at.instant(),
            before: answers_in(payload.before.as_deref()),
            after: answers_in(payload.after.as_deref()),
        }));
    }
    Ok(corrections)
}

fn answers_in(logged: Option<&str>) -> Answers {
    let value: Option<serde_json::Value> = logged.and_then(|text| serde_json::from_str(text).ok());
    value
        .and_then(|mut value| serde_json::from_value(value.get_mut("answers")?.take()).ok())
        .unwrap_or_default()
}
