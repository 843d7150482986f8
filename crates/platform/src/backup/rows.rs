//! Rows to JSON lines and back. The lines of a table are the same on both databases: that is how a restore
//! proves that everything came back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryResult, Statement, Value};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::BackupError;
use super::schema::{Column, Kind, Table, quote};

/// Rows read at once.
const PAGE: u64 = 500;
/// Rows read at once of a table that holds files.
const PAGE_OF_FILES: u64 = 8;

/// Rows and SHA-256 of a table's lines.
pub(super) struct Digested {
    pub rows: u64,
    pub sha256: String,
}

/// Hands every line of `table` to `sink`, in the order of the primary key.
pub(super) async fn export(
    connection: &impl ConnectionTrait,
    table: &Table,
    mut sink: impl FnMut(&[u8]) -> Result<(), BackupError>,
) -> Result<Digested, BackupError> {
    let mut hasher = Sha256::new();
    let mut rows = 0;
    let mut after: Option<Vec<Value>> = None;
    let holds_files = table.columns.iter().any(|column| column.kind == Kind::Bytes);
    let size = if holds_files { PAGE_OF_FILES } else { PAGE };
    loop {
        let page = connection
            .query_all_raw(select(
                connection.get_database_backend(),
                table,
                after.take(),
                size,
            ))
            .await?;
        let full = page.len() as u64 == size;
        let mut last = None;
        for row in page {
            let object = read(table, &row)?;
            let mut line = Json::Object(object.clone()).to_string();
            line.push('\n');
            hasher.update(line.as_bytes());
            sink(line.as_bytes())?;
            rows += 1;
            last = Some(object);
        }
        let Some(last) = last.filter(|_| full) else { break };
        after = Some(key_of(table, &last)?);
    }
    Ok(Digested {
        rows,
        sha256: hex::encode(hasher.finalize()),
    })
}

fn key_of(table: &Table, object: &Map<String, Json>) -> Result<Vec<Value>, BackupError> {
    table
        .key
        .iter()
        .map(|position| {
            let column = &table.columns[*position];
            let value = object.get(&column.name).unwrap_or(&Json::Null);
            to_value(column.kind, value).map_err(|why| BackupError::Unsupported {
                table: table.name.clone(),
                why: format!("its key {} does not read: {why}", column.name),
            })
        })
        .collect()
}

fn select(backend: DatabaseBackend, table: &Table, after: Option<Vec<Value>>, size: u64) -> Statement {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| selected(backend, column))
        .collect();
    let keys: Vec<String> = table
        .key
        .iter()
        .map(|position| ordered(backend, &table.columns[*position]))
        .collect();
    let (columns, name, order) = (columns.join(", "), quote(&table.name), keys.join(", "));
    let mut condition = String::new();
    if after.is_some() {
        let marks: Vec<String> = (1..)
            .zip(&table.key)
            .map(|(number, position)| placeholder(backend, number, table.columns[*position].kind))
            .collect();
        condition = format!(" WHERE ({order}) > ({})", marks.join(", "));
    }
    let sql = format!("SELECT {columns} FROM {name}{condition} ORDER BY {order} LIMIT {size}");
    Statement::from_sql_and_values(backend, sql, after.unwrap_or_default())
}

/// One wire type for each kind.
fn selected(backend: DatabaseBackend, column: &Column) -> String {
    let name = quote(&column.name);
    match (backend, column.kind) {
        (DatabaseBackend::Sqlite, _) | (_, Kind::Boolean | Kind::Bytes | Kind::Uuid) => name,
        (_, Kind::Integer) => format!("CAST({name} AS bigint)"),
        (_, Kind::Real) => format!("CAST({name} AS double precision)"),
        (_, Kind::Text | Kind::Json) => format!("CAST({name} AS text)"),
    }
}

/// Texts are compared by their bytes on both databases, whatever the collation.
fn ordered(backend: DatabaseBackend, column: &Column) -> String {
    let name = quote(&column.name);
    match (backend, column.kind) {
        (DatabaseBackend::Sqlite, _) => name,
        (_, Kind::Text) => format!("{name} COLLATE \"C\""),
        _ => name,
    }
}

