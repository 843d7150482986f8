//! Rows → columns of Arrow, some thousand rows at a time, in whatever order is wanted. What the rows hold is first told
//! apart by field; then each column is made in one go, of exactly the size that it needs, and each value is copied
//! once.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray, new_null_array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use firewall_logs::{Field, Kind};

use super::rows::{Cell, Columns, Head};
use super::schema::{Content, contents, event_schema};

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
    /// What stands in each column of the schema.
    contents: Vec<Content>,
    /// Ids of company and device as text.
    senders: Vec<[Id; 2]>,
    /// By field: what the rows of the batch hold. Its memory serves for the next batch.
    held: Vec<Vec<Held>>,
}

/// An id as text.
type Id = [u8; 36];

/// What a row of the batch holds in a field.
#[derive(Clone, Copy)]
struct Held {
    row: u32,
    length: u32,
    value: i64,
}

impl<'c> Batches<'c> {
    pub(super) fn new(
        columns: &'c Columns,
        order: &'c [u32],
        most: usize,
        width: Width,
    ) -> Result<Self, ArrowError> {
        let wanted = |content: &Content| width == Width::Whole || columns.holds(*content);
        let (places, contents): (Vec<usize>, _) = contents()
            .enumerate()
            .filter(|(_, content)| wanted(content))
            .unzip();
        let schema = Arc::new(event_schema().project(&places)?);
        let text = |id: uuid::Uuid| {
            let mut text = [0; 36];
            id.hyphenated().encode_lower(&mut text);
            text
        };
        let senders = columns.senders.iter();
        Ok(Self {
            columns,
            left: order,
            most: most.max(1),
            schema,
            contents,
            senders: senders
                .map(|(company, device)| [text(*company), text(*device)])
                .collect(),
            held: vec![Vec::new(); Field::COUNT],
        })
    }

