//! The support centre on real databases, and its pages through the router. Run with
//! `scripts/test-postgres cargo nextest run -p incidents`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod cases;
mod detections;
mod mails;
mod pages;
mod visits;
mod world;
