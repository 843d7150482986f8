//! Entities, migrations and queries; private to this context. Functions over a connection, no repository traits.

mod access_tables;
mod charter_verifier;
mod companies;
mod desk_index;
pub mod entities;
mod migrations;
pub mod queries;
mod scan_review;

pub use migrations::migrations;
