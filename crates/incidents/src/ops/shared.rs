//! What the use cases have in common: loading a case for changing it, saving it, writing into it.

use contracts::ids::{CaseEntryId, CaseId, CompanyId};
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::store::{At, StoreError, Tx};
use platform::vault::{Place, Vault};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};
use serde_json::{Value, json};

use crate::domain::case::{Event, Refusal, State};
use crate::domain::clocks::{Owed, Progress, promise};
use crate::domain::detection::{SEVERITIES, severity, severity_name};
use crate::domain::entry::{Detail, Kind};
use crate::error::{Error, Result};
use crate::store::entities::{case, entry};
use crate::store::queries;

/// Longest text, in characters, that a page takes.
pub const LONGEST: usize = 4000;

/// Reads a case for changing it: on PostgreSQL its row is locked until the transaction ends.
pub(super) async fn load(tx: &Tx, id: CaseId) -> Result<case::Model> {
    case::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .ok_or(Error::NotFound)
}

/// The same, refusing a case in which nothing is to be done any more.
pub(super) async fn load_open(tx: &Tx, id: CaseId) -> Result<case::Model> {
    let row = load(tx, id).await?;
    match state_of(&row)?.name() {
        state if state.is_open() => Ok(row),
        from => Err(Refusal { from }.into()),
    }
}

/// The same, refusing when somebody else changed it since `version` was shown.
pub(super) async fn load_version(tx: &Tx, id: CaseId, version: i64) -> Result<case::Model> {
    let row = load(tx, id).await?;
    if row.version == version {
        Ok(row)
    } else {
        Err(Error::Stale)
    }
}

/// The same for a company: another company's case is not there.
pub(super) async fn load_own(tx: &Tx, id: CaseId, company: CompanyId) -> Result<case::Model> {
    let row = load(tx, id).await?;
    if row.company_id == company {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}

/// The state with what belongs to it.
pub(crate) fn state_of(row: &case::Model) -> Result<State> {
    serde_json::from_str(&row.state_detail)
        .map_err(|error| StoreError::Corrupt(format!("case state: {error}")).into())
}

/// What clocks need of a case. A decision counts while nobody opened the case again.
pub(crate) fn progress(row: &case::Model) -> Progress {
    let again = row.decided_at.is_some() && matches!(state_of(row), Ok(State::Opened | State::InHand { .. }));
    Progress {
        opened: row.opened_at.instant(),
        severity: severity(&row.severity).unwrap_or(contracts::support::Severity::Critical),
        answered: row.answered_at.map(At::instant),
        decided: row.decided_at.map(At::instant).filter(|_| !again),
        owed_since: row.owed_since.map(At::instant),
        again,
    }
}

/// Until when something is owed: the next clock, an answer to what the company wrote, or a word on what became of a
/// visit, from its end on.
pub(super) fn due(row: &case::Model, state: &State, visit_ends: Option<At>) -> Option<At> {
    if !state.name().is_open() {
        return None;
    }
    let progress = progress(row);
    let waiting = row.waiting_since.and_then(|since| {
        since
            .instant()
            .checked_add(promise(progress.severity).answer)
            .ok()
    });
    let visit = visit_ends.map(At::instant);
    // Nothing is closed before it is said what became of a visit.
    let next = Some(progress.next()).filter(|(owed, _)| *owed != Owed::Closing || visit.is_none());
    let next = next.map(|(_, due)| due);
    next.into_iter().chain(waiting).chain(visit).min().map(At::from)
}

/// How a severity sorts: 0 is the worst.
pub(super) fn urgency(one: contracts::support::Severity) -> i64 {
    let place = SEVERITIES.iter().position(|other| *other == one);
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(0)
}

/// Sets a severity together with what sorts by it.
pub(super) fn rate(row: &mut case::Model, one: contracts::support::Severity) {
    severity_name(one).clone_into(&mut row.severity);
    row.urgency = urgency(one);
}

/// Applies `event` to the row; nothing is saved yet. What is opened again waits for an answer from now on.
pub(super) fn apply(tx: &Tx, row: &mut case::Model, event: &Event) -> Result<State> {
    let after = state_of(row)?.after(event, tx.now())?;
    if *event == Event::Reopened {
        row.closed_at = None;
        row.owed_since = Some(At::from(tx.now()));
        row.waiting_since = row.waiting_since.or(Some(At::from(tx.now())));
    }
    after.name().as_str().clone_into(&mut row.state);
    row.state_detail =
        serde_json::to_string(&after).map_err(|error| StoreError::Corrupt(format!("case state: {error}")))?;
    Ok(after)
}

/// Saves a case as its next version, with what is owed next.
pub(super) async fn save(tx: &Tx, mut row: case::Model) -> Result<case::Model> {
    let state = state_of(&row)?;
    row.version += 1;
    row.changed_at = At::from(tx.now());
    let planned = queries::planned_of(tx.connection(), row.id).await?;
    row.due_at = due(&row, &state, planned.iter().map(|visit| visit.ends_at).min());
    let change = row.clone().into_active_model().reset_all();
    change.update(tx.connection()).await?;
    Ok(row)
}

/// What is written into a case.
pub(super) struct Writing<'a> {
    pub(super) kind: Kind,
    pub(super) actor: &'a Actor,
    pub(super) text: &'a str,
    pub(super) host: &'a str,
    pub(super) detail: Detail,
}