/// The mark of a bound value.
pub(super) fn placeholder(backend: DatabaseBackend, number: usize, kind: Kind) -> String {
    match (backend, kind) {
        (DatabaseBackend::Sqlite, _) => "?".to_owned(),
        (_, Kind::Json) => format!("CAST(${number} AS jsonb)"),
        _ => format!("${number}"),
    }
}

fn read(table: &Table, row: &QueryResult) -> Result<Map<String, Json>, BackupError> {
    let mut object = Map::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let value = cell(row, index, column.kind).map_err(|why| BackupError::Unsupported {
            table: table.name.clone(),
            why: format!("a value of its column {} does not read: {why}", column.name),
        })?;
        object.insert(column.name.clone(), value);
    }
    Ok(object)
}

fn cell(row: &QueryResult, index: usize, kind: Kind) -> Result<Json, String> {
    let text = |error: sea_orm::DbErr| error.to_string();
    Ok(match kind {
        Kind::Integer => row.try_get_by_index::<Option<i64>>(index).map_err(text)?.into(),
        Kind::Real => match row.try_get_by_index::<Option<f64>>(index).map_err(text)? {
            Some(number) if !number.is_finite() => return Err(format!("{number} is no JSON number")),
            number => number.into(),
        },
        Kind::Text => row
            .try_get_by_index::<Option<String>>(index)
            .map_err(text)?
            .into(),
        Kind::Boolean => row.try_get_by_index::<Option<bool>>(index).map_err(text)?.into(),
        Kind::Bytes => row
            .try_get_by_index::<Option<Vec<u8>>>(index)
            .map_err(text)?
            .map(|bytes| BASE64.encode(bytes))
            .into(),
        Kind::Uuid => row
            .try_get_by_index::<Option<uuid::Uuid>>(index)
            .map_err(text)?
            .map(|uuid| uuid.to_string())
            .into(),
        Kind::Json => match row.try_get_by_index::<Option<String>>(index).map_err(text)? {
            Some(json) => sorted(serde_json::from_str(&json).map_err(|error| error.to_string())?)
                .to_string()
                .into(),
            None => Json::Null,
        },
    })
}

/// PostgreSQL sorts the keys of `jsonb` in its own way.
fn sorted(json: Json) -> Json {
    match json {
        Json::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().collect();
            entries.sort_by(|left, right| left.0.cmp(&right.0));
            entries
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect()
        }
        Json::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// What a cell of a line becomes in the database.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn to_value(kind: Kind, json: &Json) -> Result<Value, String> {
    if json.is_null() {
        return Ok(match kind {
            Kind::Integer => None::<i64>.into(),
            Kind::Real => None::<f64>.into(),
            Kind::Text | Kind::Json => None::<String>.into(),
            Kind::Boolean => None::<bool>.into(),
            Kind::Bytes => None::<Vec<u8>>.into(),
            Kind::Uuid => None::<uuid::Uuid>.into(),
        });
    }
    let expected = |what: &str| format!("{what} expected, found {json}");
    let string = || json.as_str().ok_or_else(|| expected("a string"));
    Ok(match kind {
        Kind::Integer => json.as_i64().ok_or_else(|| expected("a whole number"))?.into(),
        Kind::Real => json.as_f64().ok_or_else(|| expected("a number"))?.into(),
        Kind::Text | Kind::Json => string()?.into(),
        Kind::Boolean => json.as_bool().ok_or_else(|| expected("true or false"))?.into(),
        Kind::Bytes => BASE64
            .decode(string()?)
            .map_err(|error| error.to_string())?
            .into(),
        Kind::Uuid => string()?
            .parse::<uuid::Uuid>()
            .map_err(|error| error.to_string())?
            .into(),
    })
}

/// Reads one line: exactly `columns`, each of its kind.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn parse(columns: &[Column], line: &[u8]) -> Result<Vec<Value>, String> {
    let object: Map<String, Json> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if object.len() != columns.len() {
        return Err(format!(
            "{} columns expected, found {}",
            columns.len(),
            object.len()
        ));
    }
    columns
        .iter()
        .map(|column| {
            let value = object
                .get(&column.name)
                .ok_or_else(|| format!("{} is missing", column.name))?;
            to_value(column.kind, value).map_err(|why| format!("{}: {why}", column.name))
        })
        .collect()
}
