//! A programme as data. Nothing in Rust knows the name of a programme: everything stands in
//! `programmes/<id>/`, in one format for all calls.
//!
//! | file | holds | required |
//! |---|---|---|
//! | `programme.toml` | rules, windows, places, steps, chapters | yes |
//! | `consents.toml` | consents clause by clause | no |
//! | `forms.toml` | application, contact check, questionnaire, surveys | yes (`application`) |
//! | `delivery.toml` | briefings, sessions, visits, surveys, case studies | no |
//! | `site.toml` | what the public pages say beyond the call | no |
//! | `prose/<chapter>.ja.md`, `.en.md` | chapters of the published call | yes, one pair a chapter |
//!
//! [`load`] reads all of it and reports every mistake at once: text → tree with places (`tree`) → schema of the same
//! types ([`FileKind::schema`]) → rules between the values (`check`). Editors get the schemas too: a file may begin with
//! `#:schema ../programme.schema.json` (Taplo, Even Better TOML); `mamori programme schema` writes them.

mod check;
pub mod consents;
pub mod delivery;
mod file;
mod finding;
pub mod forms;
mod load;
pub mod monitoring;
mod opened;
pub mod programme;
mod renew;
mod repair;
pub mod site;
mod sources;
mod syntax;
mod tree;
mod validate;
pub mod well_known;

pub use file::FileKind;
pub use finding::{Code, Finding};
pub(crate) use finding::{did_you_mean, nearest};
pub use load::{Catalogue, Loaded, Programme, load};
pub use renew::{Refusal, Renewed, renew};
pub use sources::Sources;
pub use syntax::meaning as toml_meaning;

/// Whether `id` can name a programme: it becomes a folder, an address and part of file names.
pub fn is_programme_id(id: &str) -> bool {
    (1..=60).contains(&id.len())
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && !id.ends_with('-')
        && id
            .chars()
            .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-')
}
