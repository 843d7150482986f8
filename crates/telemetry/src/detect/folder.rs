//! Rules from a folder.

use std::io;
use std::path::{Path, PathBuf};

use super::rules::{Checked, Fault, Finding, Mapping, Place, Rules};

/// The mapping's file, in the folder of the rules or in the one above.
const MAPPING: &str = "mapping.yml";
/// How deep folders may nest.
const DEPTH: usize = 8;

/// Rules could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder.
    #[error("{path}: {source}")]
    Disk {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no mapping beside the rules nor above them.
    #[error("{0}: no mapping.yml")]
    NoMapping(PathBuf),
}

/// Reads all rules in a folder and the folders in it (or one file), with the mapping that lies in it or above it;
/// otherwise with `mapping`.
pub fn load(folder: &Path, mapping: Option<&Path>) -> Result<Checked, FolderError> {
    let mut paths = Vec::new();
    collect(folder, 0, &mut paths)?;
    paths.sort();
    let beside = folder
        .ancestors()
        .take(DEPTH)
        .map(|folder| folder.join(MAPPING))
        .find(|path| path.is_file());
    let mapping_path = mapping
        .map(Path::to_owned)
        .or(beside)
        .ok_or_else(|| FolderError::NoMapping(folder.to_owned()))?;
    let text = std::fs::read_to_string(&mapping_path).map_err(disk(&mapping_path))?;
    let (mapping, mut findings) = Mapping::read(&mapping_path.display().to_string(), &text);
    let mut files = Vec::new();
    for path in paths
        .iter()
        .filter(|path| path.file_name() != mapping_path.file_name())
    {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => files.push((name, text)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => findings.push(Finding {
                file: name,
                place: Place::START,
                fault: Fault::Unreadable("UTF-8".to_owned()),
            }),
            Err(error) => return Err(disk(path)(error)),
        }
    }
    let mut checked = Rules::check(&files, &mapping);
    checked.findings.splice(0..0, findings);
    Ok(checked)
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    |source| FolderError::Disk { path, source }
}

/// The `.yml` and `.yaml` files of a folder, links not followed.
fn collect(path: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), FolderError> {
    let kind = std::fs::symlink_metadata(path).map_err(disk(path))?;
    if kind.is_dir() && depth < DEPTH {
        for entry in std::fs::read_dir(path).map_err(disk(path))? {
            collect(&entry.map_err(disk(path))?.path(), depth + 1, paths)?;
        }
    } else if depth == 0
        || path
            .extension()
            .is_some_and(|ending| ending == "yml" || ending == "yaml")
    {
        paths.push(path.to_owned());
    }
    Ok(())
}
