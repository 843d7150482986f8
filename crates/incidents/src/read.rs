//! Cases as pages and tests read them: opened with the company's keys, or said to be gone.

use std::collections::{HashMap, HashSet};

use contracts::ids::{CaseEntryId, CaseId, CompanyId, DetectionId, StaffId, VisitId};
use contracts::support::Severity;
use jiff::Timestamp;
use platform::store::{At, StoreError};
use platform::vault::{Opener, Place, VaultError};
use sea_orm::ConnectionTrait;

use crate::context::Incidents;
use crate::domain::case::{Origin, State, Topic, Verdict};
use crate::domain::clocks::{Owed, Progress};
use crate::domain::detection::severity;
use crate::domain::entry::{Detail, Kind};
use crate::domain::visit::VisitState;
use crate::error::{Error, Result};
use crate::ops::merge::MERGED;
use crate::ops::{host_place, progress, result_place, state_of, text_place, until_then_place};
use crate::store::entities::{case, detection, entry, visit};
use crate::store::queries;

/// A case without what is sealed: what lists show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Its number, from 1.
    pub number: i64,
    /// Whose.
    pub company: CompanyId,
    /// How it came.
    pub origin: Origin,
    /// What it is about.
    pub topic: Topic,
    /// The host that detections point at.
    pub host: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// Where it stands.
    pub state: State,
    /// What was decided last.
    pub verdict: Option<Verdict>,
    /// Who looks after it.
    pub assignee: Option<(StaffId, String)>,
    /// The company may be called.
    pub may_call: bool,
    /// When it was opened, answered, decided.
    pub progress: Progress,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Until when the next thing is owed.
    pub due: Option<Timestamp>,
    /// The company wrote and nobody answered yet.
    pub waiting_since: Option<Timestamp>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// Its version.
    pub version: i64,
}

impl Case {
    /// What is owed next: a word to the company that waits, the first answer, the decision, the result of a visit.
    pub fn owed(&self) -> Option<Owed> {
        if !self.state.name().is_open() {
            None
        } else if self.waiting_since.is_some() {
            Some(Owed::Answer)
        } else {
            let (owed, due) = self.progress.next();
            match self.due {
                Some(known) if known == due => Some(owed),
                known => known.map(|_| Owed::Visit),
            }
        }
    }

    /// Whether what is owed is late.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| due < now)
    }
}

/// Damage of the database: a name that no version wrote.
fn known<T>(found: Option<T>, what: &str) -> Result<T> {
    found.ok_or_else(|| StoreError::Corrupt(format!("case {what}")).into())
}

impl TryFrom<case::Model> for Case {
    type Error = Error;

    fn try_from(row: case::Model) -> Result<Self> {
        Ok(Self {
            origin: known(Origin::parse(&row.origin), "origin")?,
            topic: known(Topic::parse(&row.topic), "topic")?,
            severity: known(severity(&row.severity), "severity")?,
            state: state_of(&row)?,
            progress: progress(&row),
            verdict: row.verdict.as_deref().and_then(Verdict::parse),
            id: row.id,
            number: row.number,
            company: row.company_id,
            host: row.host,
            assignee: row.assignee_id.zip(row.assignee_name),
            may_call: row.may_call,
            closed: row.closed_at.map(At::instant),
            due: row.due_at.map(At::instant),
            waiting_since: row.waiting_since.map(At::instant),
            merged_into: row.merged_into,
            version: row.version,
        })
    }
}

/// A text that a company confided, or what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confided {
    /// There is none.
    Nothing,
    /// It opened.
    Text(String),
    /// The company's keys were destroyed.
    Destroyed,
    /// It does not open: damaged, or from another place.
    Broken(VaultError),
}

fn opened(opener: &Opener, place: Place, sealed: Option<&str>) -> Confided {
    match sealed.map(|sealed| opener.open_text(place, sealed)) {
        None => Confided::Nothing,
        Some(Ok(text)) => Confided::Text(text),
        Some(Err(VaultError::Destroyed)) => Confided::Destroyed,
        Some(Err(error)) => {
            tracing::error!(%error, place = ?place, "a sealed text does not open");
            Confided::Broken(error)
        }
    }
}

/// Something that stands in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Id.
    pub id: CaseEntryId,
    /// When.
    pub at: Timestamp,
    /// What it is.
    pub kind: Kind,
    /// Which member of staff.
    pub staff: Option<String>,
    /// Its text.
    pub text: Confided,
    /// Step: the host; report: the device.
    pub host: Confided,
    /// What else belongs to it.
    pub detail: Detail,
}

impl Entry {
    /// Its case was merged into another one.
    fn tells_of_merging(&self) -> bool {
        self.detail.mark.as_deref() == Some(MERGED)
    }
}

/// A detection that joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The detection, as the context that found it names it.
    pub id: DetectionId,
    /// The rule.
    pub rule: String,
    /// Its title in Japanese and English.
    pub title: [String; 2],
    /// The host.
    pub host: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// First and last event.
    pub span: (Timestamp, Timestamp),
    /// How many events.
    pub events: i64,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Id.
    pub id: VisitId,
    /// How far it has come.
    pub state: VisitState,
    /// From, until.
    pub slot: (Timestamp, Timestamp),
    /// What to do until then.
    pub until_then: Confided,
    /// What came of it.
    pub result: Confided,
}

/// A case with all that stands in it, and in those that were merged into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Entries, the first one first.
    pub entries: Vec<Entry>,
    /// Detections.
    pub found: Vec<Found>,
    /// Visits.
    pub visits: Vec<Visit>,
    /// Cases that were merged into it.
    pub merged: Vec<Case>,
}

