//! What contexts may know of each other: typed ids, event payloads, read facades. No logic.

pub mod ids;
