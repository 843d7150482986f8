//! Reading the lake: SQL for the analyst, figures for the report.
//!
//! Whose rows are read is an argument: [`Lake::company`] gives a view that holds one company's rows and nothing
//! else, for whatever SQL; only [`Lake::programme`], another type, sees all. The restriction sits in the scan of the
//! files, below everything that SQL can say.

mod figures;
mod output;
mod sql;
mod table;

use std::collections::BTreeSet;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use contracts::ids::CompanyId;
use firewall_logs::Class;
use jiff::Timestamp;
use jiff::civil::Date;

pub use figures::{Figured, ReportSet};

use crate::error::LakeError;
use crate::lake::Lake;

/// What a query may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory for sorting, grouping and joining.
    pub memory: usize,
    /// Rows of the result; what is beyond is cut off, and [`Answer::is_cut`] says so.
    pub rows: usize,
    /// Time.
    pub time: Duration,
    /// How many threads work on it.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 << 20,
            rows: 10_000,
            time: Duration::from_secs(30),
            threads: 2,
        }
    }
}

/// What a query found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// Whether there were more rows than the limit.
    pub is_cut: bool,
    /// Damaged files, which were left out: the answer lacks their rows.
    pub damaged: Vec<String>,
}

impl Answer {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Which events are looked for; what is not given is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
    /// Of one of these classes.
    pub classes: Vec<Class>,
    /// Of this security function.
    pub function: Option<String>,
    /// With this address on either side.
    pub address: Option<String>,
    /// With this signature or rule.
    pub rule: Option<String>,
    /// Which columns; empty for those that a table for reading shows.
    pub columns: Vec<String>,
    /// How many at most, the newest first.
    pub limit: usize,
}

/// One company's rows and nothing else.
#[derive(Clone)]
pub struct CompanyLake {
    lake: Lake,
    company: CompanyId,
}

/// All companies' rows, for staff of the programme.
#[derive(Clone)]
pub struct ProgrammeLake {
    lake: Lake,
}

/// Whose rows a query reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Company(CompanyId),
    Programme,
}

impl Lake {
    /// One company's rows.
    pub fn company(&self, company: CompanyId) -> CompanyLake {
        CompanyLake {
            lake: self.clone(),
            company,
        }
    }

    /// All companies' rows.
    pub fn programme(&self) -> ProgrammeLake {
        ProgrammeLake { lake: self.clone() }
    }
}

impl CompanyLake {
    /// Whose.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// Answers SQL over the tables `events` and `rollups`. Nothing else can be named, and nothing changed.
    ///
    /// # Errors
    /// [`LakeError::Refused`] with what is wrong with the SQL; the limits have variants of their own.
    pub async fn sql(&self, sql: &str, limits: Limits) -> Result<Answer, LakeError> {
        sql::answer(&self.lake, Scope::Company(self.company), sql, limits).await
    }

    /// The newest events that a filter leaves.
    pub async fn events(&self, filter: &EventFilter, limits: Limits) -> Result<Answer, LakeError> {
        let limits = Limits {
            rows: filter.limit.min(limits.rows),
            ..limits
        };
        sql::events(&self.lake, Scope::Company(self.company), filter, limits).await
    }

    /// The figures of the days from `from` to `to`, both included. Reads files: not on a thread that others need.
    pub fn rollups(&self, from: Date, to: Date) -> Result<Figured, LakeError> {
        figures::of(&self.lake, Some(BTreeSet::from([self.company])), from, to)
    }

    /// The figures of a month, ready to be asked. Reads files: not on a thread that others need.
    pub fn report_set(&self, month: Date) -> Result<ReportSet, LakeError> {
        let (first, last) = (month.first_of_month(), month.last_of_month());
        self.rollups(first, last)
            .map(|figured| ReportSet::new(first, figured))
    }
}

impl ProgrammeLake {
    /// Answers SQL over the tables `events` and `rollups` of all companies.
    ///
    /// # Errors
    /// As [`CompanyLake::sql`].
    pub async fn sql(&self, sql: &str, limits: Limits) -> Result<Answer, LakeError> {
        sql::answer(&self.lake, Scope::Programme, sql, limits).await
    }

    /// The newest events that a filter leaves.
    pub async fn events(&self, filter: &EventFilter, limits: Limits) -> Result<Answer, LakeError> {
        let limits = Limits {
            rows: filter.limit.min(limits.rows),
            ..limits
        };
        sql::events(&self.lake, Scope::Programme, filter, limits).await
    }

    /// The figures of all companies. Reads files: not on a thread that others need.
    pub fn rollups(&self, from: Date, to: Date) -> Result<Figured, LakeError> {
        figures::of(&self.lake, None, from, to)
    }

    /// The figures of a month for every company that has some, sorted by company. They are read bit by bit while they
    /// are asked for: not on a thread that others need.
    pub fn report_sets(
        &self,
        month: Date,
    ) -> Result<impl Iterator<Item = Result<(CompanyId, ReportSet), LakeError>> + use<>, LakeError> {
        figures::sets(&self.lake, month)
    }
}
