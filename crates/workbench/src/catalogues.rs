//! Where catalogues come from: the program itself, or a folder that somebody keeps beside it.

use std::path::Path;

use rust_embed::RustEmbed;

use crate::domain::catalogue::{Catalogue, Finding};

#[derive(RustEmbed)]
#[folder = "../../catalogues"]
struct Shipped;

/// Catalogues that cannot be used: every mistake in them.
#[derive(Debug, thiserror::Error)]
#[error("the catalogues have {} mistakes", .0.len())]
pub struct Unavailable(pub Vec<Finding>);

/// The catalogues that this program was built with.
pub fn embedded() -> Result<Catalogue, Unavailable> {
    let text = |name: &str| {
        let file = Shipped::get(name)?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    Catalogue::read(&text).map_err(Unavailable)
}

/// The catalogues of a folder.
pub fn folder(folder: &Path) -> Result<Catalogue, Unavailable> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    Catalogue::read(&text).map_err(Unavailable)
}
