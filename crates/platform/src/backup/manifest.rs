//! What an archive says of itself.

use serde::{Deserialize, Serialize};

use super::BackupError;
use super::schema::Column;

/// Tells our archives from other ZIP files.
pub const FORMAT: &str = "mamori-backup";
/// The version this program writes, and the latest it reads.
pub const FORMAT_VERSION: u32 = 1;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Version of Mamori that wrote it.
    pub product_version: String,
    /// When the snapshot was taken.
    pub created_at: jiff::Timestamp,
    /// `sqlite` or `postgres`: where it came from; it goes to either.
    pub source: String,
    /// Names of the migrations that made the schema, sorted.
    pub migrations: Vec<String>,
    /// End of the audit log at the snapshot.
    pub audit: AuditHead,
    /// One member for each table, sorted by name.
    pub tables: Vec<Member>,
}

/// End of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub table: String,
    /// Columns in the order of every line.
    pub columns: Vec<Column>,
    /// Lines of the member.
    pub rows: u64,
    /// SHA-256 of the member, in hex.
    pub sha256: String,
}

impl Member {
    /// Name inside the ZIP file.
    pub fn path(&self) -> String {
        path(&self.table)
    }
}

/// Name of a table's member inside the ZIP file.
pub(super) fn path(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

impl Manifest {
    /// Lines of all members.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|member| member.rows).sum()
    }

    /// Reads `text`; format and version come first, so that a later version gets its own message.
    pub(super) fn read(text: &[u8]) -> Result<Self, BackupError> {
        #[derive(Deserialize)]
        struct Outline {
            format: String,
            format_version: u32,
            #[serde(default)]
            product_version: String,
        }
        let outline: Outline = serde_json::from_slice(text)
            .map_err(|error| BackupError::Foreign(format!("its manifest does not read ({error})")))?;
        if outline.format != FORMAT {
            return Err(BackupError::Foreign(format!(
                "its format is {:?}",
                outline.format
            )));
        }
        if outline.format_version == 0 || outline.format_version > FORMAT_VERSION {
            return Err(BackupError::Version {
                found: outline.format_version,
                known: FORMAT_VERSION,
                product: outline.product_version,
            });
        }
        serde_json::from_slice(text)
            .map_err(|error| BackupError::damaged(super::archive::MANIFEST, error.to_string()))
    }
}
