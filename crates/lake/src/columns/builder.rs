//! Rows → columns. A field that is not set costs nothing: a column catches up when it is next written to.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryBuilder, BooleanBuilder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMillisecondBuilder, UInt32Array, new_null_array,
};
use arrow::compute::take;
use arrow::error::ArrowError;
use firewall_logs::{Event, Field, Kind, Value};
use uuid::Uuid;

use super::schema::{OWN, event_schema};
use super::{Flags, Row};

/// By what rows are sorted: company, class, time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Whose.
    pub company: Uuid,
    /// `class_uid`.
    pub class: u16,
    /// Milliseconds.
    pub time: i64,
}

/// Rows in the making.
pub struct Columns {
    keys: Vec<Key>,
    devices: Vec<u32>,
    device_names: Vec<Uuid>,
    device_numbers: HashMap<Uuid, u32>,
    received: Vec<i64>,
    device_time: Sparse<TimestampMillisecondBuilder>,
    flags: Vec<u8>,
    reason: Sparse<StringBuilder>,
    fields: Vec<Typed>,
    unmapped: Sparse<StringBuilder>,
    raw: BinaryBuilder,
    scratch: String,
    bytes: usize,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            devices: Vec::new(),
            device_names: Vec::new(),
            device_numbers: HashMap::new(),
            received: Vec::new(),
            device_time: Sparse::default(),
            flags: Vec::new(),
            reason: Sparse::default(),
            fields: Field::ALL.iter().map(|field| Typed::of(field.kind())).collect(),
            unmapped: Sparse::default(),
            raw: BinaryBuilder::new(),
            scratch: String::new(),
            bytes: 0,
        }
    }
}

impl Columns {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// About how many bytes they take in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// By what each row is sorted, in the order in which they came.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Adds a row.
    pub fn push(&mut self, row: &Row<'_, '_>) {
        let event = row.event;
        let at = self.keys.len();
        let time = row.time.as_millisecond();
        self.keys.push(Key {
            company: row.company.0,
            class: event.class.uid(),
            time,
        });
        let device = self.device(row.device.0);
        self.devices.push(device);
        self.received.push(row.received.as_millisecond());
        let Flags(flags) = row.flags;
        self.flags.push(flags);
        if let Some(reason) = event.reason {
            self.reason.at(at).append_value(reason);
        }
        for (field, value) in event.fields() {
            if field == Field::Time {
                if let Value::Integer(own) = value
                    && *own != time
                {
                    self.device_time.at(at).append_value(*own);
                }
            } else {
                self.fields[field as usize].append(at, value);
            }
        }
        self.push_unmapped(at, event);
        self.raw.append_value(event.raw);
        // What a row takes beside its texts, which are about as long as the line: measured on firewall lines.
        self.bytes += 200 + 2 * event.raw.len();
    }

