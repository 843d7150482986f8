//! Which files make up the lake, and up to where of the write-ahead log they hold everything.
//!
//! One JSON file, replaced as a whole: whoever reads it sees the lake before a change or after it. A file that it
//! does not name is no part of the lake.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use contracts::ids::{CompanyId, DeviceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::erase::Erased;
use crate::error::LakeError;
use crate::retention::Judged;
use crate::wal::Position;

const NAME: &str = "manifest.json";
const VERSION: u32 = 1;
/// Above so many companies in one file they are not listed.
const LISTED: usize = 4096;

/// What a file of the lake holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Events of a day as they came in; there may be several, and they are merged.
    Part,
    /// Events of a day, merged.
    Day,
    /// Events of a day that came after it was merged.
    Delta,
    /// Events of one bucket of companies in a closed month.
    Month,
    /// Figures of days.
    Rollup,
}

impl Kind {
    /// Whether it holds events.
    pub const fn is_events(self) -> bool {
        !matches!(self, Self::Rollup)
    }
}

/// A file of the lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Within the lake's folder, with `/`.
    pub path: String,
    /// What it holds.
    pub kind: Kind,
    /// Its day; of a month or of rollups, the first day of the month.
    pub day: Date,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// XXH3-64 of its bytes, hexadecimal.
    pub checksum: String,
    /// Earliest and latest time in it, milliseconds.
    pub times: [i64; 2],
    /// Rows of each company; absent where there are very many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub companies: Option<BTreeMap<CompanyId, u64>>,
    /// Which bucket of companies, of a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket: Option<u8>,
    /// Whether the lines were dropped from it after their time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_raw: bool,
}

impl Entry {
    /// Whether it may hold rows of a company.
    pub fn may_hold(&self, company: CompanyId) -> bool {
        self.companies
            .as_ref()
            .is_none_or(|companies| companies.contains_key(&company))
    }

    /// Whether a day of it lies in the days from `from` to `to`, both included.
    pub fn overlaps(&self, from: Date, to: Date) -> bool {
        let last = match self.kind {
            Kind::Month | Kind::Rollup => self.day.last_of_month(),
            Kind::Part | Kind::Day | Kind::Delta => self.day,
        };
        self.day <= to && from <= last
    }
}

/// Rows of each company, if they are few enough to be listed.
pub(crate) fn listed(companies: BTreeMap<CompanyId, u64>) -> Option<BTreeMap<CompanyId, u64>> {
    (companies.len() <= LISTED).then_some(companies)
}

/// The lake at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this format.
    pub version: u32,
    /// Counts the changes.
    pub sequence: u64,
    /// Above the numbers of all files.
    pub next_file: u64,
    /// Everything before this place of the write-ahead log is in the files.
    pub position: Position,
    /// The files.
    pub files: Vec<Entry>,
    /// Files that were replaced and may still be read by a query: path and the change that replaced them. They
    /// are deleted with the next compaction.
    #[serde(default)]
    pub retired: Vec<(String, u64)>,
    /// Months that were closed, by their first day.
    #[serde(default)]
    pub closed: Vec<Date>,
    /// Lines that were dropped as duplicates within a replay window, per device.
    #[serde(default)]
    pub duplicates: BTreeMap<DeviceId, u64>,
    /// Whose rows were taken out: what comes of them later goes too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<Erased>,
    /// By which day retention was judged last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
}

impl Manifest {
    /// An empty lake.
    pub fn empty() -> Self {
        Self {
            version: VERSION,
            ..Self::default()
        }
    }

    /// Reads it; none if there is none.
    pub fn read(folder: &Path) -> Result<Option<Self>, LakeError> {
        let text = match fs::read(folder.join(NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let manifest: Self = serde_json::from_slice(&text)?;
        if manifest.version != VERSION {
            return Err(LakeError::Manifest(format!("version {}", manifest.version)));
        }
        Ok(Some(manifest))
    }

    /// Puts it in the place of the former one: a crash leaves the one or the other.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), LakeError> {
        let draft = folder.join("manifest.new");
        let mut file = File::create(&draft)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(&draft, folder.join(NAME))?;
        File::open(folder)?.sync_all()?;
        Ok(())
    }

    /// The files of events.
    pub fn events(&self) -> impl Iterator<Item = &Entry> {
        self.files.iter().filter(|file| file.kind.is_events())
    }

    /// The files of rollups.
    pub fn rollups(&self) -> impl Iterator<Item = &Entry> {
        self.files.iter().filter(|file| file.kind == Kind::Rollup)
    }

    /// Whether the month of a day is closed.
    pub fn is_closed(&self, day: Date) -> bool {
        self.closed.contains(&day.first_of_month())
    }
}
