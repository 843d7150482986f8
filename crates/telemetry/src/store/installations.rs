//! Questions about installations and visits.

use std::collections::{BTreeMap, HashSet};

use contracts::ids::{ApplicationId, CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;
use platform::store::At;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::entities::{appointment, installation};
use crate::domain::installation::StateName;
use crate::error::{Error, Result};

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// What is due first.
    #[default]
    Due,
    /// The company's name.
    Company,
    /// The state.
    State,
    /// The end of the trial.
    Ends,
}

impl Sort {
    /// All, with their names in addresses.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("due", Self::Due),
        ("company", Self::Company),
        ("state", Self::State),
        ("ends", Self::Ends),
    ];

    fn column(self) -> installation::Column {
        match self {
            Self::Due => installation::Column::DueOn,
            Self::Company => installation::Column::SearchKey,
            Self::State => installation::Column::State,
            Self::Ends => installation::Column::EndsOn,
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// The programme.
    pub(crate) programme: String,
    /// In the company's name.
    pub(crate) text: String,
    /// The state.
    pub(crate) state: Option<StateName>,
    /// Due on or before this day (`YYYY-MM-DD`).
    pub(crate) due_by: Option<String>,
}

fn query(filter: &Filter) -> Select<installation::Entity> {
    use installation::Column as C;
    let mut query = installation::Entity::find().filter(C::ProgrammeId.eq(&filter.programme));
    if let Some(state) = filter.state {
        query = query.filter(C::State.eq(state.as_str()));
    }
    if let Some(day) = &filter.due_by {
        query = query.filter(C::DueOn.lte(day));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        query = query.filter(C::SearchKey.contains(search_key(text)));
    }
    query
}

/// Names as they are searched: without blanks, in small letters, in half width.
pub(crate) fn search_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    name.nfkc()
        .filter(|character| !character.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A page of a list, and how many there are.
pub(crate) async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    sort: Sort,
    descending: bool,
    (offset, limit): (u64, u64),
) -> Result<(Vec<installation::Model>, u64)> {
    let query = query(filter);
    let total = query.clone().count(connection).await?;
    let order = if descending { Order::Desc } else { Order::Asc };
    let column = sort.column();
    // What has no date comes last, in both databases and both orders.
    let rows = query
        .order_by(column.is_null(), Order::Asc)
        .order_by(column, order)
        .order_by_asc(installation::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(connection)
        .await?;
    Ok((rows, total))
}

/// How many are in each state.
pub(crate) async fn counts(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<BTreeMap<StateName, i64>> {
    use installation::Column as C;
    let rows: Vec<(String, i64)> = installation::Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "number")
        .filter(C::ProgrammeId.eq(programme))
        .group_by(C::State)
        .into_tuple()
        .all(connection)
        .await?;
    let known = rows
        .into_iter()
        .filter_map(|(state, number)| Some((StateName::parse(&state)?, number)));
    Ok(known.collect())
}

/// The installation with an id.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    id: InstallationId,
) -> Result<installation::Model> {
    installation::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

/// All installations of a company, the newest first.
pub(crate) async fn of_company(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<installation::Model>> {
    let query = installation::Entity::find()
        .filter(installation::Column::CompanyId.eq(company))
        .order_by_desc(installation::Column::CreatedAt);
    Ok(query.all(connection).await?)
}

/// The installation that follows from an application.
pub(crate) async fn of_application(
    connection: &impl ConnectionTrait,
    application: ApplicationId,
) -> Result<Option<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::ApplicationId.eq(application))
        .one(connection)
        .await?)
}

/// The installation of a company that is not over.
pub(crate) async fn live(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Option<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::LiveCompany.eq(company))
        .one(connection)
        .await?)
}

/// The installation at which a device stands.
pub(crate) async fn of_device(
    connection: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Option<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::DeviceId.eq(device))
        .one(connection)
        .await?)
}

/// Applications of a programme that have an installation, with those that are not over.
pub(crate) async fn begun(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<HashSet<ApplicationId>> {
    let rows: Vec<ApplicationId> = installation::Entity::find()
        .select_only()
        .column(installation::Column::ApplicationId)
        .filter(installation::Column::ProgrammeId.eq(programme))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Ids of installations that are not over, of a programme.
pub(crate) async fn living(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<Vec<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::ProgrammeId.eq(programme))
        .filter(installation::Column::LiveCompany.is_not_null())
        .all(connection)
        .await?)
}

/// Installations that cannot be, of a programme: the other course may be offered still.
pub(crate) async fn offered(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<Vec<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::ProgrammeId.eq(programme))
        .filter(installation::Column::State.eq(StateName::Unsuitable.as_str()))
        .filter(installation::Column::DueOn.is_not_null())
        .all(connection)
        .await?)
}

/// Installations whose data is kept and whose time of keeping ended before `day` (`YYYY-MM-DD`).
pub(crate) async fn to_delete(
    connection: &impl ConnectionTrait,
    programme: &str,
    day: &str,
) -> Result<Vec<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::ProgrammeId.eq(programme))
        .filter(installation::Column::KeepUntil.lt(day))
        .filter(installation::Column::DeletedOn.is_null())
        .order_by_asc(installation::Column::KeepUntil)
        .limit(200)
        .all(connection)
        .await?)
}

/// Visits of a time, whatever became of them save those that were cancelled, in order.
pub(crate) async fn visits(
    connection: &impl ConnectionTrait,
    programme: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<appointment::Model>> {
    Ok(appointment::Entity::find()
        .filter(appointment::Column::ProgrammeId.eq(programme))
        .filter(appointment::Column::State.ne(appointment::CANCELLED))
        .filter(appointment::Column::StartsAt.gte(At::from(from)))
        .filter(appointment::Column::StartsAt.lt(At::from(to)))
        .order_by_asc(appointment::Column::StartsAt)
        .order_by_asc(appointment::Column::Id)
        .all(connection)
        .await?)
}

/// Visits of an installation, the newest first.
pub(crate) async fn visits_of(
    connection: &impl ConnectionTrait,
    installation: InstallationId,
) -> Result<Vec<appointment::Model>> {
    Ok(appointment::Entity::find()
        .filter(appointment::Column::InstallationId.eq(installation))
        .order_by_desc(appointment::Column::StartsAt)
        .all(connection)
        .await?)
}

/// The names of some installations' companies.
pub(crate) async fn by_ids(
    connection: &impl ConnectionTrait,
    ids: Vec<InstallationId>,
) -> Result<Vec<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::Id.is_in(ids))
        .all(connection)
        .await?)
}

/// Installations in their trial, of all programmes.
pub(crate) async fn in_trial(connection: &impl ConnectionTrait) -> Result<Vec<installation::Model>> {
    Ok(installation::Entity::find()
        .filter(installation::Column::State.eq(StateName::Trial.as_str()))
        .all(connection)
        .await?)
}
