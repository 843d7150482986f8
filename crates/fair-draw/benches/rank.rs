//! How long a large draw takes: `cargo bench -p fair-draw`. Prints; asserts nothing.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

fn main() {}
