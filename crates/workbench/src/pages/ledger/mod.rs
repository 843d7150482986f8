//! The information asset ledger: ticking proposals, the list, one row, files in and out.

mod list;
mod proposals;
mod row;

use web::Routes;

use super::OWN;
use crate::context::Workbench;

pub(super) fn routes() -> Routes<Workbench> {
    Routes::new()
        .get("/workbench/ledger", OWN, list::page)
        .post("/workbench/ledger/done", OWN, list::done)
        .get("/workbench/ledger/proposals", OWN, proposals::page)
        .post("/workbench/ledger/proposals", OWN, proposals::take)
        .get("/workbench/ledger/new", OWN, row::new)
        .post("/workbench/ledger/new", OWN, row::add)
        .get("/workbench/ledger/{asset}", OWN, row::page)
        .post("/workbench/ledger/{asset}", OWN, row::save)
        .post("/workbench/ledger/{asset}/remove", OWN, row::remove)
        .post("/workbench/ledger/{asset}/restore", OWN, row::restore)
}
