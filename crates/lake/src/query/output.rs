//! Answers as text: a table for people, JSON and CSV for programs.

use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field as Column, Schema};
use arrow::error::ArrowError;
use arrow::util::pretty::pretty_format_batches_with_schema;

use super::Answer;
use crate::error::LakeError;

impl Answer {
    /// A table with lines around it.
    pub fn to_table(&self) -> Result<String, LakeError> {
        let batches = self.readable()?;
        let schema = batches
            .first()
            .map_or_else(|| Arc::clone(&self.schema), RecordBatch::schema);
        Ok(pretty_format_batches_with_schema(schema, &batches)?.to_string())
    }

    /// One JSON object per row and line. What is null is left out.
    pub fn to_json_lines(&self) -> Result<Vec<u8>, LakeError> {
        let mut writer = arrow::json::LineDelimitedWriter::new(Vec::new());
        for batch in &self.readable()? {
            writer.write(batch)?;
        }
        writer.finish()?;
        Ok(writer.into_inner())
    }

    /// CSV with a line of names.
    pub fn to_csv(&self) -> Result<Vec<u8>, LakeError> {
        let batches = self.readable()?;
        let mut text = Vec::new();
        let mut writer = arrow::csv::WriterBuilder::new()
            .with_header(true)
            .build(&mut text);
        if batches.is_empty() {
            writer.write(&RecordBatch::new_empty(Arc::clone(&self.schema)))?;
        }
        for batch in &batches {
            writer.write(batch)?;
        }
        drop(writer);
        Ok(text)
    }

    /// The rows as JSON values, for pages and programs.
    pub fn to_json(&self) -> Result<Vec<serde_json::Map<String, serde_json::Value>>, LakeError> {
        let lines = self.to_json_lines()?;
        let rows = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Ok(rows.map(serde_json::from_slice).collect::<Result<_, _>>()?)
    }

    /// Lines are bytes: here they become text, with a mark where they are none.
    fn readable(&self) -> Result<Vec<RecordBatch>, ArrowError> {
        self.batches.iter().map(readable).collect()
    }
}

fn readable(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    let schema = batch.schema();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if column.data_type() == &DataType::Binary {
            let lines = column.as_binary::<i32>().iter();
            let lines: StringArray = lines.map(|line| line.map(String::from_utf8_lossy)).collect();
            fields.push(Arc::new(Column::new(field.name(), DataType::Utf8, true)));
            columns.push(Arc::new(lines));
        } else {
            fields.push(Arc::clone(field));
            columns.push(Arc::clone(column));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}
