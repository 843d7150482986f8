//! The facade through which other contexts read the centre's figures.

use std::collections::HashMap;

use async_trait::async_trait;
use contracts::ReadError;
use contracts::ids::{CaseId, CompanyId, DetectionId};
use contracts::support::{Asked, CaseName, OpenCase, SupportCase, SupportCentre, SupportFigures};
use jiff::Timestamp;
use jiff::civil::Date;
use platform::clock::from_tokyo;
use platform::languages::Words;
use platform::store::{At, Store};
use platform::text::Language;

use crate::domain::case::{State, StateName, Topic, Verdict};
use crate::domain::entry::{Detail, Kind};
use crate::domain::figures::{Counted, Span, Turn, figures};
use crate::error::Result;
use crate::ops::state_of;
use crate::read::{shown_by, titles};
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
        let rows = queries::counted(reader, company, from, until).await?;
        let mut turns = turns(queries::turns(reader, company, from, until).await?);
        let cases = rows
            .iter()
            .map(|row| counted(row, turns.remove(&row.id).unwrap_or_default()));
        let cases: Vec<Counted> = cases.collect::<Result<_>>()?;
        let steps = queries::instants_of(reader, company, Kind::Step.as_str(), from, until).await?;
        let visits = queries::visits_done(reader, company, from, until).await?;
        let instants = |all: Vec<At>| all.into_iter().map(At::instant).collect::<Vec<_>>();
        let mut figures = figures(span, &cases, &instants(steps), &instants(visits));
        if company.is_some() {
            figures.cases = self.named(span, rows.into_iter().zip(cases).collect()).await?;
        }
        Ok(figures)
    }

    /// The incidents that were decided in a span, and the cases opened in it that may still become one, with what is
    /// known of them by now.
    async fn named(&self, span: Span, mut rows: Vec<(case::Model, Counted)>) -> Result<Vec<SupportCase>> {
        let reader = self.store.reader();
        rows.retain(|(row, case)| {
            !case.is_merged(span) && (is_incident(span, case) || may_be_one(span, row, case))
        });
        rows.sort_by_key(|(row, case)| (!is_incident(span, case), row.number));
        let ids: Vec<_> = rows.iter().map(|(row, _)| row.id).collect();
        let titles = titles(reader, &ids).await?;
        let shown_by = shown_by(reader, &ids).await?;
        let all: Vec<CaseId> = shown_by.iter().map(|(case, _)| *case).collect();
        let found = queries::detections(reader, &all).await?;
        let named = |(row, case): &(case::Model, Counted)| SupportCase {
            number: crate::code(row.number),
            title: title(row, titles.get(&row.id)),
            rules: found
                .iter()
                .filter(|one| shown_by.contains(&(one.case_id, row.id)))
                .map(|one| one.rule.clone())
                .collect(),
            incident: is_incident(span, case),
            closed: row.closed_at.is_some(),
        };
        Ok(rows.iter().map(named).collect())
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

fn is_incident(span: Span, case: &Counted) -> bool {
    case.verdict(span) == Some(Verdict::Incident)
}

/// Opened in the span, not decided in it and, as far as is known by now, no false alarm and no event without damage:
/// nobody is told to worry about what has turned out to be nothing since.
fn may_be_one(span: Span, row: &case::Model, case: &Counted) -> bool {
    let known = state_of(row).map_or(None, |state| state.verdict());
    let may_be = known.is_none_or(|verdict| verdict == Verdict::Incident);
    span.holds(case.opened) && case.verdict(span).is_none() && may_be
}

/// As its page calls it.
fn title(row: &case::Model, found: Option<&[String; 2]>) -> [String; 2] {
    let is_found = row.topic == Topic::Detection.as_str();
    let found = found.filter(|_| is_found).cloned();
    found.unwrap_or_else(|| topic(&row.topic))
}

fn topic(name: &str) -> [String; 2] {
    let topic = Topic::parse(name).unwrap_or(Topic::Detection);
    [Language::Ja, Language::En]
        .map(|language| Words::new(language).say(&format!("support-topic-{}", topic.as_str())))
}

/// What happened to each case, in the order of time.
fn turns(entries: Vec<(CaseId, At, String, String)>) -> HashMap<CaseId, Vec<(Timestamp, Turn)>> {
    let mut turns: HashMap<CaseId, Vec<(Timestamp, Turn)>> = HashMap::new();
    for (case, at, kind, detail) in entries {
        let detail: Detail = serde_json::from_str(&detail).unwrap_or_default();
        let turn = match (Kind::parse(&kind), detail.verdict) {
            (Some(Kind::Reason), Some(verdict)) if !detail.repeats => Turn::Decided(verdict),
            (Some(Kind::Cause), _) => Turn::Closed,
            _ if detail.reopens => Turn::Reopened,
            _ => continue,
        };
        turns.entry(case).or_default().push((at.instant(), turn));
    }
    turns
}

fn counted(row: &case::Model, turns: Vec<(Timestamp, Turn)>) -> Result<Counted> {
    let merged = match state_of(row)? {
        State::Merged { at, .. } => Some(at),
        _ => None,
    };
    Ok(Counted {
        opened: row.opened_at.instant(),
        answered: row.answered_at.map(At::instant),
        turns,
        merged,
    })
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
