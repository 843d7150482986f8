//! The table of deletions (M6).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text_null, uuid};

/// Deletions that were ordered, and what came of them.
pub(super) struct Erasures;

impl MigrationName for Erasures {
    fn name(&self) -> &'static str {
        "m2026_11_22_600001_erasures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Erasures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counted = |name: &'static str| {
            let mut column = big_integer(name);
            column.check(Expr::col(name).gte(0));
            column
        };
        let table = Table::create()
            .table("erasure")
            .col(uuid("installation_id").primary_key())
            .col(string("programme_id"))
            .col(uuid("company_id"))
            .col(big_integer("ordered_at"))
            .col(string_null("ordered_by"))
            .col(text_null("note"))
            .col(big_integer_null("kept_from"))
            .col(big_integer_null("done_at"))
            .col(counted("events"))
            .col(counted("figures"))
            .col(counted("files"))
            .col(counted("detections"))
            .col(counted("reports"))
            .foreign_key(
                ForeignKey::create()
                    .from("erasure", "installation_id")
                    .to("installation", "id"),
            )
            .to_owned();
        manager.create_table(table).await
    }
}
