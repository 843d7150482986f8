//! The desk's list: filtered, sorted, paged (10,000 applications in a few milliseconds).

use contracts::ids::ApplicationId;
use platform::store::{At, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, NullOrdering, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::domain::application::StateName;
use crate::store::entities::application::{Column, Entity, Model};

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The call.
    pub programme: String,
    /// Words to search: company, reading, receipt number, telephone, mail. Folded like the search key.
    pub text: Option<String>,
    /// Only these states; empty = all.
    pub states: Vec<StateName>,
    /// Only this frame.
    pub frame: Option<String>,
    /// Only this course.
    pub course: Option<String>,
    /// Only this outcome of the eligibility check.
    pub outcome: Option<String>,
    /// Only with such a deadline.
    pub due: Option<Due>,
    /// Only those that look like the same company as another one that has not ended.
    pub duplicates: bool,
}

/// A deadline that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this moment or before.
    Until(At),
    /// After the first, at the second or before.
    Between(At, At),
    /// Some deadline.
    Any,
    /// No deadline.
    Nothing,
}

/// The column it is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By the next deadline, those without one last.
    #[default]
    Due,
    /// By receipt number.
    Number,
    /// By company name.
    Company,
    /// By frame.
    Frame,
    /// By state.
    State,
    /// By employees.
    Employees,
    /// By rank in the draw.
    Rank,
}

impl Sort {
    /// All, with their names in addresses.
    pub const ALL: [(&'static str, Self); 7] = [
        ("due", Self::Due),
        ("number", Self::Number),
        ("company", Self::Company),
        ("frame", Self::Frame),
        ("state", Self::State),
        ("employees", Self::Employees),
        ("rank", Self::Rank),
    ];

    /// From its name in addresses.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(name, _)| *name == text)
            .map(|(_, sort)| sort)
    }

    fn column(self) -> Column {
        match self {
            Self::Due => Column::DueAt,
            Self::Number => Column::Number,
            Self::Company => Column::SearchKey,
            Self::Frame => Column::Frame,
            Self::State => Column::State,
            Self::Employees => Column::Employees,
            Self::Rank => Column::Rank,
        }
    }
}

/// One line of the list: what a clerk needs to choose, no answers.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// Id.
    pub id: ApplicationId,
    /// Receipt number.
    pub number: i64,
    /// Company as typed.
    pub company_name: String,
    /// Main office.
    pub prefecture: String,
    /// After the prefecture.
    pub address: String,
    /// Frame.
    pub frame: Option<String>,
    /// Course.
    pub course: String,
    /// State.
    pub state: String,
    /// Next deadline.
    pub due_at: Option<At>,
    /// Outcome of the eligibility check.
    pub outcome: String,
    /// Employees.
    pub employees: i64,
    /// Rank in the draw.
    pub rank: Option<i64>,
    /// When it arrived.
    pub submitted_at: At,
    /// Finds the same company twice.
    pub company_key: String,
    /// 13 digits.
    pub corporate_number: Option<String>,
    /// Whom to call.
    pub telephone: String,
    /// Answers, JSON: the security answers are shown in the list.
    pub answers: String,
}

/// A page of the list and how many there are in all. Rows are long (answers, judgement), so the database sorts ids
/// alone and then reads the few rows of the page.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    sort: Sort,
    descending: bool,
    page: u64,
    size: u64,
) -> Result<(Vec<Line>, u64), StoreError> {
    let order = if descending { Order::Desc } else { Order::Asc };
    let total = select(filter)
        .select_only()
        .column(Column::Id)
        .count(connection)
        .await?;
    // Sorting carries along whatever is selected: first the ids of the page, which the index holds, then its rows.
    let shown = sorted(select(filter), sort, order.clone())
        .select_only()
        .column(Column::Id)
        .offset(page * size)
        .limit(size)
        .into_query();
    let lines = sorted(Entity::find().filter(Column::Id.in_subquery(shown)), sort, order)
        .into_model::<Line>()
        .all(connection)
        .await?;
    Ok((lines, total))
}

/// All of the list, whole rows: for exports.
pub async fn all(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    sort: Sort,
    descending: bool,
) -> Result<Vec<Model>, StoreError> {
    let order = if descending { Order::Desc } else { Order::Asc };
    Ok(sorted(select(filter), sort, order).all(connection).await?)
}

fn sorted(query: sea_orm::Select<Entity>, sort: Sort, order: Order) -> sea_orm::Select<Entity> {
    query
        .order_by_with_nulls(sort.column(), order.clone(), NullOrdering::Last)
        .order_by(Column::Number, order)
}

fn select(filter: &Filter) -> sea_orm::Select<Entity> {
    let mut query = Entity::find().filter(Column::ProgrammeId.eq(&filter.programme));
    if let Some(text) = &filter.text {
        for word in text.split_whitespace() {
            let mut matches =
                Expr::col(Column::SearchKey).like(LikeExpr::new(format!("%{}%", escape(word))).escape('\\'));
            if let Some(number) = receipt_number(word) {
                matches = matches.or(Column::Number.eq(number));
            }
            query = query.filter(matches);
        }
    }
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|state| state.as_str())));
    }
    if let Some(frame) = &filter.frame {
        query = query.filter(Column::Frame.eq(frame));
    }
    if let Some(course) = &filter.course {
        query = query.filter(Column::Course.eq(course));
    }
    if let Some(outcome) = &filter.outcome {
        query = query.filter(Column::Outcome.eq(outcome));
    }
    match filter.due {
        Some(Due::Until(until)) => query = query.filter(Column::DueAt.lte(until)),
        Some(Due::Between(after, until)) => {
            query = query
                .filter(Column::DueAt.gt(after))
                .filter(Column::DueAt.lte(until));
        }
        Some(Due::Any) => query = query.filter(Column::DueAt.is_not_null()),
        Some(Due::Nothing) => query = query.filter(Column::DueAt.is_null()),
        None => {}
    }
    if filter.duplicates {
        query = query.filter(not_ended()).filter(
            Condition::any()
                .add(Column::CompanyKey.in_subquery(more_than_once(filter, Column::CompanyKey)))
                .add(Column::CorporateNumber.in_subquery(more_than_once(filter, Column::CorporateNumber))),
        );
    }
    query
}

/// As in [`super::duplicates`]: who left is nobody's twin.
fn not_ended() -> Condition {
    let ended = [StateName::Withdrawn.as_str(), StateName::Excluded.as_str()];
    Condition::all().add(Column::State.is_not_in(ended))
}

/// Values of a column that stand in more than one application of the call.
fn more_than_once(filter: &Filter, column: Column) -> SelectStatement {
    let mut query = Entity::find()
        .select_only()
        .column(column)
        .filter(Column::ProgrammeId.eq(&filter.programme))
        .filter(column.is_not_null())
        .filter(not_ended())
        .group_by(column)
        .having(Expr::col(Column::Id).count().gt(1));
    QuerySelect::query(&mut query).clone()
}

/// `R00214`, as on the receipt.
pub fn receipt_number(word: &str) -> Option<i64> {
    word.strip_prefix(['r', 'R'])?.parse().ok()
}

/// `%` and `_` are characters that somebody may search for.
fn escape(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
