//! What pages and operations read.

use contracts::ids::{CaseId, CompanyId, DetectionId, StaffId, VisitId};
use contracts::support::Severity;
use platform::store::{At, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::{alert, case, detection, entry, hand_over, hand_over_read, visit};
use crate::domain::case::StateName;
use crate::domain::detection::severity_name;
use crate::domain::entry::Kind;

/// What of the queue is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these states.
    pub states: Vec<StateName>,
    /// Only this severity.
    pub severity: Option<Severity>,
    /// Only cases of this person.
    pub assignee: Option<StaffId>,
    /// Only cases that nobody looks after.
    pub unassigned: bool,
    /// Only of this company.
    pub company: Option<CompanyId>,
    /// Only those of which something was owed before this moment.
    pub late: Option<At>,
    /// Only those whose companies wait for a word.
    pub waiting: bool,
}

/// The column the queue is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is owed first.
    #[default]
    Due,
    /// The worst first.
    Severity,
    /// The newest first.
    Opened,
}

impl Sort {
    /// All, with their names in addresses.
    pub const ALL: [(&'static str, Self); 3] = [
        ("due", Self::Due),
        ("severity", Self::Severity),
        ("opened", Self::Opened),
    ];
}

/// Cases of a page shown at once.
pub const PAGE: u64 = 50;

/// One page of the queue, from 0, and how many there are in all.
pub async fn queue(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    sort: Sort,
    page: u64,
) -> Result<(Vec<case::Model>, u64), StoreError> {
    let mut query = case::Entity::find();
    if !filter.states.is_empty() {
        let states = filter.states.iter().map(|state| state.as_str());
        query = query.filter(case::Column::State.is_in(states));
    }
    if let Some(severity) = filter.severity {
        query = query.filter(case::Column::Severity.eq(severity_name(severity)));
    }
    if let Some(assignee) = filter.assignee {
        query = query.filter(case::Column::AssigneeId.eq(assignee));
    }
    if filter.unassigned {
        query = query.filter(case::Column::AssigneeId.is_null());
    }
    if let Some(company) = filter.company {
        query = query.filter(case::Column::CompanyId.eq(company));
    }
    if let Some(now) = filter.late {
        query = query.filter(case::Column::DueAt.lt(now));
    }
    if filter.waiting {
        query = query.filter(is_waiting());
    }
    let total = query.clone().count(connection).await?;
    let query = match sort {
        Sort::Due => query.order_by_with_nulls(case::Column::DueAt, Order::Asc, NullOrdering::Last),
        Sort::Severity => query.order_by_asc(case::Column::Urgency),
        Sort::Opened => query.order_by_desc(case::Column::OpenedAt),
    };
    let rows = query
        .order_by_asc(case::Column::Number)
        .offset(page * PAGE)
        .limit(PAGE)
        .all(connection)
        .await?;
    Ok((rows, total))
}

/// All open cases, the one that is owed something first at the head.
pub async fn open(connection: &impl ConnectionTrait) -> Result<Vec<CaseId>, StoreError> {
    let states = StateName::OPEN.iter().map(|state| state.as_str());
    let rows = case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .filter(case::Column::State.is_in(states))
        .order_by_with_nulls(case::Column::DueAt, Order::Asc, NullOrdering::Last)
        .order_by_asc(case::Column::Number)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows)
}

/// One case.
pub async fn case(connection: &impl ConnectionTrait, id: CaseId) -> Result<Option<case::Model>, StoreError> {
    Ok(case::Entity::find_by_id(id).one(connection).await?)
}

