//! Small files beside the lake in which something is kept as JSON: read at a start, replaced in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a file; empty if there is none, or if it does not read: what is kept here is no reason not to start.
pub(super) fn read<T: Default + DeserializeOwned>(file: &Path) -> T {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, file = %file.display(), "a file does not read; what it held begins anew");
            T::default()
        }),
        Err(_) => T::default(),
    }
}

/// Replaces a file in one step: after a kill it is the old one or the new one.
pub(super) fn write(file: &Path, kept: &impl Serialize) -> io::Result<()> {
    let beside = file.with_extension("new");
    let mut new = BufWriter::new(File::create(&beside)?);
    serde_json::to_writer(&mut new, kept)?;
    new.flush()?;
    new.get_ref().sync_all()?;
    fs::rename(beside, file)
}
