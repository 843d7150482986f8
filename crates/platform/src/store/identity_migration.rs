//! Staff, their sessions and failed sign-ins.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, text, uuid,
};

use super::index;

pub(super) struct Identity;

impl MigrationName for Identity {
    fn name(&self) -> &'static str {
        "m2026_11_21_000003_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identity {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("staff")
                    .col(uuid("id").primary_key())
                    .col(string("email").unique_key())
                    .col(string("name"))
                    .col(text("password_hash"))
                    .col(string("roles"))
                    .col(string_null("totp_secret"))
                    .col(big_integer("totp_last_step"))
                    .col(boolean("disabled"))
                    .col(integer("failures"))
                    .col(big_integer_null("locked_until"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_session")
                    .col(string("token_hash").primary_key())
                    .col(uuid("staff_id"))
                    .col(big_integer("created_at"))
                    .col(big_integer("last_seen"))
                    .col(big_integer("expires_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "staff_session_staff", "staff_session", &["staff_id"]).await
    }
}
