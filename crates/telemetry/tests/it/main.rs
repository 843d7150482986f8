//! The life of appliances on both databases and through the router; the collector with real sockets; detections.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod bad_input;
mod collect;
mod detect;
mod detections;
mod erasure;
mod health;
mod life;
mod pages;
mod reports;
mod stock;
mod world;
