//! The secretariat looks at a stamped scan (C15): it is accepted and counts from then on, or goes back with a reason.

use std::sync::Arc;

use contracts::ids::{ApplicationId, SignatureId};
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::documents::fix_when_complete;
use super::sign_consent::noted;
use super::{change, letters};
use crate::domain::application::StateName;
use crate::domain::definition::Programme;
use crate::domain::review::Review;
use crate::error::{Error, Result};
use crate::store::entities::signature;

/// What a clerk decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is there and can be read.
    Accept,
    /// It has to be handed in again.
    SendBack {
        /// Why; the company reads it.
        reason: String,
    },
}

/// Accepts a scan or sends it back.
pub struct ReviewScan {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose.
    pub application: ApplicationId,
    /// The scan that was looked at: a later one of the same part has another id ([`Error::Stale`]).
    pub signature: SignatureId,
    /// What was decided.
    pub verdict: Verdict,
    /// Who.
    pub actor: Actor,
}

impl Operation for ReviewScan {
    const NAME: &'static str = "review_scan";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        // Locks the application first, as signing does: two clerks, or a clerk and the company, come one after the other.
        let row = change::load(tx, self.application).await?;
        let found = signature::Entity::find_by_id(self.signature)
            .one(tx.connection())
            .await?
            .filter(|one| one.application_id == self.application && one.review() == Review::ToReview);
        let scan = found.ok_or(Error::Stale)?;
        if change::has_ended(&row)? {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        match &self.verdict {
            Verdict::Accept => {
                self.note(tx, scan, Review::Accepted, None).await?;
                let row = fix_when_complete(tx, &self.programme, row, &self.actor).await?;
                change::name_of(&row)
            }
            Verdict::SendBack { reason } => {
                let reason = reason.trim();
                if reason.is_empty() {
                    return Err(Error::ReasonMissing);
                }
                let scan = self.note(tx, scan, Review::Returned, Some(reason)).await?;
                mail::send(tx, letters::scan_returned(&self.programme, &row, &scan)).await?;
                change::name_of(&row)
            }
        }
    }
}

impl ReviewScan {
    async fn note(
        &self,
        tx: &Tx,
        scan: signature::Model,
        review: Review,
        reason: Option<&str>,
    ) -> Result<signature::Model> {
        let before = noted(tx, &scan).await?;
        let mut change = scan.into_active_model();
        change.review = Set(review.as_str().to_owned());
        change.review_due = Set(None);
        change.reviewed_at = Set(Some(At::from(tx.now())));
        change.review_reason = Set(reason.map(str::to_owned));
        let scan = change.update(tx.connection()).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: match review {
                Review::Returned => "consent.returned",
                _ => "consent.accepted",
            },
            subject: ("application", self.application.to_string()),
            before: Some(before),
            after: Some(noted(tx, &scan).await?),
        });
        Ok(scan)
    }
}

/// Scans of an application that wait for somebody to look, the first one first.
pub async fn to_review(
    connection: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Vec<SignatureId>> {
    Ok(signature::Entity::find()
        .select_only()
        .column(signature::Column::Id)
        .filter(signature::Column::ApplicationId.eq(application))
        .filter(signature::Column::Review.eq(Review::ToReview.as_str()))
        .order_by_asc(signature::Column::SignedAt)
        .into_tuple()
        .all(connection)
        .await?)
}