impl CaseFile {
    /// Reads one; `None` when there is no such case.
    pub async fn load(incidents: &Incidents, id: CaseId) -> Result<Option<Self>> {
        let reader = incidents.store.reader();
        let Some(row) = queries::case(reader, id).await? else {
            return Ok(None);
        };
        let opener = incidents.vault.opener(reader, row.company_id).await?;
        let merged = all_merged(reader, id).await?;
        let ids: Vec<CaseId> = std::iter::once(id)
            .chain(merged.iter().map(|row| row.id))
            .collect();
        let entries = queries::entries(reader, &ids).await?;
        let found = queries::detections(reader, &ids).await?;
        let visits = queries::visits(reader, &ids).await?;
        Ok(Some(Self {
            case: row.try_into()?,
            entries: entries
                .into_iter()
                .map(|row| (row.case_id, as_entry(&opener, row)))
                // That another one was merged into this one is said here once already.
                .filter(|(case, entry)| *case == id || !entry.as_ref().is_ok_and(Entry::tells_of_merging))
                .map(|(_, entry)| entry)
                .collect::<Result<_>>()?,
            found: found.into_iter().map(as_found).collect::<Result<_>>()?,
            visits: visits
                .into_iter()
                .map(|row| as_visit(&opener, row))
                .collect::<Result<_>>()?,
            merged: merged.into_iter().map(Case::try_from).collect::<Result<_>>()?,
        }))
    }

    /// What the company sees of it.
    #[must_use]
    pub fn for_company(mut self) -> Self {
        self.entries.retain(|entry| entry.kind.is_shown_to_company());
        self
    }

    /// When the first of what stands in it was opened.
    pub fn opened(&self) -> Timestamp {
        let merged = self.merged.iter().map(|case| case.progress.opened);
        merged
            .chain([self.case.progress.opened])
            .min()
            .unwrap_or(self.case.progress.opened)
    }

    /// The case's title: the worst detection's, in Japanese and English; `None` where people opened it.
    pub fn title(&self) -> Option<&[String; 2]> {
        self.found
            .iter()
            .max_by_key(|found| found.severity)
            .map(|found| &found.title)
    }
}

/// Merged into it, into those, and so on.
pub(crate) async fn all_merged(reader: &impl ConnectionTrait, id: CaseId) -> Result<Vec<case::Model>> {
    let mut all: Vec<case::Model> = Vec::new();
    let mut open = vec![id];
    while let Some(next) = open.pop() {
        let merged = queries::merged_into(reader, next).await?;
        open.extend(merged.iter().map(|row| row.id));
        all.extend(merged);
    }
    Ok(all)
}

fn as_entry(opener: &Opener, row: entry::Model) -> Result<Entry> {
    Ok(Entry {
        kind: known(Kind::parse(&row.kind), "entry")?,
        text: opened(opener, text_place(row.id), row.text.as_deref()),
        host: opened(opener, host_place(row.id), row.host.as_deref()),
        detail: known(serde_json::from_str(&row.detail).ok(), "detail")?,
        id: row.id,
        at: row.at.instant(),
        staff: row.staff_name,
    })
}

fn as_found(row: detection::Model) -> Result<Found> {
    Ok(Found {
        severity: known(severity(&row.severity), "severity")?,
        id: row.id,
        rule: row.rule,
        title: [row.title_ja, row.title_en],
        host: row.host,
        span: (row.first_at.instant(), row.last_at.instant()),
        events: row.events,
    })
}

fn as_visit(opener: &Opener, row: visit::Model) -> Result<Visit> {
    Ok(Visit {
        state: known(VisitState::parse(&row.state), "visit")?,
        until_then: opened(opener, until_then_place(row.id), row.until_then.as_deref()),
        result: opened(opener, result_place(row.id), row.result.as_deref()),
        id: row.id,
        slot: (row.starts_at.instant(), row.ends_at.instant()),
    })
}

/// Titles of the detections of some cases, and of those that were merged into them: of each case the worst one's, in
/// Japanese and English, as [`CaseFile::title`] has it.
pub async fn titles(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, [String; 2]>> {
    let shown_by = shown_by(connection, cases).await?;
    let all: Vec<CaseId> = shown_by.iter().map(|(case, _)| *case).collect();
    let mut rows = queries::detections(connection, &all).await?;
    rows.sort_by_key(|row| severity(&row.severity));
    let mut titles = HashMap::new();
    for row in rows {
        for (_, by) in shown_by.iter().filter(|(case, _)| *case == row.case_id) {
            titles.insert(*by, [row.title_ja.clone(), row.title_en.clone()]);
        }
    }
    Ok(titles)
}

/// These cases and those that were merged into them, each with the one of these that shows what stands in it.
pub(crate) async fn shown_by(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<HashSet<(CaseId, CaseId)>> {
    let mut all: HashSet<(CaseId, CaseId)> = cases.iter().map(|id| (*id, *id)).collect();
    let mut next: Vec<(CaseId, CaseId)> = all.iter().copied().collect();
    while !next.is_empty() {
        let ids: Vec<CaseId> = next.iter().map(|(case, _)| *case).collect();
        let merged = queries::merged_into_any(connection, &ids).await?;
        let mut found = Vec::new();
        for (case, into) in merged {
            let shown = next.iter().filter(|(known, _)| *known == into);
            found.extend(
                shown
                    .map(|(_, by)| (case, *by))
                    .filter(|pair| !all.contains(pair)),
            );
        }
        all.extend(&found);
        next = found;
    }
    Ok(all)
}

/// A company's cases, the newest first.
pub async fn of_company(connection: &impl ConnectionTrait, company: CompanyId) -> Result<Vec<Case>> {
    let rows = queries::of_company(connection, company).await?;
    rows.into_iter().map(Case::try_from).collect()
}
