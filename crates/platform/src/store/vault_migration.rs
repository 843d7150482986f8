//! Companies' data keys and their destruction.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, string, string_null, text, text_null, uuid, uuid_null,
};

use super::index;
use crate::vault::DestructionState;

pub(super) struct Vault;

impl MigrationName for Vault {
    fn name(&self) -> &'static str {
        "m2026_11_22_000005_vault"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Vault {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(company_key()).await?;
        let once = Index::create()
            .name("company_key_generation")
            .table("company_key")
            .unique()
            .col("company_id")
            .col("generation")
            .to_owned();
        manager.create_index(once).await?;
        manager.create_table(key_destruction()).await?;
        let columns = ["company_id", "requested_at"];
        index(manager, "key_destruction_company", "key_destruction", &columns).await
    }
}

fn company_key() -> TableCreateStatement {
    Table::create()
        .table("company_key")
        .col(uuid("id").primary_key())
        .col(uuid("company_id"))
        .col(big_integer("generation"))
        .col(text_null("wrapped"))
        .col(big_integer("created_at"))
        .col(big_integer_null("retired_at"))
        .col(big_integer_null("destroyed_at"))
        .col(uuid_null("destruction_id"))
        // Destroyed means that nothing is left of the key.
        .check(
            Expr::col("destroyed_at")
                .is_null()
                .or(Expr::col("wrapped").is_null()),
        )
        .to_owned()
}

fn key_destruction() -> TableCreateStatement {
    Table::create()
        .table("key_destruction")
        .col(uuid("id").primary_key())
        .col(uuid("company_id"))
        .col(string("company_name"))
        .col(string("state"))
        .col(text("reason"))
        .col(string("requested_by"))
        .col(string("requested_name"))
        .col(big_integer("requested_at"))
        .col(string_null("decided_by"))
        .col(string_null("decided_name"))
        .col(big_integer_null("decided_at"))
        .col(text_null("certificate"))
        .check(Expr::col("state").is_in(DestructionState::ALL.map(DestructionState::as_str)))
        .to_owned()
}
