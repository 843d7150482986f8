//! The table of events as Arrow and SQL see it.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field as Column, Schema, SchemaRef, TimeUnit};
use firewall_logs::{Field, Kind};

/// Whose a row is.
pub const COMPANY: &str = "company";
/// Which device sent it.
pub const DEVICE: &str = "device";
/// When it happened.
pub const TIME: &str = "time";
/// The line.
pub const RAW: &str = "raw";

/// Columns before the fields.
pub(super) const OWN: usize = 8;

/// Milliseconds UTC.
pub(crate) fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::Address => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Time => instant(),
        Kind::Boolean => DataType::Boolean,
    }
}

/// All columns, in order; see the module.
pub fn event_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(build()));
    Arc::clone(&SCHEMA)
}

fn build() -> Schema {
    let mut columns = vec![
        Column::new(COMPANY, DataType::Utf8, false),
        Column::new(DEVICE, DataType::Utf8, false),
        Column::new(TIME, instant(), false),
        Column::new("received_after", DataType::Int64, false),
        Column::new("device_time", instant(), true),
        Column::new("class_uid", DataType::Int32, false),
        Column::new("flags", DataType::Int32, false),
        Column::new("reason", DataType::Utf8, true),
    ];
    let fields = Field::ALL.iter().filter(|field| **field != Field::Time);
    columns.extend(fields.map(|field| Column::new(field.column(), data_type(field.kind()), true)));
    columns.push(Column::new("unmapped", DataType::Utf8, true));
    columns.push(Column::new(RAW, DataType::Binary, true));
    Schema::new(columns)
}
