//! Stamped scans (C15): what is known of the files without reading them, and those that wait for somebody to look.

use std::collections::HashMap;

use contracts::ids::{ApplicationId, FileId};
use platform::store::{At, StoreError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationDef, Select,
};

use crate::domain::application::StateName;
use crate::domain::review::Review;
use crate::store::entities::{application, file, signature};

/// A file without its contents.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ScanFile {
    /// Id.
    pub id: FileId,
    /// Name as it was sent, without any path.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// When it arrived.
    pub created_at: At,
}

/// Every file of an application.
pub async fn of_application(
    connection: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<HashMap<FileId, ScanFile>, StoreError> {
    use file::Column;
    let files: Vec<ScanFile> = file::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Name,
            Column::Size,
            Column::Sha256,
            Column::CreatedAt,
        ])
        .filter(Column::ApplicationId.eq(id))
        .into_model()
        .all(connection)
        .await?;
    Ok(files.into_iter().map(|file| (file.id, file)).collect())
}

/// A scan that waits for the secretariat.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Waiting {
    /// Whose.
    pub application_id: ApplicationId,
    /// Receipt number.
    pub number: i64,
    /// The company.
    pub company_name: String,
    /// Which document.
    pub consent_id: String,
    /// `company` or `participant`.
    pub part: String,
    /// When it arrived.
    pub signed_at: At,
    /// Until when somebody looks at it.
    pub review_due: Option<At>,
}

/// Scans of a call that nobody has looked at, the one due first at the front. An application that ended waits for
/// nothing.
pub async fn to_review(
    connection: &impl ConnectionTrait,
    programme: &str,
) -> Result<Vec<Waiting>, StoreError> {
    Ok(waiting(programme)
        .select_only()
        .columns([
            signature::Column::ApplicationId,
            signature::Column::ConsentId,
            signature::Column::Part,
            signature::Column::SignedAt,
            signature::Column::ReviewDue,
        ])
        .columns([application::Column::Number, application::Column::CompanyName])
        .order_by_asc(signature::Column::ReviewDue)
        .order_by_asc(signature::Column::SignedAt)
        .into_model()
        .all(connection)
        .await?)
}

/// How many there are.
pub async fn number_to_review(connection: &impl ConnectionTrait, programme: &str) -> Result<u64, StoreError> {
    Ok(waiting(programme).count(connection).await?)
}

fn waiting(programme: &str) -> Select<signature::Entity> {
    let owner = signature::Entity::belongs_to(application::Entity)
        .from(signature::Column::ApplicationId)
        .to(application::Column::Id);
    let states = [StateName::Confirmed, StateName::Participating];
    signature::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(owner))
        .filter(signature::Column::Review.eq(Review::ToReview.as_str()))
        .filter(application::Column::ProgrammeId.eq(programme))
        .filter(application::Column::State.is_in(states.map(StateName::as_str)))
}
