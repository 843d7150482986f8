//! Queries.

use std::collections::{BTreeMap, BTreeSet};

use contracts::ids::CompanyId;
use platform::store::StoreError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::entities::record;
use crate::domain::record::{Kind, Slot};

/// How many keys one statement names; both databases take several times as many.
const KEYS: usize = 500;

/// All entries of a company that are not taken out.
pub async fn records(
    connection: &impl ConnectionTrait,
    company: CompanyId,
) -> Result<Vec<record::Model>, StoreError> {
    Ok(record::Entity::find()
        .filter(record::Column::CompanyId.eq(company))
        .filter(record::Column::RemovedAt.is_null())
        .all(connection)
        .await?)
}

/// Kinds and keys of a company's entries, without contents.
pub async fn slots(connection: &impl ConnectionTrait, company: CompanyId) -> Result<Vec<Slot>, StoreError> {
    let rows: Vec<(String, String)> = record::Entity::find()
        .select_only()
        .column(record::Column::Kind)
        .column(record::Column::Key)
        .filter(record::Column::CompanyId.eq(company))
        .filter(record::Column::RemovedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    let slot = |(kind, key): (String, String)| Kind::from_name(&kind).map(|kind| Slot { kind, key });
    Ok(rows.into_iter().filter_map(slot).collect())
}

/// The entries of these slots, those that were taken out among them; locked on PostgreSQL.
pub async fn at(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    slots: &[Slot],
) -> Result<BTreeMap<Slot, record::Model>, StoreError> {
    let mut by_kind: BTreeMap<Kind, BTreeSet<&str>> = BTreeMap::new();
    for slot in slots {
        by_kind.entry(slot.kind).or_default().insert(&slot.key);
    }
    let mut found = BTreeMap::new();
    for (kind, keys) in by_kind {
        let keys: Vec<&str> = keys.into_iter().collect();
        for keys in keys.chunks(KEYS) {
            let rows = record::Entity::find()
                .filter(record::Column::CompanyId.eq(company))
                .filter(record::Column::Kind.eq(kind.as_str()))
                .filter(record::Column::Key.is_in(keys.iter().copied()))
                .lock_exclusive()
                .all(connection)
                .await?;
            found.extend(rows.into_iter().map(|row| (Slot::new(kind, &row.key), row)));
        }
    }
    Ok(found)
}
