//! Types, states and rules of cases. No async, no I/O, no clock of its own.

pub mod alarm;
pub mod case;
pub mod clocks;
pub mod detection;
pub mod entry;
pub mod figures;
pub mod names;
pub mod visit;
