//! What pages and jobs of this context hold.

use std::path::Path;
use std::sync::Arc;

use contracts::companies::Companies;
use contracts::ids::{ApplicationId, CompanyId};
use contracts::support::SupportCentre;
use platform::store::Store;

use crate::detect::Rules;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};
use crate::ops::certificate::Authority;

/// The context's state: cheap to clone.
#[derive(Clone)]
pub struct Telemetry {
    /// The database.
    pub store: Store,
    /// Who takes part: asked of the context that knows.
    pub companies: Arc<dyn Companies>,
    /// The programmes that lend appliances, as data.
    pub terms: Arc<[Arc<Terms>]>,
    /// The folder of the lake: what was received.
    pub lake: Arc<Path>,
    /// What the support centre did: asked of the context that knows.
    pub support: Arc<dyn SupportCentre>,
    /// The support centre's number, answered at any hour; empty where there is none.
    pub telephone: Arc<str>,
    /// What is looked for in the lines.
    pub rules: Arc<Rules>,
    /// Issues certificates to appliances.
    pub authority: Arc<Authority>,
}

impl Telemetry {
    /// What a programme says about its appliances; `None`: it has none.
    pub fn terms(&self, programme: &str) -> Option<Arc<Terms>> {
        self.terms
            .iter()
            .find(|terms| terms.programme == programme)
            .cloned()
    }

    /// The company behind an application, and where it takes part with an appliance.
    pub(crate) async fn own(&self, application: ApplicationId) -> Result<(CompanyId, Arc<Terms>)> {
        let company = self.companies.of_application(application).await?;
        let company = company.ok_or(Error::NotFound)?;
        let participations = self.companies.participations(company).await?;
        let own = participations.into_iter().find_map(|one| {
            let terms = self.terms(&one.programme)?;
            let is_lent = one.application == application && one.course.as_deref() == Some(&*terms.course);
            is_lent.then_some(terms)
        });
        Ok((company, own.ok_or(Error::NotFound)?))
    }
}
