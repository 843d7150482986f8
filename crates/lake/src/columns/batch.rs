//! Rows → columns of Arrow, some thousand rows at a time, in whatever order is wanted: each value is copied once, to
//! where it stays. A field that is not set costs nothing: a column catches up when it is next written to.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryBuilder, BooleanBuilder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMillisecondBuilder, new_null_array,
};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use firewall_logs::{Field, Kind};
use uuid::Uuid;

use super::rows::{Cell, Columns};
use super::schema::{OWN, event_schema};

/// Which columns a batch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Those in which something stands in any row.
    Filled,
    /// All of the schema.
    Whole,
}

/// Batches of at most so many rows, all of them with the same columns.
pub struct Batches<'c> {
    columns: &'c Columns,
    left: &'c [u32],
    most: usize,
    schema: SchemaRef,
    /// Ids as text.
    senders: Vec<[String; 2]>,
}

impl<'c> Batches<'c> {
    pub(super) fn new(
        columns: &'c Columns,
        order: &'c [u32],
        most: usize,
        width: Width,
    ) -> Result<Self, ArrowError> {
        let name = |id: &Uuid| id.hyphenated().to_string();
        let senders = columns.senders.iter();
        let schema = match width {
            Width::Whole => event_schema(),
            Width::Filled => Arc::new(event_schema().project(&filled(columns))?),
        };
        Ok(Self {
            columns,
            left: order,
            most: most.max(1),
            schema,
            senders: senders
                .map(|(company, device)| [name(company), name(device)])
                .collect(),
        })
    }

    /// The columns of every batch.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn batch(&self, numbers: &[u32]) -> Result<RecordBatch, ArrowError> {
        let rows = numbers.len();
        let mut making = Making::new(self.columns, rows);
        for (at, number) in numbers.iter().enumerate() {
            making.push(at, *number as usize, &self.senders);
        }
        let mut made = making.finish(rows);
        let whole = event_schema();
        let columns = self.schema.fields().iter().map(|column| {
            let place = whole.index_of(column.name())?;
            Ok(made[place]
                .take()
                .unwrap_or_else(|| new_null_array(column.data_type(), rows)))
        });
        let columns: Result<Vec<ArrayRef>, ArrowError> = columns.collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns?)
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (now, later) = self.left.split_at(self.most.min(self.left.len()));
        self.left = later;
        (!now.is_empty()).then(|| self.batch(now))
    }
}

/// Where in the schema a field stands; the time is the lake's own column.
const fn place(field: usize) -> usize {
    match field < Field::Time as usize {
        true => OWN + field,
        false => OWN + field - 1,
    }
}

/// Behind the fields: what has none, and the line.
const UNMAPPED: usize = OWN + Field::COUNT - 1;
const LINE: usize = UNMAPPED + 1;
const WIDTH: usize = LINE + 1;

/// Places of the columns in which something stands.
fn filled(columns: &Columns) -> Vec<usize> {
    let filled = &columns.filled;
    let mut places: Vec<usize> = (0..OWN)
        .filter(|own| match *own {
            DEVICE_TIME => filled.device_time,
            REASON => filled.reason,
            _ => true,
        })
        .collect();
    let fields = filled.fields.iter().enumerate();
    places.extend(
        fields
            .filter(|(_, (values, _))| *values > 0)
            .map(|(field, _)| place(field)),
    );
    places.extend((filled.unmapped > 0).then_some(UNMAPPED));
    places.push(LINE);
    places
}

/// Places of the lake's own columns that may be empty.
const DEVICE_TIME: usize = 4;
const REASON: usize = 7;

/// One batch in the making.
struct Making<'c> {
    columns: &'c Columns,
    company: StringBuilder,
    device: StringBuilder,
    time: TimestampMillisecondBuilder,
    received: Int64Builder,
    device_time: Sparse<TimestampMillisecondBuilder>,
    class: Int32Builder,
    flags: Int32Builder,
    reason: Sparse<StringBuilder>,
    fields: Vec<Typed>,
    unmapped: Sparse<StringBuilder>,
    line: BinaryBuilder,
}

impl<'c> Making<'c> {
    fn new(columns: &'c Columns, rows: usize) -> Self {
        // About as much of each column as of all rows; it grows where that is not enough.
        let part = |bytes: usize| (bytes / columns.len().max(1) + 1) * rows * 9 / 8;
        let filled = &columns.filled;
        let fields = Field::ALL.iter().zip(&filled.fields);
        Self {
            columns,
            company: StringBuilder::with_capacity(rows, rows * 36),
            device: StringBuilder::with_capacity(rows, rows * 36),
            time: TimestampMillisecondBuilder::with_capacity(rows),
            received: Int64Builder::with_capacity(rows),
            device_time: Sparse::default(),
            class: Int32Builder::with_capacity(rows),
            flags: Int32Builder::with_capacity(rows),
            reason: Sparse::default(),
            fields: fields
                .map(|(field, (values, bytes))| match *values {
                    0 => Typed::of(field.kind(), 0, 0),
                    _ => Typed::of(field.kind(), rows, part(*bytes)),
                })
                .collect(),
            unmapped: Sparse::of(StringBuilder::with_capacity(rows, part(filled.unmapped))),
            line: BinaryBuilder::with_capacity(rows, part(columns.line_bytes())),
        }
    }

