//! The exception that the secretariat makes where a rule leaves it to its discretion (C4), and what the rules say
//! afterwards.

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::audit;
use platform::store::{Operation, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::change;
use crate::domain::eligibility::Outcome;
use crate::domain::judgement::Judgement;
use crate::error::{Error, Result};
use crate::store::entities::application;

/// Grants the exception: from then on the company qualifies.
///
/// Refused with [`Error::OutOfOrder`] where no rule leaves anything open, and with [`Error::Against`] where a
/// requirement is not met that nobody may overlook.
pub struct GrantException {
    /// Which application.
    pub application: ApplicationId,
    /// The version that was shown.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for GrantException {
    const NAME: &'static str = "grant_exception";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let row = change::load_version(tx, self.application, self.version).await?;
        if change::name_of(&row)?.is_final() {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        let judged = Judgement::stored(&row.outcome, &row.eligibility)
            .ok_or_else(|| StoreError::Corrupt("judgement of an application".to_owned()))?;
        if judged.outcome == Outcome::Eligible {
            return Err(Error::OutOfOrder("nothing here is left to discretion"));
        }
        let row = settle(tx, row, &judged, Some(&self.reason), &self.actor).await?;
        change::touch(tx, row).await?;
        Ok(())
    }
}

/// Writes down that the company qualifies, by the rules as judged now or by an exception: the new one, or the one that
/// was granted before.
pub(crate) async fn settle(
    tx: &Tx,
    mut row: application::Model,
    judged: &Judgement,
    exception: Option<&str>,
    actor: &Actor,
) -> Result<application::Model> {
    let new = exception.map(str::trim).filter(|reason| !reason.is_empty());
    let reason = new.or(row.exception_reason.as_deref());
    judged.admits(reason).map_err(Error::Against)?;
    let reason = match judged.outcome {
        Outcome::Review => reason.map(str::to_owned),
        _ => row.exception_reason.clone(),
    };
    let (before, rules) = (told(&row), judged.rules_json());
    let granted = reason != row.exception_reason;
    if !granted && rules == row.eligibility && row.outcome == Outcome::Eligible.code() {
        return Ok(row);
    }
    row.eligibility = rules;
    Outcome::Eligible.code().clone_into(&mut row.outcome);
    row.exception_reason = reason;
    application::Entity::update_many()
        .col_expr(
            application::Column::Eligibility,
            Expr::value(row.eligibility.clone()),
        )
        .col_expr(application::Column::Outcome, Expr::value(row.outcome.clone()))
        .col_expr(
            application::Column::ExceptionReason,
            Expr::value(row.exception_reason.clone()),
        )
        .filter(application::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: if granted {
            "application.exception_granted"
        } else {
            "application.judged"
        },
        subject: ("application", row.id.to_string()),
        before: Some(before),
        after: Some(told(&row)),
    });
    Ok(row)
}

fn told(row: &application::Model) -> serde_json::Value {
    json!({ "outcome": row.outcome, "reason": row.exception_reason })
}
