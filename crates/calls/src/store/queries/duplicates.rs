//! The same company twice: same corporate number, or same folded name and address. Shown, never dropped.

use std::collections::HashMap;

use contracts::ids::ApplicationId;
use platform::store::StoreError;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::application::StateName;
use crate::store::entities::application::{Column, Entity};

/// For each of `programme`'s applications the receipt numbers of others that look like the same company.
pub async fn twins(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<HashMap<ApplicationId, Vec<i64>>, StoreError> {
    grouped(connection, programme, Condition::all()).await
}

/// The same for a few applications only: `keys` are their company keys, `numbers` their corporate numbers. A page of
/// the list asks for its own lines, however many applications there are.
pub async fn twins_among(
    connection: &impl ConnectionTrait,
    programme: &str,
    keys: Vec<String>,
    numbers: Vec<String>,
) -> Result<HashMap<ApplicationId, Vec<i64>>, StoreError> {
    let same = Condition::any()
        .add(Column::CompanyKey.is_in(keys))
        .add(Column::CorporateNumber.is_in(numbers));
    grouped(connection, programme, same).await
}

async fn grouped(
    connection: &impl ConnectionTrait,
    programme: &str,
    among: Condition,
) -> Result<HashMap<ApplicationId, Vec<i64>>, StoreError> {
    let rows: Vec<(ApplicationId, i64, String, Option<String>)> = Entity::find()
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
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(connection)
        .await?;
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
    Ok(twins)
}
