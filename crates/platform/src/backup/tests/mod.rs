//! A schema with everything in it, on an empty database of each kind.

mod damage;
mod round_trip;

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use sea_orm_migration::prelude::{DbErr, ForeignKey, MigrationName, MigrationTrait, SchemaManager, Table};
use sea_orm_migration::schema::{
    blob_null, boolean_null, double_null, integer_null, json_binary_null, pk_auto, string, text_null,
    uuid_null,
};
use serde_json::Value as Json;

use super::{Store, Summary, create};
use crate::actor::Actor;
use crate::audit;
use crate::clock::StillClock;
use crate::entropy::SeededEntropy;
use crate::store::{Migrations, Operation, StoreError, StoreOptions, Tx, platform_migrations};

/// A context's tables: every kind, a reference within and between tables, numbers given by the database.
struct Everything;

impl MigrationName for Everything {
    fn name(&self) -> &'static str {
        "m2026_11_21_900001_everything"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Everything {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kinds = Table::create()
            .table("a_kinds")
            .col(pk_auto("id").big_integer())
            .col(uuid_null("unique_id"))
            .col(text_null("words"))
            .col(boolean_null("yes"))
            .col(double_null("share"))
            .col(blob_null("contents"))
            .col(json_binary_null("detail"))
            .col(integer_null("parent"))
            .foreign_key(ForeignKey::create().from("a_kinds", "words").to("z_word", "word"))
            .to_owned();
        let words = Table::create()
            .table("z_word")
            .col(string("word").primary_key())
            .to_owned();
        manager.create_table(words).await?;
        manager.create_table(kinds).await
    }
}

/// Comes with a later version of the product.
struct Later;

impl MigrationName for Later {
    fn name(&self) -> &'static str {
        "m2027_04_01_000001_later"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Later {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "ALTER TABLE z_word ADD COLUMN \"language\" varchar NOT NULL DEFAULT 'ja'";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}

fn migrations() -> Migrations {
    Migrations::new(|| {
        let mut all = platform_migrations();
        all.push(Box::new(Everything));
        all
    })
}

fn later_migrations() -> Migrations {
    Migrations::new(|| {
        let mut all = platform_migrations();
        all.push(Box::new(Everything));
        all.push(Box::new(Later));
        all
    })
}

struct Place {
    store: Store,
    folder: tempfile::TempDir,
}

impl Place {
    async fn open(url: &str, folder: tempfile::TempDir) -> Self {
        let clock = Arc::new(StillClock::at("2026-11-21T00:00:00Z".parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new(7));
        let store = Store::connect(&StoreOptions::new(url), clock, entropy)
            .await
            .unwrap();
        Self { store, folder }
    }

    /// An empty database of each kind; PostgreSQL when `MAMORI_TEST_POSTGRES` names a server.
    async fn empty(name: &str) -> Vec<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("mamori.sqlite").display());
        let mut places = vec![Self::open(&url, folder).await];
        if let Ok(server) = std::env::var("MAMORI_TEST_POSTGRES") {
            let database = format!("backup_{name}_{}", std::process::id());
            let admin = sea_orm::Database::connect(&server).await.unwrap();
            admin
                .execute_unprepared(&format!("DROP DATABASE IF EXISTS {database}"))
                .await
                .unwrap();
            admin
                .execute_unprepared(&format!("CREATE DATABASE {database}"))
                .await
                .unwrap();
            let url = format!("{}/{database}", server.rsplit_once('/').unwrap().0);
            places.push(Self::open(&url, tempfile::tempdir().unwrap()).await);
        }
        places
    }

    async fn filled(name: &str) -> Vec<Self> {
        let places = Self::empty(name).await;
        for place in &places {
            migrations().apply(&place.store).await.unwrap();
            place.fill().await;
        }
        places
    }

    async fn fill(&self) {
        if self.store.backend() == DatabaseBackend::Postgres {
            // A server whose texts sort by language.
            self.run("ALTER TABLE z_word ALTER COLUMN word TYPE varchar COLLATE \"ja-x-icu\"")
                .await;
        }
        self.run("INSERT INTO z_word VALUES ('髙﨑塚①'), ('a\"b\\c\u{1}'), ('Z'), ('あ'), ('z')")
            .await;
        let (contents, yes) = match self.store.backend() {
            DatabaseBackend::Sqlite => ("X'00ff0a'", "1"),
            _ => ("'\\x00ff0a'::bytea", "true"),
        };
        self.run(&format!(
            "INSERT INTO a_kinds (words, yes, share, contents, detail) VALUES ('髙﨑塚①', {yes}, 0.1, {contents}, '{{\"b\":1,\"a\":[null,\"x\"]}}')"
        ))
        .await;
        self.run("INSERT INTO a_kinds (parent) VALUES (1)").await;
        for number in 0..3 {
            self.store.run(&Note(number)).await.unwrap();
        }
    }

    async fn run(&self, sql: &str) {
        self.store.writer().execute_unprepared(sql).await.unwrap();
    }

    async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.store.backend(), sql);
        let row = self.store.writer().query_one_raw(statement).await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }

    async fn backup(&self) -> (std::path::PathBuf, Summary) {
        let file = self.folder.path().join("backup.zip");
        let summary = create(&self.store, &file, "0.1.0").await.unwrap();
        (file, summary)
    }
}

struct Note(i32);

impl Operation for Note {
    const NAME: &'static str = "note";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.audit(audit::Entry {
            actor: Actor::System("test"),
            action: "test.noted",
            subject: ("test", self.0.to_string()),
            before: None,
            after: Some(serde_json::json!({ "number": self.0 })),
        });
        let now = tx.now();
        tx.enqueue(crate::store::JobRequest {
            kind: "test",
            payload: Json::Null,
            run_at: now,
            dedupe_key: None,
        })
        .await
    }
}
