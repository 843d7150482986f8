//! What is asked of detections: always of one company.

use contracts::ids::{CompanyId, DetectionId};
use contracts::support::Severity;
use jiff::Timestamp;
use platform::store::{At, StoreError};
use platform::text::Text;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::table::{self, Column, SEVERITIES};
use crate::detect::{Detection, severity_name};

/// Which detections of a company; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this rule.
    pub rule: Option<String>,
    /// At least as bad.
    pub least: Option<Severity>,
    /// Not over before.
    pub from: Option<Timestamp>,
    /// Begun before.
    pub until: Option<Timestamp>,
}

/// A company's detections, the latest first, and how many there are in all.
pub async fn of_company(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    filter: &Filter,
    (offset, limit): (u64, u64),
) -> Result<(Vec<Detection>, u64), StoreError> {
    let mut query = table::Entity::find().filter(Column::CompanyId.eq(company));
    if let Some(rule) = &filter.rule {
        query = query.filter(Column::Rule.eq(rule));
    }
    if let Some(least) = filter.least {
        query = query.filter(Column::Rank.gte(table::rank(least)));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::LastAt.gte(At::from(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::FirstAt.lt(At::from(until)));
    }
    let count = query.clone().count(connection).await?;
    let rows = query
        .order_by_desc(Column::LastAt)
        .order_by_asc(Column::Id)
        .offset(offset)
        .limit(limit)
        .all(connection)
        .await?;
    let detections = rows.into_iter().map(detection).collect::<Result<_, _>>()?;
    Ok((detections, count))
}

/// One detection of a company; `None` as well if it is another company's.
pub async fn one(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    id: DetectionId,
) -> Result<Option<Detection>, StoreError> {
    let query = table::Entity::find_by_id(id).filter(Column::CompanyId.eq(company));
    query.one(connection).await?.map(detection).transpose()
}

/// The rules that found something at a company, with their titles, in the order of the Japanese ones.
pub async fn rules_of(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<(String, Text)>, StoreError> {
    let rows = table::Entity::find()
        .select_only()
        .columns([Column::Rule, Column::TitleJa, Column::TitleEn])
        .filter(Column::CompanyId.eq(company))
        .distinct()
        .order_by_asc(Column::TitleJa)
        .into_tuple::<(String, String, String)>()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(rule, ja, en)| (rule, Text { ja, en }))
        .collect())
}

fn detection(row: table::Model) -> Result<Detection, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("detection {}: {what}", row.id));
    let mut severities = SEVERITIES.into_iter().map(|(severity, _)| severity);
    let severity = severities.find(|severity| severity_name(*severity) == row.severity);
    Ok(Detection {
        id: row.id,
        company: row.company_id,
        device: row.device_id,
        host: row.host.clone(),
        rule: row.rule.clone(),
        title: Text {
            ja: row.title_ja.clone(),
            en: row.title_en.clone(),
        },
        severity: severity.ok_or_else(|| corrupt("severity"))?,
        first: row.first_at.instant(),
        last: row.last_at.instant(),
        events: u64::try_from(row.events).map_err(|_| corrupt("events"))?,
        group: serde_json::from_str(&row.grouped).map_err(|_| corrupt("grouped"))?,
        sample: serde_json::from_str(&row.sample).map_err(|_| corrupt("sample"))?,
    })
}
