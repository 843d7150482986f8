//! The crate as others use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod corpus;
