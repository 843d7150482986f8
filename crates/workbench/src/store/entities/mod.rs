//! Rows.

pub mod record;
