//! Calls for participation: definitions → applications → checks → selection → consents → roster.

pub mod api;
pub mod companies;
pub mod context;
pub mod domain;
pub mod draw_words;
pub mod error;
pub mod jobs;
pub mod ops;
pub mod pages;
pub mod programmes;
pub mod read;
mod store;

pub use companies::CompanyRecords;
pub use context::Calls;
pub use store::migrations;
