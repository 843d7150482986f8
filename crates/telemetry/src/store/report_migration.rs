//! The table of reports.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text_null, uuid,
};

use super::entities::report::{ADDITIONAL, MONTHLY};

/// Reports to companies (M3).
pub(super) struct Reports;

impl MigrationName for Reports {
    fn name(&self) -> &'static str {
        "m2026_11_22_200002_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reports {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("report")
            .col(uuid("id").primary_key())
            .col(string("programme_id"))
            .col(uuid("company_id"))
            .col(string("month"))
            .col(string("kind").check(Expr::col("kind").is_in([MONTHLY, ADDITIONAL])))
            .col(integer("number").check(Expr::col("number").gte(1)))
            .col(string_null("title"))
            .col(text_null("body"))
            .col(text_null("facts"))
            .col(text_null("reason"))
            .col(big_integer("made_at"))
            .col(big_integer_null("opened_at"))
            .check(Expr::cust(
                "CASE kind WHEN 'monthly' THEN facts IS NOT NULL AND title IS NULL AND body IS NULL \
                 ELSE facts IS NULL AND title IS NOT NULL AND body IS NOT NULL END",
            ))
            .index(
                Index::create()
                    .unique()
                    .name("report_number")
                    .col("company_id")
                    .col("programme_id")
                    .col("month")
                    .col("kind")
                    .col("number"),
            )
            .to_owned();
        manager.create_table(table).await?;
        index(manager, "report_month", "report", &["programme_id", "month"]).await
    }
}
