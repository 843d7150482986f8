//! Questions about deletions.

use contracts::ids::{CompanyId, InstallationId};
use platform::store::At;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::erasure::{self, Column as C};
use super::entities::placement;
use crate::error::Result;

/// What was ordered about a stay.
pub(crate) async fn of(
    connection: &impl ConnectionTrait,
    installation: InstallationId,
) -> Result<Option<erasure::Model>> {
    Ok(erasure::Entity::find_by_id(installation).one(connection).await?)
}

/// What was ordered and is not done.
pub(crate) async fn open(connection: &impl ConnectionTrait) -> Result<Vec<erasure::Model>> {
    Ok(erasure::Entity::find()
        .filter(C::DoneAt.is_null())
        .order_by_asc(C::OrderedAt)
        .all(connection)
        .await?)
}

/// From when on another appliance stood at the company, after the stay in question.
pub(crate) async fn kept_from(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    installation: InstallationId,
) -> Result<Option<At>> {
    let stays = placement::Entity::find()
        .filter(placement::Column::CompanyId.eq(company))
        .order_by_asc(placement::Column::FromAt)
        .all(connection)
        .await?;
    let own = stays.iter().filter(|stay| stay.installation_id == installation);
    let Some(last) = own.map(|stay| stay.from_at).max() else {
        return Ok(None);
    };
    let later = stays
        .iter()
        .filter(|stay| stay.installation_id != installation && stay.from_at > last);
    Ok(later.map(|stay| stay.from_at).min())
}
