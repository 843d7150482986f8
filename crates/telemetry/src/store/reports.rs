//! Questions about reports.

use contracts::ids::{CompanyId, ReportId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::report::{self, Column as C};
use crate::error::Result;
use crate::report::month::Month;

/// One report of a company; another company's is not found.
pub(crate) async fn one(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    id: ReportId,
) -> Result<Option<report::Model>> {
    let query = report::Entity::find_by_id(id).filter(C::CompanyId.eq(company));
    Ok(query.one(connection).await?)
}

/// All reports of a company, the newest first.
pub(crate) async fn of_company(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<report::Model>> {
    let query = report::Entity::find()
        .filter(C::CompanyId.eq(company))
        .order_by_desc(C::Month)
        .order_by_desc(C::MadeAt);
    Ok(query.all(connection).await?)
}

/// The newest of one kind of a company's month.
pub(crate) async fn newest(
    connection: &impl ConnectionTrait,
    programme: &str,
    company: CompanyId,
    month: Month,
    kind: &str,
) -> Result<Option<report::Model>> {
    let query = report::Entity::find()
        .filter(C::ProgrammeId.eq(programme))
        .filter(C::CompanyId.eq(company))
        .filter(C::Month.eq(month.to_string()))
        .filter(C::Kind.eq(kind))
        .order_by_desc(C::Number);
    Ok(query.one(connection).await?)
}

/// All of a programme's month, by company and number.
pub(crate) async fn of_month(
    connection: &impl ConnectionTrait,
    programme: &str,
    month: Month,
) -> Result<Vec<report::Model>> {
    let query = report::Entity::find()
        .filter(C::ProgrammeId.eq(programme))
        .filter(C::Month.eq(month.to_string()))
        .order_by_asc(C::CompanyId)
        .order_by_asc(C::Number);
    Ok(query.all(connection).await?)
}
