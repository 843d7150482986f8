//! The verifier pages that charters name, byte for byte (draw-v1, 1): a later version of this program still gives out
//! the page whose hash was signed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, string, text};

/// The fifth migration of this context.
pub(super) struct CharterVerifier;

impl MigrationName for CharterVerifier {
    fn name(&self) -> &'static str {
        "m2026_11_21_100005_charter_verifier"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CharterVerifier {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Apart from the charters: these are read at every receipt, and the page is large.
        let table = Table::create()
            .table("draw_verifier")
            .col(string("sha256").primary_key())
            .col(blob("page"))
            .col(text("policy"))
            .col(big_integer("kept_at"))
            .to_owned();
        manager.create_table(table).await
    }
}
