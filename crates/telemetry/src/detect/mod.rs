//! Detections: Sigma rules and our own over the events of a company.
//!
//! Pure: [`Rules::check`] reads rules, [`Detector::observe`] takes events one by one, [`Detector::tick`] takes the
//! clock, and both give [`Detection`]s. What a company's events do depends on that company's events alone. Time is
//! the events' own; only appliances that say nothing are judged by the clock.
//!
//! One finding is told once when it begins, and again by `tick` whenever it grew; its id stays.

mod appliance;
mod company;
mod detection;
mod detector;
mod folder;
mod groups;
mod learnt;
mod rules;
mod seeing;
mod window;

pub use detection::{Detection, Sample, severity_name};
pub use detector::{Detector, Explanation, Limits, Snapshot};
pub use folder::{FolderError, load};
pub use rules::{Checked, Fault, Finding, Mapping, Place, Rules};
