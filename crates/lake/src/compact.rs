//! Merging: small files of a day into one, a closed month into buckets of companies, late rows into both. What goes
//! after its time is told by `retention`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use arrow::array::RecordBatchReader as _;
use contracts::ids::CompanyId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use crate::columns::RAW;
use crate::error::LakeError;
use crate::files::{self, FileWriter};
use crate::lake::{Lake, Step};
use crate::manifest::{Entry, Kind, Manifest};
use crate::read::rows_of;
use crate::retention::{Judged, Old};
use crate::rollup::{from_batch, merge};
use crate::writer::write_rollups;

/// Days after its end at which a month closes.
const CLOSES_AFTER: i8 = 3;

/// What a compaction did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Files that were replaced.
    pub merged: u64,
    /// Files that took their place.
    pub written: u64,
    /// Months that were closed.
    pub closed: Vec<Date>,
    /// Files of events or figures that were dropped after their time.
    pub dropped: u64,
    /// Events in them.
    pub dropped_events: u64,
    /// What the clock would have dropped and the lake did not bear out.
    pub held_back: Option<Judged>,
    /// Files from which the lines were dropped after their time.
    pub without_raw: u64,
    /// Replaced files that were deleted.
    pub deleted: u64,
    /// Damaged files, left as they are.
    pub damaged: Vec<String>,
}

impl Compacted {
    fn account(&mut self, old: &[Entry], new: &[Entry]) {
        self.merged += old.len() as u64;
        self.written += new.len() as u64;
    }
}

/// In which bucket a company's rows of a closed month lie.
pub(crate) fn bucket_of(company: CompanyId, buckets: u8) -> u8 {
    u8::try_from(xxh3_64(company.0.as_bytes()) % u64::from(buckets.max(1))).unwrap_or(0)
}

impl Lake {
    /// The nightly work: deletes what was replaced by the night before, merges days that are over, closes months
    /// that ended three days ago, merges figures, and drops what has had its time, as far as the lake bears out what the
    /// clock says. `today` is a day of Tokyo.
    pub fn compact(&self, today: Date) -> Result<Compacted, LakeError> {
        self.compact_with(today, Old::DeletePlausible)
    }

    /// The same, and what is done with what has had its time.
    pub fn compact_with(&self, today: Date, old: Old) -> Result<Compacted, LakeError> {
        let mut done = Compacted::default();
        self.delete_retired(&mut done)?;
        let judged = self.judge(today, old, &mut done)?;
        if let Some(day) = judged {
            self.drop_old(day, &mut done)?;
        }
        let months: BTreeSet<Date> = self
            .manifest()
            .events()
            .map(|file| file.day.first_of_month())
            .collect();
        for month in months {
            let closes = month
                .last_of_month()
                .saturating_add(i32::from(CLOSES_AFTER).days());
            if today > closes {
                self.close(month, &mut done)?;
            }
        }
        self.merge_days(today, &mut done)?;
        self.merge_rollups(1, &mut done)?;
        if let Some(day) = judged {
            self.drop_raw(day, &mut done)?;
        }
        Ok(done)
    }

    /// Merges the files of days of which there are too many; for every few minutes between the nights.
    pub fn merge_small(&self) -> Result<Compacted, LakeError> {
        let mut done = Compacted::default();
        let limit = self.inner.options.parts.max(2);
        let mut days: BTreeMap<(Date, Kind), Vec<Entry>> = BTreeMap::new();
        for file in self.manifest().events() {
            if matches!(file.kind, Kind::Part | Kind::Delta) {
                days.entry((file.day, file.kind)).or_default().push(file.clone());
            }
        }
        for ((day, kind), mut files) in days {
            // The large ones among them were merged before: writing them again and again would cost more than
            // reading a few more files.
            files.sort_by_key(|file| file.rows);
            let small = files.len().saturating_sub(limit / 2);
            if files.len() >= limit {
                self.merge_into(&files[..small], kind, day, None, &mut done)?;
            }
        }
        self.merge_rollups(limit, &mut done)?;
        Ok(done)
    }

    /// Closes a month now: its files become one per bucket of companies. Closing it again takes in what came late.
    pub fn close_month(&self, month: Date) -> Result<Compacted, LakeError> {
        let mut done = Compacted::default();
        self.close(month.first_of_month(), &mut done)?;
        Ok(done)
    }

