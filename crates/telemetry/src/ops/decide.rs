//! How it goes on after the trial: the question, the answer, the contract, the end.

use std::sync::Arc;

use contracts::companies::Company;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::mail;
use platform::store::{Operation, Tx};

use super::change::{self, Which};
use super::install::give_back;
use super::letters;
use crate::domain::device::Whereabouts;
use crate::domain::installation::{Contract, Why};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};

/// How the company goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// By a contract of its own.
    Continue,
    /// The appliance is taken away.
    Remove,
}

/// The company says how it goes on; the secretariat may note it for it.
pub struct Decide {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// How.
    pub answer: Answer,
    /// Who.
    pub actor: Actor,
}

impl Operation for Decide {
    const NAME: &'static str = "decide_after_trial";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let state = open.state.clone();
        let after = match self.answer {
            Answer::Continue => state.choose_contract(tx.now(), date_in_tokyo(tx.now()))?,
            Answer::Remove => state.choose_removal(tx.now())?,
        };
        open.save(tx, after, &self.actor, "installation.decided").await?;
        Ok(())
    }
}

/// The company's contract with the contractor stands. From its first day on what the appliance gathers is theirs: the
/// programme collects nothing more.
pub struct NoteContract {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// The contract.
    pub contract: Contract,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoteContract {
    const NAME: &'static str = "note_contract";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().contracted(self.contract.clone())?;
        give_back(
            tx,
            &after,
            Whereabouts::HandedOver,
            &self.actor,
            "device.handed_over",
        )
        .await?;
        open.save(tx, after, &self.actor, "installation.contracted")
            .await?;
        Ok(())
    }
}

/// The trial ends for another reason than the company's answer: a removal is arranged.
pub struct Leave {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Why.
    pub why: Why,
    /// Who.
    pub actor: Actor,
}

impl Operation for Leave {
    const NAME: &'static str = "leave_trial";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().leave(self.why)?;
        open.save(tx, after, &self.actor, "installation.leaving").await?;
        Ok(())
    }
}

/// Asks the company how it goes on: once, some weeks before the end.
pub struct Ask {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for Ask {
    const NAME: &'static str = "ask_after_trial";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().ask(tx.now())?;
        let ends = after.trial().map(|trial| trial.ends_on).unwrap_or_default();
        let row = open.save(tx, after, &self.actor, "installation.asked").await?;
        mail::send(tx, letters::question(&self.terms, &self.company, &row, ends)).await?;
        Ok(())
    }
}