impl<'a> Writing<'a> {
    pub(super) fn new(kind: Kind, actor: &'a Actor, text: &'a str) -> Self {
        Self {
            kind,
            actor,
            text,
            host: "",
            detail: Detail::default(),
        }
    }

    /// The same, and the case was opened again by it.
    pub(super) fn reopening(mut self) -> Self {
        self.detail.reopens = true;
        self
    }

    /// Something that happened, without words of a person.
    pub(super) fn mark(actor: &'a Actor, mark: &str, value: impl ToString) -> Self {
        Self {
            detail: Detail {
                mark: Some(mark.to_owned()),
                value: Some(value.to_string()),
                ..Detail::default()
            },
            ..Self::new(Kind::Mark, actor, "")
        }
    }
}

/// The place of a text of an entry.
pub(crate) fn text_place(id: CaseEntryId) -> Place {
    Place::new("support_entry", id, "text")
}

/// The place of a host of an entry.
pub(crate) fn host_place(id: CaseEntryId) -> Place {
    Place::new("support_entry", id, "host")
}

/// Writes into a case; the clocks follow: a word to the company answers it.
pub(super) async fn write(
    tx: &Tx,
    vault: &Vault,
    row: &mut case::Model,
    writing: Writing<'_>,
) -> Result<CaseEntryId> {
    let id: CaseEntryId = new_id(tx.now(), tx.entropy());
    let company = row.company_id;
    let seal = async |place: Place, text: &str| -> Result<Option<String>> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(vault.seal_text(tx, company, place, text).await?))
    };
    let (staff_id, staff_name) = match writing.actor {
        Actor::Staff { id, name, .. } => (Some(*id), Some(name.clone())),
        _ => (None, None),
    };
    let new = entry::ActiveModel {
        id: Set(id),
        case_id: Set(row.id),
        company_id: Set(company),
        at: Set(At::from(tx.now())),
        kind: Set(writing.kind.as_str().to_owned()),
        staff_id: Set(staff_id),
        staff_name: Set(staff_name),
        text: Set(seal(text_place(id), writing.text).await?),
        host: Set(seal(host_place(id), writing.host).await?),
        detail: Set(serde_json::to_string(&writing.detail).unwrap_or_default()),
    };
    new.insert(tx.connection()).await?;
    if writing.kind.is_answer() {
        row.answered_at = row.answered_at.or(Some(At::from(tx.now())));
        row.waiting_since = None;
    }
    if writing.kind == Kind::FromCompany {
        row.waiting_since = row.waiting_since.or(Some(At::from(tx.now())));
    }
    Ok(id)
}

/// Notes a deed in the audit log: ids, states and figures, never words of a person.
pub(super) fn note(tx: &Tx, actor: &Actor, action: &'static str, row: &case::Model, mut after: Value) {
    after["number"] = json!(row.number);
    after["state"] = json!(row.state);
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action,
        subject: ("case", row.id.to_string()),
        before: None,
        after: Some(after),
    });
}

/// A text that must be there and is not too long.
pub(super) fn required<'t>(text: &'t str, field: &'static str) -> Result<&'t str> {
    let text = text.trim();
    if text.is_empty() {
        Err(Error::Missing(field))
    } else if text.chars().count() > LONGEST {
        Err(Error::TooLong(field))
    } else {
        Ok(text)
    }
}
