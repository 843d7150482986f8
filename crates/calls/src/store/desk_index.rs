//! The index of the desk's list.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// What the list filters and sorts by, beginning with what inboxes and counts ask for. An application's answers make
/// its row long; with this index nothing of a row is read before it is known which fifty rows a page shows.
const COLUMNS: [&str; 10] = [
    "programme_id",
    "state",
    "due_at",
    "number",
    "frame",
    "course",
    "outcome",
    "employees",
    "rank",
    "id",
];

/// The third migration of this context: takes the place of the index by state and deadline.
pub(super) struct DeskIndex;

impl MigrationName for DeskIndex {
    fn name(&self) -> &'static str {
        "m2026_11_21_100003_desk_index"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for DeskIndex {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = Index::create()
            .name("application_desk")
            .table("application")
            .to_owned();
        for column in COLUMNS {
            create.col(column);
        }
        // PostgreSQL keeps long texts apart from the row by itself, and limits the length of an index entry.
        if manager.get_database_backend() == DbBackend::Sqlite {
            create.col("search_key");
        }
        manager.create_index(create).await?;
        let old = Index::drop()
            .name("application_state")
            .table("application")
            .to_owned();
        manager.drop_index(old).await
    }
}
