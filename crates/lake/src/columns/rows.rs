//! Rows as they come: each line once, and what its event says as references into it. Nothing is sorted or typed yet.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use arrow::error::ArrowError;
use contracts::ids::CompanyId;
use firewall_logs::{Event, Field, Kind, Value};
use foldhash::fast::RandomState;
use uuid::Uuid;

use super::batch::{Batches, Width};
use super::schema::Content;
use super::{Flags, Row};

/// Rows in the making. Emptied after they were written, its memory serves for the next ones.
#[derive(Default)]
pub struct Columns {
    pub(super) rows: Vec<Head>,
    pub(super) cells: Vec<Cell>,
    /// Lines, and texts that do not stand in their line as they are.
    texts: Vec<u8>,
    /// Companies with their devices, in the order of appearance.
    pub(super) senders: Vec<(Uuid, Uuid)>,
    numbers: HashMap<(Uuid, Uuid), u32, RandomState>,
    /// Which columns that may be empty hold something.
    filled: Filled,
}

/// What is known of a row beside its fields, and where they stand.
pub(super) struct Head {
    /// Milliseconds, as the other times.
    pub time: i64,
    pub received: i64,
    /// By the device's clock, where that differs.
    pub device_time: Option<i64>,
    pub reason: Option<&'static str>,
    pub sender: u32,
    pub class: u16,
    pub flags: u8,
    line: Range<usize>,
    /// Behind its last cell.
    end: usize,
    /// Pairs without a field, as JSON.
    unmapped: Range<usize>,
}

/// What a field holds: a number, or where a text stands.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub field: u8,
    /// Bytes of the text; 0 for a number.
    pub length: u32,
    /// The number, or the text's place.
    pub value: i64,
}

/// In which of the columns that may be empty something stands.
#[derive(Default)]
struct Filled {
    /// A bit for each field.
    fields: u128,
    device_time: bool,
    reason: bool,
    unmapped: bool,
}

