//! Calls for participation: definitions → applications → checks → selection → consents → roster.

pub mod domain;
pub mod error;
pub mod ops;
pub mod programmes;
pub mod read;
mod store;

pub use store::migrations;
