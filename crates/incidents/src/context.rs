//! What pages and jobs of this context hold.

use std::sync::Arc;

use business_calendar::OfficeCalendar;
use contracts::companies::{Companies, Company};
use contracts::ids::CompanyId;
use platform::store::Store;
use platform::vault::Vault;

use crate::error::Result;

/// The context's state: cheap to clone.
#[derive(Clone)]
pub struct Incidents {
    /// The database.
    pub store: Store,
    /// Seals what companies confide.
    pub vault: Vault,
    /// The record of companies.
    pub companies: Arc<dyn Companies>,
    /// Ids of the programmes whose companies the centre helps.
    pub programmes: Arc<[String]>,
    /// Business days, for visits.
    pub calendar: Arc<OfficeCalendar>,
    /// The number that a company calls when it cannot wait; empty where there is none.
    pub telephone: Arc<str>,
}

impl Incidents {
    /// A company, if its records are kept.
    pub async fn company(&self, id: CompanyId) -> Result<Option<Company>> {
        Ok(self.companies.company(id).await?)
    }
}
