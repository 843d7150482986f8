//! The outbox.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid,
};

use super::index;

pub(super) struct Mail;

impl MigrationName for Mail {
    fn name(&self) -> &'static str {
        "m2026_11_21_000002_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Mail {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let states = ["waiting", "sending", "sent", "failed", "uncertain"];
        manager
            .create_table(
                Table::create()
                    .table("mail")
                    .col(uuid("id").primary_key())
                    .col(string("to_address"))
                    .col(text("subject"))
                    .col(text("body"))
                    .col(string("language"))
                    .col(string_null("subject_kind"))
                    .col(string_null("subject_id"))
                    .col(string_null("dedupe_key").unique_key())
                    .col(string("state").check(Expr::col("state").is_in(states)))
                    .col(integer("attempts"))
                    .col(big_integer("next_at"))
                    .col(text_null("last_error"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("sent_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "mail_due", "mail", &["state", "next_at"]).await?;
        index(manager, "mail_subject", "mail", &["subject_kind", "subject_id"]).await
    }
}
