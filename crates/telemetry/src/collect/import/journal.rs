//! What was imported before: for each device how far which content was taken.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use contracts::ids::DeviceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::lines::{digits, hash};

/// Its name within the folder of the lake: one JSON object a line, the later ones of an import in the place of the earlier.
pub(super) const FILE: &str = "imports.jsonl";

/// Up to where a file was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Noted {
    /// For which device.
    pub device: DeviceId,
    /// What it was called, for people.
    pub file: String,
    /// When its import began.
    pub begun: Timestamp,
    /// Bytes from its beginning.
    pub bytes: u64,
    /// Lines of this import.
    pub lines: u64,
    /// SHA-256 of these bytes, in hex.
    pub sha256: String,
    /// They end in the middle of a line: only the very same content is known by them.
    pub tail: bool,
}

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Bytes from its beginning that were imported.
    pub bytes: u64,
    /// If that is all of it: its SHA-256 in hex.
    pub whole: Option<String>,
}

/// The journal, opened to be written to.
pub(super) struct Journal {
    noted: BTreeMap<(DeviceId, Timestamp, String, bool), Noted>,
    file: File,
}

impl Journal {
    /// Reads the journal of a lake and keeps the last note of each import. A torn line at its end is left out: what it
    /// would have said was not imported.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let mut noted = BTreeMap::new();
        for line in text.lines() {
            if let Ok(note) = serde_json::from_str::<Noted>(line) {
                noted.insert(key(&note), note);
            }
        }
        rewrite(&path, noted.values())?;
        let file = OpenOptions::new().append(true).open(&path)?;
        Ok(Self { noted, file })
    }

    /// Notes how far an import has come. It is on disk when this returns.
    pub(super) fn note(&mut self, note: &Noted) -> io::Result<()> {
        let mut line = serde_json::to_vec(note)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.noted.insert(key(note), note.clone());
        Ok(())
    }

    /// How much of a file was imported for a device. The file is opened only if anything was.
    pub(super) fn known<'r>(
        &self,
        device: DeviceId,
        open: impl FnOnce() -> io::Result<Box<dyn Read + 'r>>,
    ) -> io::Result<Known> {
        let mut notes: Vec<&Noted> = self.noted.values().filter(|note| note.device == device).collect();
        if notes.is_empty() {
            return Ok(Known::default());
        }
        notes.sort_by_key(|note| note.bytes);
        compare(&notes, &mut open()?)
    }
}

fn key(note: &Noted) -> (DeviceId, Timestamp, String, bool) {
    (note.device, note.begun, note.file.clone(), note.tail)
}

/// Holds the beginnings of a file against the notes, the shortest first.
fn compare(notes: &[&Noted], file: &mut impl Read) -> io::Result<Known> {
    let mut sha256 = Sha256::new();
    let (mut at, mut is_over) = (0, false);
    // The longest beginning that ends with a line, and the longest at all.
    let (mut known, mut longest) = (0, None);
    for note in notes {
        at += hash(file, note.bytes.saturating_sub(at), &mut sha256)?;
        if at < note.bytes {
            is_over = true;
            break;
        }
        let digits = digits(&sha256);
        if digits == note.sha256 {
            longest = Some((at, digits));
            if !note.tail {
                known = at;
            }
        }
    }
    let is_over = is_over || hash(file, 1, &mut sha256)? == 0;
    match longest {
        Some((bytes, digits)) if is_over && bytes == at => Ok(Known {
            bytes,
            whole: Some(digits),
        }),
        _ => Ok(Known {
            bytes: known,
            whole: None,
        }),
    }
}

/// Writes the notes in one step.
fn rewrite<'n>(path: &Path, notes: impl Iterator<Item = &'n Noted>) -> io::Result<()> {
    let beside: PathBuf = path.with_extension("new");
    let mut text = Vec::new();
    for note in notes {
        text.extend(serde_json::to_vec(note)?);
        text.push(b'\n');
    }
    let mut file = File::create(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    path.parent()
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

    fn note(text: &str, begun: i64) -> Noted {
        Noted {
            device: DEVICE,
            file: "a.log".to_owned(),
            begun: Timestamp::from_second(begun).unwrap(),
            bytes: text.len() as u64,
            lines: 1,
            sha256: digits(&Sha256::new_with_prefix(text)),
            tail: !text.ends_with('\n'),
        }
    }

    fn known(journal: &Journal, device: DeviceId, text: &str) -> (u64, bool) {
        let known = journal
            .known(device, || Ok(Box::new(text.as_bytes()) as _))
            .unwrap();
        (known.bytes, known.whole.is_some())
    }

    #[test]
    fn what_was_taken_is_known_in_whole_or_by_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        assert_eq!(known(&journal, DEVICE, "a\n"), (0, false));
        for text in ["a\n", "a\nb\n", "a\nb\nc"] {
            journal.note(&note(text, 1)).unwrap();
        }
        journal.note(&note("other\n", 2)).unwrap();
        // As after a crash in the middle of a note.
        let path = folder.path().join(FILE);
        let torn = fs::read_to_string(&path).unwrap() + "{\"device\":";
        fs::write(&path, torn).unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap().lines().count(),
            3,
            "one for each end"
        );
        for (text, expected) in [
            ("a\nb\nc", (5, true)),
            ("a\nb\n", (4, true)),
            // The line was not over when it was taken: it comes again, whole.
            ("a\nb\ncd\n", (4, false)),
            ("a\nb\nx\n", (4, false)),
            ("a\nx\n", (0, false)),
            ("a\n", (0, false)),
            ("other\nmore\n", (6, false)),
            ("", (0, false)),
        ] {
            assert_eq!(known(&journal, DEVICE, text), expected, "{text:?}");
        }
        assert_eq!(known(&journal, DeviceId(Uuid::nil()), "a\nb\n"), (0, false));
    }
}
