//! The shell around routes, driven as a browser or a program would.

mod access;
mod forms;
mod shell;
mod support;
