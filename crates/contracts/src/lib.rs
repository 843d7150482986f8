//! What contexts may know of each other: typed ids, event payloads, read facades. No logic.

pub mod companies;
pub mod ids;
pub mod reports;
pub mod support;

/// A read through a facade that could not be answered: the store of its owner failed.
#[derive(Debug, thiserror::Error)]
#[error("another part of the house could not answer")]
pub struct ReadError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
