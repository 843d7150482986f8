//! What can go wrong with the lake.

use std::io;
use std::sync::Arc;

use arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use parquet::errors::ParquetError;

/// What does not hold of a damaged file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Harm {
    /// There is no such file.
    #[error("it is missing")]
    Missing,
    /// It has another size than the manifest says, in bytes.
    #[error("it has {found} bytes instead of {expected}")]
    Size {
        /// Of the file.
        found: u64,
        /// By the manifest.
        expected: u64,
    },
    /// Its bytes are others than those that were written.
    #[error("its checksum is not that of what was written")]
    Checksum,
    /// It does not read, in the words of the library.
    #[error("it does not read: {0}")]
    Unreadable(String),
}

impl serde::Serialize for Harm {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Why the lake did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// There is no lake in this folder.
    #[error("there is no lake in {0}")]
    Missing(String),
    /// Another process writes to this lake.
    #[error("another process writes to the lake in {0}")]
    Locked(String),
    /// A file of the lake is not what the manifest says.
    #[error("the file {file} of the lake is damaged: {reason}")]
    Damaged {
        /// Its path within the lake.
        file: String,
        /// What does not hold.
        reason: Harm,
    },
    /// The manifest is from a newer version, or damaged.
    #[error("the manifest of the lake does not read: {0}")]
    Manifest(String),
    /// Files that were to be replaced are no longer there: somebody else was quicker. Doing it again helps.
    #[error("the lake was changed meanwhile")]
    Changed,
    /// Something else than a query: a change, or a look at how queries are answered.
    #[error("only queries are answered, and nothing is changed")]
    NoQuery,
    /// A query that is not understood, in the words of the engine.
    #[error("{0}")]
    Refused(String),
    /// A query took longer than its caller allows.
    #[error("the query took longer than {0} s")]
    TimedOut(u64),
    /// A query needs more memory than its caller allows.
    #[error("the query needs more memory than allowed: {0}")]
    TooLarge(String),
    /// The disk.
    #[error("the files of the lake cannot be used")]
    Io(#[from] io::Error),
    /// Columns in memory.
    #[error("columns")]
    Arrow(#[from] ArrowError),
    /// Columns in files.
    #[error("Parquet")]
    Parquet(#[from] ParquetError),
    /// The engine of the queries.
    #[error("query")]
    Query(#[source] Arc<DataFusionError>),
}

impl From<DataFusionError> for LakeError {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(what) => Self::TooLarge(what.clone()),
            DataFusionError::Plan(what) | DataFusionError::NotImplemented(what) => {
                Self::Refused(what.clone())
            }
            DataFusionError::SQL(what, _) => Self::Refused(what.to_string()),
            DataFusionError::SchemaError(what, _) => Self::Refused(what.to_string()),
            _ => Self::Query(Arc::new(error)),
        }
    }
}

impl From<serde_json::Error> for LakeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Manifest(error.to_string())
    }
}
