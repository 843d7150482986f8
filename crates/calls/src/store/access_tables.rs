//! The tables of applicants who come back: one-time links and their sessions.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, uuid, uuid_null};

/// The second migration of this context.
pub(super) struct Access;

impl MigrationName for Access {
    fn name(&self) -> &'static str {
        "m2026_11_21_100002_applicant_access"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Access {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = Table::create()
            .table("access_link")
            .col(string("token_hash").primary_key())
            .col(uuid_null("application_id"))
            .col(string("client_hash"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .to_owned();
        manager.create_table(link).await?;
        let session = Table::create()
            .table("applicant_session")
            .col(string("token_hash").primary_key())
            .col(uuid("application_id"))
            .col(big_integer("expires_at"))
            .col(big_integer("last_seen"))
            .to_owned();
        manager.create_table(session).await?;
        let columns = ["application_id", "created_at"];
        index(manager, "access_link_application", "access_link", &columns).await?;
        let columns = ["client_hash", "created_at"];
        index(manager, "access_link_client", "access_link", &columns).await?;
        index(manager, "access_link_created", "access_link", &["created_at"]).await?;
        index(
            manager,
            "applicant_session_expires",
            "applicant_session",
            &["expires_at"],
        )
        .await
    }
}
