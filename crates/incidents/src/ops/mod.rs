//! One file per use case: load → decide → save, audit and mails, in one transaction.

pub mod alert;
pub mod close;
pub mod decide;
pub mod detect;
pub mod hand_over;
mod letters;
pub mod merge;
pub mod open;
pub mod rewrap;
mod shared;
pub mod step;
pub mod take;
pub mod visits;
pub mod write;

pub use shared::LONGEST;
pub(crate) use shared::{host_place, progress, state_of, text_place};
pub(crate) use visits::{result_place, taken, until_then_place};
