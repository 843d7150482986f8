//! What a company wrote by mistake is put right by the secretariat, after a call or a mail: the rules are held against
//! the corrected answers, and both versions stand in the log.

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::ids::ApplicationId;
use jiff::Timestamp;
use platform::actor::Actor;
use platform::audit;
use platform::forms::{Answer, Answers};
use platform::store::{At, Operation, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::submit::Submission;
use super::{change, participation};
use crate::domain::definition::Programme;
use crate::domain::eligibility::Outcome;
use crate::domain::judgement::{Judgement, judge_again};
use crate::error::{Error, Invalid, Result};
use crate::store::entities::{application, contact};

/// The use case. The course stays: it is decided with the contact (C8).
///
/// Refused with [`Error::Unchanged`] where the answers are what they were, once the application has ended, and, with [`Error::OutOfOrder`], when the industry moves it to another frame
/// after the list of the draw was frozen: its label holds the frame.
pub struct CorrectAnswers {
    /// The call.
    pub programme: Arc<Programme>,
    /// Which application.
    pub application: ApplicationId,
    /// The version that was shown.
    pub version: i64,
    /// The whole form as it should have been.
    pub corrected: Submission,
    /// Why, and who said so.
    pub reason: String,
    /// Who corrects.
    pub actor: Actor,
}

impl Operation for CorrectAnswers {
    const NAME: &'static str = "correct_answers";
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
        if row.label.is_some() && row.frame != self.corrected.frame {
            return Err(Error::OutOfOrder("its frame stands on the frozen list"));
        }
        let (old, new) = (answers(&row.answers)?, answers(&self.corrected.answers)?);
        let (before, after) = (differing(&old, &new), differing(&new, &old));
        if before.is_empty() && after.is_empty() {
            return Err(Error::Unchanged);
        }
        let corrected = corrected(&row, after.keys(), tx.now())?;
        let judged = self.judge_corrected(tx, &new, &corrected).await?;
        self.save(tx, &row, &judged, &corrected).await?;
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "application.corrected",
            subject: ("application", row.id.to_string()),
            before: Some(json!({ "answers": before, "outcome": row.outcome })),
            after: Some(json!({
                "answers": after, "outcome": outcome(&row, &judged), "reason": self.reason.trim(),
            })),
        });
        change::touch(tx, row).await?;
        let row = change::load(tx, self.application).await?;
        participation::refresh(tx, &row).await
    }
}

fn answers(text: &str) -> Result<Answers> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(format!("answers: {error}")).into())
}

/// Field ids with the time of their last correction, in microseconds.
type Corrected = BTreeMap<String, i64>;

/// What stands corrected once `fields` are corrected too.
fn corrected<'a>(
    row: &application::Model,
    fields: impl Iterator<Item = &'a &'a str>,
    now: Timestamp,
) -> Result<Corrected> {
    let mut corrected: Corrected = match &row.corrected {
        None => Corrected::new(),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| StoreError::Corrupt(format!("corrected fields: {error}")))?,
    };
    corrected.extend(fields.map(|field| ((*field).to_owned(), At::from(now).0)));
    Ok(corrected)
}

/// Answers of `one` that `other` does not have so.
fn differing<'a>(one: &'a Answers, other: &Answers) -> BTreeMap<&'a str, &'a Answer> {
    one.iter()
        .filter(|(field, answer)| other.get(field) != Some(answer))
        .collect()
}

/// The exception that was granted still counts, where one is needed.
fn outcome(row: &application::Model, judged: &Judgement) -> &'static str {
    match judged.admits(row.exception_reason.as_deref()) {
        Ok(()) => Outcome::Eligible.code(),
        Err(_) => judged.outcome.code(),
    }
}

impl CorrectAnswers {
    /// What a contact found counts more than what was written before it; what was corrected after it counts more than
    /// both.
    async fn judge_corrected(&self, tx: &Tx, answers: &Answers, corrected: &Corrected) -> Result<Judgement> {
        let contacts: Vec<(At, Option<String>)> = contact::Entity::find()
            .select_only()
            .columns([contact::Column::At, contact::Column::Answers])
            .filter(contact::Column::ApplicationId.eq(self.application))
            .filter(contact::Column::Answers.is_not_null())
            .order_by_asc(contact::Column::At)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let mut known = Answers::default();
        for (at, text) in contacts {
            let mut found = self::answers(text.as_deref().unwrap_or("{}"))?;
            for (field, _) in corrected.iter().filter(|(_, time)| **time >= at.0) {
                found.remove(field);
            }
            known.merge(found);
        }
        judge_again(&self.programme, answers, &known)
            .map_err(|fields| Error::Invalid(fields.into_iter().map(Invalid::from).collect()))
    }

    async fn save(
        &self,
        tx: &Tx,
        row: &application::Model,
        judged: &Judgement,
        corrected: &Corrected,
    ) -> Result<()> {
        use application::Column;
        let corrected = json!(corrected).to_string();
        let company = self.corrected.company.clone();
        application::Entity::update_many()
            .col_expr(Column::Kind, Expr::value(company.kind))
            .col_expr(Column::CompanyName, Expr::value(company.name))
            .col_expr(Column::CompanyKana, Expr::value(company.kana))
            .col_expr(Column::CorporateNumber, Expr::value(company.corporate_number))
            .col_expr(Column::CompanyKey, Expr::value(company.company_key))
            .col_expr(Column::SearchKey, Expr::value(company.search_key))
            .col_expr(Column::Prefecture, Expr::value(company.prefecture))
            .col_expr(Column::Address, Expr::value(company.address))
            .col_expr(Column::Industry, Expr::value(company.industry))
            .col_expr(Column::CapitalYen, Expr::value(company.capital_yen))
            .col_expr(Column::Employees, Expr::value(company.employees))
            .col_expr(Column::ParticipantName, Expr::value(company.participant))
            .col_expr(Column::Email, Expr::value(company.email))
            .col_expr(Column::Telephone, Expr::value(company.telephone))
            .col_expr(Column::Frame, Expr::value(self.corrected.frame.clone()))
            .col_expr(Column::Answers, Expr::value(self.corrected.answers.clone()))
            .col_expr(Column::Corrected, Expr::value(corrected))
            .col_expr(Column::Eligibility, Expr::value(judged.rules_json()))
            .col_expr(Column::Outcome, Expr::value(outcome(row, judged)))
            .filter(Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}
