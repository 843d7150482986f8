//! Parquet files: written once, synced, with the checksum of their bytes; read with that checksum.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use xxhash_rust::xxh3::Xxh3Default;

use crate::columns::{COMPANY, DEVICE, RAW, TIME};
use crate::error::{Harm, LakeError};
use crate::manifest::Entry;

/// How a file is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Rows of a row group.
    pub row_group: usize,
    /// How bytes are compressed.
    pub compression: Compression,
    /// Whether the file lives for a day at most: then only the columns by which rows are nearly always looked for say
    /// what lies in each page. Finding that out for all of them is a twentieth of writing.
    pub short_lived: bool,
}

/// By Zstandard, at a level from 1 to 22.
pub(crate) fn zstd(level: i32) -> Result<Compression, LakeError> {
    Ok(Compression::ZSTD(ZstdLevel::try_new(level)?))
}

/// Columns that count upwards or nearly so, or are nearly always new: differences, packed into as many bits as they
/// need, are shorter than a dictionary. (With their bytes apart the latter would take a tenth less still, but not
/// every program reads whole numbers stored so.)
const DIFFERENCES: [&str; 12] = [
    "time",
    "received_after",
    "device_time",
    "start_time",
    "end_time",
    "metadata_sequence",
    "src_endpoint_port",
    "traffic_bytes",
    "traffic_bytes_in",
    "traffic_bytes_out",
    "first",
    "last",
];

/// Columns by which rows are looked for.
const SOUGHT: [&str; 4] = [COMPANY, DEVICE, TIME, "class_uid"];

/// Texts that count upwards: what they share with the one before is left out.
const COUNTED: [&str; 2] = ["connection_info_uid", "tunnel_interface_uid"];

pub(crate) fn properties(shape: Shape) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_compression(shape.compression)
        .set_max_row_group_row_count(Some(shape.row_group))
        .set_statistics_enabled(match shape.short_lived {
            true => EnabledStatistics::None,
            false => EnabledStatistics::Page,
        })
        .set_created_by("mamori".to_owned());
    for name in DIFFERENCES {
        let path = ColumnPath::from(name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    for name in COUNTED {
        let path = ColumnPath::from(name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
    }
    for name in SOUGHT {
        properties =
            properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Page);
    }
    for name in [RAW, "unmapped"] {
        let path = ColumnPath::from(name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    properties.build()
}

/// What a file that was written takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub rows: u64,
    pub bytes: u64,
    pub checksum: String,
}

/// Writes batches of one schema to a new file. It is there after a crash once this returns.
pub(crate) fn write<'b>(
    path: &Path,
    shape: Shape,
    batches: impl IntoIterator<Item = &'b RecordBatch>,
) -> Result<Written, LakeError> {
    let mut batches = batches.into_iter().peekable();
    let Some(first) = batches.peek() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a file without columns").into());
    };
    let mut writer = FileWriter::create(path, shape, first.schema())?;
    for batch in batches {
        writer.write(batch)?;
    }
    writer.finish()
}

/// Writes a file bit by bit.
pub(crate) struct FileWriter {
    inner: ArrowWriter<Hashing>,
    rows: u64,
}

impl FileWriter {
    /// A new file for batches with these columns; its folder is made.
    pub fn create(path: &Path, shape: Shape, schema: SchemaRef) -> Result<Self, LakeError> {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let sink = Hashing {
            file: BufWriter::with_capacity(1 << 20, File::create_new(path)?),
            hash: Xxh3Default::new(),
            bytes: 0,
        };
        let inner = ArrowWriter::try_new(sink, schema, Some(properties(shape)))?;
        Ok(Self { inner, rows: 0 })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        self.rows += batch.num_rows() as u64;
        Ok(self.inner.write(batch)?)
    }

    pub fn finish(self) -> Result<Written, LakeError> {
        let mut sink = self.inner.into_inner()?;
        sink.flush()?;
        sink.file.get_ref().sync_all()?;
        Ok(Written {
            rows: self.rows,
            bytes: sink.bytes,
            checksum: format!("{:016x}", sink.hash.digest()),
        })
    }
}

/// Makes a folder that is there after a crash.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    for parent in folder
        .ancestors()
        .skip(1)
        .take(2)
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// Makes sure that new files in a folder are there after a crash.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent()
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

struct Hashing {
    file: BufWriter<File>,
    hash: Xxh3Default,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Whether a file is, byte for byte, what was written.
///
/// # Errors
/// [`LakeError::Damaged`] with the reason.
pub fn check(folder: &Path, entry: &Entry) -> Result<(), LakeError> {
    let damaged = |reason: Harm| LakeError::Damaged {
        file: entry.path.clone(),
        reason,
    };
    let mut file = match File::open(folder.join(&entry.path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(damaged(Harm::Missing));
        }
        file => file?,
    };
    let mut hash = Xxh3Default::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(&buffer[..read]);
    }
    if bytes != entry.bytes {
        return Err(damaged(Harm::Size {
            found: bytes,
            expected: entry.bytes,
        }));
    }
    let checksum = format!("{:016x}", hash.digest());
    if checksum != entry.checksum {
        return Err(damaged(Harm::Checksum));
    }
    Ok(())
}
