//! Entities, migrations and queries; private to this context. Functions over a connection, no repository traits.

pub mod entities;
mod migrations;
pub mod queries;

pub use migrations::migrations;
