//! Calls for participation: definitions → applications → checks → selection → consents → roster.

pub mod domain;
mod store;

pub use store::migrations;