    fn push(&mut self, at: usize, number: usize, senders: &[[String; 2]]) {
        let columns = self.columns;
        let row = &columns.rows[number];
        let [company, device] = &senders[row.sender as usize];
        self.company.append_value(company);
        self.device.append_value(device);
        self.time.append_value(row.time);
        self.received.append_value(row.received.saturating_sub(row.time));
        self.class.append_value(row.class.into());
        self.flags.append_value(row.flags.into());
        if let Some(time) = row.device_time {
            self.device_time.at(at).append_value(time);
        }
        if let Some(reason) = row.reason {
            self.reason.at(at).append_value(reason);
        }
        for cell in columns.cells_of(number) {
            self.fields[usize::from(cell.field)].append(at, columns, *cell);
        }
        if let Some(unmapped) = columns.unmapped(row) {
            self.unmapped.at(at).append_value(unmapped);
        }
        self.line.append_value(columns.line(row));
    }

    /// The columns, each at its place of the schema.
    fn finish(mut self, rows: usize) -> Vec<Option<ArrayRef>> {
        let mut made: Vec<Option<ArrayRef>> = vec![None; WIDTH];
        let own: [Option<ArrayRef>; OWN] = [
            Some(Arc::new(self.company.finish())),
            Some(Arc::new(self.device.finish())),
            Some(Arc::new(self.time.finish().with_timezone("UTC"))),
            Some(Arc::new(self.received.finish())),
            instants(self.device_time, rows),
            Some(Arc::new(self.class.finish())),
            Some(Arc::new(self.flags.finish())),
            texts(self.reason, rows),
        ];
        for (place, column) in own.into_iter().enumerate() {
            made[place] = column;
        }
        for (field, column) in self.fields.into_iter().enumerate() {
            if field != Field::Time as usize {
                made[place(field)] = column.finish(rows);
            }
        }
        made[UNMAPPED] = texts(self.unmapped, rows);
        made[LINE] = Some(Arc::new(self.line.finish()));
        made
    }
}

fn texts(column: Sparse<StringBuilder>, rows: usize) -> Option<ArrayRef> {
    Some(Arc::new(column.finish(rows)?.finish()))
}

fn instants(column: Sparse<TimestampMillisecondBuilder>, rows: usize) -> Option<ArrayRef> {
    Some(Arc::new(column.finish(rows)?.finish().with_timezone("UTC")))
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
nulls!(
    Int64Builder,
    BooleanBuilder,
    TimestampMillisecondBuilder,
    StringBuilder
);

impl<B: Nulls> Sparse<B> {
    fn of(builder: B) -> Self {
        Self { builder, filled: 0 }
    }

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
        if self.filled < rows {
            self.builder.nulls(rows - self.filled);
        }
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
    fn of(kind: Kind, rows: usize, bytes: usize) -> Self {
        match kind {
            Kind::Text | Kind::Address => Self::Text(Sparse::of(StringBuilder::with_capacity(rows, bytes))),
            Kind::Integer => Self::Integer(Sparse::of(Int64Builder::with_capacity(rows))),
            Kind::Time => Self::Time(Sparse::of(TimestampMillisecondBuilder::with_capacity(rows))),
            Kind::Boolean => Self::Boolean(Sparse::of(BooleanBuilder::with_capacity(rows))),
        }
    }

    #[inline]
    fn append(&mut self, row: usize, columns: &Columns, cell: Cell) {
        match self {
            Self::Text(column) => column.at(row).append_value(columns.text(cell)),
            Self::Integer(column) => column.at(row).append_value(cell.number()),
            Self::Time(column) => column.at(row).append_value(cell.number()),
            Self::Boolean(column) => column.at(row).append_value(cell.number() != 0),
        }
    }

    fn finish(self, rows: usize) -> Option<ArrayRef> {
        Some(match self {
            Self::Text(column) => return texts(column, rows),
            Self::Integer(column) => Arc::new(column.finish(rows)?.finish()),
            Self::Time(column) => return instants(column, rows),
            Self::Boolean(column) => Arc::new(column.finish(rows)?.finish()),
        })
    }
}
