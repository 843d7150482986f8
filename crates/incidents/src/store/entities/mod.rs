//! The tables of this context, one module each.

pub mod alert;
pub mod case;
pub mod detection;
pub mod entry;
pub mod hand_over;
pub mod hand_over_read;
pub mod visit;
