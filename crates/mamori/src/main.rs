//! Mamori.
fn main() {}