impl Columns {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many bytes they take in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.rows) + size_of_val(&*self.cells) + self.texts.len()
    }

    /// For how many bytes there is memory already.
    pub fn memory(&self) -> usize {
        self.rows.capacity() * size_of::<Head>()
            + self.cells.capacity() * size_of::<Cell>()
            + self.texts.capacity()
    }

    /// Takes all rows away; memory is kept.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.cells.clear();
        self.texts.clear();
        self.senders.clear();
        self.numbers.clear();
        self.filled = Filled::default();
    }

    /// Adds a row.
    pub fn push(&mut self, row: &Row<'_, '_>) {
        let event = row.event;
        let time = row.time.as_millisecond();
        let own = event.integer(Field::Time).filter(|own| *own != time);
        let line = self.push_text(event.raw);
        for (field, value) in event.as_set() {
            if field != Field::Time {
                self.push_cell(field, value, event.raw, &line);
            }
        }
        let unmapped = self.push_unmapped(event);
        self.filled.device_time |= own.is_some();
        self.filled.reason |= event.reason.is_some();
        self.filled.unmapped |= !unmapped.is_empty();
        let Flags(flags) = row.flags;
        let head = Head {
            time,
            received: row.received.as_millisecond(),
            device_time: own,
            reason: event.reason,
            sender: self.sender(row.company.0, row.device.0),
            class: event.class.uid(),
            flags,
            line,
            end: self.cells.len(),
            unmapped,
        };
        self.rows.push(head);
    }

    fn push_text(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.texts.len();
        self.texts.extend_from_slice(text);
        start..self.texts.len()
    }

    #[inline]
    fn push_cell(&mut self, field: Field, value: &Value<'_>, raw: &[u8], line: &Range<usize>) {
        let (length, value) = match (field.kind(), value) {
            (Kind::Text | Kind::Address, Value::Text(text)) => {
                let start = match place_within(text, raw) {
                    Some(place) => line.start + place,
                    None => self.push_text(text.as_bytes()).start,
                };
                (text.len(), i64::try_from(start).unwrap_or(i64::MAX))
            }
            (Kind::Integer | Kind::Time, Value::Integer(number)) => (0, *number),
            (Kind::Boolean, Value::Boolean(truth)) => (0, i64::from(*truth)),
            // A value of another kind than the column's is no value: it still stands in the line.
            _ => return,
        };
        // A line has at most some megabytes.
        let Ok(length) = u32::try_from(length) else { return };
        let field = field as u8;
        self.filled.fields |= 1 << field;
        self.cells.push(Cell { field, length, value });
    }

    fn push_unmapped(&mut self, event: &Event<'_>) -> Range<usize> {
        let start = self.texts.len();
        let mut before = b'{';
        for (name, value) in &event.unmapped {
            self.texts.reserve(name.len() + value.len() + "{'':''}".len());
            self.texts.extend_from_slice(&[before, b'"']);
            push_escaped(&mut self.texts, name);
            self.texts.extend_from_slice(b"\":\"");
            push_escaped(&mut self.texts, value);
            self.texts.push(b'"');
            before = b',';
        }
        if before == b',' {
            self.texts.push(b'}');
        }
        start..self.texts.len()
    }

    fn sender(&mut self, company: Uuid, device: Uuid) -> u32 {
        let sender = (company, device);
        if let Some(last) = self.rows.last()
            && self.senders[last.sender as usize] == sender
        {
            return last.sender;
        }
        *self.numbers.entry(sender).or_insert_with(|| {
            self.senders.push(sender);
            u32::try_from(self.senders.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The numbers of the rows, sorted by company, class and time. Rows in which these are the same stay in the order
    /// in which they came.
    pub fn sorted(&self) -> Vec<u32> {
        let companies: Vec<Uuid> = self.senders.iter().map(|(company, _)| *company).collect();
        let mut names = companies.clone();
        names.sort_unstable();
        names.dedup();
        let ranks: Vec<u64> = companies
            .iter()
            .map(|company| names.partition_point(|name| name < company) as u64)
            .collect();
        let places = self.rows.iter().zip(0_u32..).map(|(row, number)| {
            let place = ranks[row.sender as usize] << 16 | u64::from(row.class);
            (place, row.time, number)
        });
        let mut places: Vec<_> = places.collect();
        places.sort_unstable();
        places.into_iter().map(|(.., number)| number).collect()
    }

    /// The numbers of the rows in the order in which they came.
    pub fn as_they_came(&self) -> Vec<u32> {
        (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect()
    }

    /// The rows of these numbers as Arrow has them, at most so many in a batch.
    ///
    /// # Errors
    /// If Arrow refuses the columns, which would be our mistake.
    pub fn batches<'c>(
        &'c self,
        order: &'c [u32],
        most: usize,
        width: Width,
    ) -> Result<Batches<'c>, ArrowError> {
        Batches::new(self, order, most, width)
    }

    /// How many rows each company has.
    pub fn companies(&self) -> BTreeMap<CompanyId, u64> {
        let mut counts = vec![0_u64; self.senders.len()];
        for row in &self.rows {
            counts[row.sender as usize] += 1;
        }
        let mut companies = BTreeMap::new();
        for ((company, _), count) in self.senders.iter().zip(counts) {
            *companies.entry(CompanyId(*company)).or_default() += count;
        }
        companies
    }

    /// The times of the rows, milliseconds.
    pub fn times(&self) -> impl Iterator<Item = i64> {
        self.rows.iter().map(|row| row.time)
    }

    /// Whether something stands in a column.
    pub(super) fn holds(&self, content: Content) -> bool {
        match content {
            Content::DeviceTime => self.filled.device_time,
            Content::Reason => self.filled.reason,
            Content::Field(field) => self.filled.fields >> field as u8 & 1 == 1,
            Content::Unmapped => self.filled.unmapped,
            _ => true,
        }
    }

    pub(super) fn cells_of(&self, number: usize) -> &[Cell] {
        let start = number.checked_sub(1).map_or(0, |before| self.rows[before].end);
        &self.cells[start..self.rows[number].end]
    }

    /// Where the texts of cells stand.
    pub(super) fn texts(&self) -> &[u8] {
        &self.texts
    }

    pub(super) fn line(&self, row: &Head) -> &[u8] {
        &self.texts[row.line.clone()]
    }

    /// Empty if there is nothing.
    pub(super) fn unmapped(&self, row: &Head) -> &[u8] {
        &self.texts[row.unmapped.clone()]
    }
}

/// Where in the line a text stands that is a part of it.
#[inline]
fn place_within(text: &str, line: &[u8]) -> Option<usize> {
    let place = text.as_ptr().addr().checked_sub(line.as_ptr().addr())?;
    (place + text.len() <= line.len()).then_some(place)
}

/// Text as it stands within a JSON string.
#[inline]
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while has_escaped(rest) {
        let at = rest.iter().position(|byte| is_escaped(*byte)).unwrap_or_default();
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => out.extend_from_slice(format!("\\u{other:04x}").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

const fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether a byte is one that JSON wants escaped; eight bytes in one step.
fn has_escaped(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().any(|byte| is_escaped(*byte));
    };
    let (chunks, _) = bytes.as_chunks::<8>();
    // The last chunk overlaps the one before it.
    chunks
        .iter()
        .chain([last])
        .fold(0, |found, chunk| found | escaped_of(u64::from_ne_bytes(*chunk)))
        != 0
}

/// Not 0 if one of eight bytes is to be escaped.
const fn escaped_of(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const fn less(word: u64, than: u64) -> u64 {
        word.wrapping_sub(ONES * than) & !word
    }
    let quote = less(word ^ (ONES * b'"' as u64), 1);
    let backslash = less(word ^ (ONES * b'\\' as u64), 1);
    (less(word, 0x20) | quote | backslash) & (ONES << 7)
}
