//! Bringing an archive back, whole or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};
use serde_json::json;

use super::archive::Reader;
use super::manifest::{Manifest, Member};
use super::schema::{Kind, Table, names, quote, statement, tables};
use super::{BackupError, Summary, check, rows};
use crate::actor::Actor;
use crate::audit::{self, Verified};
use crate::store::{Migrations, Store};

/// Rows of one INSERT.
const BATCH_ROWS: usize = 200;
/// Values of one INSERT: SQLite takes 32,766, PostgreSQL 65,535.
const BATCH_VALUES: usize = 30_000;
/// Bytes of lines of one INSERT, so that files do not pile up in memory.
const BATCH_BYTES: usize = 4 << 20;

/// What a restore brought.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The archive.
    pub summary: Summary,
    /// The audit log as it came back, before the restore itself was noted.
    pub audit: Verified,
    /// Jobs that were waiting at the time of the snapshot: they run again when a worker starts.
    pub waiting_jobs: i64,
}

/// Restores `file` into the empty database of `store`.
///
/// The archive is checked first. Then, in one transaction: the migrations the archive was made under, all rows, a
/// comparison of every table's rows and SHA-256 with the manifest, the audit chain, later migrations, an entry in
/// the audit log. Whatever fails, the database stays empty.
pub async fn restore(store: &Store, migrations: &Migrations, file: &Path) -> Result<Restored, BackupError> {
    let summary = check(file)?;
    refuse_unknown(&summary.manifest, migrations)?;
    refuse_occupied(store).await?;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = store.writer().begin_with_options(options).await?;
    let as_it_was = Subset {
        all: migrations,
        names: &summary.manifest.migrations,
    };
    as_it_was.up(&transaction, None).await?;
    let references = Postponed::begin(&transaction).await?;
    load(&transaction, file, &summary.manifest).await?;
    references.end(&transaction).await?;
    compare(&transaction, &summary.manifest).await?;
    let audit = audit::verify(&transaction).await?.map_err(BackupError::Audit)?;
    if (audit.entries, &audit.head) != (summary.manifest.audit.seq, &summary.manifest.audit.hash) {
        return Err(BackupError::damaged(
            super::archive::MANIFEST,
            "its audit head is not the log's",
        ));
    }
    let waiting_jobs = waiting_jobs(&transaction).await?;
    migrations.up(&transaction, None).await?;
    note(store, &transaction, &summary).await?;
    transaction.commit().await?;
    Ok(Restored {
        summary,
        audit,
        waiting_jobs,
    })
}

fn refuse_unknown(manifest: &Manifest, migrations: &Migrations) -> Result<(), BackupError> {
    let known: Vec<String> = migrations
        .migrations()
        .iter()
        .map(|one| one.name().to_owned())
        .collect();
    let missing: Vec<String> = manifest
        .migrations
        .iter()
        .filter(|name| !known.contains(name))
        .cloned()
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(BackupError::Newer {
        product: manifest.product_version.clone(),
        missing,
    })
}

async fn refuse_occupied(store: &Store) -> Result<(), BackupError> {
    let connection = store.writer();
    let mut found = Vec::new();
    for name in names(connection).await? {
        let sql = format!("SELECT COUNT(*) FROM {}", quote(&name));
        let rows = count(connection, &sql).await?;
        found.push((name, rows));
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(BackupError::NotEmpty(found))
    }
}

async fn count(connection: &impl ConnectionTrait, sql: &str) -> Result<i64, BackupError> {
    let row = connection.query_one_raw(statement(connection, sql, [])).await?;
    Ok(match row {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    })
}

async fn waiting_jobs(connection: &impl ConnectionTrait) -> Result<i64, BackupError> {
    count(
        connection,
        "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'running')",
    )
    .await
}

/// The migrations an archive was made under.
struct Subset<'all> {
    all: &'all Migrations,
    names: &'all [String],
}

impl MigratorTraitSelf for Subset<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = self.all.migrations();
        migrations.retain(|one| self.names.iter().any(|name| name == one.name()));
        migrations
    }
}

/// References between tables are looked at when all rows are there: rows come table by table.
struct Postponed {
    constraints: Vec<(String, String)>,
}

