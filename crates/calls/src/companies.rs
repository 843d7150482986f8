//! The facade through which other contexts read companies.

use async_trait::async_trait;
use contracts::ReadError;
use contracts::companies::{Companies, Company, CompanyProfile, Participation};
use contracts::ids::{ApplicationId, CompanyId};
use platform::forms::Answers;
use platform::store::{Store, StoreError};

use crate::store::entities::application::FORGOTTEN;
use crate::store::entities::{application, company, participation};
use crate::store::queries::companies;

/// Reads the records that this context keeps.
#[derive(Clone)]
pub struct CompanyRecords {
    store: Store,
}

impl CompanyRecords {
    /// On this store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

fn failed(error: StoreError) -> ReadError {
    ReadError(Box::new(error))
}

impl From<company::Model> for Company {
    fn from(row: company::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            address: row.address,
            contact_person: row.contact_person,
            mail: row.email,
            telephone: row.telephone,
            language: row.language,
        }
    }
}

impl From<participation::Model> for Participation {
    fn from(row: participation::Model) -> Self {
        Self {
            company: row.company_id,
            programme: row.programme_id,
            course: row.course,
            application: row.application_id,
            active: row.active,
        }
    }
}

fn profile(row: application::Model) -> CompanyProfile {
    let answers: Answers = serde_json::from_str(&row.answers).unwrap_or_default();
    CompanyProfile {
        industry: row.industry,
        employees: row.employees,
        representative: answers.text("representative").unwrap_or_default().to_owned(),
    }
}

fn as_participations(rows: Vec<participation::Model>) -> Vec<Participation> {
    rows.into_iter().map(Participation::from).collect()
}

/// A company whose time of keeping is over is not there any more: nobody can write to it.
#[async_trait]
impl Companies for CompanyRecords {
    async fn company(&self, id: CompanyId) -> Result<Option<Company>, ReadError> {
        let row = companies::one(self.store.reader(), id).await.map_err(failed)?;
        Ok(row.filter(|row| row.name != FORGOTTEN).map(Company::from))
    }

    async fn profile(&self, id: CompanyId) -> Result<Option<CompanyProfile>, ReadError> {
        let row = companies::newest_application(self.store.reader(), id)
            .await
            .map_err(failed)?;
        Ok(row.filter(|row| !row.is_forgotten()).map(profile))
    }

    async fn of_application(&self, application: ApplicationId) -> Result<Option<CompanyId>, ReadError> {
        let place = companies::place_of(self.store.reader(), application)
            .await
            .map_err(failed)?;
        Ok(place.map(|place| place.company_id))
    }

    async fn participations(&self, company: CompanyId) -> Result<Vec<Participation>, ReadError> {
        let rows = companies::places_of(self.store.reader(), company)
            .await
            .map_err(failed)?;
        Ok(as_participations(rows))
    }

    async fn participants(
        &self,
        programme: &str,
        course: Option<&str>,
    ) -> Result<Vec<Participation>, ReadError> {
        let rows = companies::places_in(self.store.reader(), programme, course)
            .await
            .map_err(failed)?;
        Ok(as_participations(rows))
    }
}
