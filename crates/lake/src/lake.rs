//! The lake as a whole: opening it, and changing what its manifest says.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use jiff::civil::Date;
use parquet::basic::Compression;

use crate::error::LakeError;
use crate::files::{self, Shape};
use crate::manifest::{Entry, Kind, Manifest};
use crate::wal::Position;

/// How a lake is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LakeOptions {
    /// Seconds after which rows in memory are written to files.
    pub flush_after: i64,
    /// Bytes in memory from which on they are.
    pub flush_bytes: usize,
    /// How many files of a day as they came in are let stand before they are merged.
    pub parts: usize,
    /// Days for which lines are kept word for word.
    pub raw_days: i32,
    /// Months for which events are kept.
    pub event_months: i32,
    /// Months for which figures are kept.
    pub rollup_months: i32,
    /// Into how many buckets of companies a closed month is cut.
    pub buckets: u8,
    /// Level of Zstandard for merged files: they are written once and read often. Files as they come in, which are
    /// merged within minutes, are compressed by LZ4: a third of the work.
    pub merged_level: i32,
    /// Rows of a row group.
    pub row_group: usize,
    /// Rows that are sorted in memory at a time when files are merged.
    pub sorted_at_once: u64,
}

impl Default for LakeOptions {
    fn default() -> Self {
        Self {
            flush_after: 60,
            flush_bytes: 64_000_000,
            parts: 16,
            raw_days: 90,
            event_months: 13,
            rollup_months: 60,
            buckets: 8,
            merged_level: 6,
            row_group: 122_880,
            sorted_at_once: 300_000,
        }
    }
}

/// A moment at which a test lets the process die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    EventsWritten,
    RollupsWritten,
    BeforeManifest,
    AfterManifest,
    Deleted,
}

type Stop = Box<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

/// A lake. Cheap to clone.
#[derive(Clone)]
pub struct Lake {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub folder: PathBuf,
    pub options: LakeOptions,
    manifest: Mutex<Arc<Manifest>>,
    changing: Mutex<()>,
    next_file: AtomicU64,
    lock: Option<File>,
    checked: Mutex<HashMap<String, (u64, SystemTime)>>,
    stop: Mutex<Option<Stop>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What they guard is replaced in one step: it is sound even if somebody panicked while holding it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lake {
    /// Opens a lake for writing, making it where there is none, and removes files that a crash left over.
    ///
    /// # Errors
    /// [`LakeError::Locked`] if another process has it open for writing.
    pub fn open(folder: &Path, options: LakeOptions) -> Result<Self, LakeError> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(LakeError::Locked(folder.display().to_string())),
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let manifest = match Manifest::read(folder)? {
            Some(manifest) => manifest,
            None => {
                let manifest = Manifest::empty();
                manifest.write(folder)?;
                manifest
            }
        };
        let lake = Self::with(folder, options, manifest, Some(lock));
        lake.remove_orphans()?;
        Ok(lake)
    }

    /// Opens a lake for reading. Whoever writes to it is not disturbed.
    ///
    /// # Errors
    /// [`LakeError::Missing`] if there is none.
    pub fn read(folder: &Path) -> Result<Self, LakeError> {
        let manifest = Manifest::read(folder)?;
        let manifest = manifest.ok_or_else(|| LakeError::Missing(folder.display().to_string()))?;
        Ok(Self::with(folder, LakeOptions::default(), manifest, None))
    }

