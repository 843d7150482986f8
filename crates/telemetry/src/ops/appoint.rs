//! Visits to install and to remove: proposed by the secretariat, chosen by the company, or fixed on the telephone.

use std::sync::Arc;

use contracts::companies::Company;
use platform::actor::Actor;
use platform::clock::{date_in_tokyo, in_tokyo};
use platform::mail;
use platform::store::{At, Operation, Tx};
use serde_json::json;

use super::change::{self, Open, Which};
use super::letters;
use crate::domain::installation::Refusal;
use crate::domain::terms::Terms;
use crate::domain::visit::{self, Errand, NoVisit, Slot};
use crate::error::{Error, Result};

/// Proposes times to the company, which chooses on its page.
pub struct ProposeVisit {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// The times.
    pub slots: Vec<Slot>,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for ProposeVisit {
    const NAME: &'static str = "propose_visit";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let now = in_tokyo(tx.now());
        let first = visit::first_day(&self.terms, now.date());
        for slot in &self.slots {
            visit::check(&self.terms, *slot, now)?;
            if slot.starts.date() < first {
                return Err(NoVisit::TooSoon.into());
            }
            change::room(tx, &self.terms, self.which.id, *slot).await?;
        }
        let after = open.state.clone().propose(self.slots.clone())?;
        let errand = after.errand().unwrap_or(Errand::Installation);
        let row = open
            .save(tx, after.clone(), &self.actor, "installation.proposed")
            .await?;
        let slots = after.proposed().map(|(_, slots)| slots.to_vec());
        let letter = letters::proposal(
            &self.terms,
            &self.company,
            &row,
            errand,
            &slots.unwrap_or_default(),
        );
        mail::send(tx, letter).await?;
        Ok(())
    }
}

/// Fixes a time: the company chooses one that was proposed, or the secretariat notes what was agreed on.
pub struct FixVisit {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// When.
    pub slot: Slot,
    /// It was chosen from what was proposed; otherwise the secretariat fixes it.
    pub chosen: bool,
    /// The company agrees to the costs it bears and to the terms (M1, M6): needed once, before the installation.
    pub agrees: bool,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for FixVisit {
    const NAME: &'static str = "fix_visit";
    type Output = ();
    type Error = Error;

    /// Two must not take the last place of an hour.
    fn line(&self) -> Option<&str> {
        Some(&self.terms.programme)
    }

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mut open = change::open(tx, &self.terms, self.which).await?;
        visit::check(&self.terms, self.slot, in_tokyo(tx.now()))?;
        change::room(tx, &self.terms, self.which.id, self.slot).await?;
        let state = open.state.clone();
        let after = if self.chosen {
            state.choose(self.slot)?
        } else {
            state.appoint(self.slot)?
        };
        self.agree(tx, &mut open)?;
        let note = json!({ "agreed": open.row.agreed_version });
        let errand = after.errand().unwrap_or(Errand::Installation);
        let row = open
            .save_noted(tx, after, &self.actor, "installation.appointed", Some(note))
            .await?;
        let letter = letters::appointment(&self.terms, &self.company, &row, errand, self.slot);
        mail::send(tx, letter).await?;
        Ok(())
    }
}

impl FixVisit {
    /// Nothing is installed before the company knows what it pays and what is done with its data.
    fn agree(&self, tx: &Tx, open: &mut Open<'_>) -> Result<()> {
        let version = &self.terms.data.version;
        if open.row.agreed_version.as_ref() == Some(version) {
            return Ok(());
        }
        if open.state.errand() == Some(Errand::Removal) {
            return Ok(());
        }
        if !self.agrees {
            return Err(Refusal::NotAgreed.into());
        }
        let by = if matches!(self.actor, Actor::Applicant { .. }) {
            "company"
        } else {
            "desk"
        };
        open.row.agreed_version = Some(version.clone());
        open.row.agreed_at = Some(At::from(tx.now()));
        open.row.agreed_by = Some(by.to_owned());
        Ok(())
    }
}

/// No time suits the company, or it cannot keep the one that was fixed.
pub struct NoneSuits {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// What it says about its times.
    pub wish: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoneSuits {
    const NAME: &'static str = "none_suits";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let is_fixed = open.state.appointed();
        let today = date_in_tokyo(tx.now());
        let by_company = matches!(self.actor, Actor::Applicant { .. });
        // On the day itself people are on their way: that is a call to the secretariat.
        if by_company && is_fixed.is_some_and(|(_, slot)| slot.starts.date() <= today) {
            return Err(NoVisit::TooSoon.into());
        }
        let after = open.state.clone().none_suits(self.wish.trim().to_owned())?;
        open.save(tx, after, &self.actor, "installation.none_suits")
            .await?;
        Ok(())
    }
}
