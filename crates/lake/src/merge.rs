//! Several sorted files as one sorted file, with no more rows in memory than allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::sync::Arc;

use arrow::array::{Array as _, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{Int32Type, Schema, SchemaRef, TimestampMillisecondType};
use contracts::ids::CompanyId;
use firewall_logs::Class;
use jiff::civil::Date;

use crate::columns::{COMPANY, RAW, TIME, event_schema};
use crate::error::LakeError;
use crate::files::{self, FileWriter};
use crate::lake::{Lake, Step};
use crate::manifest::{Entry, Kind, listed};
use crate::read::{Wanted, rows_of};

impl Lake {
    /// Writes the rows of some companies of several files into one, sorted by company, class and time.
    pub(crate) fn write_merged(
        &self,
        inputs: &[Entry],
        kind: Kind,
        day: Date,
        bucket: Option<u8>,
        is_in: &dyn Fn(CompanyId) -> bool,
    ) -> Result<Option<Entry>, LakeError> {
        let schema = union(&self.schemas(inputs)?);
        let suffix = bucket.map(|bucket| format!("-b{bucket}")).unwrap_or_default();
        let path = self.new_path(kind, day, &suffix);
        let file = self.folder().join(&path);
        let mut writer = None;
        let mut companies = BTreeMap::new();
        let mut times = [i64::MAX, i64::MIN];
        let (chunks, expected) = self.chunks(inputs, is_in)?;
        for chunk in chunks {
            let Some(batch) = self.sorted(inputs, &chunk, &schema)? else {
                continue;
            };
            count(&batch, &mut companies, &mut times);
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(FileWriter::create(&file, self.shape(kind)?, batch.schema())?),
            };
            writer.write(&batch)?;
        }
        let Some(writer) = writer else {
            return Ok(None);
        };
        let written = writer.finish()?;
        if written.rows != expected {
            // Nothing is replaced by less than it was.
            fs::remove_file(&file)?;
            let message = format!("{} rows instead of {expected} after merging", written.rows);
            return Err(io::Error::other(message).into());
        }
        files::sync_folder_of(&file)?;
        self.stop_at(Step::EventsWritten)?;
        Ok(Some(Entry {
            path,
            kind,
            day,
            rows: written.rows,
            bytes: written.bytes,
            checksum: written.checksum,
            times,
            companies: listed(companies),
            bucket,
            without_raw: schema.column_with_name(RAW).is_none(),
        }))
    }

    fn schemas(&self, inputs: &[Entry]) -> Result<Vec<SchemaRef>, LakeError> {
        inputs
            .iter()
            .map(|input| crate::read::schema_of(self.folder(), input))
            .collect()
    }

    /// What is sorted in memory at a time, in the order of the result, and how many rows that is together: several
    /// companies, or a class and a day of one that has very many rows.
    fn chunks(
        &self,
        inputs: &[Entry],
        is_in: &dyn Fn(CompanyId) -> bool,
    ) -> Result<(Vec<Wanted>, u64), LakeError> {
        let mut rows: BTreeMap<CompanyId, u64> = BTreeMap::new();
        for input in inputs {
            let listed = match &input.companies {
                Some(companies) => companies.clone(),
                None => crate::read::companies_of(self.folder(), input)?,
            };
            for (company, count) in listed.into_iter().filter(|(company, _)| is_in(*company)) {
                *rows.entry(company).or_default() += count;
            }
        }
        let at_once = self.inner.options.sorted_at_once;
        let mut chunks: Vec<Wanted> = Vec::new();
        let mut taken = u64::MAX;
        for (company, count) in &rows {
            if *count > at_once {
                chunks.extend(parts_of(*company, inputs));
                taken = u64::MAX;
                continue;
            }
            if taken.saturating_add(*count) > at_once {
                chunks.push(Wanted::default());
                taken = 0;
            }
            taken += count;
            if let Some(chunk) = chunks.last_mut() {
                chunk.companies.insert(*company);
            }
        }
        Ok((chunks, rows.values().sum()))
    }

    fn sorted(
        &self,
        inputs: &[Entry],
        wanted: &Wanted,
        schema: &SchemaRef,
    ) -> Result<Option<RecordBatch>, LakeError> {
        let mut batches = Vec::new();
        for input in inputs.iter().filter(|input| wanted.may_be_in(input)) {
            for batch in rows_of(self.folder(), input, Some(wanted))? {
                batches.push(fitted(&batch, schema)?);
            }
        }
        let all = concat_batches(schema, &batches)?;
        if all.num_rows() == 0 {
            return Ok(None);
        }
        let order = UInt32Array::from(order_of(&all));
        Ok(Some(take_record_batch(&all, &order)?))
    }
}

