//! The facade through which other contexts read the centre's figures.

use async_trait::async_trait;
use contracts::ReadError;
use contracts::ids::{CaseId, CompanyId, DetectionId};
use contracts::support::{Asked, CaseName, OpenCase, SupportCentre, SupportFigures};
use jiff::civil::Date;
use platform::clock::from_tokyo;
use platform::store::{At, Store};

use crate::domain::case::{StateName, Verdict};
use crate::domain::entry::Kind;
use crate::domain::figures::{Counted, Span, figures};
use crate::error::Result;
use crate::store::entities::case;
use crate::store::queries;

/// Counts the centre's work.
#[derive(Clone)]
pub struct CentreFigures {
    store: Store,
}

impl CentreFigures {
    /// On this store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Figures of one company, or of all, from `from` to `to`, both included, days of Tokyo.
    pub async fn count(&self, company: Option<CompanyId>, from: Date, to: Date) -> Result<SupportFigures> {
        let reader = self.store.reader();
        let span = Span {
            from: from_tokyo(from.at(0, 0, 0, 0)),
            until: from_tokyo(to.tomorrow().unwrap_or(to).at(0, 0, 0, 0)),
        };
        let (from, until) = (At::from(span.from), At::from(span.until));
        let cases = queries::counted(reader, company, from, until).await?;
        let cases: Vec<Counted> = cases.iter().map(counted).collect();
        let steps = queries::instants_of(reader, company, Kind::Step.as_str(), from, until).await?;
        let visits = queries::visits_done(reader, company, from, until).await?;
        let instants = |all: Vec<At>| all.into_iter().map(At::instant).collect::<Vec<_>>();
        Ok(figures(span, &cases, &instants(steps), &instants(visits)))
    }
}

impl CentreFigures {
    async fn open_of(&self, company: CompanyId) -> Result<Vec<OpenCase>> {
        let reader = self.store.reader();
        let rows = queries::of_company(reader, company).await?;
        let mut open = Vec::new();
        for row in rows.into_iter().rev() {
            if !StateName::parse(&row.state).is_some_and(StateName::is_open) {
                continue;
            }
            let planned = queries::planned_of(reader, row.id).await?;
            let asked = match planned.first() {
                Some(visit) => Asked::Visit(visit.starts_at.instant()),
                None if row.waiting_since.is_none() && self.has_spoken(row.id).await? => Asked::Read,
                None => Asked::Nothing,
            };
            open.push(OpenCase {
                case: name(&row),
                opened: row.opened_at.instant(),
                asked,
            });
        }
        Ok(open)
    }

    /// Whether the centre wrote something for the company to read.
    async fn has_spoken(&self, case: CaseId) -> Result<bool> {
        let entries = queries::entries(self.store.reader(), &[case]).await?;
        let spoken = [Kind::ToCompany, Kind::Reason].map(Kind::as_str);
        Ok(entries.iter().any(|entry| spoken.contains(&entry.kind.as_str())))
    }

    async fn find(&self, company: CompanyId, detection: DetectionId) -> Result<Option<CaseName>> {
        let reader = self.store.reader();
        let Some(found) = queries::detection(reader, company, detection).await? else {
            return Ok(None);
        };
        let mut row = queries::case(reader, found.case_id).await?;
        while let Some(into) = row.as_ref().and_then(|row| row.merged_into) {
            row = queries::case(reader, into).await?;
        }
        Ok(row.as_ref().map(name))
    }
}

fn name(row: &case::Model) -> CaseName {
    CaseName {
        id: row.id,
        number: row.number,
    }
}

fn failed(error: crate::error::Error) -> ReadError {
    ReadError(Box::new(error))
}

fn counted(row: &case::Model) -> Counted {
    let verdict = row.verdict.as_deref().and_then(Verdict::parse);
    Counted {
        opened: row.opened_at.instant(),
        answered: row.answered_at.map(At::instant),
        decided: row.decided_at.map(At::instant).zip(verdict),
        closed: row.closed_at.map(At::instant),
        merged: row.merged_into.is_some(),
    }
}

#[async_trait]
impl SupportCentre for CentreFigures {
    async fn figures(
        &self,
        company: CompanyId,
        from: Date,
        to: Date,
    ) -> std::result::Result<SupportFigures, ReadError> {
        self.count(Some(company), from, to).await.map_err(failed)
    }

    async fn case_of(
        &self,
        company: CompanyId,
        detection: DetectionId,
    ) -> std::result::Result<Option<CaseName>, ReadError> {
        self.find(company, detection).await.map_err(failed)
    }

    async fn open_cases(&self, company: CompanyId) -> std::result::Result<Vec<OpenCase>, ReadError> {
        self.open_of(company).await.map_err(failed)
    }
}
