//! The secretariat's contact (C3, C8, C11): a call or mail is recorded; when it went well the application is
//! complete, in the course that fits the company's environment.

use std::sync::Arc;

use contracts::ids::{ApplicationId, ContactId};
use platform::actor::Actor;
use platform::audit;
use platform::entropy::new_id;
use platform::forms::Answers;
use platform::store::{At, Operation, StoreError, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::decide::{End, end};
use super::{change, except, seats, selection};
use crate::domain::application::{Ending, Event, StateName};
use crate::domain::definition::Programme;
use crate::domain::definition::programme::StepKind;
use crate::domain::definition::well_known::CONTACT_CHECK;
use crate::domain::judgement::{agreed, judge_again};
use crate::error::{Error, Invalid, Result};
use crate::store::entities::{application, contact};

/// How the company was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// 電話
    Telephone,
    /// メール
    Mail,
}

impl Channel {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Mail => "mail",
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody answered; the contact stays due.
    Absent,
    /// They ask to be called again.
    CallBack,
    /// The number is wrong.
    WrongNumber,
    /// Reached, but something is still awaited (a copy of the policy).
    Reached,
    /// Reached, checked and explained: the application is complete, in this course.
    Complete {
        /// Course decided from the environment (C8).
        course: String,
        /// Why the company may take part although a rule leaves it to the secretariat (C4).
        exception: Option<String>,
    },
    /// The requirements are not met: refused, with other programmes named (C3).
    NotMet(Ending),
}

impl Outcome {
    /// Its name in the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::CallBack => "call_back",
            Self::WrongNumber => "wrong_number",
            Self::Reached => "reached",
            Self::Complete { .. } => "complete",
            Self::NotMet(_) => "not_met",
        }
    }
}

/// The use case. [`Error::NotInCall`] where the call has no step for it.
pub struct RecordContact {
    /// The call.
    pub programme: Arc<Programme>,
    /// Whom.
    pub application: ApplicationId,
    /// The version that was shown to the clerk.
    pub version: i64,
    /// How.
    pub channel: Channel,
    /// With what result.
    pub outcome: Outcome,
    /// What was said.
    pub note: String,
    /// The contact check form, JSON.
    pub answers: Option<String>,
    /// Who.
    pub actor: Actor,
}

impl Operation for RecordContact {
    const NAME: &'static str = "record_contact";
    type Output = StateName;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<StateName> {
        if self.programme.file.step(StepKind::Contact).is_none() {
            return Err(Error::NotInCall("contact"));
        }
        let row = change::load_version(tx, self.application, self.version).await?;
        if change::name_of(&row)?.is_final() {
            return Err(Error::OutOfOrder("the application has ended"));
        }
        self.note_contact(tx).await?;
        let row = match &self.outcome {
            Outcome::Complete { course, exception } => {
                let row = self.settle_rules(tx, row, exception.as_deref()).await?;
                self.complete(tx, row, course).await?
            }
            Outcome::NotMet(ending) => {
                end(tx, &self.programme, row, End::Refuse, ending, &self.actor).await?
            }
            _ => change::touch(tx, row).await?,
        };
        change::name_of(&row)
    }
}

impl RecordContact {
    async fn note_contact(&self, tx: &Tx) -> Result<()> {
        let row = contact::Model {
            id: new_id::<ContactId>(tx.now(), tx.entropy()),
            application_id: self.application,
            at: At::from(tx.now()),
            staff_id: self.actor.staff_id(),
            channel: self.channel.as_str().to_owned(),
            outcome: self.outcome.as_str().to_owned(),
            note: self.note.clone(),
            answers: self.answers.clone(),
            import_key: None,
        };
        tx.audit(audit::Entry {
            actor: self.actor.clone(),
            action: "contact.recorded",
            subject: ("application", self.application.to_string()),
            before: None,
            after: Some(json!({
                "channel": row.channel, "outcome": row.outcome, "note": row.note, "answers": self.answers.is_some().then(|| self.found()),
            })),
        });
        contact::ActiveModel::from(row).insert(tx.connection()).await?;
        Ok(())
    }

    /// What the contact check found.
    fn found(&self) -> Answers {
        let text = self.answers.as_deref().unwrap_or_default();
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Holds the rules against what the contact found (C3): what the company said on the telephone counts more than
    /// what it wrote, and only who qualifies goes on.
    async fn settle_rules(
        &self,
        tx: &Tx,
        row: application::Model,
        exception: Option<&str>,
    ) -> Result<application::Model> {
        // Whoever records without a check form (another program's own) answers for it.
        if self.answers.is_some() {
            let form = self.programme.form(CONTACT_CHECK);
            agreed(form, &self.found()).map_err(Error::Against)?;
        }
        let asked = serde_json::from_str(&row.answers)
            .map_err(|error| StoreError::Corrupt(format!("answers of an application: {error}")))?;
        let judged = judge_again(&self.programme, &asked, &self.found())
            .map_err(|fields| Error::Invalid(fields.into_iter().map(Invalid::from).collect()))?;
        except::settle(tx, row, &judged, exception, &self.actor).await
    }

    async fn complete(&self, tx: &Tx, row: application::Model, course: &str) -> Result<application::Model> {
        let row = set_course(tx, &self.programme, row, course, &self.actor).await?;
        let row = change::apply(
            tx,
            &self.programme,
            row,
            Event::ContactCompleted,
            &self.actor,
            "application.completed",
        )
        .await?;
        // First come: the place has been held since the receipt, so the offer follows at once.
        selection::after_completion(tx, &self.programme, row, &self.actor).await
    }
}

/// Sets the course decided; a held place moves along (C8).
pub(crate) async fn set_course(
    tx: &Tx,
    programme: &Programme,
    mut row: application::Model,
    course: &str,
    actor: &Actor,
) -> Result<application::Model> {
    if row.course == course {
        return Ok(row);
    }
    programme.file.course(course).ok_or(Error::NotInCall("course"))?;
    if row.holds_place {
        seats::move_place(tx, programme, &row.course, course).await?;
    }
    application::Entity::update_many()
        .col_expr(application::Column::Course, Expr::value(course))
        .filter(application::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    tx.audit(audit::Entry {
        actor: actor.clone(),
        action: "application.course_decided",
        subject: ("application", row.id.to_string()),
        before: Some(json!({ "course": row.course })),
        after: Some(json!({ "course": course })),
    });
    course.clone_into(&mut row.course);
    Ok(row)
}
