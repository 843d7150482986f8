//! The site survey: the company begins it, the technician or the secretariat completes it, and it ends in "can be
//! installed" or "cannot", with a reason (M1).

use std::sync::Arc;

use contracts::companies::Company;
use platform::actor::Actor;
use platform::forms::{Answers, FieldError, read};
use platform::mail;
use platform::store::{At, Operation, StoreError, Tx};
use serde_json::{Value, json};

use super::change::{self, Open, Which};
use super::letters;
use crate::domain::installation::{Refusal, State, StateName};
use crate::domain::survey::fields;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};

/// Keeps what was typed in the survey; the company may send it with that.
pub struct SaveSurvey {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// What was typed.
    pub pairs: Vec<(String, String)>,
    /// Everything is answered: it is sent. Otherwise what can be taken is kept for later.
    pub send: bool,
    /// Who.
    pub actor: Actor,
}

impl Operation for SaveSurvey {
    const NAME: &'static str = "save_survey";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mut open = change::open(tx, &self.terms, self.which).await?;
        if open.state.name() != StateName::Survey {
            return Err(Refusal::State(open.state.name()).into());
        }
        let reading = read(fields(&self.terms.survey), &self.pairs, &Answers::default());
        let wrong: Vec<FieldError> = reading.errors;
        if self.send && !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        put(&mut open, &reading.answers)?;
        let note = json!({ "survey": to_json(&reading.answers) });
        if self.send {
            let after = open.state.clone().survey_sent(tx.now())?;
            open.save_noted(tx, after, &self.actor, "installation.survey_sent", Some(note))
                .await?;
        } else {
            open.touch(tx, &self.actor, "installation.survey_saved", note)
                .await?;
        }
        Ok(())
    }
}

fn put(open: &mut Open<'_>, answers: &Answers) -> Result<()> {
    open.row.survey =
        serde_json::to_string(answers).map_err(|error| StoreError::Corrupt(format!("survey: {error}")))?;
    Ok(())
}

fn to_json(answers: &Answers) -> Value {
    serde_json::to_value(answers).unwrap_or(Value::Null)
}

/// What the survey comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can be installed.
    Fit,
    /// It cannot, for this reason; the company is told, and offered the other course.
    Unfit(String),
}

/// Decides about the survey.
pub struct JudgeSurvey {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// How.
    pub verdict: Verdict,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for JudgeSurvey {
    const NAME: &'static str = "judge_survey";
    type Output = State;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<State> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let (after, action) = match &self.verdict {
            Verdict::Fit => (open.state.clone().found_fit()?, "installation.found_fit"),
            Verdict::Unfit(reason) if reason.trim().is_empty() => return Err(Error::required("reason")),
            Verdict::Unfit(reason) => (
                open.state
                    .clone()
                    .found_unfit(&self.terms, reason.trim().to_owned())?,
                "installation.found_unfit",
            ),
        };
        let row = open.save(tx, after.clone(), &self.actor, action).await?;
        if let Verdict::Unfit(reason) = &self.verdict {
            mail::send(
                tx,
                letters::unfit(&self.terms, &self.company, &row, reason.trim()),
            )
            .await?;
        }
        Ok(after)
    }
}

/// The company says whether it wants the other course; the secretariat may note it for it.
pub struct AnswerOffer {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Whether it wants it.
    pub accepted: bool,
    /// Who.
    pub actor: Actor,
}

impl Operation for AnswerOffer {
    const NAME: &'static str = "answer_other_course";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().answer_offer(self.accepted, tx.now())?;
        open.save(tx, after, &self.actor, "installation.offer_answered")
            .await?;
        Ok(())
    }
}

/// Acts that need no more than who does them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The secretariat has moved the company to the other course.
    Moved,
    /// What was given up is looked at again.
    Reopen,
}

/// Does one of them.
pub struct DoAct {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// What.
    pub act: Act,
    /// Who.
    pub actor: Actor,
}

impl Operation for DoAct {
    const NAME: &'static str = "installation_act";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let (after, action) = match self.act {
            Act::Moved => (open.state.clone().moved(tx.now())?, "installation.moved"),
            Act::Reopen => (open.state.clone().reopen()?, "installation.reopened"),
        };
        match open.save(tx, after, &self.actor, action).await {
            // In the meantime another installation of the company has begun.
            Err(Error::Store(error)) if error.is_duplicate() => Err(Error::Stale),
            other => other.map(|_| ()),
        }
    }
}

/// Gives it up before it is installed.
pub struct CancelInstallation {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for CancelInstallation {
    const NAME: &'static str = "cancel_installation";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::required("reason"));
        }
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().cancel(self.reason.trim().to_owned())?;
        open.save(tx, after, &self.actor, "installation.cancelled")
            .await?;
        Ok(())
    }
}

/// When a row's agreement was given, and by whom: for pages.
pub(crate) fn agreed(row: &crate::store::entities::installation::Model) -> Option<(String, At, String)> {
    Some((
        row.agreed_version.clone()?,
        row.agreed_at?,
        row.agreed_by.clone()?,
    ))
}