/// The rows of one company, class by class and day by day: in that order they are sorted as a whole.
fn parts_of(company: CompanyId, inputs: &[Entry]) -> Vec<Wanted> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let first = inputs.iter().map(|input| input.times[0]).min().unwrap_or(0);
    let last = inputs.iter().map(|input| input.times[1]).max().unwrap_or(0);
    let mut classes = Class::ALL.map(|class| i32::from(class.uid()));
    classes.sort_unstable();
    let mut parts = Vec::new();
    for class in classes {
        let mut from = first;
        while from <= last {
            parts.push(Wanted {
                companies: BTreeSet::from([company]),
                part: Some((class, from..from + DAY)),
            });
            from += DAY;
        }
    }
    parts
}

/// All columns of some schemas, in the order of the table of events.
fn union(schemas: &[SchemaRef]) -> SchemaRef {
    let has = |name: &str| {
        schemas
            .iter()
            .any(|schema| schema.column_with_name(name).is_some())
    };
    let columns = event_schema();
    let columns = columns.fields().iter().filter(|column| has(column.name()));
    Arc::new(Schema::new(columns.cloned().collect::<Vec<_>>()))
}

/// A batch with the columns of a schema; what it has not becomes null.
fn fitted(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, LakeError> {
    let columns = schema.fields().iter().map(|field| {
        let column = batch.column_by_name(field.name()).cloned();
        column.unwrap_or_else(|| arrow::array::new_null_array(field.data_type(), batch.num_rows()))
    });
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect())?)
}

fn order_of(batch: &RecordBatch) -> Vec<u32> {
    let company = batch.column_by_name(COMPANY).map(AsArray::as_string::<i32>);
    let class = batch
        .column_by_name("class_uid")
        .map(AsArray::as_primitive::<Int32Type>);
    let time = batch
        .column_by_name(TIME)
        .map(AsArray::as_primitive::<TimestampMillisecondType>);
    let mut order: Vec<u32> = (0..u32::try_from(batch.num_rows()).unwrap_or(u32::MAX)).collect();
    if let (Some(company), Some(class), Some(time)) = (company, class, time) {
        order.sort_by_key(|row| {
            let row = *row as usize;
            (company.value(row), class.value(row), time.value(row))
        });
    }
    order
}

/// Adds the rows of each company, and the first and last time.
pub(crate) fn count(batch: &RecordBatch, companies: &mut BTreeMap<CompanyId, u64>, times: &mut [i64; 2]) {
    if let Some(column) = batch.column_by_name(COMPANY) {
        let column = column.as_string::<i32>();
        let mut at = 0;
        while at < column.len() {
            let name = column.value(at);
            let same = (at..column.len())
                .take_while(|next| column.value(*next) == name)
                .count();
            if let Ok(company) = name.parse() {
                *companies.entry(company).or_default() += same as u64;
            }
            at += same;
        }
    }
    if let Some(column) = batch.column_by_name(TIME) {
        for time in column.as_primitive::<TimestampMillisecondType>().values() {
            *times = [times[0].min(*time), times[1].max(*time)];
        }
    }
}
