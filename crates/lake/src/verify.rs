//! Whether a lake is what its manifest says: files, checksums, rows, and the write-ahead log behind it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::error::{Harm, LakeError};
use crate::files;
use crate::lake::{Lake, parquet_files};
use crate::manifest::Entry;
use crate::read;
use crate::wal::{Damage, Position, WalReader, segments};

/// What was looked at, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Files that the manifest names.
    pub files: u64,
    /// Rows of events in them.
    pub events: u64,
    /// Rows of figures in them.
    pub figures: u64,
    /// Bytes.
    pub bytes: u64,
    /// Lines in the write-ahead log that are not in the files yet.
    pub waiting: u64,
    /// What is wrong. Empty: everything holds.
    pub problems: Vec<Problem>,
    /// Files that nobody names: left over by a crash, removed at the next start of the collector.
    pub orphans: Vec<String>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// A file is missing, has another size or another checksum, or does not read.
    Damaged {
        /// Which.
        file: String,
        /// What does not hold.
        reason: Harm,
    },
    /// A file has another number of rows than the manifest says.
    Rows {
        /// Which.
        file: String,
        /// Rows in the file.
        found: u64,
        /// Rows by the manifest.
        expected: u64,
    },
    /// Between the files and what the write-ahead log still has, something is missing.
    Gap {
        /// Up to here the files hold everything.
        from: Position,
        /// Here the log begins.
        to: Position,
    },
    /// The log is missing though the files follow from one.
    NoLog {
        /// Up to here the files hold everything.
        position: Position,
    },
    /// Places of the log that do not check.
    LogDamaged {
        /// How many.
        places: u64,
        /// Their bytes.
        bytes: u64,
    },
}

impl Lake {
    /// Reads every file of the lake, and what the write-ahead log has beyond it, if there is one to look at.
    pub fn verify(&self, wal: Option<&Path>) -> Result<Verified, LakeError> {
        self.refresh()?;
        let manifest = self.manifest();
        let mut found = Verified::default();
        for file in &manifest.files {
            found.files += 1;
            found.bytes += file.bytes;
            match file.kind.is_events() {
                true => found.events += file.rows,
                false => found.figures += file.rows,
            }
            found.problems.extend(self.problem_of(file)?);
        }
        let known: BTreeSet<&str> = manifest
            .files
            .iter()
            .map(|file| file.path.as_str())
            .chain(manifest.retired.iter().map(|(path, _)| path.as_str()))
            .collect();
        let there = parquet_files(self.folder())?;
        found.orphans = there
            .into_iter()
            .filter(|path| !known.contains(path.as_str()))
            .collect();
        if let Some(wal) = wal {
            verify_log(wal, manifest.position, &mut found)?;
        }
        Ok(found)
    }

    /// Files of the lake that are not what the manifest says, read byte for byte. With `among`, only those of them are
    /// looked at.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn damaged_files(&self, among: Option<&[String]>) -> Result<Vec<String>, LakeError> {
        self.refresh()?;
        let mut damaged = Vec::new();
        for file in &self.manifest().files {
            if among.is_none_or(|among| among.contains(&file.path)) && self.problem_of(file)?.is_some() {
                damaged.push(file.path.clone());
            }
        }
        Ok(damaged)
    }

    fn problem_of(&self, file: &Entry) -> Result<Option<Problem>, LakeError> {
        let damaged = |file: String, reason: Harm| Some(Problem::Damaged { file, reason });
        match files::check(self.folder(), file) {
            Ok(()) => {}
            Err(LakeError::Damaged { file, reason }) => return Ok(damaged(file, reason)),
            Err(other) => return Err(other),
        }
        Ok(match read::count(&self.folder().join(&file.path)) {
            Ok(rows) if rows == file.rows => None,
            Ok(rows) => Some(Problem::Rows {
                file: file.path.clone(),
                found: rows,
                expected: file.rows,
            }),
            Err(error) => damaged(file.path.clone(), Harm::Unreadable(error.to_string())),
        })
    }
}

fn verify_log(wal: &Path, position: Position, found: &mut Verified) -> Result<(), LakeError> {
    let segments = segments(wal)?;
    let Some(first) = segments.first() else {
        if position > Position::START {
            found.problems.push(Problem::NoLog { position });
        }
        return Ok(());
    };
    let numbers = segments.iter().map(|segment| segment.number);
    let mut before = position.segment.max(first.number);
    // A segment may be wholly in the files and deleted only if all before it are.
    if first.number > position.segment.max(1) {
        let to = Position {
            segment: first.number,
            offset: 0,
        };
        found.problems.push(Problem::Gap { from: position, to });
    }
    for number in numbers.filter(|number| *number >= position.segment) {
        if number > before + 1 {
            let from = Position {
                segment: before,
                offset: u64::MAX,
            };
            found.problems.push(Problem::Gap {
                from,
                to: Position {
                    segment: number,
                    offset: 0,
                },
            });
        }
        before = number;
    }
    // From its begin: a bad place among what the files hold already costs nothing, and tells of a bad disk.
    let begin = Position {
        segment: first.number,
        offset: 0,
    };
    let mut reader = WalReader::open(wal, begin.min(position));
    while let Some(line) = reader
        .next()
        .map_err(|error| std::io::Error::other(error.to_string()))?
    {
        found.waiting += u64::from(line.position > position);
    }
    let Damage { places, bytes } = reader.damage();
    if places > 0 {
        found.problems.push(Problem::LogDamaged { places, bytes });
    }
    Ok(())
}
