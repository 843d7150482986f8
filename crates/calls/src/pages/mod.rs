//! One file per page: view, handler, template.

mod answers;
mod apply;
mod check;
mod desk;
mod problems;
mod programmes;
mod send;

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
        .merge(desk::routes())
}
