//! Backup and restore: a logical archive that either database writes and either one reads.
//!
//! A ZIP file with one member of JSON lines for each table and a manifest: format and product version, the
//! migrations that made the schema, columns with their kinds, rows and SHA-256 of every member, head of the audit
//! log. Tables and columns come from the live schema, so that a new table cannot be forgotten. Everything is read
//! in one snapshot, page by page; memory stays bounded whatever the size. Programme folders and keys are not in it.

mod archive;
mod check;
mod create;
mod error;
mod manifest;
mod restore;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use sea_orm::{
    AccessMode, DatabaseBackend, DatabaseTransaction, IsolationLevel, TransactionOptions, TransactionTrait,
};

use crate::store::{Store, StoreError};

pub use check::check;
pub use create::create;
pub use error::BackupError;
pub use manifest::{AuditHead, FORMAT, FORMAT_VERSION, Manifest, Member};
pub use restore::{Restored, restore};
pub use schema::{Column, Kind, Table, tables};

/// What a checked or written archive holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of the manifest, which names the SHA-256 of everything else: whoever notes it apart from the
    /// archive can tell later that nothing in the archive was changed.
    pub fingerprint: String,
}

/// A transaction that sees one state of the database however long it reads.
pub async fn snapshot(store: &Store) -> Result<DatabaseTransaction, StoreError> {
    let options = match store.backend() {
        // A plain read transaction of SQLite already sees one state; it keeps nobody from writing (WAL).
        DatabaseBackend::Sqlite => TransactionOptions::default(),
        _ => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..Default::default()
        },
    };
    Ok(store.reader().begin_with_options(options).await?)
}
