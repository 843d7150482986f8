//! The facade through which other contexts read the centre's figures.

use async_trait::async_trait;
use contracts::ReadError;
use contracts::ids::CompanyId;
use contracts::support::{SupportCentre, SupportFigures};
use jiff::civil::Date;
use platform::clock::from_tokyo;
use platform::store::{At, Store};

use crate::domain::case::Verdict;
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
        self.count(Some(company), from, to)
            .await
            .map_err(|error| ReadError(Box::new(error)))
    }
}
