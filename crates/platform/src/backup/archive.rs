//! The ZIP file.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::manifest::{Manifest, path};
use super::{BackupError, Summary};

/// Name of the manifest inside the ZIP file.
pub(super) const MANIFEST: &str = "manifest.json";
/// Largest manifest that is read.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// Longest line that is read: far above the largest upload, far below the memory of a small machine.
const LONGEST_LINE: u64 = 256 << 20;

/// An archive being written. The file has its name only once it is whole.
pub(super) struct Writer {
    zip: ZipWriter<BufWriter<File>>,
    target: PathBuf,
    unfinished: Unfinished,
}

/// Removes the unfinished file when something goes wrong.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After success it has been renamed and is not there; after a failure nothing more can be done.
        let _gone = fs::remove_file(&self.0);
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true)
        .unix_permissions(0o600)
}

impl Writer {
    pub(super) fn create(target: &Path) -> Result<Self, BackupError> {
        if target.exists() {
            return Err(BackupError::Exists(target.display().to_string()));
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".unfinished");
        let path = target.with_file_name(name);
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let file = open.open(&path).map_err(BackupError::writing(&path))?;
        Ok(Self {
            zip: ZipWriter::new(BufWriter::new(file)),
            target: target.to_owned(),
            unfinished: Unfinished(path),
        })
    }

    pub(super) fn begin(&mut self, table: &str) -> Result<(), BackupError> {
        self.zip
            .start_file(path(table), options())
            .map_err(|error| self.failed(error.into()))
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.zip.write_all(bytes).map_err(|error| self.failed(error))
    }

    /// Adds the manifest and gives the file its name.
    pub(super) fn finish(mut self, manifest: Manifest) -> Result<Summary, BackupError> {
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| self.failed(error.into()))?;
        self.zip
            .start_file(MANIFEST, options())
            .map_err(|error| self.failed(error.into()))?;
        self.write(&text)?;
        let failed = BackupError::writing(&self.target);
        let Self {
            zip,
            target,
            unfinished,
        } = self;
        let rename = || -> std::io::Result<()> {
            let file = zip.finish()?.into_inner()?;
            file.sync_all()?;
            fs::rename(&unfinished.0, &target)
        };
        rename().map_err(failed)?;
        Ok(Summary {
            manifest,
            fingerprint: hex::encode(Sha256::digest(&text)),
        })
    }

    fn failed(&self, error: std::io::Error) -> BackupError {
        BackupError::writing(&self.target)(error)
    }
}

/// An archive being read.
pub(super) struct Reader {
    zip: ZipArchive<BufReader<File>>,
    pub summary: Summary,
}

impl Reader {
    pub(super) fn open(file: &Path) -> Result<Self, BackupError> {
        let handle = File::open(file).map_err(BackupError::reading(file))?;
        let mut zip = ZipArchive::new(BufReader::new(handle)).map_err(BackupError::Unreadable)?;
        let mut text = Vec::new();
        match zip.by_name(MANIFEST) {
            Ok(member) => member
                .take(LARGEST_MANIFEST)
                .read_to_end(&mut text)
                .map_err(|error| BackupError::damaged(MANIFEST, error.to_string()))?,
            Err(ZipError::FileNotFound) => {
                return Err(BackupError::Foreign("it has no manifest".to_owned()));
            }
            Err(error) => return Err(BackupError::Unreadable(error)),
        };
        let manifest = Manifest::read(&text)?;
        let fingerprint = hex::encode(Sha256::digest(&text));
        Ok(Self {
            zip,
            summary: Summary {
                manifest,
                fingerprint,
            },
        })
    }

    /// Names of the members, without the manifest.
    pub(super) fn members(&self) -> Result<Vec<String>, BackupError> {
        let mut names = Vec::new();
        for name in self.zip.file_names() {
            let name = name.map_err(BackupError::Unreadable)?;
            if name != MANIFEST {
                names.push(name.into_owned());
            }
        }
        Ok(names)
    }

    /// The lines of one member.
    pub(super) fn lines(&mut self, name: &str) -> Result<Lines<'_>, BackupError> {
        let member = match self.zip.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Err(BackupError::damaged(name, "it is missing")),
            Err(error) => return Err(BackupError::damaged(name, error.to_string())),
        };
        Ok(Lines {
            name: name.to_owned(),
            reader: BufReader::new(Box::new(member)),
            hasher: Sha256::new(),
            line: Vec::new(),
            rows: 0,
        })
    }
}

/// Lines of a member, one at a time.
pub(super) struct Lines<'archive> {
    name: String,
    reader: BufReader<Box<dyn Read + 'archive>>,
    hasher: Sha256,
    line: Vec<u8>,
    /// Lines read so far.
    pub rows: u64,
}

impl Lines<'_> {
    /// The next line without its end, `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, BackupError> {
        self.line.clear();
        let read = (&mut self.reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut self.line)
            .map_err(|error| BackupError::damaged(&self.name, error.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        self.hasher.update(&self.line);
        self.rows += 1;
        match self.line.split_last() {
            Some((b'\n', line)) => Ok(Some(line)),
            _ => Err(BackupError::damaged(
                &self.name,
                format!("line {} has no end", self.rows),
            )),
        }
    }

    /// SHA-256 of everything read, in hex.
    pub(super) fn sha256(self) -> String {
        hex::encode(self.hasher.finalize())
    }
}
