//! Events as a Parquet file of their own, outside a lake: the same columns, in the order in which they came.

use std::io::{self, Write};

use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;

use crate::columns::{BATCH, Columns, Row, Width, event_schema};
use crate::error::LakeError;
use crate::files::{self, Shape};

/// Rows that are gathered before they are written.
const ROWS: usize = 32_768;
/// Bytes in memory from which on they are, however few rows that is.
const BYTES: usize = 64_000_000;

/// Writes events as Parquet to a file, a pipe or a buffer. Every column is there, whether something stands in it or
/// not, so that files of different lines can be read together.
pub struct EventWriter<W: Write + Send> {
    inner: ArrowWriter<W>,
    columns: Columns,
}

impl<W: Write + Send> EventWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What writing comes to, as for all of them.
    pub fn new(sink: W) -> io::Result<Self> {
        let shape = Shape {
            row_group: 122_880,
            compression: files::zstd(3).map_err(as_io)?,
            short_lived: false,
        };
        let properties = files::properties(shape);
        let inner = ArrowWriter::try_new(sink, event_schema(), Some(properties));
        Ok(Self {
            inner: inner.map_err(|error| as_io(error.into()))?,
            columns: Columns::new(),
        })
    }

    /// Adds a row. Its time stays as it is, however old it may be.
    ///
    /// # Errors
    /// What writing comes to.
    pub fn push(&mut self, row: &Row<'_, '_>) -> io::Result<()> {
        self.columns.push(row);
        if self.columns.len() >= ROWS || self.columns.bytes() >= BYTES {
            self.write().map_err(as_io)?;
        }
        Ok(())
    }

    /// Ends the file and gives back where it was written to.
    ///
    /// # Errors
    /// What writing comes to.
    pub fn finish(mut self) -> io::Result<W> {
        self.write().map_err(as_io)?;
        let mut sink = self.inner.into_inner().map_err(|error| as_io(error.into()))?;
        sink.flush()?;
        Ok(sink)
    }

    fn write(&mut self) -> Result<(), LakeError> {
        let order = self.columns.as_they_came();
        for batch in self.columns.batches(&order, BATCH, Width::Whole)? {
            self.inner.write(&batch?)?;
        }
        self.columns.clear();
        Ok(())
    }
}

/// The trouble that the sink had is told as such: a reader that went away is none.
fn as_io(error: LakeError) -> io::Error {
    match error {
        LakeError::Io(error) => error,
        LakeError::Parquet(ParquetError::External(inner)) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array as _, Int64Array};
    use contracts::ids::{CompanyId, DeviceId};
    use firewall_logs::{Class, Event, Field};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use uuid::Uuid;

    use super::*;
    use crate::columns::Flags;

    fn written(ports: &[i64]) -> Vec<u8> {
        let mut writer = EventWriter::new(Vec::new()).unwrap();
        for port in ports {
            let mut event = Event::new();
            event.class = Class::NetworkActivity;
            event.raw = b"line";
            event.set_integer(Field::SourcePort, *port);
            let time = jiff::Timestamp::from_second(1_000_000 - port).unwrap();
            let row = Row {
                company: CompanyId(Uuid::nil()),
                device: DeviceId(Uuid::nil()),
                received: time,
                time,
                flags: Flags::default(),
                event: &event,
            };
            writer.push(&row).unwrap();
        }
        writer.finish().unwrap()
    }

    fn ports(folder: &tempfile::TempDir, bytes: &[u8]) -> Vec<i64> {
        let path = folder.path().join("events.parquet");
        std::fs::write(&path, bytes).unwrap();
        let file = std::fs::File::open(path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        assert_eq!(reader.schema().fields().len(), event_schema().fields().len());
        let batches = reader.build().unwrap().map(Result::unwrap);
        batches
            .flat_map(|batch| {
                let column = batch.column_by_name("src_endpoint_port").unwrap();
                let column = column.as_any().downcast_ref::<Int64Array>().unwrap();
                column.values().to_vec()
            })
            .collect()
    }

    #[test]
    fn rows_stay_in_their_order_over_all_batches() {
        let folder = tempfile::tempdir().unwrap();
        let many: Vec<i64> = (0..40_000).map(|number| number * 7 % 40_000).collect();
        assert_eq!(ports(&folder, &written(&many)), many);
        assert_eq!(
            ports(&folder, &written(&[])),
            Vec::<i64>::new(),
            "no line is a file as well"
        );
    }

    #[test]
    fn a_reader_that_went_away_is_told_as_such() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let ended = EventWriter::new(Gone).and_then(EventWriter::finish);
        assert_eq!(ended.err().unwrap().kind(), io::ErrorKind::BrokenPipe);
    }
}
