//! OSCAL 1.1.2 (NIST): the controls as a catalog, what is chosen of them as a profile, the statement of applicability as a
//! system security plan, the treatment plan as a plan of action and milestones. What is written is read back equal.
//!
//! OSCAL takes only UUIDs of version 4 or 5: each is made from the company's id and what it names, so the same entries give
//! the same files. Control ids begin with a letter there: `a-5.1`. What OSCAL has no word for stands in properties of
//! [`NAMESPACE`].

mod read;
#[cfg(test)]
mod tests;
mod write;

use jiff::Timestamp;
use jiff::civil::Date;

pub use read::{Unfit, read};
pub use write::write;

use super::plan::Progress;
use super::soa::Implementation;

/// The version of OSCAL.
pub const VERSION: &str = "1.1.2";
/// Marks properties of our own.
pub const NAMESPACE: &str = "https://mamori.example/ns/oscal";

/// A control as the catalog has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlText {
    /// `5.1`.
    pub number: String,
    /// Our title.
    pub title: String,
    /// Our explanation.
    pub text: String,
}

/// A row of the statement of applicability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// `5.1`.
    pub control: String,
    /// How far it is.
    pub implementation: Implementation,
    /// Why it applies or does not; at least one.
    pub reasons: Vec<String>,
}

/// A planned measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The measure's id.
    pub measure: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Who; may be empty.
    pub owner: String,
    /// Until when.
    pub due: Option<Date>,
    /// Cost in yen.
    pub cost: Option<i64>,
    /// How far.
    pub progress: Progress,
}

/// What is exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Whose: the id that UUIDs are made from.
    pub company: String,
    /// Its name.
    pub name: String,
    /// When it was written, to the second.
    pub at: Timestamp,
    /// All controls.
    pub controls: Vec<ControlText>,
    /// One row for each control.
    pub rows: Vec<Applied>,
    /// The plan.
    pub tasks: Vec<Planned>,
}

/// The four files.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// `catalog.json`
    pub catalog: serde_json::Value,
    /// `profile.json`
    pub profile: serde_json::Value,
    /// `ssp.json`
    pub plan: serde_json::Value,
    /// `poam.json`
    pub actions: serde_json::Value,
}
