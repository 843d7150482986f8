//! Companies that take part in programmes: kept by `calls`, read by every other context.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ReadError;
use crate::ids::{ApplicationId, CompanyId};

/// A company and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id, the same over all programmes.
    pub id: CompanyId,
    /// Its name as typed.
    pub name: String,
    /// Its address as typed.
    pub address: String,
    /// Who speaks for it, as typed.
    pub contact_person: String,
    /// Where mail goes.
    pub mail: String,
    /// Telephone, digits with hyphens.
    pub telephone: String,
    /// The language it is written to in: `ja` or `en`.
    pub language: String,
}

/// What a company told about itself when it applied, the newest application first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyProfile {
    /// Industry: division letter and digits of the Japan Standard Industrial Classification.
    pub industry: String,
    /// Employees.
    pub employees: i64,
    /// Who represents it; empty where the form did not ask.
    pub representative: String,
}

/// A company's place in one programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participation {
    /// The company.
    pub company: CompanyId,
    /// The programme's id.
    pub programme: String,
    /// The course, where the programme has courses.
    pub course: Option<String>,
    /// The application that led to it.
    pub application: ApplicationId,
    /// Whether it still takes part (not withdrawn, not excluded).
    pub active: bool,
}

/// What other contexts may ask about companies.
#[async_trait]
pub trait Companies: Send + Sync {
    /// One company.
    async fn company(&self, id: CompanyId) -> Result<Option<Company>, ReadError>;

    /// What it told about itself; `None` where nothing is kept any more.
    async fn profile(&self, id: CompanyId) -> Result<Option<CompanyProfile>, ReadError>;

    /// The company whose application this is, once its participation is fixed.
    async fn of_application(&self, application: ApplicationId) -> Result<Option<CompanyId>, ReadError>;

    /// Where a company takes part or took part, the newest first.
    async fn participations(&self, company: CompanyId) -> Result<Vec<Participation>, ReadError>;

    /// Who takes part in a programme (and course, if given), in the order in which they were confirmed.
    async fn participants(
        &self,
        programme: &str,
        course: Option<&str>,
    ) -> Result<Vec<Participation>, ReadError>;
}
