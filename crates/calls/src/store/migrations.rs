//! The tables of this context.

use platform::store::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, boolean, string, string_null, text, text_null, uuid, uuid_null,
};

use crate::domain::application::StateName;

/// This context's migrations, in order.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Calls),
        Box::new(super::access_tables::Access),
        Box::new(super::desk_index::DeskIndex),
        Box::new(super::scan_review::ScanReview),
        Box::new(super::charter_verifier::CharterVerifier),
        Box::new(super::companies::Companies),
    ]
}

struct Calls;

impl MigrationName for Calls {
    fn name(&self) -> &'static str {
        "m2026_11_21_100001_calls"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Calls {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        unique(
            manager,
            "application_number",
            "application",
            &["programme_id", "number"],
        )
        .await?;
        unique(
            manager,
            "application_key",
            "application",
            &["programme_id", "idempotency_key"],
        )
        .await?;
        index(
            manager,
            "application_state",
            "application",
            &["programme_id", "state", "due_at"],
        )
        .await?;
        index(
            manager,
            "application_company",
            "application",
            &["programme_id", "company_key"],
        )
        .await?;
        index(
            manager,
            "application_corporate",
            "application",
            &["programme_id", "corporate_number"],
        )
        .await?;
        index(manager, "application_label", "application", &["label"]).await?;
        index(manager, "application_email", "application", &["email"]).await?;
        index(manager, "contact_application", "contact", &["application_id"]).await?;
        unique(
            manager,
            "signature_part",
            "signature",
            &["application_id", "consent_id", "part"],
        )
        .await?;
        index(
            manager,
            "registration_briefing",
            "registration",
            &["programme_id", "briefing_id"],
        )
        .await
    }
}

async fn unique(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut create = Index::create().name(name).table(table).unique().to_owned();
    for column in columns {
        create.col(*column);
    }
    manager.create_index(create).await
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        call(),
        place(),
        draft(),
        application(),
        contact(),
        signature(),
        file(),
        form_answer(),
        notice(),
        notice_item(),
        draw(),
        draw_event(),
        registration(),
        seat(),
    ]
}

fn call() -> TableCreateStatement {
    Table::create()
        .table("call")
        .col(string("programme_id").primary_key())
        .col(big_integer("last_number"))
        .col(big_integer("version"))
        .to_owned()
}

fn place() -> TableCreateStatement {
    Table::create()
        .table("place")
        .col(string("programme_id"))
        .col(string("course_id"))
        .col(big_integer("capacity"))
        .col(big_integer("taken"))
        .primary_key(Index::create().col("programme_id").col("course_id"))
        .check(
            Expr::col("taken")
                .gte(0)
                .and(Expr::col("taken").lte(Expr::col("capacity"))),
        )
        .to_owned()
}

