//! Staff, their roles, sessions, recovery codes and counted attempts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, uuid};

use super::index;

/// The roles of the first version; the support centre's came with a later migration.
const FIRST_ROLES: [&str; 4] = ["secretariat", "approver", "organiser", "administrator"];

pub(super) struct Identity;

impl MigrationName for Identity {
    fn name(&self) -> &'static str {
        "m2026_11_21_000003_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identity {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [staff(), staff_role(), recovery_code(), session(), throttle()] {
            manager.create_table(table).await?;
        }
        index(manager, "staff_session_staff", "staff_session", &["staff_id"]).await?;
        index(manager, "staff_session_expiry", "staff_session", &["expires_at"]).await?;
        index(manager, "throttle_age", "throttle", &["last_at"]).await
    }
}

/// Tokens of programs.
pub(super) struct Tokens;

impl MigrationName for Tokens {
    fn name(&self) -> &'static str {
        "m2026_11_21_000004_api_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tokens {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(token()).await?;
        index(manager, "api_token_staff", "api_token", &["staff_id"]).await
    }
}

fn token() -> TableCreateStatement {
    Table::create()
        .table("api_token")
        .col(uuid("id").primary_key())
        .col(string("token_hash").unique_key())
        .col(uuid("staff_id"))
        .col(string("label"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .check(Expr::col("expires_at").gt(Expr::col("created_at")))
        .foreign_key(&mut of_staff("api_token_staff_id", "api_token"))
        .to_owned()
}

fn staff() -> TableCreateStatement {
    Table::create()
        .table("staff")
        .col(uuid("id").primary_key())
        .col(string("email").unique_key())
        .col(string("name"))
        .col(string_null("password_hash"))
        .col(string_null("totp_secret"))
        .col(string_null("totp_pending"))
        .col(big_integer_null("totp_last_step"))
        .col(big_integer("created_at"))
        .col(big_integer_null("disabled_at"))
        .check(Expr::col("email").eq(Func::lower(Expr::col("email"))))
        .to_owned()
}

fn staff_role() -> TableCreateStatement {
    Table::create()
        .table("staff_role")
        .col(uuid("staff_id"))
        .col(string("role").check(Expr::col("role").is_in(FIRST_ROLES)))
        .primary_key(Index::create().col("staff_id").col("role"))
        .foreign_key(&mut of_staff("staff_role_staff", "staff_role"))
        .to_owned()
}

fn recovery_code() -> TableCreateStatement {
    Table::create()
        .table("recovery_code")
        .col(uuid("staff_id"))
        .col(string("code_hash"))
        .col(big_integer_null("used_at"))
        .primary_key(Index::create().col("staff_id").col("code_hash"))
        .foreign_key(&mut of_staff("recovery_code_staff", "recovery_code"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("staff_session")
        .col(uuid("id").primary_key())
        .col(string("token_hash").unique_key())
        .col(uuid("staff_id"))
        .col(string("state").check(Expr::col("state").is_in(["awaiting_code", "enrolling", "active"])))
        .col(big_integer("created_at"))
        .col(big_integer("last_seen_at"))
        .col(big_integer("expires_at"))
        .check(Expr::col("expires_at").gt(Expr::col("created_at")))
        .foreign_key(&mut of_staff("staff_session_staff_id", "staff_session"))
        .to_owned()
}

fn throttle() -> TableCreateStatement {
    Table::create()
        .table("throttle")
        .col(string("key").primary_key())
        .col(integer("attempts").check(Expr::col("attempts").gte(0)))
        .col(big_integer("last_at"))
        .col(big_integer_null("blocked_until"))
        .to_owned()
}

pub(super) fn of_staff(name: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, "staff_id")
        .to("staff", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
