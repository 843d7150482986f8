//! The same company twice: same corporate number, or same folded name and address. Shown, never dropped.

use std::collections::HashMap;

use contracts::ids::ApplicationId;
use platform::store::StoreError;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::application::StateName;
use crate::store::entities::application::{Column, Entity};

/// For each of `programme`'s applications the receipt numbers of others that look like the same company.
pub async fn twins(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<HashMap<ApplicationId, Vec<i64>>, StoreError> {
    Ok(grouped(&rows(connection, programme, Condition::all()).await?))
}

/// The same for a few applications only: `keys` are their company keys, `numbers` their corporate numbers. A page of
/// the list asks for its own lines, however many applications there are.
pub async fn twins_among(
    connection: &impl ConnectionTrait,
    programme: &str,
    keys: Vec<String>,
    numbers: Vec<String>,
) -> Result<HashMap<ApplicationId, Vec<i64>>, StoreError> {
    // One after the other: each has an index of its own, and SQLite reads all applications when they are joined by OR.
    let mut found = rows(
        connection,
        programme,
        Column::CompanyKey.is_in(keys).into_condition(),
    )
    .await?;
    found.extend(
        rows(
            connection,
            programme,
            Column::CorporateNumber.is_in(numbers).into_condition(),
        )
        .await?,
    );
    found.sort_unstable_by_key(|row| row.1);
    found.dedup_by_key(|row| row.0);
    Ok(grouped(&found))
}

/// Id, receipt number, company key, corporate number.
type Row = (ApplicationId, i64, String, Option<String>);

async fn rows(
    connection: &impl ConnectionTrait,
    programme: &str,
    among: Condition,
) -> Result<Vec<Row>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Number,
            Column::CompanyKey,
            Column::CorporateNumber,
        ])
        .filter(Column::ProgrammeId.eq(programme))
        .filter(among)
        .filter(Column::State.is_not_in([StateName::Withdrawn.as_str(), StateName::Excluded.as_str()]))
        .into_tuple()
        .all(connection)
        .await?)
}

fn grouped(rows: &[Row]) -> HashMap<ApplicationId, Vec<i64>> {
    let mut groups: HashMap<(bool, &str), Vec<usize>> = HashMap::new();
    for (index, (_, _, key, number)) in rows.iter().enumerate() {
        groups.entry((false, key)).or_default().push(index);
        if let Some(number) = number {
            groups.entry((true, number)).or_default().push(index);
        }
    }
    let mut twins: HashMap<ApplicationId, Vec<i64>> = HashMap::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        for &one in group {
            let others = twins.entry(rows[one].0).or_default();
            others.extend(
                group
                    .iter()
                    .filter(|&&other| other != one)
                    .map(|&other| rows[other].1),
            );
        }
    }
    for others in twins.values_mut() {
        others.sort_unstable();
        others.dedup();
    }
    twins
}
