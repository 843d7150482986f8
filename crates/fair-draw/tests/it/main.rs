//! Tests of the whole crate against the published vectors and the properties that a draw must have.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking, in their helpers too")]

mod bundles;
mod charters;
mod draws;
mod entries;
mod fixture;
mod logs;
mod page;
mod tampering;
mod vectors;
