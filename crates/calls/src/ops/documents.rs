//! Documents of a participant (C14, C15): consents signed in both parts ([`super::sign_consent`]), the questionnaire
//! answered. When the last one counts, participation is fixed.

use std::sync::Arc;

use contracts::ids::ApplicationId;
use platform::actor::Actor;
use platform::store::{At, Operation, Tx};
use platform::{audit, mail};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{change, letters};
use crate::domain::application::{Event, StateName};
use crate::domain::definition::Programme;
use crate::domain::outstanding::{Given, outstanding};
use crate::error::{Error, Result};
use crate::store::entities::{application, form_answer, signature};

pub use super::sign_consent::{Method, SignConsent, Upload, document_of, part_name};

/// Saves or sends a form that belongs to an application: questionnaire, survey (C14).
pub struct AnswerForm {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whose.
    pub application: ApplicationId,
    /// Which form.
    pub form: String,
    /// Answers, JSON; while `complete` is false, whatever the page keeps of them ([`super::draft::Contents`]).
    pub answers: String,
    /// Sent, not only saved.
    pub complete: bool,
    /// Who.
    pub actor: Actor,
}

impl Operation for AnswerForm {
    const NAME: &'static str = "answer_form";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        if !self.programme.forms.iter().any(|form| form.id == self.form) {
            return Err(Error::NotInCall("form"));
        }
        let row = change::load(tx, self.application).await?;
        if change::name_of(&row)?.is_final() {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        if !self.complete && is_sent(tx, self.application, &self.form).await? {
            // What was sent stays: a page that was open elsewhere does not turn it into a draft again.
            return change::name_of(&row);
        }
        let answer = form_answer::ActiveModel {
            application_id: Set(self.application),
            form_id: Set(self.form.clone()),
            answers: Set(self.answers.clone()),
            complete: Set(self.complete),
            updated_at: Set(At::from(tx.now())),
        };
        let columns = [
            form_answer::Column::Answers,
            form_answer::Column::Complete,
            form_answer::Column::UpdatedAt,
        ];
        form_answer::Entity::insert(answer)
            .on_conflict(
                OnConflict::columns([form_answer::Column::ApplicationId, form_answer::Column::FormId])
                    .update_columns(columns)
                    .to_owned(),
            )
            .exec_without_returning(tx.connection())
            .await?;
        if !self.complete {
            return change::name_of(&row);
        }
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "form.answered",
            subject: ("application", self.application.to_string()),
            before: None,
            after: Some(json!({ "form": self.form })),
        });
        change::name_of(&fix_when_complete(tx, &self.programme, row, &self.actor).await?)
    }
}

async fn is_sent(tx: &Tx, application: ApplicationId, form: &str) -> Result<bool> {
    let row = form_answer::Entity::find_by_id((application, form.to_owned()))
        .one(tx.connection())
        .await?;
    Ok(row.is_some_and(|row| row.complete))
}

/// What has arrived of an application's documents and counts.
pub(crate) async fn given(tx: &Tx, application: ApplicationId) -> Result<Given> {
    let signatures = signature::Entity::find()
        .filter(signature::Column::ApplicationId.eq(application))
        .all(tx.connection())
        .await?;
    let forms = form_answer::Entity::find()
        .filter(form_answer::Column::ApplicationId.eq(application))
        .filter(form_answer::Column::Complete.eq(true))
        .all(tx.connection())
        .await?;
    Ok(Given {
        signatures: signatures
            .iter()
            .filter(|row| row.counts())
            .map(signature::Model::key)
            .collect(),
        forms: forms.into_iter().map(|row| row.form_id).collect(),
    })
}

/// Fixes participation when nothing is owed any more.
pub(super) async fn fix_when_complete(
    tx: &Tx,
    programme: &Programme,
    row: application::Model,
    actor: &Actor,
) -> Result<application::Model> {
    if change::name_of(&row)? != StateName::Confirmed {
        return Ok(row);
    }
    if !outstanding(programme, &given(tx, row.id).await?).is_empty() {
        return Ok(row);
    }
    let row = change::apply(
        tx,
        programme,
        row,
        Event::DocumentsComplete,
        actor,
        "participation.fixed",
    )
    .await?;
    mail::send(tx, letters::fixed(programme, &row)).await?;
    Ok(row)
}