    fn device(&mut self, device: Uuid) -> u32 {
        if let Some(last) = self.devices.last()
            && self.device_names[*last as usize] == device
        {
            return *last;
        }
        *self.device_numbers.entry(device).or_insert_with(|| {
            self.device_names.push(device);
            u32::try_from(self.device_names.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn push_unmapped(&mut self, at: usize, event: &Event<'_>) {
        if event.unmapped.is_empty() {
            return;
        }
        self.scratch.clear();
        let mut before = '{';
        for (name, value) in &event.unmapped {
            self.scratch.push(before);
            push_json(&mut self.scratch, name);
            self.scratch.push(':');
            push_json(&mut self.scratch, value);
            before = ',';
        }
        self.scratch.push('}');
        self.unmapped.at(at).append_value(&self.scratch);
    }

    /// The rows sorted by company, class and time, and their keys in that order. Columns in which nothing stands
    /// are left out. Rows with the same key stay in the order in which they came.
    pub fn finish(self) -> Result<(RecordBatch, Vec<Key>), ArrowError> {
        let mut order = self.as_they_came();
        order.sort_by_key(|row| self.keys[*row as usize]);
        self.in_order(order)
    }

    /// The rows in the order in which they came, with every column of the schema.
    pub fn finish_in_order(self) -> Result<RecordBatch, ArrowError> {
        let order = self.as_they_came();
        let (batch, _) = self.in_order(order)?;
        let schema = event_schema();
        let columns = schema.fields().iter().map(|column| {
            let there = batch.column_by_name(column.name());
            there.map_or_else(
                || new_null_array(column.data_type(), batch.num_rows()),
                Arc::clone,
            )
        });
        RecordBatch::try_new(Arc::clone(&schema), columns.collect())
    }

    fn as_they_came(&self) -> Vec<u32> {
        (0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX)).collect()
    }

    fn in_order(mut self, order: Vec<u32>) -> Result<(RecordBatch, Vec<Key>), ArrowError> {
        let rows = self.keys.len();
        let keys: Vec<Key> = order.iter().map(|row| self.keys[*row as usize]).collect();
        let schema = event_schema();
        let own = self.own_columns(&order, &keys);
        let order = UInt32Array::from(order);
        let mut columns = Vec::new();
        let mut names = Vec::new();
        for (at, column) in own.into_iter().enumerate() {
            if let Some(column) = column {
                names.push(at);
                columns.push(column);
            }
        }
        let fields = self.fields.into_iter().enumerate();
        let fields = fields.filter(|(field, _)| *field != Field::Time as usize);
        for (at, (_, field)) in fields.enumerate() {
            if let Some(column) = field.finish(rows) {
                names.push(OWN + at);
                columns.push(take(&column, &order, None)?);
            }
        }
        if let Some(mut unmapped) = self.unmapped.finish(rows) {
            names.push(schema.fields().len() - 2);
            columns.push(take(&(Arc::new(unmapped.finish()) as ArrayRef), &order, None)?);
        }
        names.push(schema.fields().len() - 1);
        columns.push(take(&(Arc::new(self.raw.finish()) as ArrayRef), &order, None)?);
        let batch = RecordBatch::try_new(Arc::new(schema.project(&names)?), columns)?;
        Ok((batch, keys))
    }

    /// The columns of the lake itself, in the order of the schema.
    fn own_columns(&mut self, order: &[u32], keys: &[Key]) -> [Option<ArrayRef>; OWN] {
        let rows = keys.len();
        let order_array = UInt32Array::from(order.to_vec());
        let mut company = StringBuilder::with_capacity(rows, rows * 36);
        let mut device = StringBuilder::with_capacity(rows, rows * 36);
        let mut time = instants(rows);
        let mut received = Int64Builder::with_capacity(rows);
        let mut class = Int32Builder::with_capacity(rows);
        let mut flags = Int32Builder::with_capacity(rows);
        let mut buffer = Uuid::encode_buffer();
        let names: Vec<String> = self.device_names.iter().map(Uuid::to_string).collect();
        for (key, row) in keys.iter().zip(order) {
            let row = *row as usize;
            company.append_value(key.company.hyphenated().encode_lower(&mut buffer));
            device.append_value(&names[self.devices[row] as usize]);
            time.append_value(key.time);
            received.append_value(self.received[row].saturating_sub(key.time));
            class.append_value(key.class.into());
            flags.append_value(self.flags[row].into());
        }
        let sorted = |column: ArrayRef| take(&column, &order_array, None).ok();
        let device_time = std::mem::take(&mut self.device_time).finish(rows);
        let device_time =
            device_time.map(|mut column| Arc::new(column.finish().with_timezone("UTC")) as ArrayRef);
        let reason = std::mem::take(&mut self.reason).finish(rows);
        let reason = reason.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        [
            Some(Arc::new(company.finish())),
            Some(Arc::new(device.finish())),
            Some(Arc::new(time.finish().with_timezone("UTC"))),
            Some(Arc::new(received.finish())),
            device_time.and_then(sorted),
            Some(Arc::new(class.finish())),
            Some(Arc::new(flags.finish())),
            reason.and_then(sorted),
        ]
    }
}

fn instants(rows: usize) -> TimestampMillisecondBuilder {
    TimestampMillisecondBuilder::with_capacity(rows)
}

/// Text as a JSON string.
fn push_json(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
    {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            other => {
                let _ = write!(out, "\\u{other:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// A column in which rows may be left out.
#[derive(Default)]
struct Sparse<B> {
    builder: B,
    filled: usize,
}

/// What a sparse column asks of its builder.
trait Nulls {
    fn nulls(&mut self, rows: usize);
}

macro_rules! nulls {
    ($($builder:ty),*) => {$(
        impl Nulls for $builder {
            fn nulls(&mut self, rows: usize) {
                self.append_nulls(rows);
            }
        }
    )*};
}
nulls!(Int64Builder, BooleanBuilder, TimestampMillisecondBuilder);

impl Nulls for StringBuilder {
    fn nulls(&mut self, rows: usize) {
        self.append_nulls(rows);
    }
}

impl<B: Nulls> Sparse<B> {
    /// The builder, ready for the value of this row.
    #[inline]
    fn at(&mut self, row: usize) -> &mut B {
        if self.filled < row {
            self.builder.nulls(row - self.filled);
        }
        self.filled = row + 1;
        &mut self.builder
    }

    /// The builder with all rows; none if nothing was ever written.
    fn finish(mut self, rows: usize) -> Option<B> {
        if self.filled == 0 {
            return None;
        }
        self.builder.nulls(rows - self.filled);
        Some(self.builder)
    }
}

enum Typed {
    Text(Sparse<StringBuilder>),
    Integer(Sparse<Int64Builder>),
    Time(Sparse<TimestampMillisecondBuilder>),
    Boolean(Sparse<BooleanBuilder>),
}

impl Typed {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Address => Self::Text(Sparse::default()),
            Kind::Integer => Self::Integer(Sparse::default()),
            Kind::Time => Self::Time(Sparse::default()),
            Kind::Boolean => Self::Boolean(Sparse::default()),
        }
    }

    /// A value of another kind than the column's is no value: it still stands in the line.
    #[inline]
    fn append(&mut self, row: usize, value: &Value<'_>) {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => column.at(row).append_value(text),
            (Self::Integer(column), Value::Integer(number)) => column.at(row).append_value(*number),
            (Self::Time(column), Value::Integer(time)) => column.at(row).append_value(*time),
            (Self::Boolean(column), Value::Boolean(truth)) => column.at(row).append_value(*truth),
            _ => {}
        }
    }

    fn finish(self, rows: usize) -> Option<ArrayRef> {
        Some(match self {
            Self::Text(column) => Arc::new(column.finish(rows)?.finish()),
            Self::Integer(column) => Arc::new(column.finish(rows)?.finish()),
            Self::Time(column) => Arc::new(column.finish(rows)?.finish().with_timezone("UTC")),
            Self::Boolean(column) => Arc::new(column.finish(rows)?.finish()),
        })
    }
}
