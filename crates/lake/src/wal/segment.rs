//! The files of the log: their names, their headers, and cutting a torn end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::frame::{Found, MARKER, Place, look};

/// Two copies of magic, salt and checksum: one damaged place does not take the whole segment.
pub(super) const HEADER: u64 = 48;
const MAGIC: &[u8; 8] = b"mamoriW1";
const COPY: usize = 24;

/// A segment on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Its number.
    pub number: u64,
    /// Its file.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: u64,
}

/// The segments in a folder, in order. A missing folder has none.
pub fn segments(folder: &Path) -> io::Result<Vec<Segments>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let is_segment = path.extension().is_some_and(|extension| extension == "wal");
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        if let (true, Some(number)) = (is_segment, number) {
            let bytes = entry.metadata()?.len();
            found.push(Segments { number, path, bytes });
        }
    }
    found.sort_by_key(|segment| segment.number);
    Ok(found)
}

pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:020}.wal"))
}

fn header(salt: u64) -> Vec<u8> {
    let mut copy = Vec::with_capacity(COPY);
    copy.extend_from_slice(MAGIC);
    copy.extend_from_slice(&salt.to_le_bytes());
    copy.extend_from_slice(&crc32fast::hash(&copy).to_le_bytes());
    copy.extend_from_slice(&[0; 4]);
    copy.repeat(2)
}

/// The salt of a segment. Where both copies are damaged, 0: then nothing in it checks and all of it is set aside.
pub(super) fn read_salt(file: &mut File) -> io::Result<u64> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    (&*file).take(HEADER).read_to_end(&mut bytes)?;
    let salt = bytes.chunks_exact(COPY).find_map(|copy| {
        let checksum = u32::from_le_bytes([copy[16], copy[17], copy[18], copy[19]]);
        let salt = copy[8..16].try_into().map(u64::from_le_bytes).ok()?;
        (copy.starts_with(MAGIC) && crc32fast::hash(&copy[..16]) == checksum).then_some(salt)
    });
    Ok(salt.unwrap_or_default())
}

/// Makes a new segment; it is there after a crash once this returns.
pub(super) fn create(folder: &Path, number: u64, salt: u64) -> io::Result<File> {
    let path = path(folder, number);
    let create = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(&header(salt))?;
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(file)
    };
    let made = create();
    if made.is_err() {
        // A half-made segment would be in the way of the next attempt.
        let _ = fs::remove_file(&path);
    }
    made
}

/// The next place from `from` on where a marker, or the beginning of one at the very end, stands.
pub(super) fn next_marker(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let whole = rest.windows(MARKER.len()).position(|window| window == MARKER);
    let at = whole.or_else(|| {
        let first = rest.len().saturating_sub(MARKER.len() - 1);
        (first..rest.len()).find(|&start| MARKER.starts_with(&rest[start..]))
    });
    at.map(|at| from + at)
}

/// Cuts what stands behind the last whole frame of a segment that nobody writes to; what is cut is kept in the
/// quarantine. Damage before the last whole frame stays, for the reader. Gives the end.
pub(super) fn cut_torn_end(folder: &Path, segment: &Segments) -> io::Result<u64> {
    let mut file = OpenOptions::new().read(true).write(true).open(&segment.path)?;
    let place = Place {
        salt: read_salt(&mut file)?,
        segment: segment.number,
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let header = usize::try_from(HEADER).unwrap_or(usize::MAX).min(bytes.len());
    let (mut at, mut end) = (header, header);
    while let Some(next) = next_marker(&bytes, at) {
        match look(place, next as u64, &bytes[next..]) {
            Found::Frame(size) => {
                at = next + size;
                end = at;
            }
            Found::Short(_) | Found::Nothing => at = next + 1,
        }
    }
    if end < bytes.len() {
        keep_in_quarantine(folder, segment.number, end as u64, &bytes[end..])?;
        file.set_len(end as u64)?;
        file.sync_all()?;
    }
    Ok(end as u64)
}

/// Keeps damaged bytes under their place; the same damage found twice is kept once.
pub(super) fn keep_in_quarantine(folder: &Path, segment: u64, offset: u64, bytes: &[u8]) -> io::Result<()> {
    let quarantine = folder.join("quarantine");
    fs::create_dir_all(&quarantine)?;
    let path = quarantine.join(format!("{segment:020}-{offset:012}.bytes"));
    if fs::metadata(&path).is_ok_and(|known| known.len() == bytes.len() as u64) {
        return Ok(());
    }
    fs::write(path, bytes)
}
