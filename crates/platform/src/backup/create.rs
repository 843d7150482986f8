//! Writing an archive.

use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait};
use serde_json::json;

use super::archive::Writer;
use super::manifest::{AuditHead, FORMAT, FORMAT_VERSION, Manifest, Member};
use super::schema::{MIGRATIONS, names, statement, tables};
use super::{BackupError, Summary, rows, snapshot};
use crate::actor::Actor;
use crate::audit::{self, audit_head};
use crate::store::{Operation, Store, StoreError, Tx};

/// Writes all tables of `store` to the new file `target` (readable for its owner only), in one snapshot, and notes
/// it in the audit log. `product_version` is the program's.
///
/// Writing to the file blocks the thread; a command may do that, a server may not.
pub async fn create(store: &Store, target: &Path, product_version: &str) -> Result<Summary, BackupError> {
    let mut writer = Writer::create(target)?;
    let snapshot = snapshot(store).await?;
    let mut manifest = outline(store, &snapshot, product_version).await?;
    for table in tables(&snapshot).await? {
        writer.begin(&table.name)?;
        let digested = rows::export(&snapshot, &table, |line| writer.write(line)).await?;
        manifest.tables.push(Member {
            table: table.name,
            columns: table.columns,
            rows: digested.rows,
            sha256: digested.sha256,
        });
    }
    snapshot.rollback().await?;
    let summary = writer.finish(manifest)?;
    // The archive is whole whether or not this succeeds.
    if let Err(error) = store.run(&NoteBackup { summary: &summary }).await {
        tracing::warn!(%error, "the backup could not be noted in the audit log");
    }
    Ok(summary)
}

async fn outline(
    store: &Store,
    connection: &impl ConnectionTrait,
    product_version: &str,
) -> Result<Manifest, BackupError> {
    let names = names(connection).await?;
    if !names.iter().any(|name| name == MIGRATIONS) || !names.iter().any(|name| name == "audit_head") {
        return Err(BackupError::NothingThere);
    }
    let head = audit_head::Entity::find_by_id(1)
        .one(connection)
        .await?
        .ok_or_else(|| StoreError::Corrupt("the audit log has no head".to_owned()))?;
    Ok(Manifest {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        product_version: product_version.to_owned(),
        created_at: store.clock().now(),
        source: match store.backend() {
            DatabaseBackend::Sqlite => "sqlite",
            _ => "postgres",
        }
        .to_owned(),
        migrations: applied(connection).await?,
        audit: AuditHead {
            seq: head.seq,
            hash: head.hash,
        },
        tables: Vec::new(),
    })
}

async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>, BackupError> {
    let sql = format!("SELECT version FROM {MIGRATIONS}");
    let rows = connection.query_all_raw(statement(connection, &sql, [])).await?;
    let mut names = rows
        .iter()
        .map(|row| row.try_get_by_index::<String>(0))
        .collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

/// A backup takes personal data out of the house: the audit log says when, and which archive it was.
struct NoteBackup<'summary> {
    summary: &'summary Summary,
}

impl Operation for NoteBackup<'_> {
    const NAME: &'static str = "note_backup";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.audit(audit::Entry {
            actor: Actor::System("command_line"),
            action: "backup.created",
            subject: ("backup", self.summary.fingerprint.clone()),
            before: None,
            after: Some(json!({
                "rows": self.summary.manifest.rows(),
                "audit_seq": self.summary.manifest.audit.seq,
            })),
        });
        Ok(())
    }
}
