//! The programmes' folder on disk: the only place that reads definitions from files.

use std::fs;
use std::io;
use std::path::Path;

use crate::domain::definition::{Finding, Loaded, Refusal, Renewed, Sources, load, renew};

/// Reads every file of `folder`, two levels deep, into memory. `folder` may also be one programme's own folder: then
/// its siblings are left out of the check.
pub fn read(folder: &Path) -> io::Result<Sources> {
    if folder.join("programme.toml").is_file() {
        return read_one(folder);
    }
    let mut sources = Sources::new(shown(folder));
    for entry in sorted(folder)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            add_programme(&mut sources, &entry.path(), &name)?;
        } else {
            sources.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(sources)
}

/// Reads and checks every programme of `folder`.
pub fn load_folder(folder: &Path) -> io::Result<Loaded> {
    Ok(load(&read(folder)?))
}

/// Every mistake of every file of `folder`.
pub fn check(folder: &Path) -> io::Result<Vec<Finding>> {
    Ok(load_folder(folder)?.findings)
}

fn read_one(folder: &Path) -> io::Result<Sources> {
    let full = folder.canonicalize()?;
    let name = full
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty() && !folder.ends_with(".."));
    let parent = parent.map_or_else(|| folder.join(".."), Path::to_path_buf);
    let mut sources = Sources::new(shown(&parent));
    sources.restrict_to(&name, shown(folder));
    if let Ok(bytes) = fs::read(parent.join("standard.toml")) {
        sources.insert("standard.toml", bytes);
    }
    add_programme(&mut sources, folder, &name)?;
    Ok(sources)
}

fn add_programme(sources: &mut Sources, folder: &Path, name: &str) -> io::Result<()> {
    if name.starts_with('.') {
        return Ok(());
    }
    for entry in sorted(folder)? {
        let file = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type()?.is_dir() {
            sources.insert(format!("{name}/{file}"), fs::read(entry.path())?);
            continue;
        }
        for inner in sorted(&entry.path())? {
            if inner.file_type()?.is_file() {
                let inner_name = inner.file_name().to_string_lossy().into_owned();
                sources.insert(format!("{name}/{file}/{inner_name}"), fs::read(inner.path())?);
            }
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    Ok(entries)
}

fn shown(folder: &Path) -> String {
    match folder.to_string_lossy() {
        here if here == "." => String::new(),
        other => other.into_owned(),
    }
}

/// Why [`start`] wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The copy was refused.
    #[error("{}", .0.words().en)]
    Refused(Refusal),
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// What was being read or written.
        path: String,
        /// Why it failed.
        source: io::Error,
    },
}

/// Copies programme `from` of `folder` into the new programme `new_id` of `fiscal_year` (see [`renew`]). The new folder
/// appears whole or not at all.
pub fn start(folder: &Path, from: &str, new_id: &str, fiscal_year: i16) -> Result<Renewed, StartError> {
    let disk = |path: &Path| {
        let path = path.display().to_string();
        move |source| StartError::Disk { path, source }
    };
    let sources = read(folder).map_err(disk(folder))?;
    let renewed = renew(&sources, from, new_id, fiscal_year).map_err(StartError::Refused)?;
    let target = folder.join(new_id);
    if target.exists() {
        return Err(StartError::Refused(Refusal::Exists(new_id.to_owned())));
    }
    let draft = folder.join(format!(".{new_id}.new"));
    let written = write(&draft, &renewed).and_then(|()| fs::rename(&draft, &target));
    if let Err(source) = written {
        // Best effort: the failure that matters is the one reported.
        let _ = fs::remove_dir_all(&draft);
        return Err(disk(&target)(source));
    }
    Ok(renewed)
}

fn write(folder: &Path, renewed: &Renewed) -> io::Result<()> {
    // What an earlier attempt left behind.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, bytes) in &renewed.files {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, bytes)?;
    }
    Ok(())
}
