//! The workbench from outside: engine, catalogues, store and pages.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod engine;
mod entries;
mod papers;
