//! What the secretariat says of a stamped scan, and who sent it (C15).

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string, text_null};

/// The fourth migration of this context. Signatures that stand already count, as they did.
pub(super) struct ScanReview;

impl MigrationName for ScanReview {
    fn name(&self) -> &'static str {
        "m2026_11_21_100004_scan_review"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ScanReview {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string("sender").default("applicant").to_owned(),
            string("review").default("accepted").to_owned(),
            big_integer_null("review_due"),
            big_integer_null("reviewed_at"),
            text_null("review_reason"),
        ];
        // SQLite takes one column at a time.
        for column in columns {
            let add = Table::alter().table("signature").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        // Until now a paper that came by post was known by its address.
        let by_post = Query::update()
            .table("signature")
            .value("sender", "secretariat")
            .and_where(Expr::col("client_address").eq("―"))
            .to_owned();
        manager.execute(by_post).await?;
        index(
            manager,
            "signature_review",
            "signature",
            &["review", "review_due"],
        )
        .await
    }
}
