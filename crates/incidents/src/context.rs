//! What pages and jobs of this context hold.

use std::sync::Arc;

use business_calendar::OfficeCalendar;
use contracts::companies::{Companies, Company};
use contracts::ids::CompanyId;
use platform::store::Store;
use platform::text::Text;
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
    /// Who runs each programme: id and office.
    pub offices: Arc<[(String, Text)]>,
    /// Where the centre is alerted; empty: at the addresses of all accounts that work on cases.
    pub duty: Arc<[String]>,
    /// How many visits can take place at once.
    pub teams: u32,
}

/// Whom a letter goes to, and what it says of the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The company.
    pub company: Company,
    /// Who runs its programme; empty where it takes part in none.
    pub office: Text,
    /// The centre's number; empty where there is none.
    pub telephone: Arc<str>,
}

impl Incidents {
    /// A company, if its records are kept.
    pub async fn company(&self, id: CompanyId) -> Result<Option<Company>> {
        Ok(self.companies.company(id).await?)
    }

    /// A company as letters reach it, if its records are kept.
    pub async fn addressee(&self, id: CompanyId) -> Result<Option<Addressee>> {
        let Some(company) = self.company(id).await? else {
            return Ok(None);
        };
        let places = self.companies.participations(id).await?;
        let place = places.iter().find(|place| place.active).or(places.first());
        let office = place.and_then(|place| {
            let found = self
                .offices
                .iter()
                .find(|(programme, _)| *programme == place.programme);
            found.map(|(_, office)| office.clone())
        });
        Ok(Some(Addressee {
            company,
            office: office.unwrap_or_else(|| Text {
                ja: String::new(),
                en: String::new(),
            }),
            telephone: Arc::clone(&self.telephone),
        }))
    }
}
