//! Visits on site (M5): planned into the next slot of the hours, done, or called off.

use std::sync::Arc;

use business_calendar::OfficeCalendar;
use contracts::ids::{CaseId, VisitId};
use jiff::civil::DateTime;
use platform::actor::Actor;
use platform::entropy::new_id;
use platform::store::{At, Operation, Tx};
use platform::vault::{Place, Vault};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect,
};
use serde_json::json;

use super::letters::something_to_read;
use super::shared::{Writing, load, load_open, note, required, save, write};
use crate::context::Addressee;
use crate::domain::entry::{Detail, Kind};
use crate::domain::visit::{Plan, Slot, VisitState, free_slot_at, next_free_slot};
use crate::error::{Error, Result};
use crate::store::entities::visit;
use crate::store::queries;

/// The place of what a company does until a visit.
pub(crate) fn until_then_place(id: VisitId) -> Place {
    Place::new("support_visit", id, "until_then")
}

/// The place of what came of a visit.
pub(crate) fn result_place(id: VisitId) -> Place {
    Place::new("support_visit", id, "result")
}

/// Plans a visit.
pub struct PlanVisit {
    /// The vault.
    pub vault: Vault,
    /// Business days.
    pub calendar: Arc<OfficeCalendar>,
    /// Whose case, for the mail.
    pub company: Option<Addressee>,
    /// For which case.
    pub case: CaseId,
    /// How many visits can take place at once.
    pub teams: u32,
    /// When, by Tokyo's clock; the next free slot without one.
    pub wished: Option<DateTime>,
    /// What the company does until then; must be said, because it waits.
    pub until_then: String,
    /// Who plans it.
    pub actor: Actor,
}

impl Operation for PlanVisit {
    const NAME: &'static str = "support.plan_visit";
    type Output = Slot;
    type Error = Error;

    fn line(&self) -> Option<&str> {
        // Of two at once, the second one sees the first one's slot.
        Some("support_visit")
    }

    async fn run(&self, tx: &Tx) -> Result<Slot> {
        let until_then = required(&self.until_then, "until_then")?;
        let taken = taken(tx.connection()).await?;
        let plan = Plan {
            taken: &taken,
            teams: self.teams,
        };
        let slot = match self.wished {
            Some(wished) => free_slot_at(&self.calendar, wished, tx.now(), plan)?,
            None => next_free_slot(&self.calendar, tx.now(), plan)?,
        };
        let mut row = load_open(tx, self.case).await?;
        if !queries::planned_of(tx.connection(), row.id).await?.is_empty() {
            return Err(Error::VisitPlanned);
        }
        let id: VisitId = new_id(tx.now(), tx.entropy());
        let (staff_id, staff_name) = staff(&self.actor);
        let place = until_then_place(id);
        let new = visit::ActiveModel {
            id: Set(id),
            case_id: Set(row.id),
            company_id: Set(row.company_id),
            state: Set(VisitState::Planned.as_str().to_owned()),
            requested_at: Set(At::from(tx.now())),
            starts_at: Set(At::from(slot.starts)),
            ends_at: Set(At::from(slot.ends)),
            staff_id: Set(staff_id),
            staff_name: Set(staff_name),
            until_then: Set(Some(
                self.vault
                    .seal_text(tx, row.company_id, place, until_then)
                    .await?,
            )),
            result: Set(None),
            ended_at: Set(None),
        };
        new.insert(tx.connection()).await?;
        let writing = happened(&self.actor, VisitState::Planned, slot.starts);
        write(tx, &self.vault, &mut row, writing).await?;
        something_to_read(tx, self.company.as_ref(), &mut row).await?;
        let row = save(tx, row).await?;
        let planned = json!({ "visit": id, "starts": slot.starts.to_string() });
        note(tx, &self.actor, "visit.planned", &row, planned);
        Ok(slot)
    }
}

/// The slots of all planned visits.
pub(crate) async fn taken(connection: &impl ConnectionTrait) -> Result<Vec<Slot>> {
    let planned = queries::planned_visits(connection).await?;
    let slot = |row: visit::Model| Slot {
        starts: row.starts_at.instant(),
        ends: row.ends_at.instant(),
    };
    Ok(planned.into_iter().map(slot).collect())
}

fn staff(actor: &Actor) -> (Option<contracts::ids::StaffId>, Option<String>) {
    match actor {
        Actor::Staff { id, name, .. } => (Some(*id), Some(name.clone())),
        _ => (None, None),
    }
}

fn happened(actor: &Actor, state: VisitState, starts: jiff::Timestamp) -> Writing<'_> {
    let mark = match state {
        VisitState::Planned => "support-mark-visit-planned",
        VisitState::Done => "support-mark-visit-done",
        VisitState::Cancelled => "support-mark-visit-cancelled",
    };
    Writing {
        kind: Kind::Visit,
        detail: Detail {
            mark: Some(mark.to_owned()),
            value: Some(starts.to_string()),
            ..Detail::default()
        },
        ..Writing::new(Kind::Visit, actor, "")
    }
}

/// A planned visit took place, or is called off.
pub struct EndVisit {
    /// The vault.
    pub vault: Vault,
    /// Whose case, for the mail when it is called off.
    pub company: Option<Addressee>,
    /// Which.
    pub visit: VisitId,
    /// What became of it; not [`VisitState::Planned`].
    pub state: VisitState,
    /// What came of it, or why it is called off; the company reads it.
    pub result: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for EndVisit {
    const NAME: &'static str = "support.end_visit";
    type Output = CaseId;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<CaseId> {
        let result = required(&self.result, "result")?;
        let found = visit::Entity::find_by_id(self.visit)
            .lock_exclusive()
            .one(tx.connection())
            .await?
            .ok_or(Error::NotFound)?;
        if found.state != VisitState::Planned.as_str() || self.state == VisitState::Planned {
            return Err(Error::Stale);
        }
        if self.state == VisitState::Done && found.starts_at.instant() > tx.now() {
            return Err(Error::Missing("state"));
        }
        let mut row = load(tx, found.case_id).await?;
        let starts = found.starts_at.instant();
        let place = result_place(found.id);
        let sealed = self.vault.seal_text(tx, row.company_id, place, result).await?;
        let mut change = found.into_active_model();
        change.state = Set(self.state.as_str().to_owned());
        change.result = Set(Some(sealed));
        change.ended_at = Set(Some(At::from(tx.now())));
        change.update(tx.connection()).await?;
        write(
            tx,
            &self.vault,
            &mut row,
            happened(&self.actor, self.state, starts),
        )
        .await?;
        something_to_read(tx, self.company.as_ref(), &mut row).await?;
        let row = save(tx, row).await?;
        let ended = json!({ "visit": self.visit, "visit_state": self.state.as_str() });
        note(tx, &self.actor, "visit.ended", &row, ended);
        Ok(row.id)
    }
}
