//! Tables and queries of this context; private to it.

pub(crate) mod entities;
pub(crate) mod installations;
mod migrations;
mod report_migration;
pub(crate) mod reports;
pub(crate) mod stock;

pub use migrations::migrations;
