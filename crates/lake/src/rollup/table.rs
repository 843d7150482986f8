//! Figures as columns.

use std::sync::{Arc, LazyLock};

use arrow::array::{
    Array as _, ArrayRef, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Field as Column, Schema, SchemaRef};
use arrow::error::ArrowError;

use super::{Figures, Measure, RollupRow};
use crate::columns::schema_instant as instant;
use crate::days;

/// The table of figures as Arrow and SQL see it.
pub(crate) fn rollup_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let count = |name| Column::new(name, DataType::Int64, false);
        Arc::new(Schema::new(vec![
            Column::new("company", DataType::Utf8, false),
            Column::new("day", DataType::Date32, false),
            Column::new("measure", DataType::Utf8, false),
            Column::new("key", DataType::Utf8, false),
            Column::new("key2", DataType::Utf8, false),
            count("events"),
            count("blocked"),
            count("detected"),
            count("bytes_in"),
            count("bytes_out"),
            Column::new("first", instant(), false),
            Column::new("last", instant(), false),
            Column::new("severity", DataType::Int32, false),
        ]))
    });
    Arc::clone(&SCHEMA)
}

/// Rows as columns.
pub(crate) fn to_batch(rows: &[RollupRow]) -> Result<RecordBatch, ArrowError> {
    let texts = |text: &dyn Fn(&RollupRow) -> String| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(text(row))).collect::<StringArray>())
    };
    let counts = |count: &dyn Fn(&Figures) -> u64| -> ArrayRef {
        let count = |row: &RollupRow| i64::try_from(count(&row.figures)).unwrap_or(i64::MAX);
        Arc::new(rows.iter().map(count).collect::<Int64Array>())
    };
    let instants = |instant: &dyn Fn(&Figures) -> i64| -> ArrayRef {
        let instants: TimestampMillisecondArray =
            rows.iter().map(|row| Some(instant(&row.figures))).collect();
        Arc::new(instants.with_timezone("UTC"))
    };
    let days: Date32Array = rows.iter().map(|row| Some(days::number_of(row.day))).collect();
    let severity: Int32Array = rows
        .iter()
        .map(|row| Some(i32::from(row.figures.severity)))
        .collect();
    RecordBatch::try_new(
        rollup_schema(),
        vec![
            texts(&|row| row.company.to_string()),
            Arc::new(days),
            texts(&|row| row.measure.as_str().to_owned()),
            texts(&|row| row.key.clone()),
            texts(&|row| row.key2.clone()),
            counts(&|figures| figures.events),
            counts(&|figures| figures.blocked),
            counts(&|figures| figures.detected),
            counts(&|figures| figures.bytes_in),
            counts(&|figures| figures.bytes_out),
            instants(&|figures| figures.first),
            instants(&|figures| figures.last),
            Arc::new(severity),
        ],
    )
}

/// Columns as rows; rows of measures that this version does not know are left out.
pub(crate) fn from_batch(batch: &RecordBatch, rows: &mut Vec<RollupRow>) -> Result<(), ArrowError> {
    let company: &StringArray = column(batch, "company")?;
    let day: &Date32Array = column(batch, "day")?;
    let measure: &StringArray = column(batch, "measure")?;
    let key: &StringArray = column(batch, "key")?;
    let key2: &StringArray = column(batch, "key2")?;
    let numbers = |name| column::<Int64Array>(batch, name);
    let [events, blocked, detected] = [numbers("events")?, numbers("blocked")?, numbers("detected")?];
    let [bytes_in, bytes_out] = [numbers("bytes_in")?, numbers("bytes_out")?];
    let first: &TimestampMillisecondArray = column(batch, "first")?;
    let last: &TimestampMillisecondArray = column(batch, "last")?;
    let severity: &Int32Array = column(batch, "severity")?;
    let count = |column: &Int64Array, at| u64::try_from(column.value(at)).unwrap_or(0);
    for at in 0..batch.num_rows() {
        let company = company.value(at).parse();
        let (Some(measure), Ok(company)) = (Measure::of(measure.value(at)), company) else {
            continue;
        };
        rows.push(RollupRow {
            company,
            day: days::from_number(day.value(at)),
            measure,
            key: key.value(at).to_owned(),
            key2: key2.value(at).to_owned(),
            figures: Figures {
                events: count(events, at),
                blocked: count(blocked, at),
                detected: count(detected, at),
                bytes_in: count(bytes_in, at),
                bytes_out: count(bytes_out, at),
                first: first.value(at),
                last: last.value(at),
                severity: u8::try_from(severity.value(at)).unwrap_or(0),
            },
        });
    }
    Ok(())
}

fn column<'b, A: 'static>(batch: &'b RecordBatch, name: &str) -> Result<&'b A, ArrowError> {
    let column = batch
        .column_by_name(name)
        .and_then(|column| column.as_any().downcast_ref());
    column.ok_or_else(|| ArrowError::SchemaError(format!("no column {name} of the expected type")))
}
