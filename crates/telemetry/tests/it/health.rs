//! M2, M3 on both databases: real lines through the collector into the page and the report. What is known to be missing
//! is what they say is missing.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use platform::clock::Clock as _;
use platform::on_both_databases;
use telemetry::collect::Settings;
use telemetry::collect::counters::Door;
use telemetry::collect::run::{FIGURES, Place, Running};
use telemetry::directory;
use telemetry::domain::health::Condition;
use telemetry::jobs::collected::{Collected, note_first_lines, read};
use telemetry::ops::figures::{month_of_all, month_of_one};
use telemetry::ops::health::in_use;
use telemetry::report::facts::MonthFacts;
use telemetry::report::month::Month;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::collect::{anywhere, settings};
use super::life::to_trial;
use super::pages::Browser;
use super::world::{World, at, company, company_id, day, migrations};

const SERIAL: &str = "UTM-0001";

/// A line as the device numbers them.
pub(crate) fn line(world: &World<'_>, serial: &str, number: usize) -> String {
    let nanoseconds = world.database.clock.now().as_nanosecond();
    format!(
        "<189>devname=\"office\" devid=\"{serial}\" eventtime={nanoseconds} tz=\"+0900\" logid=\"0000000013\" \
         type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=192.168.1.5 srcport=40000 dstip=198.51.100.7 \
         dstport=443 proto=6 action=\"close\" sentbyte=100 rcvdbyte=200 seqnum={number}"
    )
}

/// An update as the device tells it.
fn update(world: &World<'_>, version: &str) -> String {
    let nanoseconds = world.database.clock.now().as_nanosecond();
    format!(
        "<189>devname=\"office\" devid=\"{SERIAL}\" eventtime={nanoseconds} tz=\"+0900\" logid=\"0100041000\" \
         type=\"event\" subtype=\"system\" level=\"notice\" logdesc=\"FortiGate update succeeded\" status=\"update\" \
         msg=\"Fortigate scheduled update fcni=yes fdni=yes fsci=yes virdb({version}) from 192.0.2.80:443\""
    )
}

/// The collector from its start to its end: takes some lines by RELP and puts them into the lake.
async fn collect(world: &World<'_>, folder: &Path, lines: &[String]) {
    let directory = directory::load(&world.database.store).await.unwrap();
    let (_records, records) = watch::channel(Arc::new(directory));
    let settings = Settings {
        relp: Some(anywhere()),
        tunnels: vec!["127.0.0.0/8".parse().unwrap()],
        ..settings()
    };
    let mut place = Place::at(folder, 1);
    place.log.free_space = 0;
    let clock = Arc::new(world.database.clock.clone());
    let running = Running::start(&place, settings, None, records, None, clock)
        .await
        .unwrap();
    let mut stream = TcpStream::connect(running.collector.address(Door::Relp).unwrap())
        .await
        .unwrap();
    let mut bytes = "1 open 0\n".to_owned();
    for (number, line) in (2..).zip(lines) {
        writeln!(bytes, "{number} syslog {} {line}", line.len()).unwrap();
    }
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answers = Vec::new();
    let last = format!("{} rsp 6 200 OK\n", lines.len() + 1);
    while !answers.ends_with(last.as_bytes()) {
        assert!(stream.read_buf(&mut answers).await.unwrap() > 0);
    }
    drop(stream);
    running.stop().await;
}

async fn facts(world: &World<'_>, month: &str) -> MonthFacts {
    let month: Month = month.parse().unwrap();
    let all = month_of_all(&world.telemetry, &world.terms, month).await.unwrap();
    let now = world.database.store.clock().now();
    month_of_one(&world.telemetry, &world.terms, &company(company_id(1)), &all, now)
        .await
        .unwrap()
}

