//! Two cases turn out to be one.

use contracts::ids::CaseId;
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::vault::Vault;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::shared::{Writing, apply, load, load_version, note, progress, rate, save, state_of, write};
use crate::domain::case::{Event, StateName};
use crate::domain::clocks::Progress;
use crate::domain::visit::VisitState;
use crate::error::{Error, Result};
use crate::store::entities::{case, visit};
use crate::store::queries;

/// What is noted in the case that ends.
pub(crate) const MERGED: &str = "support-mark-merged";

/// Merges a case into another open one of the same company. What was written stays where it was and is shown with the
/// other; the other is as bad as the worse of both. Merging again what was merged into it already changes nothing.
pub struct MergeCase {
    /// The vault.
    pub vault: Vault,
    /// Which one ends.
    pub case: CaseId,
    /// The version of it that was shown.
    pub version: i64,
    /// Which one goes on.
    pub into: CaseId,
    /// Who.
    pub actor: Actor,
}

/// What is owed is owed by the case that goes on, and as early as before.
fn carry_over(before: &Progress, undecided: bool, row: &mut case::Model, other: &mut case::Model) {
    let unanswered = before.answered.is_none().then_some(row.opened_at);
    let waiting = [row.waiting_since.take(), unanswered, other.waiting_since];
    other.waiting_since = waiting.into_iter().flatten().min();
    let after = progress(other);
    if undecided && after.decided.is_none() && before.owed_since() < after.owed_since() {
        other.owed_since = Some(At::from(before.owed_since()));
    }
}

impl Operation for MergeCase {
    const NAME: &'static str = "support.merge_case";
    type Output = ();
    type Error = Error;

    fn line(&self) -> Option<&str> {
        // Two merges the other way round would lock each other out.
        Some(super::open::LINE)
    }

    async fn run(&self, tx: &Tx) -> Result<()> {
        let row = load(tx, self.case).await?;
        if row.merged_into == Some(self.into) {
            return Ok(());
        }
        let mut row = load_version(tx, row.id, self.version).await?;
        let mut other = load(tx, self.into).await?;
        let is_open = StateName::parse(&other.state).is_some_and(StateName::is_open);
        if row.id == other.id || row.company_id != other.company_id || !is_open {
            return Err(Error::NotTheSame);
        }
        let connection = tx.connection();
        let (ours, theirs) = (
            queries::planned_of(connection, row.id).await?,
            queries::planned_of(connection, other.id).await?,
        );
        if !ours.is_empty() && !theirs.is_empty() {
            return Err(Error::VisitOpen);
        }
        let (ours, theirs) = (state_of(&row)?, state_of(&other)?);
        let before = progress(&row);
        apply(tx, &mut row, &Event::Merged { into: other.id })?;
        row.merged_into = Some(other.id);
        let mark = Writing::mark(&self.actor, MERGED, crate::code(other.number));
        write(tx, &self.vault, &mut row, mark).await?;
        // Whoever decided the one did not know of the other, unless both were found to be the same.
        let reopens = theirs.name() == StateName::Decided && ours.verdict() != theirs.verdict();
        if reopens {
            apply(tx, &mut other, &Event::Reopened)?;
        }
        let worse = progress(&row).severity.max(progress(&other).severity);
        rate(&mut other, worse);
        carry_over(&before, ours.verdict().is_none(), &mut row, &mut other);
        let mut mark = Writing::mark(&self.actor, "support-mark-absorbed", crate::code(row.number));
        mark.detail.reopens = reopens;
        write(tx, &self.vault, &mut other, mark).await?;
        // What is still to come belongs to the case that goes on.
        visit::Entity::update_many()
            .col_expr(visit::Column::CaseId, Expr::value(other.id))
            .filter(visit::Column::CaseId.eq(row.id))
            .filter(visit::Column::State.eq(VisitState::Planned.as_str()))
            .exec(tx.connection())
            .await?;
        let (row, other) = (save(tx, row).await?, save(tx, other).await?);
        note(tx, &self.actor, "case.merged", &row, json!({ "into": other.id }));
        Ok(())
    }
}
