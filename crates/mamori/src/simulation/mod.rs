//! Invented companies and whole programmes lived in seconds.

pub mod companies;