on_both_databases! {
    migrations: migrations;

    /// A device with known gaps: 7 lines lost, 3 twice, 2 days without lines, signatures renewed on 3 and 6 October.
    async fn known_gaps_are_the_measured_loss(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1]).await;
        to_trial(&world, 1, "2023-09-12T13:00:00", SERIAL).await;
        Collected::default().turn(&world.telemetry).await.unwrap();
        assert!(!world.value("state_detail", 1).await.contains("2023-10-03"), "nothing was collected yet");

        world.set("2023-10-03T10:00:00");
        let mut lines: Vec<String> = (1..=60)
            .filter(|number| !matches!(number, 41..=45 | 51 | 53))
            .map(|number| line(&world, SERIAL, number))
            .collect();
        let last = lines[lines.len() - 3..].to_vec();
        lines.push(update(&world, "91.00001"));
        collect(&world, folder.path(), &[line(&world, "UNKNOWN-77", 1)]).await;
        collect(&world, folder.path(), &lines).await;
        let mut upkeep = Collected::default();
        upkeep.turn(&world.telemetry).await.unwrap();
        let snapshot = read(&world.telemetry).await.unwrap();
        assert!(world.value("state_detail", 1).await.contains("\"first_log\":\"2023-10-03T01:00:00Z\""));
        assert_eq!(note_first_lines(&world.telemetry, &snapshot).await.unwrap(), 0, "it is noted once");
        let page = Browser::of(&world, 0).get("/desk/devices/health").await;
        assert!(page.contains("127.0.0.1") && page.contains("台帳にない送信元"), "{page}");

        // The last three come again after a reconnect; the collector was started anew in between.
        world.database.advance(jiff::SignedDuration::from_mins(2));
        collect(&world, folder.path(), &last).await;
        upkeep.turn(&world.telemetry).await.unwrap();
        world.set("2023-10-06T10:00:00");
        collect(&world, folder.path(), &[line(&world, SERIAL, 61), update(&world, "91.00002")]).await;
        upkeep.turn(&world.telemetry).await.unwrap();

        let snapshot = read(&world.telemetry).await.unwrap();
        let now = database.store.clock().now();
        let all = in_use(&world.telemetry, &snapshot, now).await.unwrap();
        let health = &all[0].health;
        assert_eq!((all.len(), &*all[0].serial), (1, SERIAL));
        assert_eq!(health.loss.map(|(lost, _)| lost), Some(7));
        assert_eq!((health.duplicates, health.lines), (3, 53 + 1 + 3 + 2));
        assert_eq!(health.days_without, Some(vec![day("2023-10-04"), day("2023-10-05")]));
        assert_eq!(health.signatures.as_deref(), Some("virdb 91.00002"));
        assert_eq!(health.renewed, Some(day("2023-10-06")));
        assert_eq!(health.conditions(now), [Condition::Loss]);
        let page = Browser::of(&world, 0).get("/desk/devices/health").await;
        for expected in ["株式会社みなも製作所1", "欠落あり", "7（", "重複 3 件を除外", "2日", "10/5, 10/4", "virdb 91.00002", "たった今"] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
        let file = Browser::of(&world, 0).get("/desk/devices/health/export.csv?state=loss").await;
        assert!(file.contains("2023-10-04 2023-10-05") && file.contains("virdb 91.00002"), "{file}");
        let none = Browser::of(&world, 0).get("/en/desk/devices/health?state=fine").await;
        assert!(none.contains("No appliance matches"), "{none}");

        // Months later the collector's own figures are gone: those of the days stand.
        std::fs::remove_file(folder.path().join(FIGURES)).unwrap();
        world.set("2023-11-02T09:00:00");
        upkeep.turn(&world.telemetry).await.unwrap();
        let october = facts(&world, "2023-10").await;
        assert_eq!((october.coverage.lost, october.coverage.duplicates), (Some(7), 3));
        assert_eq!((october.coverage.cut, october.coverage.dropped_of_all), (0, None), "it does not send by UDP");
        let device = october.device.unwrap();
        assert_eq!(device.signatures.as_deref(), Some("virdb 91.00002"));
        assert_eq!((device.signatures_renewed, device.signatures_renewed_on), (Some(day("2023-10-06")), Some(2)));
        let september = facts(&world, "2023-09").await;
        assert_eq!(september.coverage.lost, None, "nobody measured then");
        let device = september.device.unwrap();
        assert_eq!((device.signatures, device.signatures_renewed_on), (None, None));
    }

    /// Without a collector the page says so, and everybody is unheard of; without a device it is empty.
    async fn a_page_before_anything_was_collected(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        let desk = Browser::of(&world, 0);
        let empty = desk.get("/desk/devices/health").await;
        assert!(empty.contains("設置中の機器はありません") && empty.contains("まだ一度も動いていません"), "{empty}");
        world.begin(&[1]).await;
        to_trial(&world, 1, "2023-09-12T13:00:00", SERIAL).await;
        world.set("2023-09-20T10:00:00");
        let desk = Browser::of(&world, 0);
        let page = desk.get("/en/desk/devices/health").await;
        assert!(page.contains("Never heard") && page.contains("unknown"), "{page}");
        assert!(page.contains("Call the company"), "what to do is said: {page}");
    }

    /// Figures that began anew stand beside the old ones; figures of the same run take their place.
    async fn days_add_up_over_runs(database: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(database);
        world.telemetry.lake = folder.path().into();
        world.begin(&[1]).await;
        to_trial(&world, 1, "2023-09-12T13:00:00", SERIAL).await;
        let file = folder.path().join(FIGURES);
        for (minute, numbers) in [(0, 1..31), (2, 31..36), (4, 50..90)] {
            world.set(&format!("2023-10-03T10:0{minute}:00"));
            let lines: Vec<String> = numbers.map(|number| line(&world, SERIAL, number)).collect();
            collect(&world, folder.path(), &lines).await;
            for _ in 0..2 {
                Collected::default().turn(&world.telemetry).await.unwrap();
            }
            if minute == 2 {
                std::fs::remove_file(&file).unwrap();
            }
        }
        world.set("2023-10-03T10:05:00");
        let snapshot = read(&world.telemetry).await.unwrap();
        let all = in_use(&world.telemetry, &snapshot, at("2023-10-03T10:05:00")).await.unwrap();
        assert_eq!(all[0].health.lines, 75);
        assert_eq!(all[0].health.loss.map(|(lost, _)| lost), Some(0), "a start is no loss");
    }
}
