//! What the appliance gathered is used as agreed, and deleted when its time is over or a person decides so (M6).
//!
//! ```text
//! time over, or a person ─ OrderErasure ─▶ row `erasure` ─ follow ─▶ order in the lake's folder ─ collector ─▶ manifest
//!     lines of detections, content of reports, the day and the outcome ◀─ NoteErased ─ follow, from the manifest ◀┘
//! ```
//! Whoever writes to the lake may be another process; each step may come twice.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use lake::{Erased, Lake, LakeError, LakeOptions};
use platform::actor::Actor;
use platform::clock::{date_in_tokyo, from_tokyo};
use platform::store::{At, Operation, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use serde_json::json;

use super::change::{self, Which};
use crate::context::Telemetry;
use crate::detections::forget;
use crate::domain::data::{Held, Purpose, may_use};
use crate::domain::installation::Refusal;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::report::month::Month;
use crate::store::entities::erasure;
use crate::store::entities::report::{self, ADDITIONAL, ERASED, MONTHLY};
use crate::store::{erasures, installations};

/// Refuses every use that the company has not agreed to, or whose time is over.
pub(crate) fn allowed(terms: &Terms, held: &Held, purpose: Purpose, today: Date) -> Result<()> {
    Ok(may_use(&terms.data, held, purpose, today)?)
}

/// Orders that what was gathered during a stay is deleted.
pub struct OrderErasure {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Why now; the system orders when the time is over.
    pub note: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for OrderErasure {
    const NAME: &'static str = "order_erasure";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let by_itself = matches!(self.actor, Actor::System(_));
        if !by_itself && self.note.trim().is_empty() {
            return Err(Error::required("note"));
        }
        let open = change::open(tx, &self.terms, self.which).await?;
        let known = erasures::of(tx.connection(), open.row.id).await?;
        if open.row.keep_until.is_none() || open.row.deleted_on.is_some() || known.is_some() {
            return Err(Refusal::State(open.state.name()).into());
        }
        let name = match &self.actor {
            Actor::Staff { name, .. } => Some(name.clone()),
            _ => None,
        };
        let order = erasure::Model {
            installation_id: open.row.id,
            programme_id: open.row.programme_id.clone(),
            company_id: open.row.company_id,
            ordered_at: At::from(tx.now()),
            ordered_by: name,
            note: Some(self.note.trim().to_owned()).filter(|note| !note.is_empty()),
            kept_from: erasures::kept_from(tx.connection(), open.row.company_id, open.row.id).await?,
            done_at: None,
            events: 0,
            figures: 0,
            files: 0,
            detections: 0,
            reports: 0,
        };
        erasure::ActiveModel::from(order).insert(tx.connection()).await?;
        let note = json!({ "note": self.note.trim() });
        open.touch(tx, &self.actor, "installation.erasure_ordered", note)
            .await?;
        Ok(())
    }
}

/// Notes that the lake holds nothing of a stay any more, and deletes what was kept beside it.
struct NoteErased {
    terms: Arc<Terms>,
    order: erasure::Model,
    /// What went; `None`: nothing was ever gathered.
    erased: Option<Erased>,
}

impl Operation for NoteErased {
    const NAME: &'static str = "note_erased";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let which = Which {
            id: self.order.installation_id,
            version: None,
        };
        let mut open = change::open(tx, &self.terms, which).await?;
        let known = erasures::of(tx.connection(), which.id).await?;
        let Some(mut row) = known.filter(|row| row.done_at.is_none()) else {
            return Ok(());
        };
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        if let Some(erased) = &self.erased {
            (row.events, row.figures, row.files) =
                (count(erased.events), count(erased.figures), count(erased.files));
        }
        let lines = forget::of_company(tx, row.company_id, row.ordered_at, row.kept_from).await?;
        row.detections = count(lines);
        row.reports = count(empty_reports(tx, &row).await?);
        row.done_at = Some(At::from(tx.now()));
        let outcome = json!({
            "events": row.events, "figures": row.figures, "files": row.files,
            "detections": row.detections, "reports": row.reports, "ordered_by": row.ordered_by,
        });
        open.row.deleted_on = Some(date_in_tokyo(tx.now()).to_string());
        open.row.deleted_note.clone_from(&row.note);
        row.into_active_model()
            .reset_all()
            .update(tx.connection())
            .await?;
        let system = Actor::System("telemetry");
        open.touch(tx, &system, "installation.data_deleted", outcome)
            .await?;
        Ok(())
    }
}

