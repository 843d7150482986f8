//! Calls for participation: definitions → applications → checks → selection → consents → roster.

pub mod domain;
pub mod error;
pub mod ops;
mod store;

pub use store::migrations;
