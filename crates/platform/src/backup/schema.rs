//! Tables and columns as the live database has them.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Value};
use serde::{Deserialize, Serialize};

use super::BackupError;

/// Kept by the migrations themselves; the archive names them in its manifest instead.
pub(super) const MIGRATIONS: &str = "seaql_migrations";

/// What a column holds, whatever each database calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole number up to 64 bits; JSON number.
    Integer,
    /// 64-bit floating point; JSON number.
    Real,
    /// JSON string.
    Text,
    /// JSON boolean.
    Boolean,
    /// JSON string in base64.
    Bytes,
    /// JSON string, `01890a5d-ac96-774b-bcce-b302099a8057`.
    Uuid,
    /// JSON string that holds JSON with its keys sorted.
    Json,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, sorted by name: the order of columns differs when a migration added one later.
    pub columns: Vec<Column>,
    /// Positions in `columns` of the primary key: the order of the rows.
    pub key: Vec<usize>,
}

struct Found {
    name: String,
    declared: String,
    /// Position in the primary key, from 1; 0 = not in it.
    key: i64,
}

/// Every table of the schema save the list of migrations, sorted by name.
pub async fn tables(connection: &impl ConnectionTrait) -> Result<Vec<Table>, BackupError> {
    let mut tables = Vec::new();
    for name in names(connection).await? {
        if name != MIGRATIONS {
            tables.push(table(connection, name).await?);
        }
    }
    Ok(tables)
}

/// Names of all tables, sorted, with the list of migrations.
pub(super) async fn names(connection: &impl ConnectionTrait) -> Result<Vec<String>, BackupError> {
    let sql = match connection.get_database_backend() {
        DatabaseBackend::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
        }
        // Not information_schema: that one hides tables of which the user has no rights.
        _ => {
            "SELECT c.relname::text AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        }
    };
    let rows = connection.query_all_raw(statement(connection, sql, [])).await?;
    let mut names = rows
        .iter()
        .map(|row| row.try_get_by_index::<String>(0))
        .collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

async fn table(connection: &impl ConnectionTrait, name: String) -> Result<Table, BackupError> {
    let mut found = columns(connection, &name).await?;
    found.sort_by(|left, right| left.name.cmp(&right.name));
    let mut key: Vec<(i64, usize)> = found
        .iter()
        .enumerate()
        .filter(|(_, column)| column.key > 0)
        .map(|(position, column)| (column.key, position))
        .collect();
    key.sort_unstable();
    if key.is_empty() {
        return Err(BackupError::Unsupported {
            table: name,
            why: "it has no primary key".to_owned(),
        });
    }
    let columns = found
        .into_iter()
        .map(|column| match kind(&column.declared) {
            Some(kind) => Ok(Column {
                name: column.name,
                kind,
            }),
            None => Err(BackupError::Unsupported {
                table: name.clone(),
                why: format!("its column {} has the type {:?}", column.name, column.declared),
            }),
        })
        .collect::<Result<_, _>>()?;
    Ok(Table {
        name,
        columns,
        key: key.into_iter().map(|(_, position)| position).collect(),
    })
}

async fn columns(connection: &impl ConnectionTrait, table: &str) -> Result<Vec<Found>, BackupError> {
    let sql = match connection.get_database_backend() {
        // hidden: 0 = stored, 1 = of a virtual table, 2 and 3 = computed from others.
        DatabaseBackend::Sqlite => {
            "SELECT name, type AS declared, CAST(pk AS INTEGER) AS key FROM pragma_table_xinfo(?) WHERE hidden = 0"
        }
        _ => {
            "SELECT a.attname::text AS name, format_type(a.atttypid, NULL)::text AS declared, \
             COALESCE(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1 AS key \
             FROM pg_catalog.pg_attribute a \
             JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary \
             WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 \
             AND NOT a.attisdropped AND a.attgenerated = ''"
        }
    };
    let rows = connection
        .query_all_raw(statement(connection, sql, [table.into()]))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Found {
                name: row.try_get_by_index(0)?,
                declared: row.try_get_by_index(1)?,
                key: row.try_get_by_index(2)?,
            })
        })
        .collect()
}

/// From the name a database uses: `varchar(64)`, `character varying`, `uuid_text` …
fn kind(declared: &str) -> Option<Kind> {
    let declared = declared.to_ascii_lowercase();
    let name = declared.split('(').next().unwrap_or_default().trim();
    Some(match name {
        "smallint" | "integer" | "int" | "bigint" | "tinyint" => Kind::Integer,
        "real" | "double" | "double precision" | "float" => Kind::Real,
        "text" | "varchar" | "character varying" | "char" | "character" => Kind::Text,
        "boolean" => Kind::Boolean,
        "blob" | "bytea" | "varbinary_blob" => Kind::Bytes,
        "uuid" | "uuid_text" => Kind::Uuid,
        "json" | "jsonb" | "json_text" | "jsonb_text" => Kind::Json,
        _ => return None,
    })
}

pub(super) fn statement<const N: usize>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// A name for use in SQL.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
