//! `mamori serve` as a process, on bad days.

mod days;
mod process;
mod wire;

pub use process::{Answer, Served};
