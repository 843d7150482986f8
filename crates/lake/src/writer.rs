//! Rows on their way into files: gathered per day, written together with their figures in one change.

use std::collections::{BTreeMap, HashMap, VecDeque};

use arrow::array::RecordBatch;
use contracts::ids::DeviceId;
use foldhash::fast::RandomState;
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::columns::{BATCH, Columns, Row, Width};
use crate::days;
use crate::error::LakeError;
use crate::files::{self, FileWriter};
use crate::lake::{Lake, Step};
use crate::manifest::{Entry, Kind, listed};
use crate::rollup::{Gather, RollupRow, to_batch};
use crate::wal::Position;

/// How many lines of a device are remembered, for the time when it sends some of them again.
const REMEMBERED: usize = 2048;

/// What a write put into the lake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flushed {
    /// Rows.
    pub rows: u64,
    /// Bytes of their files.
    pub bytes: u64,
}

/// Takes rows. There is one per lake.
pub struct LakeWriter {
    lake: Lake,
    days: BTreeMap<i32, Columns>,
    /// Memory of rows that were written, for the next ones.
    spare: Option<Columns>,
    figures: Gather,
    position: Position,
    /// When rows were first seen in memory.
    since: Option<Timestamp>,
    memories: HashMap<DeviceId, Memory, RandomState>,
    duplicates: BTreeMap<DeviceId, u64>,
}

impl Lake {
    /// Begins to write, at the position of the manifest.
    pub fn writer(&self) -> LakeWriter {
        LakeWriter {
            lake: self.clone(),
            days: BTreeMap::new(),
            spare: None,
            figures: Gather::new(),
            position: self.position(),
            since: None,
            memories: HashMap::default(),
            duplicates: BTreeMap::new(),
        }
    }
}

impl LakeWriter {
    /// Takes a row that ends at `position` of the write-ahead log. False if it is a duplicate within a replay
    /// window: then it was counted as such.
    pub fn push(&mut self, row: Row<'_, '_>, position: Position) -> bool {
        let row = row.with_possible_time();
        self.position = self.position.max(position);
        if self.is_duplicate(&row) {
            *self.duplicates.entry(row.device).or_default() += 1;
            return false;
        }
        self.figures.count(&row);
        let columns = self.days.entry(days::day_number(row.time));
        columns
            .or_insert_with(|| self.spare.take().unwrap_or_default())
            .push(&row);
        true
    }

    /// Says that everything before a position was dealt with though it gave no row (what was set aside as damaged).
    pub fn pass(&mut self, position: Position) {
        self.position = self.position.max(position);
    }

    /// Says that a device has connected again and may repeat lines: until `until` (time received), a line is
    /// dropped that is, byte for byte, one of the last of this device, once for each time that it came.
    pub fn open_replay_window(&mut self, device: DeviceId, until: Timestamp) {
        let memory = self.memories.entry(device).or_default();
        memory.expected.clear();
        for hash in &memory.lines {
            *memory.expected.entry(*hash).or_default() += 1;
        }
        memory.until = Some(until);
    }

    /// Remembers a line that is in the lake already, so that it is known if it is sent again: after a start, for
    /// what still lies in the write-ahead log before the lake's position.
    pub fn remember(&mut self, device: DeviceId, line: &[u8]) {
        self.memories.entry(device).or_default().push(hash(device, line));
    }

    fn is_duplicate(&mut self, row: &Row<'_, '_>) -> bool {
        if row.device.0.is_nil() {
            return false;
        }
        let hash = hash(row.device, row.event.raw);
        let memory = self.memories.entry(row.device).or_default();
        if memory.until.is_some_and(|until| row.received > until) {
            memory.until = None;
            memory.expected.clear();
        }
        if memory.until.is_some()
            && let Some(times) = memory.expected.get_mut(&hash)
            && *times > 0
        {
            *times -= 1;
            return true;
        }
        memory.push(hash);
        false
    }

    /// Rows in memory.
    pub fn rows(&self) -> usize {
        self.days.values().map(Columns::len).sum()
    }

    /// Bytes in memory, about.
    pub fn bytes(&self) -> usize {
        self.days.values().map(Columns::bytes).sum::<usize>() + self.figures.bytes()
    }

