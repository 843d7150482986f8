//! The shell around routes, driven as a browser or a program would.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod access;
mod forms;
mod shell;
mod support;
