//! Bringing a database to the current schema. Contexts bring their migrations; names sort by date.

use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid,
};

use super::{Store, StoreError};

/// All migrations of the product, in order.
pub struct Migrations {
    make: fn() -> Vec<Box<dyn MigrationTrait>>,
}

impl Migrations {
    /// From a function that lists them all: platform's first, then each context's.
    pub fn new(make: fn() -> Vec<Box<dyn MigrationTrait>>) -> Self {
        Self { make }
    }

    /// Applies what is missing.
    pub async fn apply(&self, store: &Store) -> Result<(), StoreError> {
        Ok(self.up(store.writer(), None).await?)
    }

    /// Names of those not applied yet.
    pub async fn pending(&self, store: &Store) -> Result<Vec<String>, StoreError> {
        let pending = self.get_pending_migrations(store.writer()).await?;
        Ok(pending
            .iter()
            .map(|migration| migration.name().to_owned())
            .collect())
    }
}

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        (self.make)()
    }
}

/// The platform's own tables.
pub fn platform_migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(AuditAndJobs),
        Box::new(super::mail_migration::Mail),
        Box::new(super::identity_migration::Identity),
        Box::new(super::identity_migration::Tokens),
        Box::new(super::vault_migration::Vault),
        Box::new(super::roles_migration::SupportRole),
    ]
}

struct AuditAndJobs;

impl MigrationName for AuditAndJobs {
    fn name(&self) -> &'static str {
        "m2026_11_21_000001_audit_and_jobs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for AuditAndJobs {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_entry")
                    .col(big_integer("seq").primary_key())
                    .col(big_integer("at"))
                    .col(string("actor_kind"))
                    .col(string("actor_id"))
                    .col(string("action"))
                    .col(string("subject_kind"))
                    .col(string("subject_id"))
                    .col(string("payload_hash"))
                    .col(string("previous"))
                    .col(string("hash"))
                    .to_owned(),
            )
            .await?;
        index(
            manager,
            "audit_entry_subject",
            "audit_entry",
            &["subject_kind", "subject_id"],
        )
        .await?;
        manager
            .create_table(
                Table::create()
                    .table("audit_payload")
                    .col(big_integer("seq").primary_key())
                    .col(string("salt"))
                    .col(text_null("before"))
                    .col(text_null("after"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audit_head")
                    .col(integer("id").primary_key())
                    .col(big_integer("seq"))
                    .col(string("hash"))
                    .to_owned(),
            )
            .await?;
        let head = Query::insert()
            .into_table("audit_head")
            .columns(["id", "seq", "hash"])
            .values_panic([1.into(), 0i64.into(), crate::audit::GENESIS.into()])
            .to_owned();
        manager.execute(head).await?;
        manager
            .create_table(
                Table::create()
                    .table("job")
                    .col(uuid("id").primary_key())
                    .col(string("kind"))
                    .col(text("payload"))
                    .col(
                        string("state").check(Expr::col("state").is_in(["ready", "running", "done", "dead"])),
                    )
                    .col(integer("attempts"))
                    .col(big_integer("run_at"))
                    .col(big_integer_null("lease_until"))
                    .col(string_null("dedupe_key").unique_key())
                    .col(text_null("last_error"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("finished_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "job_due", "job", &["state", "run_at"]).await
    }
}

/// Adds a plain index.
pub async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut create = Index::create().name(name).table(table).to_owned();
    for column in columns {
        create.col(*column);
    }
    manager.create_index(create).await
}
