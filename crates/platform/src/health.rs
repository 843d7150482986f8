//! Whether this process can serve. The report goes to anyone who asks: it names no host, path or version.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use sea_orm_migration::MigratorTraitSelf;
use serde::Serialize;

use crate::audit::audit_entry;
use crate::languages::Words;
use crate::store::{Migrations, Store, StoreError};

/// How long the database may take to answer.
pub const LIMIT: Duration = Duration::from_secs(2);

/// Clocks of several machines differ a little; what is more than this was set back.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(10);

/// How one thing stands; the worst one decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ready,
    /// Serves, but somebody must look.
    Degraded,
    /// Cannot serve.
    Unready,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// `database`, `migrations` or `clock`.
    pub name: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found; in English where programs read it.
    #[serde(rename = "message")]
    pub found: Found,
}

/// What was found of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Found {
    /// The database answers.
    #[error("answers")]
    Answers,
    /// The database does not answer in time.
    #[error("does not answer")]
    Silent,
    /// No migration is missing.
    #[error("all applied")]
    Migrated,
    /// So many migrations are missing.
    #[error("{0} missing: run `mamori migrate`")]
    Unmigrated(usize),
    /// Migrations that this version does not know, or none that read.
    #[error("the database was made by a later version, or does not read")]
    Later,
    /// The clock goes on from the last entry of the audit log.
    #[error("goes on from the last audit entry")]
    GoesOn,
    /// The clock stands so many seconds before the last entry.
    #[error("stands {0} s before the last audit entry: it was set back; set it right")]
    SetBack(i64),
    /// The audit log does not read.
    #[error("the audit log does not read")]
    LogUnreadable,
}

impl Found {
    /// The sentence in a reader's language.
    pub fn say(self, words: Words) -> String {
        let (key, number) = match self {
            Self::Answers => ("health-answers", 0),
            Self::Silent => ("health-silent", 0),
            Self::Migrated => ("health-migrated", 0),
            Self::Unmigrated(missing) => ("health-unmigrated", i64::try_from(missing).unwrap_or(i64::MAX)),
            Self::Later => ("health-later", 0),
            Self::GoesOn => ("health-goes-on", 0),
            Self::SetBack(seconds) => ("health-set-back", seconds),
            Self::LogUnreadable => ("health-log-unreadable", 0),
        };
        words.say_with(key, &[("number", number.to_string().into())])
    }
}

