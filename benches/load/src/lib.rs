//! A rush on a first-come call from a second process: many clients, more attempts than places.
//!
//! Traffic goes to loopback only, is bounded in number, and stops by itself. What is measured and how stands in
//! `docs/PERFORMANCE.md`; `benches/run` runs it.

pub mod api;
pub mod client;
pub mod company;
pub mod figures;
pub mod journey;
pub mod killing;
pub mod place;
pub mod plan;
pub mod postbox;
pub mod process;
pub mod receipts;
pub mod rush;
pub mod server;
