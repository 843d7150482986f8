//! The lake over its files, as its users use it.

mod isolation;
mod log_and_files;
mod queries;
mod sample;
mod wal_killed;
