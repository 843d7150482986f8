//! One file per use case: load, decide, save, audit, write to people, in one transaction.

pub mod appoint;
pub mod certificate;
pub mod change;
pub mod collected;
pub mod data;
pub mod decide;
pub mod devices;
pub mod enrol;
pub mod export;
pub mod figures;
pub mod health;
pub mod import;
pub mod install;
pub(crate) mod letters;
pub mod print;
pub mod remind;
pub mod report;
pub mod survey;