impl Postponed {
    async fn begin(transaction: &DatabaseTransaction) -> Result<Self, BackupError> {
        if transaction.get_database_backend() == DatabaseBackend::Sqlite {
            transaction
                .execute_unprepared("PRAGMA defer_foreign_keys = ON")
                .await?;
            return Ok(Self {
                constraints: Vec::new(),
            });
        }
        let sql = "SELECT c.conrelid::regclass::text, c.conname::text FROM pg_catalog.pg_constraint c \
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace \
                   WHERE n.nspname = current_schema() AND c.contype = 'f' AND NOT c.condeferrable";
        let mut constraints = Vec::new();
        for row in transaction.query_all_raw(statement(transaction, sql, [])).await? {
            constraints.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        let postponed = Self { constraints };
        postponed
            .alter(transaction, "DEFERRABLE INITIALLY DEFERRED")
            .await?;
        Ok(postponed)
    }

    async fn end(self, transaction: &DatabaseTransaction) -> Result<(), BackupError> {
        if transaction.get_database_backend() == DatabaseBackend::Sqlite {
            return Ok(());
        }
        transaction
            .execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE")
            .await?;
        self.alter(transaction, "NOT DEFERRABLE").await
    }

    async fn alter(&self, transaction: &DatabaseTransaction, how: &str) -> Result<(), BackupError> {
        for (table, constraint) in &self.constraints {
            // The table's name comes quoted from the catalogue.
            let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {} {how}", quote(constraint));
            transaction.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

async fn load(
    transaction: &DatabaseTransaction,
    file: &Path,
    manifest: &Manifest,
) -> Result<(), BackupError> {
    let tables: BTreeMap<String, Table> = tables(transaction)
        .await?
        .into_iter()
        .map(|table| (table.name.clone(), table))
        .collect();
    if let Some(table) = tables
        .keys()
        .find(|name| manifest.tables.iter().all(|member| member.table != name.as_str()))
    {
        return Err(BackupError::Schema {
            table: table.clone(),
            why: "the archive has none of that name".to_owned(),
        });
    }
    for member in &manifest.tables {
        match tables.get(&member.table) {
            Some(table) if table.columns == member.columns => {
                // Migrations may have put rows there; the archive has them too, as they stood.
                let sql = format!("DELETE FROM {}", quote(&table.name));
                transaction.execute_unprepared(&sql).await?;
            }
            found => {
                let why = match found {
                    Some(_) => "its columns differ",
                    None => "the migrations make none of that name",
                };
                return Err(BackupError::Schema {
                    table: member.table.clone(),
                    why: why.to_owned(),
                });
            }
        }
    }
    let mut reader = Reader::open(file)?;
    for member in &manifest.tables {
        load_member(transaction, &mut reader, member).await?;
        continue_numbers(transaction, member).await?;
    }
    Ok(())
}

async fn load_member(
    transaction: &DatabaseTransaction,
    reader: &mut Reader,
    member: &Member,
) -> Result<(), BackupError> {
    let most = (BATCH_VALUES / member.columns.len().max(1)).clamp(1, BATCH_ROWS);
    let path = member.path();
    let mut lines = reader.lines(&path)?;
    let mut batch = Vec::new();
    let mut bytes = 0;
    while let Some(line) = lines.next()? {
        bytes += line.len();
        let values = rows::parse(&member.columns, line).map_err(|why| BackupError::damaged(&path, why))?;
        batch.push(values);
        if batch.len() == most || bytes > BATCH_BYTES {
            insert(transaction, member, std::mem::take(&mut batch)).await?;
            bytes = 0;
        }
    }
    if !batch.is_empty() {
        insert(transaction, member, batch).await?;
    }
    Ok(())
}

async fn insert(
    transaction: &DatabaseTransaction,
    member: &Member,
    batch: Vec<Vec<Value>>,
) -> Result<(), BackupError> {
    let backend = transaction.get_database_backend();
    let columns: Vec<String> = member.columns.iter().map(|column| quote(&column.name)).collect();
    let mut number = 0;
    let mut groups = Vec::with_capacity(batch.len());
    for _ in &batch {
        let marks: Vec<String> = member
            .columns
            .iter()
            .map(|column| {
                number += 1;
                rows::placeholder(backend, number, column.kind)
            })
            .collect();
        groups.push(format!("({})", marks.join(", ")));
    }
    let sql = format!(
        "INSERT INTO {} ({}) VALUES {}",
        quote(&member.table),
        columns.join(", "),
        groups.join(", ")
    );
    let values: Vec<Value> = batch.into_iter().flatten().collect();
    transaction
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(())
}

/// PostgreSQL: numbers that the database gives itself go on after the highest one. SQLite does that on its own.
async fn continue_numbers(transaction: &DatabaseTransaction, member: &Member) -> Result<(), BackupError> {
    if transaction.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(());
    }
    for column in member
        .columns
        .iter()
        .filter(|column| column.kind == Kind::Integer)
    {
        let (table, name) = (quote(&member.table), quote(&column.name));
        let sql = format!(
            "SELECT setval(sequence, highest) FROM (SELECT pg_get_serial_sequence($1, $2) AS sequence, \
             (SELECT MAX({name}) FROM {table}) AS highest) AS found WHERE sequence IS NOT NULL AND highest IS NOT NULL"
        );
        let values = [table.into(), column.name.clone().into()];
        transaction
            .query_all_raw(statement(transaction, &sql, values))
            .await?;
    }
    Ok(())
}

async fn compare(transaction: &DatabaseTransaction, manifest: &Manifest) -> Result<(), BackupError> {
    let tables = tables(transaction).await?;
    for (table, member) in tables.iter().zip(&manifest.tables) {
        let digested = rows::export(transaction, table, |_| Ok(())).await?;
        let why = if digested.rows != member.rows {
            format!("{} rows expected, found {}", member.rows, digested.rows)
        } else if digested.sha256 != member.sha256 {
            "its contents differ".to_owned()
        } else {
            continue;
        };
        return Err(BackupError::Different {
            table: table.name.clone(),
            why,
        });
    }
    Ok(())
}

async fn note(
    store: &Store,
    transaction: &DatabaseTransaction,
    summary: &Summary,
) -> Result<(), BackupError> {
    let entry = audit::Entry {
        actor: Actor::System("command_line"),
        action: "backup.restored",
        subject: ("backup", summary.fingerprint.clone()),
        before: None,
        after: Some(json!({
            "created_at": summary.manifest.created_at,
            "rows": summary.manifest.rows(),
        })),
    };
    audit::append(
        transaction,
        store.clock().now(),
        store.entropy().as_ref(),
        vec![entry],
    )
    .await?;
    Ok(())
}