    /// Whether it is time to write.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let options = &self.lake.inner.options;
        let is_old = |since: Timestamp| now.as_second() - since.as_second() >= options.flush_after;
        self.since.is_some_and(is_old) || self.bytes() >= options.flush_bytes
    }

    /// Writes what is in memory if it is time. Call it after each batch of rows and at least every few seconds.
    pub fn tick(&mut self, now: Timestamp) -> Result<Option<Flushed>, LakeError> {
        if self.since.is_none() && (self.rows() > 0 || !self.duplicates.is_empty()) {
            self.since = Some(now);
        }
        if self.is_due(now) {
            self.flush().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Writes what is in memory: files of each day, their figures, and then the manifest that names both and the
    /// position up to which they hold everything. After an error the rows are gone from memory and must be read
    /// again from the write-ahead log, from [`Lake::position`] on: make a new writer.
    pub fn flush(&mut self) -> Result<Flushed, LakeError> {
        let days = std::mem::take(&mut self.days);
        let figures = std::mem::take(&mut self.figures).finish();
        let duplicates = std::mem::take(&mut self.duplicates);
        self.since = None;
        let position = self.position;
        if days.is_empty() && duplicates.is_empty() && position == self.lake.position() {
            return Ok(Flushed::default());
        }
        let mut entries = Vec::new();
        for (day, columns) in days {
            entries.push(self.write_events(day, &columns)?);
            self.keep_memory_of(columns);
            self.lake.stop_at(Step::EventsWritten)?;
        }
        let flushed = Flushed {
            rows: entries.iter().map(|entry| entry.rows).sum(),
            bytes: entries.iter().map(|entry| entry.bytes).sum(),
        };
        entries.extend(write_rollups(&self.lake, figures)?);
        self.lake.stop_at(Step::RollupsWritten)?;
        self.lake.change(|manifest| {
            manifest.files.extend(entries);
            manifest.position = manifest.position.max(position);
            for (device, count) in duplicates {
                *manifest.duplicates.entry(device).or_default() += count;
            }
            Ok(())
        })?;
        Ok(flushed)
    }

    /// The largest is kept: most rows are of today.
    fn keep_memory_of(&mut self, mut columns: Columns) {
        if self
            .spare
            .as_ref()
            .is_none_or(|spare| spare.memory() < columns.memory())
        {
            columns.clear();
            self.spare = Some(columns);
        }
    }

    fn write_events(&self, day: i32, columns: &Columns) -> Result<Entry, LakeError> {
        let day = days::from_number(day);
        let manifest = self.lake.manifest();
        let merged = |file: &Entry| file.kind == Kind::Day && file.day == day;
        let is_late = manifest.is_closed(day) || manifest.files.iter().any(merged);
        let kind = if is_late { Kind::Delta } else { Kind::Part };
        let path = self.lake.new_path(kind, day, "");
        let file = self.lake.folder().join(&path);
        let order = columns.sorted();
        let batches = columns.batches(&order, BATCH, Width::Filled)?;
        let mut writer = FileWriter::create(&file, self.lake.shape(kind)?, batches.schema())?;
        for batch in batches {
            writer.write(&batch?)?;
        }
        let written = writer.finish()?;
        files::sync_folder_of(&file)?;
        Ok(Entry {
            path,
            kind,
            day,
            rows: written.rows,
            bytes: written.bytes,
            checksum: written.checksum,
            times: times(columns.times()),
            companies: listed(columns.companies()),
            bucket: None,
            without_raw: false,
        })
    }
}

fn times(times: impl Iterator<Item = i64>) -> [i64; 2] {
    times.fold([i64::MAX, i64::MIN], |[first, last], time| {
        [first.min(time), last.max(time)]
    })
}

/// Writes figures, a file for each month that they belong to. They are sorted by company, measure and day.
pub(crate) fn write_rollups(lake: &Lake, rows: Vec<RollupRow>) -> Result<Vec<Entry>, LakeError> {
    let mut months: BTreeMap<_, Vec<RollupRow>> = BTreeMap::new();
    for row in rows {
        months.entry(row.day.first_of_month()).or_default().push(row);
    }
    let mut entries = Vec::new();
    for (month, rows) in months {
        let batch: RecordBatch = to_batch(&rows)?;
        let path = lake.new_path(Kind::Rollup, month, "");
        let file = lake.folder().join(&path);
        let written = files::write(&file, lake.shape(Kind::Rollup)?, [&batch])?;
        files::sync_folder_of(&file)?;
        let mut companies = BTreeMap::new();
        for row in &rows {
            *companies.entry(row.company).or_default() += 1;
        }
        let bounds = rows.iter().flat_map(|row| [row.figures.first, row.figures.last]);
        entries.push(Entry {
            path,
            kind: Kind::Rollup,
            day: month,
            rows: written.rows,
            bytes: written.bytes,
            checksum: written.checksum,
            times: times(bounds),
            companies: listed(companies),
            bucket: None,
            without_raw: false,
        });
    }
    Ok(entries)
}

/// The last lines of a device, as hashes.
#[derive(Default)]
struct Memory {
    lines: VecDeque<u128>,
    /// Within a replay window: how often each line may still come again.
    expected: HashMap<u128, u32>,
    until: Option<Timestamp>,
}

impl Memory {
    fn push(&mut self, hash: u128) {
        if self.lines.len() == REMEMBERED {
            self.lines.pop_front();
        }
        self.lines.push_back(hash);
    }
}

fn hash(device: DeviceId, line: &[u8]) -> u128 {
    let (high, low) = device.0.as_u64_pair();
    xxh3_128_with_seed(line, high.rotate_left(32) ^ low)
}
