//! The support centre (M4, M5): cases from detections, telephone, mail and the company's page; clocks, decisions, remote
//! clean-up, visits on site, hand-over between shifts, figures.
//!
//! It owns cases with everything written in them, and takes `telemetry.detected` rows. States of a case:
//! [`domain::case`]. What a company confides is sealed with the company's own keys (`platform::vault`).

mod context;
pub mod domain;
pub mod error;
mod facade;
pub mod jobs;
pub mod ops;
pub mod pages;
pub mod read;
mod store;

pub use context::{Addressee, Incidents};
pub use facade::CentreFigures;
pub use store::migrations;

/// A case's number as people read it: `S-00012`.
pub fn code(number: i64) -> String {
    format!("S-{number:05}")
}
