//! What every page begins with: whose workbench it is, found by the session and never by an address, and opened.

use axum::response::Response;
use contracts::companies::{Company, CompanyProfile};
use contracts::ids::CompanyId;
use platform::actor::Actor;
use platform::text::Text;
use web::{Flash, Visitor};

use super::problems;
use crate::context::Workbench;
use crate::domain::assessment::{Assessment, assess};
use crate::domain::book::Book;
use crate::domain::record::{Entry, Slot};
use crate::error::{Error, Result};
use crate::ops::look::NoteReading;
use crate::ops::write::{Change, Write};
use crate::read::Shelf;

/// A workbench as a page uses it.
pub(super) struct Opened<'w> {
    workbench: &'w Workbench,
    /// Whose.
    pub(super) company: Company,
    /// What it told when it applied.
    pub(super) profile: CompanyProfile,
    /// What it entered.
    pub(super) shelf: Shelf,
    /// It takes part now: it may write.
    pub(super) active: bool,
    actor: Actor,
}

/// The visitor's company; `NotYet` while its participation is not fixed.
pub(super) async fn company_id(workbench: &Workbench, visitor: &Visitor) -> Result<CompanyId> {
    let Actor::Applicant { application } = visitor.actor else {
        return Err(Error::NotFound);
    };
    let found = workbench.companies.of_application(application).await?;
    found.ok_or(Error::NotYet)
}

impl<'w> Opened<'w> {
    /// Opens the visitor's workbench, or says which page to show instead.
    pub(super) async fn own(
        workbench: &'w Workbench,
        visitor: &Visitor,
    ) -> std::result::Result<Self, Response> {
        Self::load(workbench, visitor)
            .await
            .map_err(|error| problems::page(visitor, &error))
    }

    async fn load(workbench: &'w Workbench, visitor: &Visitor) -> Result<Self> {
        let id = company_id(workbench, visitor).await?;
        let company = workbench.companies.company(id).await?.ok_or(Error::NotFound)?;
        let profile = workbench.companies.profile(id).await?.unwrap_or_default();
        let places = workbench.companies.participations(id).await?;
        let shelf = Shelf::load(workbench.store.reader(), &workbench.vault, id).await?;
        Ok(Self {
            workbench,
            company,
            profile,
            shelf,
            active: places.iter().any(|place| place.active),
            actor: visitor.actor.clone(),
        })
    }

    /// What it entered.
    pub(super) fn book(&self) -> &Book {
        &self.shelf.book
    }

    /// Everything reckoned.
    pub(super) fn assess(&self) -> Assessment {
        assess(&self.workbench.catalogue, self.book())
    }

    /// The version of an entry.
    pub(super) fn version(&self, slot: &Slot) -> i64 {
        self.shelf.version(slot)
    }

    /// Writes, if the company takes part.
    pub(super) async fn write(&self, action: &'static str, changes: Vec<Change>) -> Result<()> {
        if !self.active {
            return Err(Error::Left);
        }
        let write = Write {
            vault: self.workbench.vault.clone(),
            company: self.company.id,
            changes,
            action,
            actor: self.actor.clone(),
        };
        self.workbench.store.run(&write).await
    }

    /// Writes and sends the browser on, saying so; or shows what is in the way.
    pub(super) async fn write_then(
        &self,
        visitor: &Visitor,
        action: &'static str,
        changes: Vec<Change>,
        said: &str,
        path: &str,
    ) -> Response {
        match self.write(action, changes).await {
            Ok(()) => Flash::done(said).redirect(visitor, path),
            Err(error) => problems::page(visitor, &error),
        }
    }

    /// Notes in the audit log that the ledger was read.
    pub(super) async fn note_reading(&self, form: &'static str) -> Result<()> {
        let reading = NoteReading {
            company: self.company.id,
            form,
            rows: self.book().assets.len(),
            actor: self.actor.clone(),
        };
        self.workbench.store.run(&reading).await
    }
}

/// A text of a catalogue in the visitor's language.
pub(super) fn said<'t>(visitor: &Visitor, text: &'t Text) -> &'t str {
    text.in_language(visitor.language())
}

/// A base version that a form carried.
pub(super) fn base(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

/// That a step was looked through.
pub(super) fn mark(step: crate::domain::catalogue::Step) -> Change {
    Change::set(Entry::Mark(step))
}