    fn close(&self, month: Date, done: &mut Compacted) -> Result<(), LakeError> {
        let manifest = self.manifest();
        let files: Vec<Entry> = manifest
            .events()
            .filter(|file| file.day.first_of_month() == month)
            .cloned()
            .collect();
        if files.iter().all(|file| file.kind == Kind::Month) {
            return Ok(());
        }
        let files = self.sound(files, done);
        let (months, loose): (Vec<Entry>, Vec<Entry>) =
            files.into_iter().partition(|file| file.kind == Kind::Month);
        if loose.is_empty() {
            return Ok(());
        }
        let mut old = loose.clone();
        let mut new = Vec::new();
        let buckets = self.inner.options.buckets;
        for bucket in 0..buckets {
            let mut inputs = loose.clone();
            let former: Vec<Entry> = months
                .iter()
                .filter(|file| file.bucket == Some(bucket))
                .cloned()
                .collect();
            let is_in = |company: CompanyId| bucket_of(company, buckets) == bucket;
            if !loose.iter().any(|file| {
                file.companies
                    .as_ref()
                    .is_none_or(|all| all.keys().any(|one| is_in(*one)))
            }) {
                continue;
            }
            inputs.extend(former.iter().cloned());
            let merged = self.write_merged(&inputs, Kind::Month, month, Some(bucket), &is_in)?;
            old.extend(former);
            new.extend(merged);
        }
        done.account(&old, &new);
        self.replace_and(&old, new, |manifest| {
            if !manifest.closed.contains(&month) {
                manifest.closed.push(month);
                manifest.closed.sort();
            }
        })?;
        done.closed.push(month);
        Ok(())
    }

    fn merge_days(&self, today: Date, done: &mut Compacted) -> Result<(), LakeError> {
        let manifest = self.manifest();
        let mut days: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
        let open = manifest
            .events()
            .filter(|file| file.kind != Kind::Month && file.day < today);
        for file in open.filter(|file| !manifest.is_closed(file.day)) {
            days.entry(file.day).or_default().push(file.clone());
        }
        for (day, files) in days {
            if files.len() > 1 || files.iter().any(|file| file.kind != Kind::Day) {
                self.merge_into(&files, Kind::Day, day, None, done)?;
            }
        }
        Ok(())
    }

    fn merge_into(
        &self,
        files: &[Entry],
        kind: Kind,
        day: Date,
        bucket: Option<u8>,
        done: &mut Compacted,
    ) -> Result<(), LakeError> {
        let old = self.sound(files.to_vec(), done);
        if old.is_empty() || (old.len() == 1 && old[0].kind == kind) {
            return Ok(());
        }
        let new: Vec<Entry> = self
            .write_merged(&old, kind, day, bucket, &|_| true)?
            .into_iter()
            .collect();
        done.account(&old, &new);
        self.replace(&old, new)
    }

    /// The files that are as they were written; the others stay where they are and are named.
    pub(crate) fn sound(&self, files: Vec<Entry>, done: &mut Compacted) -> Vec<Entry> {
        let mut check = |file: &Entry| match self.check(file) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "left out of the compaction");
                if !done.damaged.contains(&file.path) {
                    done.damaged.push(file.path.clone());
                }
                false
            }
        };
        files.into_iter().filter(|file| check(file)).collect()
    }

    fn merge_rollups(&self, limit: usize, done: &mut Compacted) -> Result<(), LakeError> {
        let mut months: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
        for file in self.manifest().rollups() {
            months.entry(file.day).or_default().push(file.clone());
        }
        for (_, mut files) in months {
            if files.len() <= limit {
                continue;
            }
            if limit > 1 {
                files.sort_by_key(|file| file.rows);
                files.truncate(files.len().saturating_sub(limit / 2));
            }
            let old = self.sound(files, done);
            if old.len() < 2 {
                continue;
            }
            let mut rows = Vec::new();
            for file in &old {
                for batch in rows_of(self.folder(), file, None)? {
                    from_batch(&batch, &mut rows)?;
                }
            }
            let new = write_rollups(self, merge(rows))?;
            done.account(&old, &new);
            self.replace(&old, new)?;
        }
        Ok(())
    }

    pub(crate) fn write_without_raw(&self, old: &Entry) -> Result<Entry, LakeError> {
        let suffix = old.bucket.map(|bucket| format!("-b{bucket}")).unwrap_or_default();
        let path = self.new_path(old.kind, old.day, &suffix);
        let file = self.folder().join(&path);
        let mut batches = crate::read::without(self.folder(), old, RAW)?;
        let mut writer = FileWriter::create(&file, self.shape(old.kind)?, batches.schema())?;
        batches.try_for_each(|batch| writer.write(&batch?))?;
        let written = writer.finish()?;
        files::sync_folder_of(&file)?;
        Ok(Entry {
            path,
            rows: written.rows,
            bytes: written.bytes,
            checksum: written.checksum,
            without_raw: true,
            ..old.clone()
        })
    }

    /// Deletes what former changes replaced: whoever read it has had a day to end.
    pub(crate) fn delete_retired(&self, done: &mut Compacted) -> Result<(), LakeError> {
        let retired = self.manifest().retired.clone();
        for (path, _) in &retired {
            match fs::remove_file(self.folder().join(path)) {
                Ok(()) => done.deleted += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.stop_at(Step::Deleted)?;
        if retired.is_empty() {
            return Ok(());
        }
        self.change(|manifest: &mut Manifest| {
            manifest.retired.retain(|gone| !retired.contains(gone));
            Ok(())
        })
    }
}
