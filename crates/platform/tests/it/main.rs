//! Tests of the platform on real databases. Run with `scripts/test-postgres cargo test -p platform`.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod audit;
mod identity;
mod jobs;
mod line;
mod mail;
mod store;
mod support;
mod tokens;
mod vault;
