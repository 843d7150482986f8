//! Types, states, rules. No async, no I/O, no clock of its own.

pub mod application;
pub mod definition;
pub mod journey;
pub mod outstanding;
