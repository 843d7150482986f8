//! Entities, migrations and queries; private to this context. Functions over a connection, no repository traits.

mod access_tables;
#[expect(
    dead_code,
    reason = "the model macro also makes types for nested loading, which we do not use"
)]
pub mod entities;
mod migrations;
pub mod queries;

pub use migrations::migrations;