    /// The columns of every batch.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn batch(&mut self, numbers: &[u32]) -> Result<RecordBatch, ArrowError> {
        self.tell_apart(numbers);
        let columns = self.contents.iter().zip(self.schema.fields());
        let arrays = columns.map(|(content, column)| {
            let array = self.array(*content, numbers)?;
            Ok(array.unwrap_or_else(|| new_null_array(column.data_type(), numbers.len())))
        });
        let arrays: Result<Vec<ArrayRef>, ArrowError> = arrays.collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays?)
    }

    /// By field, what these rows hold.
    fn tell_apart(&mut self, numbers: &[u32]) {
        for (field, held) in Field::ALL.iter().zip(&mut self.held) {
            held.clear();
            if self.columns.holds(Content::Field(*field)) {
                held.reserve(numbers.len());
            }
        }
        for (row, number) in (0..).zip(numbers) {
            for cell in self.columns.cells_of(*number as usize) {
                let Cell { field, length, value } = *cell;
                self.held[usize::from(field)].push(Held { row, length, value });
            }
        }
    }

    /// A column; none if nothing stands in it.
    fn array(&self, content: Content, numbers: &[u32]) -> Result<Option<ArrayRef>, ArrowError> {
        let count = numbers.len();
        let rows = || numbers.iter().map(|number| &self.columns.rows[*number as usize]);
        let numbers_of = |number: fn(&Head) -> i64| -> Vec<i64> { rows().map(number).collect() };
        let small = |number: fn(&Head) -> i32| -> ArrayRef {
            Arc::new(Int32Array::from_iter_values(rows().map(number)))
        };
        Ok(match content {
            Content::Company => Some(Arc::new(self.ids(count, rows(), 0)?)),
            Content::Device => Some(Arc::new(self.ids(count, rows(), 1)?)),
            Content::Time => Some(Arc::new(instants(numbers_of(|row| row.time), None))),
            Content::ReceivedAfter => Some(Arc::new(Int64Array::new(
                numbers_of(|row| row.received.saturating_sub(row.time)).into(),
                None,
            ))),
            Content::DeviceTime => {
                let times = rows().map(|row| row.device_time);
                let times: TimestampMillisecondArray = times.collect();
                Some(Arc::new(times.with_timezone("UTC")))
            }
            Content::Class => Some(small(|row| row.class.into())),
            Content::Flags => Some(small(|row| row.flags.into())),
            Content::Reason => {
                let reasons: StringArray = rows().map(|row| row.reason).collect();
                Some(Arc::new(reasons))
            }
            Content::Field(field) => self.field(field, count)?,
            Content::Unmapped => {
                let texts = rows().map(|row| self.columns.unmapped(row));
                let some = (0..).zip(texts.clone()).filter(|(_, text)| !text.is_empty());
                let nulls = nulls(count, some.map(|(row, _)| row));
                let (offsets, values) = joined(count, texts)?;
                Some(Arc::new(StringArray::try_new(offsets, values, Some(nulls))?))
            }
            Content::Line => {
                let (offsets, values) = joined(count, rows().map(|row| self.columns.line(row)))?;
                Some(Arc::new(BinaryArray::try_new(offsets, values, None)?))
            }
        })
    }

    fn ids<'r>(
        &self,
        count: usize,
        rows: impl Iterator<Item = &'r Head>,
        which: usize,
    ) -> Result<StringArray, ArrowError> {
        let mut values = Vec::with_capacity(count * size_of::<Id>());
        for row in rows {
            values.extend_from_slice(&self.senders[row.sender as usize][which]);
        }
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(size_of::<Id>(), count));
        StringArray::try_new(offsets, Buffer::from_vec(values), None)
    }

    fn field(&self, field: Field, count: usize) -> Result<Option<ArrayRef>, ArrowError> {
        let held = &self.held[field as usize];
        if held.is_empty() {
            return Ok(None);
        }
        let nulls = (held.len() < count).then(|| nulls(count, held.iter().map(|held| held.row)));
        Ok(Some(match field.kind() {
            Kind::Text | Kind::Address => Arc::new(self.texts(held, count, nulls)?),
            Kind::Integer => Arc::new(Int64Array::new(integers(held, count).into(), nulls)),
            Kind::Time => Arc::new(instants(integers(held, count), nulls)),
            Kind::Boolean => {
                let truths = held.iter().filter(|held| held.value != 0);
                let bits = bits(count, truths.map(|held| held.row));
                Arc::new(BooleanArray::new(bits, nulls))
            }
        }))
    }

    fn texts(
        &self,
        held: &[Held],
        count: usize,
        nulls: Option<NullBuffer>,
    ) -> Result<StringArray, ArrowError> {
        let all = self.columns.texts();
        let bytes: usize = held.iter().map(|held| held.length as usize).sum();
        check_offset(bytes)?;
        let mut values = Vec::with_capacity(bytes + STEP);
        let mut offsets = Vec::with_capacity(count + 1);
        for held in held {
            offsets.resize(held.row as usize + 1, as_offset(values.len()));
            let (from, length) = (
                usize::try_from(held.value).unwrap_or(usize::MAX),
                held.length as usize,
            );
            match all.get(from..).and_then(<[u8]>::first_chunk::<STEP>) {
                // Most texts are short, and sixteen bytes are copied quicker than as many as it happens to be.
                Some(step) if length <= STEP => {
                    let end = values.len() + length;
                    values.extend_from_slice(step);
                    values.truncate(end);
                }
                _ => values.extend_from_slice(&all[from..from + length]),
            }
        }
        offsets.resize(count + 1, as_offset(values.len()));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        StringArray::try_new(offsets, Buffer::from_vec(values), nulls)
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

/// So many bytes are copied in one step.
const STEP: usize = 16;

/// A place within a column of texts: checked before, for the whole column.
fn as_offset(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

fn check_offset(bytes: usize) -> Result<(), ArrowError> {
    i32::try_from(bytes).map_or(Err(ArrowError::OffsetOverflowError(bytes)), |_| Ok(()))
}

/// Texts one behind the other.
fn joined<'t>(
    count: usize,
    texts: impl Iterator<Item = &'t [u8]> + Clone,
) -> Result<(OffsetBuffer<i32>, Buffer), ArrowError> {
    let bytes = texts.clone().map(<[u8]>::len).sum();
    check_offset(bytes)?;
    let (mut offsets, mut values) = (Vec::with_capacity(count + 1), Vec::with_capacity(bytes));
    offsets.push(0);
    for text in texts {
        values.extend_from_slice(text);
        offsets.push(as_offset(values.len()));
    }
    Ok((
        OffsetBuffer::new(ScalarBuffer::from(offsets)),
        Buffer::from_vec(values),
    ))
}

fn integers(held: &[Held], count: usize) -> Vec<i64> {
    let mut numbers = vec![0; count];
    for held in held {
        numbers[held.row as usize] = held.value;
    }
    numbers
}

fn instants(times: Vec<i64>, nulls: Option<NullBuffer>) -> TimestampMillisecondArray {
    TimestampMillisecondArray::new(times.into(), nulls).with_timezone("UTC")
}

/// A bit for each of so many rows; those of these rows are set.
fn bits(count: usize, rows: impl Iterator<Item = u32>) -> BooleanBuffer {
    let mut bits = vec![0_u8; count.div_ceil(8)];
    for row in rows {
        bits[row as usize / 8] |= 1 << (row % 8);
    }
    BooleanBuffer::new(Buffer::from_vec(bits), 0, count)
}

/// All rows but these are empty.
fn nulls(count: usize, rows: impl Iterator<Item = u32>) -> NullBuffer {
    NullBuffer::new(bits(count, rows))
}
