//! The files of a programmes' folder as they were read, before anybody looks into them.

use std::collections::{BTreeMap, BTreeSet};

/// Files by path relative to the folder, with `/` between the parts (`jissenryoku-2025/programme.toml`).
#[derive(Clone, Debug, Default)]
pub struct Sources {
    root: String,
    files: BTreeMap<String, Vec<u8>>,
    /// Only this programme is looked at; and how its own folder is named in findings.
    only: Option<(String, String)>,
}

impl Sources {
    /// No files yet; `root` is how the folder is named in findings.
    pub fn new(root: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            files: BTreeMap::new(),
            only: None,
        }
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(path)
    }

    /// Looks at this programme alone (and at what all share); `root` is how its own folder is named in findings.
    pub fn restrict_to(&mut self, id: impl Into<String>, root: impl Into<String>) {
        self.only = Some((id.into(), root.into()));
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The path as findings show it.
    pub fn shown(&self, path: &str) -> String {
        let own = self.only.as_ref().and_then(|(id, root)| {
            let inside = path.strip_prefix(id.as_str())?.strip_prefix('/')?;
            Some((root, inside))
        });
        let (root, path) = own.unwrap_or((&self.root, path));
        match root.trim_end_matches('/') {
            "" => path.to_owned(),
            root => format!("{root}/{path}"),
        }
    }

    /// The programmes' folders, by name.
    pub fn folders(&self) -> BTreeSet<&str> {
        self.files
            .keys()
            .filter_map(|path| path.split_once('/'))
            .map(|(folder, _)| folder)
            .filter(|folder| !folder.starts_with('.'))
            .filter(|folder| self.only.as_ref().is_none_or(|(only, _)| only == folder))
            .collect()
    }
}