/// A company's cases, the newest first; those merged into another stand with that one.
pub async fn of_company(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<case::Model>, StoreError> {
    Ok(case::Entity::find()
        .filter(case::Column::CompanyId.eq(company))
        .order_by_desc(case::Column::OpenedAt)
        .order_by_desc(case::Column::Number)
        .all(connection)
        .await?)
}

/// Other open cases of a company: what could be the same.
pub async fn open_beside(
    connection: &impl ConnectionTrait,
    row: &case::Model,
) -> Result<Vec<case::Model>, StoreError> {
    Ok(case::Entity::find()
        .filter(case::Column::CompanyId.eq(row.company_id))
        .filter(case::Column::Id.ne(row.id))
        .filter(case::Column::State.is_in(StateName::OPEN.map(StateName::as_str)))
        .order_by_asc(case::Column::Number)
        .all(connection)
        .await?)
}

/// Entries of some cases, the first one first.
pub async fn entries(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<entry::Model>, StoreError> {
    let mut rows = entry::Entity::find()
        .filter(entry::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(entry::Column::At)
        .order_by_asc(entry::Column::Id)
        .all(connection)
        .await?;
    // What one step wrote has one time: first what happened, then the words, and last what follows from them.
    rows.sort_by_key(|row| (row.at, Kind::parse(&row.kind).map(Kind::place)));
    Ok(rows)
}

/// Cases that were merged into one.
pub async fn merged_into(
    connection: &impl ConnectionTrait,
    id: CaseId,
) -> Result<Vec<case::Model>, StoreError> {
    Ok(case::Entity::find()
        .filter(case::Column::MergedInto.eq(id))
        .order_by_asc(case::Column::Number)
        .all(connection)
        .await?)
}

/// Cases that were merged into one of these, each with that one.
pub async fn merged_into_any(
    connection: &impl ConnectionTrait,
    ids: &[CaseId],
) -> Result<Vec<(CaseId, CaseId)>, StoreError> {
    Ok(case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .column(case::Column::MergedInto)
        .filter(case::Column::MergedInto.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?)
}

/// Detections of some cases, the first one first.
pub async fn detections(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<detection::Model>, StoreError> {
    Ok(detection::Entity::find()
        .filter(detection::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(detection::Column::FirstAt)
        .order_by_asc(detection::Column::Id)
        .all(connection)
        .await?)
}

/// Open cases that the centre may have to be alerted of: the bad ones, and those with something due before `horizon`.
pub async fn alarming(
    connection: &impl ConnectionTrait,
    horizon: At,
) -> Result<Vec<case::Model>, StoreError> {
    let bad = [Severity::Critical, Severity::High].map(severity_name);
    let matters = case::Column::DueAt
        .lte(horizon)
        .or(case::Column::Severity.is_in(bad));
    Ok(case::Entity::find()
        .filter(case::Column::State.is_in(StateName::OPEN.map(StateName::as_str)))
        .filter(matters)
        .order_by_asc(case::Column::Number)
        .all(connection)
        .await?)
}

/// What the centre was alerted of already.
pub async fn alerts(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, String)>, StoreError> {
    let rows = alert::Entity::find()
        .filter(alert::Column::CaseId.is_in(cases.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.clock)).collect())
}

/// A detection of a company.
pub async fn detection(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    id: DetectionId,
) -> Result<Option<detection::Model>, StoreError> {
    Ok(detection::Entity::find_by_id(id)
        .filter(detection::Column::CompanyId.eq(company))
        .one(connection)
        .await?)
}

/// All planned visits, the first one first.
pub async fn planned_visits(connection: &impl ConnectionTrait) -> Result<Vec<visit::Model>, StoreError> {
    Ok(planned().all(connection).await?)
}

/// Planned visits of a case, the first one first.
pub async fn planned_of(
    connection: &impl ConnectionTrait,
    case: CaseId,
) -> Result<Vec<visit::Model>, StoreError> {
    Ok(planned()
        .filter(visit::Column::CaseId.eq(case))
        .all(connection)
        .await?)
}

fn planned() -> sea_orm::Select<visit::Entity> {
    visit::Entity::find()
        .filter(visit::Column::State.eq("planned"))
        .order_by_asc(visit::Column::StartsAt)
        .order_by_asc(visit::Column::Id)
}

/// Visits of some cases, the first one first.
pub async fn visits(
    connection: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<visit::Model>, StoreError> {
    Ok(visit::Entity::find()
        .filter(visit::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(visit::Column::StartsAt)
        .all(connection)
        .await?)
}

/// One visit.
pub async fn visit(
    connection: &impl ConnectionTrait,
    id: VisitId,
) -> Result<Option<visit::Model>, StoreError> {
    Ok(visit::Entity::find_by_id(id).one(connection).await?)
}

/// Its company waits for a word: the first one, or a reply.
fn is_waiting() -> SimpleExpr {
    let waiting = case::Column::WaitingSince.is_not_null();
    waiting.or(case::Column::AnsweredAt.is_null())
}

/// How many are open, how many of them late, and how many nobody looks after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Open.
    pub open: u64,
    /// Something is owed and late.
    pub late: u64,
    /// Without somebody.
    pub unassigned: u64,
    /// Their companies wait for a word: the first one, or a reply.
    pub waiting: u64,
}

/// The load of the centre at `now`.
pub async fn load(connection: &impl ConnectionTrait, now: At) -> Result<Load, StoreError> {
    let open =
        || case::Entity::find().filter(case::Column::State.is_in(StateName::OPEN.map(StateName::as_str)));
    Ok(Load {
        open: open().count(connection).await?,
        late: open()
            .filter(case::Column::DueAt.lt(now))
            .count(connection)
            .await?,
        unassigned: open()
            .filter(case::Column::AssigneeId.is_null())
            .count(connection)
            .await?,
        waiting: open().filter(is_waiting()).count(connection).await?,
    })
}

/// Cases that something happened to since `from`, or that were opened before `until`: what figures are counted from.
pub async fn counted(
    connection: &impl ConnectionTrait,
    company: Option<CompanyId>,
    from: At,
    until: At,
) -> Result<Vec<case::Model>, StoreError> {
    let mut query = case::Entity::find()
        .filter(case::Column::OpenedAt.lt(until))
        .filter(case::Column::ChangedAt.gte(from));
    if let Some(company) = company {
        query = query.filter(case::Column::CompanyId.eq(company));
    }
    Ok(query.all(connection).await?)
}

/// What was decided, closed and opened again in a span: the entries with which it happened, in the order of time.
pub async fn turns(
    connection: &impl ConnectionTrait,
    company: Option<CompanyId>,
    from: At,
    until: At,
) -> Result<Vec<(CaseId, At, String, String)>, StoreError> {
    let kinds = [Kind::Reason, Kind::Cause, Kind::Reopened, Kind::Mark].map(Kind::as_str);
    let mut query = entry::Entity::find()
        .select_only()
        .columns([
            entry::Column::CaseId,
            entry::Column::At,
            entry::Column::Kind,
            entry::Column::Detail,
        ])
        .filter(entry::Column::Kind.is_in(kinds))
        .filter(entry::Column::At.gte(from))
        .filter(entry::Column::At.lt(until));
    if let Some(company) = company {
        query = query.filter(entry::Column::CompanyId.eq(company));
    }
    let query = query
        .order_by_asc(entry::Column::At)
        .order_by_asc(entry::Column::Id);
    Ok(query.into_tuple().all(connection).await?)
}

/// Instants of entries of a kind.
pub async fn instants_of(
    connection: &impl ConnectionTrait,
    company: Option<CompanyId>,
    kind: &str,
    from: At,
    until: At,
) -> Result<Vec<At>, StoreError> {
    let mut query = entry::Entity::find()
        .select_only()
        .column(entry::Column::At)
        .filter(entry::Column::Kind.eq(kind))
        .filter(entry::Column::At.gte(from))
        .filter(entry::Column::At.lt(until));
    if let Some(company) = company {
        query = query.filter(entry::Column::CompanyId.eq(company));
    }
    Ok(query.into_tuple().all(connection).await?)
}

/// Starts of visits that took place.
pub async fn visits_done(
    connection: &impl ConnectionTrait,
    company: Option<CompanyId>,
    from: At,
    until: At,
) -> Result<Vec<At>, StoreError> {
    let mut query = visit::Entity::find()
        .select_only()
        .column(visit::Column::StartsAt)
        .filter(visit::Column::State.eq("done"))
        .filter(visit::Column::StartsAt.gte(from))
        .filter(visit::Column::StartsAt.lt(until));
    if let Some(company) = company {
        query = query.filter(visit::Column::CompanyId.eq(company));
    }
    Ok(query.into_tuple().all(connection).await?)
}

/// The newest notes of the change of shifts.
pub async fn hand_overs(
    connection: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<hand_over::Model>, StoreError> {
    Ok(hand_over::Entity::find()
        .order_by_desc(hand_over::Column::At)
        .order_by_desc(hand_over::Column::Id)
        .limit(limit)
        .all(connection)
        .await?)
}

/// Who has read them.
pub async fn readers(
    connection: &impl ConnectionTrait,
    notes: &[sea_orm::prelude::Uuid],
) -> Result<Vec<hand_over_read::Model>, StoreError> {
    Ok(hand_over_read::Entity::find()
        .filter(hand_over_read::Column::HandOverId.is_in(notes.iter().copied()))
        .order_by_asc(hand_over_read::Column::At)
        .all(connection)
        .await?)
}

/// The next free number of a case.
pub async fn next_number(connection: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let last: Option<Option<i64>> = case::Entity::find()
        .select_only()
        .expr(Expr::col(case::Column::Number).max())
        .into_tuple()
        .one(connection)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}
