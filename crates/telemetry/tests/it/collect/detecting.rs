//! Rules within the collector: what they find is written down once, whatever happens between.

use std::path::Path;
use std::sync::Arc;

use contracts::support::Detected;
use lake::wal::WalOptions;
use platform::clock::SystemClock;
use platform::jobs::job;
use platform::on_both_databases;
use platform::store::{Store, platform_migrations};
use platform::testing::TestDatabase;
use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::MigrationTrait;
use telemetry::collect::counters::Door;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{MEMORY, Records, Settings, Watch};
use telemetry::detect::Detection;
use telemetry::detections::list::{Filter, of_company};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::whole::{COMPANY, line, records};
use super::{anywhere, settings};
use crate::detect::scene;

fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = platform_migrations();
    all.extend(telemetry::detections::migrations());
    all
}

async fn run(folder: &Path, records: Records, store: &Store) -> Running {
    let settings = Settings {
        relp: Some(anywhere()),
        tunnels: vec!["127.0.0.0/8".parse().unwrap()],
        ..settings()
    };
    let place = Place {
        log: WalOptions {
            free_space: 0,
            ..WalOptions::default()
        },
        ..Place::at(folder, 1)
    };
    let watch = Watch {
        rules: scene::shipped(),
        store: store.clone(),
    };
    Running::start(
        &place,
        settings,
        None,
        records,
        Some(watch),
        Arc::new(SystemClock),
    )
    .await
    .unwrap()
}

/// A blocked attack from one outside address; thirty within ten minutes are a burst.
fn blocked(number: usize) -> String {
    let line = line(number);
    let (head, _) = line.split_once("logid").unwrap();
    format!(
        "{head}logid=\"0419016384\" type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"medium\" srcip=203.0.113.5 \
         dstip=192.168.10.2 action=\"dropped\" proto=6 service=\"HTTP\" attack=\"Example.Overflow\" srcport=40000 \
         dstport=80 direction=\"incoming\" attackid=99001"
    )
}

/// Sends lines by RELP and waits until they are acknowledged.
async fn send(running: &Running, numbers: std::ops::Range<usize>) {
    let address = running.collector.address(Door::Relp).unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut bytes = b"1 open 0\n".to_vec();
    let last = 1 + numbers.len();
    for (number, line) in (2..).zip(numbers.map(blocked)) {
        bytes.extend(format!("{number} syslog {} {line}\n", line.len()).into_bytes());
    }
    stream.write_all(&bytes).await.unwrap();
    let mut answers = Vec::new();
    while !answers.ends_with(format!("{last} rsp 6 200 OK\n").as_bytes()) {
        assert!(stream.read_buf(&mut answers).await.unwrap() > 0);
    }
}

/// A start, some lines, and an end.
async fn session(folder: &Path, store: &Store, numbers: std::ops::Range<usize>) {
    let (_directory, records) = records();
    let running = run(folder, records, store).await;
    if !numbers.is_empty() {
        send(&running, numbers).await;
    }
    running.stop().await;
}

async fn found(store: &Store) -> Vec<Detection> {
    let (found, _) = of_company(store.reader(), COMPANY, &Filter::default(), (0, 50))
        .await
        .unwrap();
    found
}

/// How many events the support centre was told of, each time that it was.
async fn told(store: &Store) -> Vec<u64> {
    let jobs = job::Entity::find().order_by_asc(job::Column::CreatedAt);
    let jobs = jobs.all(store.reader()).await.unwrap();
    let detected = |job: &job::Model| serde_json::from_str::<Detected>(&job.payload).unwrap();
    jobs.iter().map(|job| detected(job).events).collect()
}

on_both_databases! {
    migrations: migrations;

    async fn what_rules_remember_outlives_the_collector(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        session(folder.path(), &database.store, 0..15).await;
        assert_eq!(found(&database.store).await, []);
        session(folder.path(), &database.store, 15..30).await;
        let found = found(&database.store).await;
        let [burst] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((burst.events, burst.group.as_slice()), (30, &["203.0.113.5".to_owned()][..]));
        assert_eq!(burst.title.en, "Many attacks from one outside address");
        assert_eq!(told(&database.store).await, [30]);
    }

    async fn after_a_kill_lines_are_seen_again_and_nothing_is_told_twice(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let memory = folder.path().join(MEMORY);
        session(folder.path(), &database.store, 0..15).await;
        let before = std::fs::read(&memory).unwrap();
        session(folder.path(), &database.store, 15..30).await;
        let first = found(&database.store).await;
        // As if the collector had been killed before it wrote down what the rules remember.
        std::fs::write(&memory, before).unwrap();
        session(folder.path(), &database.store, 30..30).await;
        assert_eq!(found(&database.store).await, first);
        // And as if the file had not survived: the log still holds what was received lately.
        std::fs::remove_file(&memory).unwrap();
        session(folder.path(), &database.store, 30..40).await;
        let again = found(&database.store).await;
        let ids = |found: &[Detection]| found.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&first));
        assert_eq!(again[0].events, 40);
        assert_eq!(told(&database.store).await, [30], "told again when it has doubled");
    }

    async fn what_the_database_did_not_take_is_told_later(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let without_tables = TestDatabase::sqlite(platform_migrations).await;
        session(folder.path(), &without_tables.store, 0..30).await;
        assert_eq!(found(&database.store).await, []);
        session(folder.path(), &database.store, 30..30).await;
        assert_eq!(found(&database.store).await.len(), 1);
        assert_eq!(told(&database.store).await, [30]);
    }
}
