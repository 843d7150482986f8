//! Submitting an application (C6, C11, C18, D2): the form arrives, a receipt leaves.

use std::sync::Arc;

use contracts::ids::{ApplicationId, DraftId};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::clock::from_tokyo;
use platform::entropy::{new_id, random_bytes};
use platform::store::{At, Operation, Tx};
use platform::text::Language;
use platform::{audit, mail};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter};
use serde_json::json;

use super::{letters, seats};
use crate::domain::application::State;
use crate::domain::definition::Programme;
use crate::domain::definition::programme::Course;
use crate::error::{Error, Result};
use crate::store::entities::{application, call, draft};

/// A complete, validated application form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The same key never makes a second application; a draft's id, or the caller's header.
    pub idempotency_key: String,
    /// SHA-256 of what was sent, to tell a resend from a reuse of the key.
    pub request_hash: String,
    /// The draft it comes from.
    pub draft: Option<DraftId>,
    /// Language of the mails that follow.
    pub language: Language,
    /// Course asked for.
    pub course: String,
    /// Industry frame, where the call has frames.
    pub frame: Option<String>,
    /// Who applies.
    pub company: Company,
    /// All answers, JSON.
    pub answers: String,
    /// Outcome and rules of the eligibility check, JSON.
    pub eligibility: String,
    /// The outcome's name.
    pub outcome: String,
}

/// What rules and the desk need of the answers, typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// `corporation` or `sole_proprietor`.
    pub kind: String,
    /// As typed.
    pub name: String,
    /// Reading.
    pub kana: Option<String>,
    /// 13 digits.
    pub corporate_number: Option<String>,
    /// Folded name and address: finds the same company twice.
    pub company_key: String,
    /// What the desk searches.
    pub search_key: String,
    /// Main office.
    pub prefecture: String,
    /// After the prefecture.
    pub address: String,
    /// JSIC.
    pub industry: String,
    /// Capital in yen.
    pub capital_yen: Option<i64>,
    /// Employees.
    pub employees: i64,
    /// Who takes part.
    pub participant: String,
    /// Where mails go.
    pub email: String,
    /// Whom to call.
    pub telephone: String,
}

/// What the applicant gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Id.
    pub id: ApplicationId,
    /// Number within the programme.
    pub number: i64,
    /// When the form arrived.
    pub submitted_at: Timestamp,
    /// It had arrived before: this is the first receipt again.
    pub replayed: bool,
}

impl Receipt {
    /// As printed: `R00214`.
    pub fn code(&self) -> String {
        code(self.number)
    }
}

/// A receipt number as printed: `R00214`.
pub fn code(number: i64) -> String {
    format!("R{number:05}")
}

