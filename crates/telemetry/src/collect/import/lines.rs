//! Files and their lines.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

const BUFFER: usize = 1 << 18;
/// How a file that was packed with gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The files that are meant: a file itself, of a folder all below it in the order of their names, without those that are
/// hidden.
///
/// # Errors
/// With the path that does not read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let with_path = |error| (path.to_owned(), error);
    if !fs::metadata(path).map_err(with_path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(with_path)?;
    let mut inside: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()
        .map_err(with_path)?;
    inside.retain(|path| {
        let name = path.file_name().unwrap_or_default();
        !name.as_encoded_bytes().starts_with(b".")
    });
    inside.sort();
    let mut found = Vec::new();
    for path in inside {
        found.extend(files(&path)?);
    }
    Ok(found)
}

/// Opens a file; what was packed with gzip is unpacked, whatever it is called.
///
/// # Errors
/// If it does not open.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
    if file.fill_buf()?.starts_with(&GZIP) {
        let unpacked = MultiGzDecoder::new(file);
        return Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)));
    }
    Ok(Box::new(file))
}

/// What is to be said of a line beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// It was longer than allowed.
    pub is_cut: bool,
}

/// The lines of a file, and the hash of what was read of it.
pub(super) struct Lines<R> {
    reader: R,
    hash: Sha256,
    bytes: u64,
    most: usize,
    has_tail: bool,
}

impl<R: BufRead> Lines<R> {
    /// Of a reader; of a line longer than `most` bytes the rest is left out.
    pub(super) fn new(reader: R, most: usize) -> Self {
        Self {
            reader,
            hash: Sha256::new(),
            bytes: 0,
            most,
            has_tail: false,
        }
    }

    /// Bytes read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Their SHA-256 in hex.
    pub(super) fn sha256(&self) -> String {
        digits(&self.hash)
    }

    /// Whether the last line had no end.
    pub(super) fn has_tail(&self) -> bool {
        self.has_tail
    }

    /// Passes over bytes that are known.
    pub(super) fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let copied = hash(&mut self.reader, bytes, &mut self.hash)?;
        self.bytes += copied;
        match copied == bytes {
            true => Ok(()),
            false => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    /// The next line without its end; none at the end of the file.
    ///
    /// # Errors
    /// Where a file breaks off in a line, what was read of the line does not count as read: it comes again, whole.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Taken>> {
        let (hash, bytes) = (self.hash.clone(), self.bytes);
        let read = self.read(line);
        if read.is_err() {
            (self.hash, self.bytes) = (hash, bytes);
        }
        read
    }

    fn read(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Taken>> {
        line.clear();
        let (mut any, mut is_cut) = (false, false);
        loop {
            let part = match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                part => part?,
            };
            let end = memchr::memchr(b'\n', part);
            let used = end.map_or(part.len(), |at| at + 1);
            if used == 0 {
                self.has_tail |= any;
                break;
            }
            any = true;
            self.hash.update(&part[..used]);
            let content = &part[..end.unwrap_or(used)];
            let room = self.most.saturating_sub(line.len());
            is_cut |= content.len() > room;
            line.extend_from_slice(&content[..content.len().min(room)]);
            self.reader.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(any.then_some(Taken { is_cut }))
    }
}

/// SHA-256 so far, in hex.
pub(super) fn digits(hash: &Sha256) -> String {
    let digest = hash.clone().finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes up to `bytes` of a reader into a hash; how many there were.
pub(super) fn hash(reader: &mut impl Read, bytes: u64, hash: &mut Sha256) -> io::Result<u64> {
    let mut buffer = vec![0; BUFFER];
    let mut taken = 0;
    while taken < bytes {
        let most = usize::try_from(bytes - taken).map_or(BUFFER, |left| left.min(BUFFER));
        match reader.read(&mut buffer[..most]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => match read? {
                0 => break,
                read => {
                    hash.update(&buffer[..read]);
                    taken += read as u64;
                }
            },
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(bytes: &[u8], buffer: usize, most: usize) -> (Vec<Vec<u8>>, u64, bool) {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, bytes), most);
        let (mut line, mut found) = (Vec::new(), Vec::new());
        while lines.next(&mut line).unwrap().is_some() {
            found.push(line.clone());
        }
        assert_eq!(lines.sha256(), digits(&Sha256::new_with_prefix(bytes)));
        (found, lines.bytes(), lines.has_tail())
    }

    proptest! {
        #[test]
        fn lines_are_those_between_line_feeds(
            lines in prop::collection::vec("[a-z]{0,9}", 0..9), tail in "[a-z]{0,5}", buffer in 1_usize..20,
        ) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect::<String>() + &tail;
            let (found, bytes, has_tail) = all(text.as_bytes(), buffer, 100);
            let expected: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(bytes, text.len() as u64);
            prop_assert_eq!(has_tail, !tail.is_empty());
        }
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_one_whole() {
        let (found, ..) = all(b"abcdefgh\r\nxy\r\n", 3, 4);
        assert_eq!(found, [b"abcd".to_vec(), b"xy".to_vec()]);
    }

    #[test]
    fn what_was_read_of_a_line_that_breaks_off_does_not_count() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(ErrorKind::UnexpectedEof.into())
            }
        }
        let reader = BufReader::new(b"one\ntw".chain(Broken));
        let (mut lines, mut line) = (Lines::new(reader, 100), Vec::new());
        assert!(lines.next(&mut line).unwrap().is_some());
        assert!(lines.next(&mut line).is_err());
        assert_eq!(lines.bytes(), 4);
        assert_eq!(lines.sha256(), digits(&Sha256::new_with_prefix(b"one\n")));
        assert!(!lines.has_tail());
    }

    #[test]
    fn packed_files_are_unpacked_and_folders_walked() {
        use std::io::Write as _;
        let folder = tempfile::tempdir().unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"one\ntwo\n").unwrap();
        let packed = packed.finish().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        fs::write(folder.path().join("b/x.log"), &packed).unwrap();
        fs::write(folder.path().join("a.log"), "plain\n").unwrap();
        fs::write(folder.path().join(".hidden"), "no\n").unwrap();
        let found = files(folder.path()).unwrap();
        assert_eq!(
            found,
            [folder.path().join("a.log"), folder.path().join("b/x.log")]
        );
        let mut text = String::new();
        open(&found[1]).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "one\ntwo\n");
        // Two packed files, one behind the other, are one; a torn one says so.
        fs::write(&found[1], [&packed[..], &packed[..packed.len() - 6]].concat()).unwrap();
        let torn = open(&found[1]).unwrap().read_to_string(&mut text).unwrap_err();
        assert_eq!(torn.kind(), ErrorKind::UnexpectedEof);
        assert_eq!(
            files(Path::new("/no/such/folder")).unwrap_err().1.kind(),
            ErrorKind::NotFound
        );
    }
}