impl Serialize for Found {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Answer of `/healthz` and `/readyz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The worst of the checks.
    pub state: State,
    /// What was looked at.
    pub checks: Vec<Check>,
}

impl Report {
    fn of(checks: Vec<Check>) -> Self {
        let state = checks
            .iter()
            .map(|check| check.state)
            .max()
            .unwrap_or(State::Ready);
        Self { state, checks }
    }

    /// HTTP status: 503 keeps a load balancer away; a degraded one still serves.
    pub fn status(&self) -> u16 {
        if self.state == State::Unready { 503 } else { 200 }
    }
}

/// The process runs. It looks at nothing else: a database out of reach is no reason to start anew.
pub fn live() -> Report {
    Report::of(Vec::new())
}

/// The process can serve: the database answers within `limit` ([`LIMIT`]), no migration is missing, and the clock
/// does not stand before the last entry of the audit log.
pub async fn ready(store: &Store, migrations: &Migrations, limit: Duration) -> Report {
    let checks = tokio::time::timeout(limit, look(store, migrations)).await;
    Report::of(checks.unwrap_or_else(|_late| vec![no_answer()]))
}

async fn look(store: &Store, migrations: &Migrations) -> Vec<Check> {
    if let Err(error) = store.reader().execute_unprepared("SELECT 1").await {
        tracing::warn!(%error, "the database does not answer");
        return vec![no_answer()];
    }
    let mut checks = vec![check("database", State::Ready, Found::Answers)];
    let migrated = migrated(store, migrations).await;
    let has_tables = migrated.state == State::Ready;
    checks.push(migrated);
    if has_tables {
        checks.push(clock(store).await);
    }
    checks
}

fn check(name: &'static str, state: State, found: Found) -> Check {
    Check { name, state, found }
}

fn no_answer() -> Check {
    check("database", State::Unready, Found::Silent)
}

async fn migrated(store: &Store, migrations: &Migrations) -> Check {
    match pending(store, migrations).await {
        Ok(pending) if pending.is_empty() => check("migrations", State::Ready, Found::Migrated),
        Ok(pending) => check("migrations", State::Unready, Found::Unmigrated(pending.len())),
        Err(error) => {
            tracing::warn!(%error, "the migrations could not be compared");
            check("migrations", State::Unready, Found::Later)
        }
    }
}

/// Names of the migrations not applied yet. Only reads: `Migrations::pending` makes the list's table.
pub async fn pending(store: &Store, migrations: &Migrations) -> Result<Vec<String>, StoreError> {
    let pending = migrations
        .get_pending_migrations_read_only(store.reader())
        .await?;
    Ok(pending.iter().map(|one| one.name().to_owned()).collect())
}

async fn clock(store: &Store) -> Check {
    let now = store.clock().now();
    match last_entry(store).await {
        Ok(last) => compare(last, now),
        Err(error) => {
            tracing::warn!(%error, "the last audit entry does not read");
            check("clock", State::Unready, Found::LogUnreadable)
        }
    }
}

/// When the last entry of the audit log was written.
pub async fn last_entry(store: &Store) -> Result<Option<Timestamp>, StoreError> {
    let last = audit_entry::Entity::find()
        .order_by_desc(audit_entry::Column::Seq)
        .one(store.reader())
        .await?;
    Ok(last.map(|entry| entry.at.instant()))
}

fn compare(last: Option<Timestamp>, now: Timestamp) -> Check {
    let behind = last.map_or(SignedDuration::ZERO, |last| last.duration_since(now));
    if behind > TOLERANCE {
        return check("clock", State::Degraded, Found::SetBack(behind.as_secs()));
    }
    check("clock", State::Ready, Found::GoesOn)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::actor::Actor;
    use crate::audit;
    use crate::clock::StillClock;
    use crate::entropy::SeededEntropy;
    use crate::store::{Operation, StoreOptions, Tx, platform_migrations};

    struct Note;

    impl Operation for Note {
        const NAME: &'static str = "note";
        type Output = ();
        type Error = StoreError;

        async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
            tx.audit(audit::Entry {
                actor: Actor::System("test"),
                action: "test.noted",
                subject: ("test", String::new()),
                before: None,
                after: None,
            });
            Ok(())
        }
    }

    async fn store(clock: &StillClock, folder: &std::path::Path) -> Store {
        let url = format!("sqlite:{}", folder.join("mamori.sqlite").display());
        let options = StoreOptions {
            connections: 2,
            acquire_timeout: Duration::from_secs(1),
            ..StoreOptions::new(url)
        };
        Store::connect(&options, Arc::new(clock.clone()), Arc::new(SeededEntropy::new(1)))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn ready_only_when_migrated_and_degraded_when_the_clock_was_set_back() {
        let folder = tempfile::tempdir().unwrap();
        let noon: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let clock = StillClock::at(noon);
        let store = store(&clock, folder.path()).await;
        let migrations = Migrations::new(platform_migrations);
        let report = ready(&store, &migrations, LIMIT).await;
        assert_eq!((report.state, report.status()), (State::Unready, 503));
        migrations.apply(&store).await.unwrap();
        assert_eq!(ready(&store, &migrations, LIMIT).await.state, State::Ready);
        store.run(&Note).await.unwrap();
        clock.set(noon - SignedDuration::from_secs(9));
        assert_eq!(ready(&store, &migrations, LIMIT).await.state, State::Ready);
        clock.set(noon - SignedDuration::from_hours(1));
        let report = ready(&store, &migrations, LIMIT).await;
        assert_eq!((report.state, report.status()), (State::Degraded, 200));
        assert_eq!(report.checks.last().unwrap().found, Found::SetBack(3600));
    }

    #[tokio::test]
    async fn a_database_that_does_not_answer_in_time_is_not_ready_and_live_does_not_ask() {
        let folder = tempfile::tempdir().unwrap();
        let clock = StillClock::at(Timestamp::UNIX_EPOCH);
        let store = store(&clock, folder.path()).await;
        let migrations = Migrations::new(platform_migrations);
        let report = ready(&store, &migrations, Duration::ZERO).await;
        assert_eq!(report.status(), 503);
        store.reader().clone().close().await.unwrap();
        let report = ready(&store, &migrations, LIMIT).await;
        assert_eq!(report.status(), 503);
        assert_eq!(live().status(), 200);
        let text = serde_json::to_string(&report).unwrap();
        assert!(!text.contains("sqlite"), "no path, no address: {text}");
    }

    #[tokio::test]
    async fn a_database_of_a_later_version_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&StillClock::at(Timestamp::UNIX_EPOCH), folder.path()).await;
        let migrations = Migrations::new(platform_migrations);
        migrations.apply(&store).await.unwrap();
        let sql = "INSERT INTO seaql_migrations VALUES ('m2099_01_01_000001_later', 0)";
        store.writer().execute_unprepared(sql).await.unwrap();
        let report = ready(&store, &migrations, LIMIT).await;
        assert_eq!(report.checks[1].found, Found::Later, "{report:?}");
    }
}
