//! Rules: Sigma's YAML and ours, read, checked and made ready.
//!
//! `yaml` (values with their places) → `read` (a document is a rule) → `set` (rules fit together, fields are found
//! by `mapping`) → `compiled` (compared with events). Every step notes all that is wrong as a [`Finding`].

pub(super) mod compiled;
pub(super) mod condition;
mod finding;
pub(super) mod mapping;
pub(super) mod matcher;
mod pattern;
mod read;
mod read_several;
pub(super) mod rule;
mod set;
mod yaml;

pub use finding::{Fault, Finding, Place};
pub use mapping::Mapping;
pub use set::{Checked, Rules};
