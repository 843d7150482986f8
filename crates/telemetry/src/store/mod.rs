//! Tables and queries of this context; private to it.

mod day_migration;
pub(crate) mod days;
pub(crate) mod entities;
mod erasure_migration;
pub(crate) mod erasures;
pub(crate) mod installations;
mod migrations;
mod report_migration;
pub(crate) mod reports;
pub(crate) mod stock;

pub use migrations::migrations;