    fn with(folder: &Path, options: LakeOptions, manifest: Manifest, lock: Option<File>) -> Self {
        Self {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                options,
                next_file: AtomicU64::new(manifest.next_file),
                manifest: Mutex::new(Arc::new(manifest)),
                changing: Mutex::new(()),
                lock,
                checked: Mutex::new(HashMap::new()),
                stop: Mutex::new(None),
            }),
        }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The lake at this moment.
    pub fn manifest(&self) -> Arc<Manifest> {
        Arc::clone(&locked(&self.inner.manifest))
    }

    /// Up to where of the write-ahead log everything is in the files: from here it is read after a start.
    pub fn position(&self) -> Position {
        self.manifest().position
    }

    /// Looks whether another process has changed the lake; for one that was opened for reading.
    pub fn refresh(&self) -> Result<(), LakeError> {
        if self.inner.lock.is_none()
            && let Some(manifest) = Manifest::read(&self.inner.folder)?
        {
            *locked(&self.inner.manifest) = Arc::new(manifest);
        }
        Ok(())
    }

    /// Changes what the lake consists of: all of it or nothing.
    pub(crate) fn change(
        &self,
        change: impl FnOnce(&mut Manifest) -> Result<(), LakeError>,
    ) -> Result<(), LakeError> {
        if self.inner.lock.is_none() {
            return Err(LakeError::Locked(self.inner.folder.display().to_string()));
        }
        let _turn = locked(&self.inner.changing);
        let mut manifest = (*self.manifest()).clone();
        change(&mut manifest)?;
        manifest.sequence += 1;
        manifest.next_file = self.inner.next_file.load(Ordering::SeqCst);
        self.stop_at(Step::BeforeManifest)?;
        manifest.write(&self.inner.folder)?;
        *locked(&self.inner.manifest) = Arc::new(manifest);
        self.stop_at(Step::AfterManifest)
    }

    /// Takes files out and puts others in their place. The former ones are deleted later: a query may read them.
    pub(crate) fn replace(&self, old: &[Entry], new: Vec<Entry>) -> Result<(), LakeError> {
        self.replace_and(old, new, |_| {})
    }

    pub(crate) fn replace_and(
        &self,
        old: &[Entry],
        new: Vec<Entry>,
        also: impl FnOnce(&mut Manifest),
    ) -> Result<(), LakeError> {
        self.change(|manifest| {
            replace_in(manifest, old, new)?;
            also(manifest);
            Ok(())
        })
    }

    /// A path for a new file.
    pub(crate) fn new_path(&self, kind: Kind, day: Date, suffix: &str) -> String {
        let number = self.inner.next_file.fetch_add(1, Ordering::SeqCst);
        let folder = match kind {
            Kind::Rollup => format!("rollups/{}", month_name(day)),
            Kind::Month => format!("events/{}", month_name(day)),
            Kind::Part | Kind::Day | Kind::Delta => format!("events/{}/{day}", month_name(day)),
        };
        format!("{folder}/{number:010}{suffix}.parquet")
    }

    pub(crate) fn shape(&self, kind: Kind) -> Result<Shape, LakeError> {
        let options = &self.inner.options;
        let compression = match kind {
            Kind::Part | Kind::Delta => Compression::LZ4_RAW,
            Kind::Day | Kind::Month | Kind::Rollup => files::zstd(options.merged_level)?,
        };
        let row_group = match kind {
            Kind::Rollup => options.row_group.min(8192),
            _ => options.row_group,
        };
        Ok(Shape {
            row_group,
            compression,
            short_lived: matches!(kind, Kind::Part | Kind::Delta),
        })
    }

    /// Whether a file is as it was written. Looked at once while it does not change.
    pub(crate) fn check(&self, entry: &Entry) -> Result<(), LakeError> {
        let state = fs::metadata(self.inner.folder.join(&entry.path));
        let state = state.and_then(|state| Ok((state.len(), state.modified()?)));
        if let Ok(state) = &state
            && locked(&self.inner.checked).get(&entry.path) == Some(state)
        {
            return Ok(());
        }
        files::check(&self.inner.folder, entry)?;
        if let Ok(state) = state {
            locked(&self.inner.checked).insert(entry.path.clone(), state);
        }
        Ok(())
    }

    fn remove_orphans(&self) -> Result<(), LakeError> {
        let manifest = self.manifest();
        let files = manifest.files.iter().map(|file| file.path.as_str());
        let known: BTreeSet<&str> = files
            .chain(manifest.retired.iter().map(|(path, _)| path.as_str()))
            .collect();
        for path in parquet_files(&self.inner.folder)? {
            if !known.contains(path.as_str()) {
                tracing::info!(path, "a file that a crash left over is removed");
                fs::remove_file(self.inner.folder.join(path))?;
            }
        }
        Ok(())
    }

    pub(crate) fn stop_at(&self, step: Step) -> Result<(), LakeError> {
        match &*locked(&self.inner.stop) {
            Some(stop) => Ok(stop(step)?),
            None => Ok(()),
        }
    }

    #[cfg(test)]
    pub(crate) fn stop_when(&self, stop: impl Fn(Step) -> io::Result<()> + Send + Sync + 'static) {
        *locked(&self.inner.stop) = Some(Box::new(stop));
    }
}

/// Takes files out of a manifest and puts others in their place.
pub(crate) fn replace_in(manifest: &mut Manifest, old: &[Entry], new: Vec<Entry>) -> Result<(), LakeError> {
    let paths: BTreeSet<&str> = old.iter().map(|entry| entry.path.as_str()).collect();
    let before = manifest.files.len();
    manifest.files.retain(|file| !paths.contains(file.path.as_str()));
    if before - manifest.files.len() != paths.len() {
        return Err(LakeError::Changed);
    }
    let sequence = manifest.sequence;
    let retired = paths.iter().map(|path| ((*path).to_owned(), sequence));
    manifest.retired.extend(retired);
    manifest.files.extend(new);
    Ok(())
}

fn month_name(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The Parquet files that lie in a lake's folder, as paths within it.
pub(crate) fn parquet_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec!["events".to_owned(), "rollups".to_owned()];
    while let Some(inside) = folders.pop() {
        let entries = match fs::read_dir(folder.join(&inside)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let path = format!("{inside}/{}", name.to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.ends_with(".parquet") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