/// Receipt numbers as printed: `R00003, R00004`.
pub fn codes(numbers: &[i64]) -> String {
    numbers
        .iter()
        .map(|number| code(*number))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The use case.
pub struct SubmitApplication {
    /// The call.
    pub programme: Arc<Programme>,
    /// The form.
    pub submission: Submission,
}

impl Operation for SubmitApplication {
    const NAME: &'static str = "submit_application";
    type Output = Receipt;
    type Error = Error;

    /// The call's row has the last number, which everybody wants at once. It also lets a form that is sent twice at once
    /// find its twin.
    fn line(&self) -> Option<&str> {
        Some(&self.programme.file.id)
    }

    async fn run(&self, tx: &Tx) -> Result<Receipt> {
        let submission = &self.submission;
        if let Some(earlier) = find_by_key(tx, &self.programme, &submission.idempotency_key).await? {
            return replay(&earlier, submission);
        }
        let course = self
            .programme
            .file
            .course(&submission.course)
            .ok_or(Error::NotInCall("course"))?;
        window_is_open(course, tx.now())?;
        let number = next_number(tx, &self.programme).await?;
        let holds_place = !self.programme.file.is_lottery();
        if holds_place {
            seats::take(tx, &self.programme, &submission.course).await?;
        }
        let row = self.row(tx, number, holds_place);
        tx.audit(audit::Entry {
            actor: Actor::Applicant { application: row.id },
            action: "application.submitted",
            subject: ("application", row.id.to_string()),
            before: None,
            after: Some(json!({ "number": code(number), "course": row.course, "state": row.state, "outcome": row.outcome })),
        });
        let receipt = Receipt {
            id: row.id,
            number,
            submitted_at: tx.now(),
            replayed: false,
        };
        application::ActiveModel::from(row.clone())
            .insert(tx.connection())
            .await?;
        self.close_draft(tx, receipt.id).await?;
        mail::send(tx, letters::receipt(&self.programme, &row)).await?;
        Ok(receipt)
    }
}

/// The window is half open: at `closes` it is too late, to the microsecond (C6).
pub fn window_is_open(course: &Course, now: Timestamp) -> Result<()> {
    let (opens, closes) = (from_tokyo(course.opens), from_tokyo(course.closes));
    if now < opens {
        return Err(Error::NotOpenYet { opens });
    }
    if now >= closes {
        return Err(Error::Closed { closed: closes });
    }
    Ok(())
}

async fn find_by_key(tx: &Tx, programme: &Programme, key: &str) -> Result<Option<application::Model>> {
    Ok(application::Entity::find()
        .filter(application::Column::ProgrammeId.eq(&programme.file.id))
        .filter(application::Column::IdempotencyKey.eq(key))
        .one(tx.connection())
        .await?)
}

fn replay(earlier: &application::Model, submission: &Submission) -> Result<Receipt> {
    // A form sent twice from the same draft is the same application, whatever was typed in between.
    if submission.draft.is_none() && earlier.request_hash != submission.request_hash {
        return Err(Error::KeyReused);
    }
    Ok(Receipt {
        id: earlier.id,
        number: earlier.number,
        submitted_at: earlier.submitted_at.instant(),
        replayed: true,
    })
}

/// Numbers have no gaps: the row's lock is held until the commit, so their order is the order of arrival.
async fn next_number(tx: &Tx, programme: &Programme) -> Result<i64> {
    let id = &programme.file.id;
    let first = call::ActiveModel {
        programme_id: Set(id.clone()),
        last_number: Set(0),
        version: Set(0),
    };
    let bump = || {
        call::Entity::update_many()
            .col_expr(
                call::Column::LastNumber,
                Expr::col(call::Column::LastNumber).add(1),
            )
            .filter(call::Column::ProgrammeId.eq(id))
            .exec_with_returning(tx.connection())
    };
    if let Some(row) = bump().await?.pop() {
        return Ok(row.last_number);
    }
    call::Entity::insert(first)
        .on_conflict(
            OnConflict::column(call::Column::ProgrammeId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    bump()
        .await?
        .pop()
        .map(|row| row.last_number)
        .ok_or(Error::NotInCall("number"))
}

impl SubmitApplication {
    fn row(&self, tx: &Tx, number: i64, holds_place: bool) -> application::Model {
        let (file, submission) = (&self.programme.file, &self.submission);
        let company = submission.company.clone();
        let now = tx.now();
        let contact_due = file.desk_due(now).unwrap_or(now);
        let state = State::submitted(file.journey(), contact_due);
        application::Model {
            id: new_id(now, tx.entropy()),
            programme_id: file.id.clone(),
            number,
            idempotency_key: submission.idempotency_key.clone(),
            request_hash: submission.request_hash.clone(),
            language: submission.language.code().to_owned(),
            course_wanted: submission.course.clone(),
            course: submission.course.clone(),
            frame: submission.frame.clone(),
            state: state.name().as_str().to_owned(),
            due_at: state.due().map(At::from),
            state_detail: super::change::to_json(&state).to_string(),
            holds_place,
            version: 1,
            submitted_at: At::from(now),
            changed_at: At::from(now),
            kind: company.kind,
            company_name: company.name,
            company_kana: company.kana,
            corporate_number: company.corporate_number,
            company_key: company.company_key,
            search_key: company.search_key,
            prefecture: company.prefecture,
            address: company.address,
            industry: company.industry,
            capital_yen: company.capital_yen,
            employees: company.employees,
            participant_name: company.participant,
            email: company.email,
            telephone: company.telephone,
            answers: submission.answers.clone(),
            eligibility: submission.eligibility.clone(),
            outcome: submission.outcome.clone(),
            exception_reason: None,
            corrected: None,
            salt: hex::encode(random_bytes::<16>(tx.entropy())),
            label: None,
            rank: None,
        }
    }

    async fn close_draft(&self, tx: &Tx, id: ApplicationId) -> Result<()> {
        let Some(draft_id) = self.submission.draft else {
            return Ok(());
        };
        draft::Entity::update_many()
            .col_expr(draft::Column::ApplicationId, Expr::value(id))
            .filter(draft::Column::Id.eq(draft_id))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}
