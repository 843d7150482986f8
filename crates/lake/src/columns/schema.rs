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

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Company,
    Device,
    Time,
    ReceivedAfter,
    DeviceTime,
    Class,
    Flags,
    Reason,
    Field(Field),
    Unmapped,
    Line,
}

/// What stands in the columns, in their order.
pub(super) fn contents() -> impl Iterator<Item = Content> {
    use Content as C;
    let own = [
        C::Company,
        C::Device,
        C::Time,
        C::ReceivedAfter,
        C::DeviceTime,
        C::Class,
        C::Flags,
        C::Reason,
    ];
    // The time of the event is the lake's own column.
    let fields = Field::ALL.iter().filter(|field| **field != Field::Time);
    own.into_iter()
        .chain(fields.map(|field| C::Field(*field)))
        .chain([C::Unmapped, C::Line])
}

impl Content {
    fn column(self) -> Column {
        let column = |name: &str, data_type| Column::new(name, data_type, true);
        let always = |name: &str, data_type| Column::new(name, data_type, false);
        match self {
            Self::Company => always(COMPANY, DataType::Utf8),
            Self::Device => always(DEVICE, DataType::Utf8),
            Self::Time => always(TIME, instant()),
            Self::ReceivedAfter => always("received_after", DataType::Int64),
            Self::DeviceTime => column("device_time", instant()),
            Self::Class => always("class_uid", DataType::Int32),
            Self::Flags => always("flags", DataType::Int32),
            Self::Reason => column("reason", DataType::Utf8),
            Self::Field(field) => column(&field.column(), data_type(field.kind())),
            Self::Unmapped => column("unmapped", DataType::Utf8),
            Self::Line => column(RAW, DataType::Binary),
        }
    }
}

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
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let columns: Vec<Column> = contents().map(Content::column).collect();
        Arc::new(Schema::new(columns))
    });
    Arc::clone(&SCHEMA)
}
