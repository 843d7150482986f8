//! One file per page: view, handler, template.

mod desk;
mod own;
mod own_acts;
mod own_survey;
mod problems;
mod reports;
mod said;

use web::{Access, Routes};

use crate::context::Telemetry;

/// The pages of this context with their access.
pub fn routes() -> Routes<Telemetry> {
    Routes::new()
        .get("/status/appliance", Access::Applicant, own::show)
        .get("/status/appliance/survey", Access::Applicant, own_survey::show)
        .post("/status/appliance/survey", Access::Applicant, own_survey::send)
        .get(
            "/status/appliance/appointment.ics",
            Access::Applicant,
            own_acts::calendar,
        )
        .post("/status/appliance/{act}", Access::Applicant, own_acts::act)
        .get("/status/reports", Access::Applicant, reports::list)
        .get("/status/reports/{report}", Access::Applicant, reports::show)
        .get(
            "/status/reports/{report}/report.pdf",
            Access::Applicant,
            reports::pdf,
        )
        .get("/report.css", Access::Public, reports::style)
        .merge(desk::routes())
        .merge(crate::detections::page::routes())
}
