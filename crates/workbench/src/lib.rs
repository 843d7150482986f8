//! The workbench (W1–W10): from 25 questions to a signed plan, for a company of ten with nobody for security.
//!
//! It owns what a company enters (answers, ledger, plan, decisions, its own paragraphs) and computes the rest. What is
//! entered is saved one entry at a time ([`domain::record`]), sealed with the company's own key; kinds and keys of
//! entries lie open, so that the secretariat sees progress and no contents.
//!
//! ```text
//! answers + questionnaire ─▶ measures as they stand ─┐
//! ledger × threats of its media ─────────────────────┴▶ risks ─▶ plan ─▶ residual risks
//!                                   measures × Annex A ─▶ statement of applicability ─▶ documents
//! ```

mod catalogues;
mod context;
pub mod domain;
pub mod error;
pub mod ops;
pub mod pages;
pub mod paper;
pub mod read;
mod store;

pub use catalogues::{Unavailable, embedded, folder};
pub use context::Workbench;
pub use store::migrations;
