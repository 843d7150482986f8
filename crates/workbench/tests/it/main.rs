//! The workbench from outside: engine, catalogues, store and pages.

mod engine;
mod papers;
