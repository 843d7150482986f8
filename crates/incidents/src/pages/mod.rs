//! One file per page: view, handler, template.

mod case;
mod desk;
mod home;
mod keys;
mod own;
mod press;
mod problems;
mod report;
mod said;

use web::{Access, Routes};

use crate::context::Incidents;

/// The pages of this context with their access.
pub fn routes() -> Routes<Incidents> {
    Routes::new()
        .get("/support", Access::Applicant, home::page)
        .get("/support/report", Access::Applicant, report::page)
        .post("/support/report", Access::Applicant, report::send)
        .get("/support/cases/{case}", Access::Applicant, case::page)
        .post("/support/cases/{case}/message", Access::Applicant, case::write)
        .get(
            "/support/visits/{visit}/date.ics",
            Access::Applicant,
            case::calendar,
        )
        .merge(desk::routes())
        .merge(keys::routes())
}
