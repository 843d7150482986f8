//! One file per page: view, handler, template.

mod answers;
mod apply;
mod check;
mod desk;
mod links;
mod own;
pub(crate) mod problems;
mod programmes;
mod reply;
mod send;
mod status;
mod way;

use web::{Access, Routes};

pub use desk::Organiser;

use crate::context::Calls;

/// The pages of this context with their access.
pub fn routes() -> Routes<Calls> {
    Routes::new()
        .get("/", Access::Public, programmes::list)
        .get("/programmes/{programme}", Access::Public, programmes::page)
        .get("/programmes/{programme}/check", Access::Public, check::show)
        .post("/programmes/{programme}/check", Access::Public, check::answer)
        .get(
            "/programmes/{programme}/check/result",
            Access::Public,
            check::result,
        )
        .get("/programmes/{programme}/apply", Access::Public, apply::tasks)
        .post(
            "/programmes/{programme}/apply/restart",
            Access::Public,
            apply::restart,
        )
        .get("/programmes/{programme}/apply/check", Access::Public, send::check)
        .post("/programmes/{programme}/apply/send", Access::Public, send::send)
        .get(
            "/programmes/{programme}/apply/{section}",
            Access::Public,
            apply::section,
        )
        .post(
            "/programmes/{programme}/apply/{section}",
            Access::Public,
            apply::save,
        )
        .get("/programmes/{programme}/receipt", Access::Public, send::receipt)
        .merge(applicant())
        .merge(desk::routes())
}

/// What an applicant does after the receipt: coming back, status, answer, documents.
fn applicant() -> Routes<Calls> {
    Routes::new()
        .get("/return", Access::Public, links::ask)
        .post("/return", Access::Public, links::request)
        .get("/return/sent", Access::Public, links::sent)
        .get("/link/{token}", Access::Public, links::open)
        .post("/link/{token}", Access::Public, links::redeem)
        .get("/status", Access::Applicant, status::show)
        .post("/status/accept", Access::Applicant, reply::accept)
        .get("/status/decline", Access::Applicant, reply::confirm)
        .post("/status/decline", Access::Applicant, reply::decline)
}