/// Empties the reports of a stay: that there was one, and when, stays. How many.
async fn empty_reports(tx: &Tx, order: &erasure::Model) -> Result<u64> {
    let month = |at: At| Month::of(date_in_tokyo(at.instant())).to_string();
    let mut emptied = 0;
    for (kind, column) in [
        (MONTHLY, report::Column::Facts),
        (ADDITIONAL, report::Column::Body),
    ] {
        let mut update = report::Entity::update_many()
            .col_expr(column, Expr::value(ERASED))
            .filter(report::Column::CompanyId.eq(order.company_id))
            .filter(report::Column::ProgrammeId.eq(&order.programme_id))
            .filter(report::Column::Kind.eq(kind));
        if let Some(from) = order.kept_from {
            update = update.filter(report::Column::Month.lt(month(from)));
        }
        emptied += update.exec(tx.connection()).await?.rows_affected;
    }
    Ok(emptied)
}

/// Orders the deletion of everything whose time is over, and forgets lines of detections when lines are kept no longer:
/// how many were ordered.
pub async fn order_due(telemetry: &Telemetry, terms: &Arc<Terms>) -> Result<usize> {
    let today = date_in_tokyo(telemetry.store.clock().now());
    let reader = telemetry.store.reader();
    let mut ordered = 0;
    for row in installations::to_delete(reader, &terms.programme, &today.to_string()).await? {
        if erasures::of(reader, row.id).await?.is_some() {
            continue;
        }
        let order = OrderErasure {
            terms: Arc::clone(terms),
            which: Which {
                id: row.id,
                version: None,
            },
            note: String::new(),
            actor: Actor::System("telemetry"),
        };
        telemetry.store.run(&order).await?;
        ordered += 1;
    }
    Ok(ordered)
}

/// Forgets the lines of detections that are older than lines are kept.
pub struct ForgetLines;

impl Operation for ForgetLines {
    const NAME: &'static str = "forget_lines_of_detections";
    /// Of how many detections.
    type Output = u64;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<u64> {
        let days = i64::from(LakeOptions::default().raw_days);
        let first = date_in_tokyo(tx.now()).saturating_sub(days.days());
        let before = At::from(from_tokyo(first.at(0, 0, 0, 0)));
        Ok(forget::lines_before(tx, before).await?)
    }
}

/// Takes orders to the lake, and notes what came of them: how many are done.
pub async fn follow(telemetry: &Telemetry) -> Result<usize> {
    let mut done = 0;
    for order in erasures::open(telemetry.store.reader()).await? {
        let Some(terms) = telemetry.terms(&order.programme_id) else {
            continue;
        };
        let erased = match in_lake(telemetry, &order).await {
            Ok(Some(erased)) => Some(erased),
            Ok(None) => continue,
            // Where nothing was ever collected there is nothing to delete. A lake that is away is another matter.
            Err(Error::NoLake) if !was_heard(telemetry, &order).await? => None,
            Err(Error::NoLake) => {
                tracing::warn!(company = %order.company_id, "data is to be deleted, and the lake is not there");
                continue;
            }
            Err(error) => return Err(error),
        };
        let note = NoteErased { terms, order, erased };
        telemetry.store.run(&note).await?;
        done += 1;
    }
    Ok(done)
}

/// What the lake has done about an order, once nothing is left; otherwise it is told.
async fn in_lake(telemetry: &Telemetry, order: &erasure::Model) -> Result<Option<Erased>> {
    let (folder, order) = (Arc::clone(&telemetry.lake), order.order());
    let told = tokio::task::spawn_blocking(move || -> std::result::Result<_, LakeError> {
        let manifest = Lake::read(&folder)?.manifest();
        let known = manifest.erased.iter().find(|erased| erased.order == order);
        match known {
            Some(erased) => Ok(erased.is_complete().then(|| erased.clone())),
            None => lake::erase::order_erasure(&folder, &order).map(|()| None),
        }
    });
    match told.await {
        Ok(Ok(erased)) => Ok(erased),
        Ok(Err(LakeError::Missing(_))) => Err(Error::NoLake),
        Ok(Err(error)) => Err(Error::Figures(error.to_string())),
        Err(error) => Err(Error::Figures(error.to_string())),
    }
}

/// Whether a line of the stay ever arrived.
async fn was_heard(telemetry: &Telemetry, order: &erasure::Model) -> Result<bool> {
    let row = installations::find(telemetry.store.reader(), order.installation_id).await?;
    let state = row.state()?;
    Ok(state.trial().is_some_and(|trial| trial.first_log.is_some()))
}
