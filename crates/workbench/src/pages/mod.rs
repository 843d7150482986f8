//! One file per page: view, handler, template.

mod diagnosis;
mod documents;
mod environment;
mod home;
mod ledger;
mod opened;
mod plan;
mod press;
mod problems;
mod profile;
mod risks;
mod soa;
mod threats;

use web::{Access, Routes};

use crate::context::Workbench;

const OWN: Access = Access::Applicant;

/// The pages of this context with their access.
pub fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench", OWN, home::page)
        .merge(diagnosis::routes())
        .merge(environment::routes())
        .merge(ledger::routes())
        .merge(threats::routes())
        .merge(risks::routes())
        .merge(plan::routes())
        .merge(soa::routes())
        .merge(documents::routes())
        .merge(profile::routes())
}
