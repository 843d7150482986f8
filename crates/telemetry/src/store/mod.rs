//! Tables and queries of this context; private to it.

pub(crate) mod entities;
pub(crate) mod installations;
mod migrations;
pub(crate) mod stock;

pub use migrations::migrations;
