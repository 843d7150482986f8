//! The lake: what was received, first in a write-ahead log, then as columns in Parquet files, with the figures of
//! every day beside them, and SQL over all of it.
//!
//! It knows no web and no database. Clock and randomness are arguments. See `docs/decisions/0011-the-lake.md`.
//!
//! ```text
//! lines ─ wal::WalHandle::append ─▶ segments ─ wal::WalReader ─▶ (parse) ─▶ LakeWriter::push ─▶ tick
//!            acknowledged here                                              │
//!                       one change of the manifest: files of days, figures, ◀┘ position in the log
//! Lake::compact at night · Lake::company(id).sql(…) | report_set(…) · Lake::verify
//! ```

pub mod columns;
mod compact;
pub mod days;
pub mod erase;
mod error;
pub mod export;
mod files;
mod lake;
#[cfg(test)]
mod lake_tests;
pub mod manifest;
mod merge;
pub mod objects;
pub mod query;
mod read;
pub mod retention;
pub mod rollup;
mod storage;
mod verify;
pub mod wal;
mod writer;

pub use columns::{Flags, Row};
pub use compact::Compacted;
pub use erase::{Erased, Erasure};
pub use error::{Harm, LakeError};
pub use export::EventWriter;
pub use lake::{Lake, LakeOptions};
pub use query::{Answer, CompanyLake, EventFilter, Limits, ProgrammeLake, ReportSet};
pub use retention::Old;
pub use rollup::{Figures, Measure, RollupRow};
pub use verify::{Problem, Verified};
pub use writer::{Flushed, LakeWriter};
