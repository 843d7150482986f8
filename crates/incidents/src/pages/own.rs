//! What the pages of a company begin with: who it is, found by the application of the session, never by an address.

use axum::response::Response;
use contracts::companies::Company;
use contracts::ids::CompanyId;
use platform::actor::Actor;
use web::Visitor;

use super::problems;
use crate::context::Incidents;
use crate::error::{Error, Result};

/// The visitor's company; `None` while its participation is not fixed.
pub(super) async fn company_id(incidents: &Incidents, visitor: &Visitor) -> Result<Option<CompanyId>> {
    let Actor::Applicant { application } = visitor.actor else {
        return Err(Error::NotFound);
    };
    Ok(incidents.companies.of_application(application).await?)
}

/// The visitor's company, or the page to show instead.
pub(super) async fn company(
    incidents: &Incidents,
    visitor: &Visitor,
) -> std::result::Result<Company, Response> {
    let found = async {
        let id = company_id(incidents, visitor).await?.ok_or(Error::NotFound)?;
        incidents.company(id).await?.ok_or(Error::NotFound)
    };
    found.await.map_err(|error| problems::page(visitor, &error))
}

/// Whether it takes part now: a company that left reads, and does not report.
pub(super) async fn takes_part(incidents: &Incidents, company: CompanyId) -> Result<bool> {
    let places = incidents.companies.participations(company).await?;
    Ok(places.iter().any(|place| place.active))
}
