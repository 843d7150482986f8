//! Everything of one company goes: events, figures and lines, in one change of the manifest.
//!
//! Whoever decides lays an order into the lake's folder; whoever writes to the lake carries it out, because there is one
//! writer and it may be another process. What was carried out stays in the manifest, so that a row which was still on its
//! way when it happened is found by the next turn and goes too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use arrow::array::{AsArray as _, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Int64Type, TimestampMillisecondType};
use contracts::ids::CompanyId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::columns::{COMPANY, TIME};
use crate::compact::Compacted;
use crate::days;
use crate::error::LakeError;
use crate::files::{self, FileWriter};
use crate::lake::{Lake, Step};
use crate::manifest::{Entry, Kind, Manifest, listed};
use crate::merge::count;
use crate::read::{batches_of, rows_of};
use crate::rollup::from_batch;
use crate::writer::write_rollups;

/// Where orders lie within the lake's folder.
const ORDERS: &str = "erasures";
/// A row's time lies at most so many milliseconds after it was received.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// What is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Whose.
    pub company: CompanyId,
    /// What was received until then.
    pub at: Timestamp,
    /// What was received from then on stays: a later appliance of the same company stands there since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_from: Option<Timestamp>,
}

impl Erasure {
    /// Whether a row of a company goes that was received at a moment.
    pub fn covers(&self, company: CompanyId, received: Timestamp) -> bool {
        self.company == company && received <= self.at && self.kept_from.is_none_or(|from| received < from)
    }

    /// Whether it says something about a file, as far as its entry tells.
    fn concerns(&self, file: &Entry) -> bool {
        let until = self.kept_from.map_or(self.at, |from| from.min(self.at));
        file.may_hold(self.company) && file.times[0].saturating_sub(AHEAD) <= until.as_millisecond()
    }

    fn file_name(&self) -> String {
        format!("{}-{}.json", self.company, self.at.as_microsecond())
    }
}

/// What went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// What was to go.
    pub order: Erasure,
    /// Events that went.
    pub events: u64,
    /// Rows of figures that went.
    pub figures: u64,
    /// Files that held them.
    pub files: u64,
    /// Damaged files that may still hold some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<String>,
    /// The files that held them lie on the disk no more.
    pub done: bool,
}

impl Erased {
    /// Nothing is left.
    pub fn is_complete(&self) -> bool {
        self.done && self.damaged.is_empty()
    }
}

/// Orders that everything of a company goes. Ordering the same again changes nothing.
///
/// # Errors
/// [`LakeError::Missing`] if there is no lake in the folder.
pub fn order_erasure(folder: &Path, order: &Erasure) -> Result<(), LakeError> {
    let manifest = Manifest::read(folder)?.ok_or_else(|| LakeError::Missing(folder.display().to_string()))?;
    if manifest.erased.iter().any(|erased| erased.order == *order) {
        return Ok(());
    }
    let orders = folder.join(ORDERS);
    fs::create_dir_all(&orders)?;
    let draft = orders.join(format!("{}.new", order.file_name()));
    let mut file = File::create(&draft)?;
    file.write_all(&serde_json::to_vec(order)?)?;
    file.sync_all()?;
    fs::rename(&draft, orders.join(order.file_name()))?;
    File::open(&orders)?.sync_all()?;
    Ok(())
}

/// Files as they were and as they will be.
#[derive(Default)]
struct Rewritten {
    old: Vec<Entry>,
    new: Vec<Entry>,
    events: u64,
    figures: u64,
}

impl Lake {
    /// Carries out what was ordered, and what is left of former orders: the result of each.
    pub fn carry_out_erasures(&self) -> Result<Vec<Erased>, LakeError> {
        let mut orders: Vec<Erasure> = self.manifest().erased.iter().map(|one| one.order).collect();
        let waiting = self.orders()?;
        for order in &waiting {
            if !orders.contains(order) {
                orders.push(*order);
            }
        }
        let done = orders
            .iter()
            .map(|order| self.erase(order))
            .collect::<Result<_, _>>()?;
        for order in waiting {
            fs::remove_file(self.folder().join(ORDERS).join(order.file_name()))?;
        }
        Ok(done)
    }

