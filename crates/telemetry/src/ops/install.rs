//! Installing, exchanging, removing: what the technician did, with the device that moved.

use std::sync::Arc;

use contracts::companies::Company;
use contracts::ids::DeviceId;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::actor::Actor;
use platform::clock::date_in_tokyo;
use platform::mail;
use platform::store::{Operation, Tx};
use serde_json::json;

use super::change::{self, Which};
use super::{certificate, devices, letters};
use crate::domain::device::{Elsewhere, Whereabouts};
use crate::domain::installation::{Refusal, State};
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::store::entities::installation;
use crate::store::installations;

/// An appliance was installed: the trial begins.
pub struct Install {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// The appliance, from stock.
    pub device: DeviceId,
    /// On which day.
    pub on: Date,
    /// Who was there.
    pub technician: String,
    /// What was checked, one a line.
    pub checklist: Vec<String>,
    /// Who is written to.
    pub company: Company,
    /// Who notes it.
    pub actor: Actor,
}

impl Operation for Install {
    const NAME: &'static str = "install";
    type Output = Date;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<Date> {
        if self.technician.trim().is_empty() {
            return Err(Error::required("technician"));
        }
        let mut open = change::open(tx, &self.terms, self.which).await?;
        let device = devices::load(tx, self.device).await?;
        let place = device.whereabouts()?;
        if !place.is_ready() {
            return Err(Elsewhere(place).into());
        }
        let today = date_in_tokyo(tx.now());
        let after =
            open.state
                .clone()
                .install(&self.terms, self.device, self.on, agreed_on(&open.row), today)?;
        open.row.checklist = self.checklist.join("\n");
        let note = json!({ "serial": device.serial, "technician": self.technician.trim() });
        devices::put(
            tx,
            device,
            Whereabouts::AtCompany,
            "",
            &self.actor,
            "device.installed",
        )
        .await?;
        let ends = after.trial().map_or(self.on, |trial| trial.ends_on);
        let row = open
            .save_noted(tx, after, &self.actor, "installation.installed", Some(note))
            .await?;
        mail::send(
            tx,
            letters::installed(&self.terms, &self.company, &row, self.on, ends),
        )
        .await?;
        Ok(ends)
    }
}

/// On which day the company agreed to the terms.
fn agreed_on(row: &installation::Model) -> Option<Date> {
    row.agreed_at.map(|at| date_in_tokyo(at.instant()))
}

/// The day of an installation was noted wrongly: the trial and whose the lines are follow the right one.
pub struct CorrectInstallation {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// The right day.
    pub on: Date,
    /// Why it was wrong.
    pub reason: String,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for CorrectInstallation {
    const NAME: &'static str = "correct_installation";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::required("reason"));
        }
        let open = change::open(tx, &self.terms, self.which).await?;
        let today = date_in_tokyo(tx.now());
        let agreed = agreed_on(&open.row);
        let after = open
            .state
            .clone()
            .correct_installation(&self.terms, self.on, agreed, today)?;
        let ends = after.trial().map_or(self.on, |trial| trial.ends_on);
        change::begin_stay(tx, open.row.id, &State::begin(), &after).await?;
        let note = json!({ "reason": self.reason.trim() });
        let row = open
            .save_noted(tx, after, &self.actor, "installation.date_corrected", Some(note))
            .await?;
        mail::send(
            tx,
            letters::corrected(&self.terms, &self.company, &row, self.on, ends),
        )
        .await?;
        Ok(())
    }
}

/// The first line of a device arrived: its installation is confirmed. Called by the collector, or by hand; for a device
/// that stands nowhere it does nothing.
pub struct NoteFirstLog {
    /// The programmes.
    pub terms: Arc<[Arc<Terms>]>,
    /// Which device.
    pub device: DeviceId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
}

impl Operation for NoteFirstLog {
    const NAME: &'static str = "note_first_log";
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<bool> {
        let Some(row) = installations::of_device(tx.connection(), self.device).await? else {
            return Ok(false);
        };
        let terms = self
            .terms
            .iter()
            .find(|terms| terms.programme == row.programme_id);
        let Some(terms) = terms else { return Ok(false) };
        let which = Which {
            id: row.id,
            version: None,
        };
        let open = change::open(tx, terms, which).await?;
        let after = open.state.clone().first_log(self.at)?;
        if after == open.state {
            return Ok(false);
        }
        open.save(tx, after, &self.actor, "installation.first_log")
            .await?;
        Ok(true)
    }
}

/// A defective appliance is exchanged for another one from stock; the trial goes on.
pub struct Exchange {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// The new appliance.
    pub device: DeviceId,
    /// What is wrong with the old one.
    pub defect: String,
    /// Who.
    pub actor: Actor,
}

impl Operation for Exchange {
    const NAME: &'static str = "exchange";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        if self.defect.trim().is_empty() {
            return Err(Error::required("defect"));
        }
        let open = change::open(tx, &self.terms, self.which).await?;
        let new = devices::load(tx, self.device).await?;
        let place = new.whereabouts()?;
        if !place.is_ready() {
            return Err(Elsewhere(place).into());
        }
        let after = open.state.clone().exchange(self.device)?;
        let old = open.state.trial().map(|trial| trial.device);
        let old = old.ok_or(Refusal::State(open.state.name()))?;
        let old = devices::load(tx, old).await?;
        let note = json!({ "from": old.serial, "to": new.serial, "defect": self.defect.trim() });
        certificate::revoke_all(tx, old.id, "defect", tx.now(), &self.actor).await?;
        let defect = self.defect.trim();
        devices::put(
            tx,
            old,
            Whereabouts::InRepair,
            defect,
            &self.actor,
            "device.exchanged",
        )
        .await?;
        devices::put(
            tx,
            new,
            Whereabouts::AtCompany,
            "",
            &self.actor,
            "device.installed",
        )
        .await?;
        open.save_noted(tx, after, &self.actor, "installation.exchanged", Some(note))
            .await?;
        Ok(())
    }
}

/// The appliance was taken away. It is wiped before it goes to another company.
pub struct Remove {
    /// The programme.
    pub terms: Arc<Terms>,
    /// Which.
    pub which: Which,
    /// On which day.
    pub on: Date,
    /// Who is written to.
    pub company: Company,
    /// Who.
    pub actor: Actor,
}

impl Operation for Remove {
    const NAME: &'static str = "remove";
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &Tx) -> Result<()> {
        let open = change::open(tx, &self.terms, self.which).await?;
        let after = open.state.clone().remove(self.on, date_in_tokyo(tx.now()))?;
        give_back(tx, &after, Whereabouts::ToClean, &self.actor, "device.removed").await?;
        let row = open.save(tx, after, &self.actor, "installation.removed").await?;
        mail::send(tx, letters::removed(&self.terms, &self.company, &row, self.on)).await?;
        Ok(())
    }
}

/// The device of a trial that is over leaves the installation; its certificates are refused from then on.
pub(crate) async fn give_back(
    tx: &Tx,
    after: &State,
    place: Whereabouts,
    actor: &Actor,
    action: &'static str,
) -> Result<()> {
    let device = after.trial().map(|trial| trial.device);
    let device = device.ok_or(Refusal::State(after.name()))?;
    let row = devices::load(tx, device).await?;
    let ends = change::stay_ends(tx, after);
    certificate::revoke_all(tx, device, place.as_str(), ends, actor).await?;
    devices::put(tx, row, place, "", actor, action).await
}