fn draft() -> TableCreateStatement {
    Table::create()
        .table("draft")
        .col(uuid("id").primary_key())
        .col(string("programme_id"))
        .col(string("token_hash").unique_key())
        .col(string("language"))
        .col(text("eligibility"))
        .col(text("answers"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(uuid_null("application_id"))
        .to_owned()
}

fn application() -> TableCreateStatement {
    Table::create()
        .table("application")
        .col(uuid("id").primary_key())
        .col(string("programme_id"))
        .col(big_integer("number"))
        .col(string("idempotency_key"))
        .col(string("request_hash"))
        .col(string("language"))
        .col(string("course_wanted"))
        .col(string("course"))
        .col(string_null("frame"))
        .col(string("state"))
        .col(text("state_detail"))
        .col(big_integer_null("due_at"))
        .col(boolean("holds_place"))
        .col(big_integer("version"))
        .col(big_integer("submitted_at"))
        .col(big_integer("changed_at"))
        .col(string("kind"))
        .col(string("company_name"))
        .col(string_null("company_kana"))
        .col(string_null("corporate_number"))
        .col(string("company_key"))
        .col(string("search_key"))
        .col(string("prefecture"))
        .col(string("address"))
        .col(string("industry"))
        .col(big_integer_null("capital_yen"))
        .col(big_integer("employees"))
        .col(string("participant_name"))
        .col(string("email"))
        .col(string("telephone"))
        .col(text("answers"))
        .col(text("eligibility"))
        .col(string("outcome"))
        .col(text_null("exception_reason"))
        .col(text_null("corrected"))
        .col(string("salt"))
        .col(string_null("label"))
        .col(big_integer_null("rank"))
        .check(Expr::col("state").is_in(StateName::ALL.map(StateName::as_str)))
        .to_owned()
}

fn contact() -> TableCreateStatement {
    Table::create()
        .table("contact")
        .col(uuid("id").primary_key())
        .col(uuid("application_id"))
        .col(big_integer("at"))
        .col(uuid_null("staff_id"))
        .col(string("channel"))
        .col(string("outcome"))
        .col(text("note"))
        .col(text_null("answers"))
        .col(string_null("import_key").unique_key())
        .check(Expr::col("channel").is_in(["telephone", "mail"]))
        .to_owned()
}

fn signature() -> TableCreateStatement {
    Table::create()
        .table("signature")
        .col(uuid("id").primary_key())
        .col(uuid("application_id"))
        .col(string("consent_id"))
        .col(string("part"))
        .col(string("method"))
        .col(string("signer_name"))
        .col(string_null("company_name"))
        .col(string_null("company_address"))
        .col(big_integer("signed_at"))
        .col(string("client_address"))
        .col(string("document_hash"))
        .col(text("document"))
        .col(uuid_null("file_id"))
        .check(Expr::col("part").is_in(["company", "participant"]))
        .to_owned()
}

fn file() -> TableCreateStatement {
    Table::create()
        .table("file")
        .col(uuid("id").primary_key())
        .col(uuid("application_id"))
        .col(string("name"))
        .col(string("media_type"))
        .col(big_integer("size"))
        .col(string("sha256"))
        .col(blob("contents"))
        .col(big_integer("created_at"))
        .to_owned()
}

fn form_answer() -> TableCreateStatement {
    Table::create()
        .table("form_answer")
        .col(uuid("application_id"))
        .col(string("form_id"))
        .col(text("answers"))
        .col(boolean("complete"))
        .col(big_integer("updated_at"))
        .primary_key(Index::create().col("application_id").col("form_id"))
        .to_owned()
}

fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(uuid("id").primary_key())
        .col(string("programme_id"))
        .col(string("kind"))
        .col(string("state"))
        .col(string("prepared_by"))
        .col(big_integer("prepared_at"))
        .col(string_null("released_by"))
        .col(big_integer_null("released_at"))
        .check(Expr::col("state").is_in(["prepared", "released", "discarded"]))
        .to_owned()
}

fn notice_item() -> TableCreateStatement {
    Table::create()
        .table("notice_item")
        .col(uuid("notice_id"))
        .col(uuid("application_id"))
        .col(string("outcome"))
        .col(string("subject"))
        .col(text("body"))
        .primary_key(Index::create().col("notice_id").col("application_id"))
        .to_owned()
}

fn draw() -> TableCreateStatement {
    Table::create()
        .table("draw")
        .col(string("programme_id").primary_key())
        .col(string("draw_id"))
        .col(string("state"))
        .col(text("charter"))
        .col(string("charter_hash"))
        .col(string("signature"))
        .col(string("organiser_key"))
        .col(text_null("entries"))
        .col(string_null("list_hash"))
        .col(big_integer_null("frozen_at"))
        .col(text_null("beacon"))
        .col(string_null("randomness"))
        .col(text_null("ranking"))
        .col(text_null("seats"))
        .col(big_integer_null("drawn_at"))
        .check(Expr::col("state").is_in(["chartered", "frozen", "drawn"]))
        .to_owned()
}

fn draw_event() -> TableCreateStatement {
    Table::create()
        .table("draw_event")
        .col(string("programme_id"))
        .col(big_integer("seq"))
        .col(string("label"))
        .col(text("line"))
        .primary_key(Index::create().col("programme_id").col("seq"))
        .to_owned()
}

fn registration() -> TableCreateStatement {
    Table::create()
        .table("registration")
        .col(uuid("id").primary_key())
        .col(string("programme_id"))
        .col(string("briefing_id"))
        .col(string("mode"))
        .col(string("company_name"))
        .col(string("name"))
        .col(string("email"))
        .col(string("language"))
        .col(big_integer("registered_at"))
        .col(big_integer_null("cancelled_at"))
        .check(Expr::col("mode").is_in(["on_site", "online"]))
        .to_owned()
}

fn seat() -> TableCreateStatement {
    Table::create()
        .table("seat")
        .col(string("programme_id"))
        .col(string("briefing_id"))
        .col(string("mode"))
        .col(big_integer("capacity"))
        .col(big_integer("taken"))
        .primary_key(Index::create().col("programme_id").col("briefing_id").col("mode"))
        .check(
            Expr::col("taken")
                .gte(0)
                .and(Expr::col("taken").lte(Expr::col("capacity"))),
        )
        .to_owned()
}
