//! What can go wrong with an archive, in words that say what to do.

use std::io;
use std::path::Path;

use sea_orm::DbErr;

use crate::audit::Broken;
use crate::store::StoreError;

/// A backup could not be made, checked or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be written or read.
    #[error("{file} cannot be {}: {source}", if *write { "written" } else { "read" })]
    File {
        /// Which.
        file: String,
        /// Whether it was written; otherwise it was read.
        write: bool,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// There is a file of that name.
    #[error("{0} exists; name a new file, or move that one away")]
    Exists(String),
    /// Not a ZIP file, or cut off.
    #[error("the archive does not read ({0}): it is cut off, or no backup of Mamori")]
    Unreadable(#[source] zip::result::ZipError),
    /// A ZIP file of something else.
    #[error("this is no backup of Mamori: {0}")]
    Foreign(String),
    /// Written by a later format.
    #[error(
        "the archive has format version {found}, this program reads up to {known}: use the version of Mamori that made it ({product}), or a later one"
    )]
    Version {
        /// Version in the manifest.
        found: u32,
        /// Latest version this program reads.
        known: u32,
        /// Product that wrote it.
        product: String,
    },
    /// The archive's schema has migrations that this program does not know.
    #[error(
        "the archive was made by Mamori {product}, which has migrations this program lacks ({}): use that version or a later one",
        missing.join(", ")
    )]
    Newer {
        /// Product that wrote it.
        product: String,
        /// The unknown migrations.
        missing: Vec<String>,
    },
    /// Contents and manifest do not agree.
    #[error("the archive is damaged or was changed: {member}: {why}")]
    Damaged {
        /// Which member.
        member: String,
        /// What does not agree.
        why: String,
    },
    /// Restoring goes into an empty database only.
    #[error("the database is not empty; restore into a new one. There is (table, rows): {0:?}")]
    NotEmpty(Vec<(String, i64)>),
    /// Nothing to back up.
    #[error("the database has no tables of Mamori: run `mamori migrate` first")]
    NothingThere,
    /// The schema has something an archive cannot hold.
    #[error("table {table}: {why}; the archive cannot hold it")]
    Unsupported {
        /// Which table.
        table: String,
        /// What it is.
        why: String,
    },
    /// The schema made by the migrations is not the archive's.
    #[error("table {table} does not fit the archive: {why}")]
    Schema {
        /// Which table.
        table: String,
        /// What differs.
        why: String,
    },
    /// What was loaded does not read back as it was.
    #[error("table {table} did not come back as it was: {why}; nothing was restored")]
    Different {
        /// Which table.
        table: String,
        /// What differs.
        why: String,
    },
    /// The audit chain in the archive is broken.
    #[error("the audit log in the archive is broken: {0}; nothing was restored")]
    Audit(#[source] Broken),
}

impl From<DbErr> for BackupError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl BackupError {
    /// Wraps an I/O error of writing a file.
    pub(super) fn writing(file: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        Self::file(file, true)
    }

    /// Wraps an I/O error of reading a file.
    pub(super) fn reading(file: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        Self::file(file, false)
    }

    fn file(file: &Path, write: bool) -> impl FnOnce(io::Error) -> Self + use<> {
        let file = file.display().to_string();
        move |source| Self::File { file, write, source }
    }

    pub(super) fn damaged(member: &str, why: impl Into<String>) -> Self {
        Self::Damaged {
            member: member.to_owned(),
            why: why.into(),
        }
    }
}
