//! Figures, read from their files without the engine: it would plan longer than this reads.

use std::collections::{BTreeMap, BTreeSet};

use contracts::ids::CompanyId;
use jiff::civil::Date;

use crate::error::LakeError;
use crate::lake::Lake;
use crate::read::{Wanted, companies_of, rows_of};
use crate::rollup::{Figures, Measure, RollupRow, from_batch, merge};

/// Figures that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figured {
    /// Sorted by company, measure, day and keys; one row for each of these.
    pub rows: Vec<RollupRow>,
    /// Damaged files, which were left out.
    pub damaged: Vec<String>,
}

/// One company's figures of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSet {
    /// The first day of the month.
    pub month: Date,
    /// The figures, sorted by measure, day and keys.
    pub rows: Vec<RollupRow>,
    /// Damaged files, which were left out.
    pub damaged: Vec<String>,
}

/// Figures of these companies, or of all.
pub(super) fn of(
    lake: &Lake,
    companies: Option<BTreeSet<CompanyId>>,
    from: Date,
    to: Date,
) -> Result<Figured, LakeError> {
    let manifest = lake.manifest();
    let wanted = companies.map(|companies| Wanted {
        companies,
        part: None,
    });
    let mut rows = Vec::new();
    let mut damaged = Vec::new();
    for entry in manifest.rollups() {
        if !entry.overlaps(from, to) || wanted.as_ref().is_some_and(|wanted| !wanted.may_be_in(entry)) {
            continue;
        }
        let read = lake
            .check(entry)
            .and_then(|()| rows_of(lake.folder(), entry, wanted.as_ref()));
        match read {
            Ok(batches) => {
                for batch in batches {
                    from_batch(&batch, &mut rows)?;
                }
            }
            Err(LakeError::Damaged { file, reason }) => {
                tracing::error!(file, %reason, "damaged figures are left out");
                damaged.push(file);
            }
            Err(other) => return Err(other),
        }
    }
    rows.retain(|row| (from..=to).contains(&row.day));
    Ok(Figured {
        rows: merge(rows),
        damaged,
    })
}

/// Companies whose sets are read together: few enough that a programme of any size fits into memory.
const TOGETHER: usize = 16;

/// A month's figures of one company after the other, sorted by company.
pub(super) fn sets(
    lake: &Lake,
    month: Date,
) -> Result<impl Iterator<Item = Result<(CompanyId, ReportSet), LakeError>> + use<>, LakeError> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let companies: Vec<CompanyId> = companies(lake, first, last)?.into_iter().collect();
    let parts: Vec<BTreeSet<CompanyId>> = companies
        .chunks(TOGETHER)
        .map(|part| part.iter().copied().collect())
        .collect();
    let lake = lake.clone();
    Ok(parts
        .into_iter()
        .flat_map(move |part| match of(&lake, Some(part.clone()), first, last) {
            Ok(figured) => apart(first, part, &figured).into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        }))
}

/// Who has figures in these days. Damaged files name nobody: reading the others says that they are missing.
fn companies(lake: &Lake, from: Date, to: Date) -> Result<BTreeSet<CompanyId>, LakeError> {
    let mut companies = BTreeSet::new();
    for entry in lake.manifest().rollups().filter(|entry| entry.overlaps(from, to)) {
        let found = match &entry.companies {
            Some(listed) => Ok(listed.clone()),
            None => lake
                .check(entry)
                .and_then(|()| companies_of(lake.folder(), entry)),
        };
        match found {
            Ok(found) => companies.extend(found.into_keys()),
            Err(LakeError::Damaged { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(companies)
}

/// What was read of some companies, each by itself. One of which nothing could be read has an empty set that says so.
fn apart(month: Date, companies: BTreeSet<CompanyId>, read: &Figured) -> Vec<(CompanyId, ReportSet)> {
    let set = |company: CompanyId| {
        // They are sorted by company.
        let first = read.rows.partition_point(|row| row.company < company);
        let rows = read.rows[first..].iter().take_while(|row| row.company == company);
        let own = Figured {
            rows: rows.cloned().collect(),
            damaged: read.damaged.clone(),
        };
        (company, ReportSet::new(month, own))
    };
    companies.into_iter().map(set).collect()
}

impl ReportSet {
    pub(super) fn new(month: Date, figured: Figured) -> Self {
        Self {
            month,
            rows: figured.rows,
            damaged: figured.damaged,
        }
    }

    /// The rows of one measure.
    pub fn of(&self, measure: Measure) -> impl Iterator<Item = &RollupRow> {
        self.rows.iter().filter(move |row| row.measure == measure)
    }

    /// Everything of one measure together.
    pub fn total(&self, measure: Measure) -> Figures {
        self.of(measure).fold(Figures::default(), |mut sum, row| {
            sum.add(&row.figures);
            sum
        })
    }

    /// The month's figures under each pair of keys, the most frequent first, then by key.
    pub fn ranked(&self, measure: Measure) -> Vec<(&str, &str, Figures)> {
        let mut sums: BTreeMap<(&str, &str), Figures> = BTreeMap::new();
        for row in self.of(measure) {
            sums.entry((&row.key, &row.key2)).or_default().add(&row.figures);
        }
        let mut ranked: Vec<_> = sums
            .into_iter()
            .map(|((key, key2), figures)| (key, key2, figures))
            .collect();
        ranked.sort_by_key(|(_, _, figures)| std::cmp::Reverse(figures.events));
        ranked
    }

    /// The figures of each day of one measure under one key; days without any are not there.
    pub fn by_day(&self, measure: Measure, key: &str) -> BTreeMap<Date, Figures> {
        let mut days: BTreeMap<Date, Figures> = BTreeMap::new();
        for row in self.of(measure).filter(|row| row.key == key) {
            days.entry(row.day).or_default().add(&row.figures);
        }
        days
    }

    /// Hours of a day in which a line came from any device, for each day that has one.
    pub fn hours_covered(&self) -> BTreeMap<Date, BTreeSet<u8>> {
        let mut days: BTreeMap<Date, BTreeSet<u8>> = BTreeMap::new();
        for row in self.of(Measure::Coverage) {
            if let Ok(hour) = row.key2.parse() {
                days.entry(row.day).or_default().insert(hour);
            }
        }
        days
    }

    /// Days of the month, up to `until` and including it, on which not a single line came.
    pub fn days_without_logs(&self, until: Date) -> Vec<Date> {
        let covered = self.hours_covered();
        let last = until.min(self.month.last_of_month());
        let days = self
            .month
            .series(jiff::Span::new().days(1))
            .take_while(|day| *day <= last);
        days.filter(|day| !covered.contains_key(day)).collect()
    }
}