    fn orders(&self) -> Result<Vec<Erasure>, LakeError> {
        let mut found = Vec::new();
        let entries = match fs::read_dir(self.folder().join(ORDERS)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                found.push(serde_json::from_slice(&fs::read(path)?)?);
            }
        }
        Ok(found)
    }

    /// Takes the rows out of all files and deletes the files that held them. Doing it again takes out what came since.
    ///
    /// # Errors
    /// [`LakeError::Changed`] if rows of the company were written meanwhile: doing it again helps.
    pub fn erase(&self, order: &Erasure) -> Result<Erased, LakeError> {
        let manifest = self.manifest();
        let former = manifest
            .erased
            .iter()
            .find(|erased| erased.order == *order)
            .cloned();
        let mut checked = Compacted::default();
        let concerned = manifest.files.iter().filter(|file| order.concerns(file)).cloned();
        let sound = self.sound(concerned.collect(), &mut checked);
        let rewritten = self.without_company(order, sound)?;
        let files = rewritten.old.len() as u64;
        let mut erased = former.clone().unwrap_or_else(|| Erased {
            order: *order,
            events: 0,
            figures: 0,
            files: 0,
            damaged: Vec::new(),
            done: false,
        });
        if former.is_none() || files > 0 || erased.damaged != checked.damaged {
            erased.events += rewritten.events;
            erased.figures += rewritten.figures;
            erased.files += files;
            erased.damaged = checked.damaged;
            erased.done = false;
            self.take_out(order, &manifest, rewritten, erased.clone())?;
        }
        if !erased.done {
            self.delete_retired(&mut Compacted::default())?;
            self.change(|manifest| {
                let own = manifest.erased.iter_mut().filter(|one| one.order == *order);
                own.for_each(|one| one.done = true);
                Ok(())
            })?;
            erased.done = true;
        }
        Ok(erased)
    }

    /// The one change: the files with the company's rows, the files without, and that it was so.
    fn take_out(
        &self,
        order: &Erasure,
        seen: &Manifest,
        rewritten: Rewritten,
        erased: Erased,
    ) -> Result<(), LakeError> {
        let known: BTreeSet<&str> = seen.files.iter().map(|file| file.path.as_str()).collect();
        let new: Vec<String> = rewritten.new.iter().map(|file| file.path.clone()).collect();
        let changed = self.change(|manifest| {
            let is_unseen = |file: &Entry| !known.contains(file.path.as_str()) && order.concerns(file);
            if manifest.files.iter().any(is_unseen) {
                return Err(LakeError::Changed);
            }
            crate::lake::replace_in(manifest, &rewritten.old, rewritten.new)?;
            manifest.erased.retain(|one| one.order != *order);
            manifest.erased.push(erased);
            Ok(())
        });
        if matches!(changed, Err(LakeError::Changed)) {
            for path in new {
                fs::remove_file(self.folder().join(path))?;
            }
        }
        changed
    }

    fn without_company(&self, order: &Erasure, files: Vec<Entry>) -> Result<Rewritten, LakeError> {
        let mut done = Rewritten::default();
        for file in files {
            let (gone, new) = match file.kind {
                Kind::Rollup => self.figures_without(order, &file)?,
                _ => self.events_without(order, &file)?,
            };
            if gone == 0 {
                continue;
            }
            match file.kind {
                Kind::Rollup => done.figures += gone,
                _ => done.events += gone,
            }
            done.old.push(file);
            done.new.extend(new);
        }
        Ok(done)
    }

    /// A file of figures without the company's: how many rows went, and what took its place.
    fn figures_without(&self, order: &Erasure, old: &Entry) -> Result<(u64, Vec<Entry>), LakeError> {
        let last = days::day_of(order.at);
        let kept_from = order.kept_from.map(days::day_of);
        let mut rows = Vec::new();
        for batch in rows_of(self.folder(), old, None)? {
            from_batch(&batch, &mut rows)?;
        }
        let before = rows.len();
        rows.retain(|row| {
            // A device's clock may be a day ahead of what was received.
            let is_covered =
                row.day <= last.tomorrow().unwrap_or(last) && kept_from.is_none_or(|from| row.day < from);
            row.company != order.company || !is_covered
        });
        let gone = before - rows.len();
        let new = if gone == 0 || rows.is_empty() {
            Vec::new()
        } else {
            write_rollups(self, rows)?
        };
        self.stop_at(Step::RollupsWritten)?;
        Ok((gone as u64, new))
    }

    /// A file of events without the company's: how many rows went, and what took its place.
    fn events_without(&self, order: &Erasure, old: &Entry) -> Result<(u64, Vec<Entry>), LakeError> {
        let suffix = old.bucket.map(|bucket| format!("-b{bucket}")).unwrap_or_default();
        let path = self.new_path(old.kind, old.day, &suffix);
        let file = self.folder().join(&path);
        let mut writer = None;
        let (mut companies, mut times) = (BTreeMap::new(), [i64::MAX, i64::MIN]);
        let mut gone = 0;
        for batch in batches_of(self.folder(), old)? {
            let batch = batch?;
            let kept = filter_record_batch(&batch, &others(order, &batch)?)?;
            gone += (batch.num_rows() - kept.num_rows()) as u64;
            if kept.num_rows() == 0 {
                continue;
            }
            count(&kept, &mut companies, &mut times);
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(FileWriter::create(&file, self.shape(old.kind)?, kept.schema())?),
            };
            writer.write(&kept)?;
        }
        let Some(writer) = writer else {
            return Ok((gone, Vec::new()));
        };
        let written = writer.finish()?;
        if gone == 0 {
            fs::remove_file(&file)?;
            return Ok((0, Vec::new()));
        }
        if written.rows + gone != old.rows {
            // Nothing is replaced by less than it was, but for what was to go.
            fs::remove_file(&file)?;
            let message = format!("{} and {gone} rows of {} after erasing", written.rows, old.rows);
            return Err(io::Error::other(message).into());
        }
        files::sync_folder_of(&file)?;
        self.stop_at(Step::EventsWritten)?;
        let new = Entry {
            path,
            rows: written.rows,
            bytes: written.bytes,
            checksum: written.checksum,
            times,
            companies: listed(companies),
            ..old.clone()
        };
        Ok((gone, vec![new]))
    }
}

/// Which rows stay.
fn others(order: &Erasure, batch: &RecordBatch) -> Result<BooleanArray, LakeError> {
    let missing = || io::Error::other("a file of events without company, time or receiving");
    let column = |name| batch.column_by_name(name).ok_or_else(missing);
    let company = column(COMPANY)?.as_string_opt::<i32>().ok_or_else(missing)?;
    let time = column(TIME)?
        .as_primitive_opt::<TimestampMillisecondType>()
        .ok_or_else(missing)?;
    let after = column("received_after")?
        .as_primitive_opt::<Int64Type>()
        .ok_or_else(missing)?;
    let own = order.company.to_string();
    let times = time.values().iter().zip(after.values());
    let stays = company.iter().zip(times).map(|(name, (time, after))| {
        let received = Timestamp::from_millisecond(time.saturating_add(*after)).unwrap_or(Timestamp::MIN);
        Some(name != Some(own.as_str()) || !order.covers(order.company, received))
    });
    Ok(stays.collect())
}
