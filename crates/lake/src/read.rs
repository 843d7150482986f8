//! Reading files directly, without the engine: for figures and for merging.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array as _, AsArray as _, BooleanArray, RecordBatch, StringArray};
use arrow::datatypes::{Int32Type, SchemaRef, TimestampMillisecondType};
use arrow::error::ArrowError;
use contracts::ids::CompanyId;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicate, ArrowPredicateFn, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use crate::columns::{COMPANY, TIME};
use crate::error::{Harm, LakeError};
use crate::manifest::Entry;

/// Which rows are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Of these companies.
    pub companies: BTreeSet<CompanyId>,
    /// Of this class and these milliseconds alone.
    pub part: Option<(i32, Range<i64>)>,
}

impl Wanted {
    /// Whether a file may hold any of them.
    pub fn may_be_in(&self, entry: &Entry) -> bool {
        let [first, last] = entry.times;
        let in_time = self
            .part
            .as_ref()
            .is_none_or(|(_, times)| first < times.end && times.start <= last);
        in_time && self.companies.iter().any(|company| entry.may_hold(*company))
    }
}

/// The wanted rows of a file, or all.
pub(crate) fn rows_of(
    folder: &Path,
    entry: &Entry,
    wanted: Option<&Wanted>,
) -> Result<Vec<RecordBatch>, LakeError> {
    let read = || -> Result<Vec<RecordBatch>, LakeError> {
        let file = File::open(folder.join(&entry.path))?;
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let mut builder =
            ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?.with_batch_size(8192);
        if let Some(Wanted { companies, part }) = wanted {
            let names: BTreeSet<String> = companies.iter().map(CompanyId::to_string).collect();
            let groups = groups_with(builder.metadata(), &names);
            let mask = ProjectionMask::columns(builder.parquet_schema(), [COMPANY]);
            let mut predicates: Vec<Box<dyn ArrowPredicate>> = vec![Box::new(ArrowPredicateFn::new(
                mask,
                move |batch: RecordBatch| chosen(&batch, &names),
            ))];
            if let Some((class, times)) = part.clone() {
                let mask = ProjectionMask::columns(builder.parquet_schema(), [TIME, "class_uid"]);
                let in_part = move |batch: RecordBatch| is_in_part(&batch, class, &times);
                predicates.push(Box::new(ArrowPredicateFn::new(mask, in_part)));
            }
            builder = builder
                .with_row_groups(groups)
                .with_row_filter(RowFilter::new(predicates));
        }
        let batches = builder.build()?.collect::<Result<Vec<_>, ArrowError>>()?;
        Ok(batches)
    };
    read().map_err(|error| match error {
        LakeError::Parquet(_) | LakeError::Arrow(_) => LakeError::Damaged {
            file: entry.path.clone(),
            reason: Harm::Unreadable(error.to_string()),
        },
        other => other,
    })
}

/// How many rows a file says that it has, by its own footer.
pub(crate) fn count(path: &Path) -> Result<u64, LakeError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    Ok(u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0))
}

fn chosen(batch: &RecordBatch, names: &BTreeSet<String>) -> Result<BooleanArray, ArrowError> {
    let column = batch.column(0).as_any().downcast_ref::<StringArray>();
    let column = column.ok_or_else(|| ArrowError::SchemaError("company is no text".to_owned()))?;
    // Sorted files: a company is looked up once for all its rows.
    let mut last: Option<(&str, bool)> = None;
    let chosen = column.iter().map(|name| {
        let name = name?;
        match last {
            Some((known, is_chosen)) if known == name => Some(is_chosen),
            _ => {
                let is_chosen = names.contains(name);
                last = Some((name, is_chosen));
                Some(is_chosen)
            }
        }
    });
    Ok(chosen.collect())
}

fn is_in_part(batch: &RecordBatch, class: i32, times: &Range<i64>) -> Result<BooleanArray, ArrowError> {
    let missing = || ArrowError::SchemaError("no time or class of the expected type".to_owned());
    let column = |name| batch.column_by_name(name).ok_or_else(missing);
    let classes = column("class_uid")?
        .as_primitive_opt::<Int32Type>()
        .ok_or_else(missing)?;
    let instants = column(TIME)?
        .as_primitive_opt::<TimestampMillisecondType>()
        .ok_or_else(missing)?;
    let both = classes.values().iter().zip(instants.values());
    Ok(both
        .map(|(own, time)| Some(*own == class && times.contains(time)))
        .collect())
}

/// The row groups whose statistics leave room for one of the companies.
fn groups_with(metadata: &ParquetMetaData, names: &BTreeSet<String>) -> Vec<usize> {
    let may_hold = |group: &RowGroupMetaData| {
        let column = group
            .columns()
            .iter()
            .find(|column| column.column_path().string() == COMPANY);
        let statistics = column.and_then(|column| column.statistics());
        let Some(Statistics::ByteArray(values)) = statistics else {
            return true;
        };
        let text = |bytes: Option<&[u8]>| bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        match (text(values.min_bytes_opt()), text(values.max_bytes_opt())) {
            (Some(least), Some(greatest)) => {
                least > greatest || names.range(least..=greatest).next().is_some()
            }
            _ => true,
        }
    };
    let groups = metadata.row_groups().iter().enumerate();
    groups
        .filter(|(_, group)| may_hold(group))
        .map(|(at, _)| at)
        .collect()
}

/// The columns of a file.
pub(crate) fn schema_of(folder: &Path, entry: &Entry) -> Result<SchemaRef, LakeError> {
    let file = File::open(folder.join(&entry.path))?;
    Ok(Arc::clone(
        ParquetRecordBatchReaderBuilder::try_new(file)?.schema(),
    ))
}

/// How many rows each company has in a file whose entry does not list them.
pub(crate) fn companies_of(folder: &Path, entry: &Entry) -> Result<BTreeMap<CompanyId, u64>, LakeError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&entry.path))?)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), [COMPANY]);
    let mut companies = BTreeMap::new();
    for batch in builder.with_projection(mask).build()? {
        let batch = batch?;
        let Some(column) = batch.column(0).as_any().downcast_ref::<StringArray>() else {
            continue;
        };
        for company in column.iter().flatten().filter_map(|name| name.parse().ok()) {
            *companies.entry(company).or_default() += 1;
        }
    }
    Ok(companies)
}

/// The rows of a file, bit by bit.
pub(crate) fn batches_of(folder: &Path, entry: &Entry) -> Result<ParquetRecordBatchReader, LakeError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&entry.path))?)?;
    Ok(builder.with_batch_size(8192).build()?)
}

/// The rows of a file without one of its columns, bit by bit.
pub(crate) fn without(
    folder: &Path,
    entry: &Entry,
    name: &str,
) -> Result<ParquetRecordBatchReader, LakeError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&entry.path))?)?;
    let kept: Vec<&str> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .filter(|one| *one != name)
        .collect();
    let mask = ProjectionMask::columns(builder.parquet_schema(), kept);
    Ok(builder.with_projection(mask).build()?)
}

/// How many bytes each column takes in a file.
pub(crate) fn sizes(path: &Path) -> Result<Vec<(String, u64)>, LakeError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for column in builder
        .metadata()
        .row_groups()
        .iter()
        .flat_map(RowGroupMetaData::columns)
    {
        let bytes = u64::try_from(column.compressed_size()).unwrap_or(0);
        *sizes.entry(column.column_path().string()).or_default() += bytes;
    }
    Ok(sizes.into_iter().collect())
}
