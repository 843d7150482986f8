//! The lake over its files, as its users use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod isolation;
mod log_and_files;
mod queries;
mod sample;
mod wal_killed;
