//! The tables of this context.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text, uuid};

/// This context's migrations, in order.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Records)]
}

struct Records;

impl MigrationName for Records {
    fn name(&self) -> &'static str {
        "m2026_11_23_400001_workbench"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Records {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("workbench_record")
            .col(uuid("id").primary_key())
            .col(uuid("company_id"))
            // No CHECK: a kind is no state, and a program that does not know one leaves it alone.
            .col(string("kind"))
            .col(string("key"))
            .col(big_integer("version"))
            .col(text("content"))
            .col(big_integer("changed_at"))
            .col(big_integer_null("removed_at"))
            .to_owned();
        manager.create_table(table).await?;
        let unique = Index::create()
            .name("workbench_record_slot")
            .table("workbench_record")
            .col("company_id")
            .col("kind")
            .col("key")
            .unique()
            .to_owned();
        manager.create_index(unique).await
    }
}
