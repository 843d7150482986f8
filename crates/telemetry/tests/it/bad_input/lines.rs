//! Lines that are too long, hold NUL, or say an impossible time.

use jiff::{SignedDuration, Timestamp};
use platform::clock::Clock as _;
use platform::on_both_databases;
use telemetry::collect::counters::Door;
use telemetry::detections::list::{Filter, of_company};
use tokio::io::AsyncWriteExt as _;

use super::{Scene, assert_says, line_at, serial};
use crate::collect::until;
use crate::health::line;
use crate::world::{company_id, migrations};

const HEALTH: &str = "/desk/devices/health";
const HEALTH_EN: &str = "/en/desk/devices/health";

/// Enough for a line to be known as this maker's.
const TRAFFIC: &str = "logid=\"0000000013\" type=\"traffic\" subtype=\"forward\"";

/// An attack that was stopped, by the same address each time.
fn attack(name: &str, port: usize) -> String {
    format!(
        "logid=\"0419016384\" type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"medium\" srcip=203.0.113.5 \
         dstip=192.168.10.2 action=\"dropped\" proto=6 service=\"HTTP\" attack=\"{name}\" srcport={port} dstport=80 \
         direction=\"incoming\" attackid=99001"
    )
}

on_both_databases! {
    migrations: migrations;

    async fn a_line_of_a_megabyte_is_cut_and_the_connection_goes_on(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        let collecting = scene.collect().await;
        let a_moment_ago = database.clock.now() - SignedDuration::from_secs(1);
        let long = |number| line_at(1, a_moment_ago, &format!("{TRAFFIC} seqnum={number} msg=\"{}\"", "x".repeat(1024 * 1024)));
        let mut plain = collecting.tcp(Door::Tcp).await;
        let mut other = collecting.relp().await;
        let (cut, next) = (long(1), line(&scene.world, &serial(1), 2));
        // The other one gets its answer while the long line has begun and does not end.
        plain.write_all(cut.as_bytes()).await.unwrap();
        other.send(line(&scene.world, &serial(2), 1)).await;
        plain.write_all(format!("\n{next}\n").as_bytes()).await.unwrap();
        until("two lines", || collecting.counters().listener(Door::Tcp).lines == 2).await;
        let mut acknowledged = collecting.relp().await;
        acknowledged.send(long(3)).await;
        acknowledged.send(line(&scene.world, &serial(1), 4)).await;
        let door = collecting.counters().listener(Door::Tcp);
        assert_eq!((door.cut, door.refused), (1, vec![]));
        collecting.stop().await;
        assert_eq!(scene.rows(1, "true").await, 4);
        assert_eq!(scene.rows(1, "length(encode(raw, 'hex')) = 131072 AND flags = 32").await, 2, "cut and flagged");
        assert_eq!(scene.rows(2, "flags < 32").await, 1);
        assert_says(&scene.page(HEALTH).await, &["途中で切れた記録 2 件"]);
        assert_says(&scene.page(HEALTH_EN).await, &["2 cut short"]);
    }

    async fn nul_bytes_are_kept_and_stop_neither_rules_nor_report(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        let collecting = scene.collect().await;
        let now = database.clock.now();
        // A burst whose every line holds NUL: within a quoted value, within an address, at its end.
        let mut sender = collecting.relp().await;
        for number in 0..30 {
            let pairs = attack("Example.\0Overflow", number) + " srcname=\"PC\0-1\" user=\"\0\"";
            sender.send(line_at(1, now, &pairs)).await;
        }
        let odd = "logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" srcip=192.168.\x001.5 dstport=4\x0043 \x00";
        sender.send(line_at(1, now, odd)).await;
        // Nothing but NUL, and a stream that ends its lines with them.
        let mut silent = collecting.tcp(Door::Tcp).await;
        silent.write_all(&[0; 5000]).await.unwrap();
        let own = line(&scene.world, &serial(2), 1);
        silent.write_all(format!("{own}\0{own}\0<1>end\0").as_bytes()).await.unwrap();
        silent.shutdown().await.unwrap();
        until("the lines between the NULs", || collecting.counters().listener(Door::Tcp).lines == 3).await;
        collecting.stop().await;
        assert_eq!(scene.rows(1, "true").await, 31);
        let kept = scene.rows(1, "position('00' IN encode(raw, 'hex')) > 0").await;
        assert_eq!(kept, 31, "byte for byte");
        assert!(scene.rows(2, "true").await >= 2);
        let (found, _) = of_company(database.store.reader(), company_id(1), &Filter::default(), (0, 50)).await.unwrap();
        let [burst] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(burst.events, 30);
        assert!(burst.sample[0].line.contains("Example.\u{FFFD}Overflow"), "{:?}", burst.sample);
        assert_says(&scene.page(HEALTH).await, &["株式会社みなも製作所1", "株式会社みなも製作所2"]);
        scene.world.set("2023-11-02T09:00:00");
        super::months::made_in_both_languages(&scene, 1).await;
    }

    async fn clocks_in_1970_and_2036_count_when_they_were_received(database: &TestDatabase) {
        let scene = Scene::new(database, 3).await;
        let collecting = scene.collect().await;
        let mut sender = collecting.relp().await;
        let begun = database.clock.now();
        // As an appliance writes it whose battery is empty, and one whose clock has run over.
        let empty = |seconds: i64| format!("<189>date=1970-01-01 time=09:{:02}:{:02} devname=\"office\" devid=\"{}\" tz=\"+0900\"", seconds / 60, seconds % 60, serial(1));
        let over: Timestamp = "2036-02-07T06:28:00Z".parse().unwrap();
        // Ten minutes: at first nobody knows by how much a clock is off, then it is steady.
        for step in 0..60 {
            let since = database.clock.now().duration_since(begun);
            sender.send(format!("{} {}", empty(since.as_secs()), attack("Example.Overflow", step))).await;
            sender.send(line_at(2, over + since, &attack("Example.Overflow", step))).await;
            sender.send(line(&scene.world, &serial(3), step + 1)).await;
            scene.pass(10);
        }
        collecting.stop().await;
        for company in 1..=3 {
            assert_eq!(scene.rows(company, "true").await, 60);
            let today = "CAST(time AS VARCHAR) LIKE '2023-10-03T01:0%'";
            assert_eq!(scene.rows(company, today).await, 60, "company {company}: on the day of receipt");
        }
        for company in 1..=2 {
            let impossible = scene.rows(company, "flags = 8").await;
            let corrected = scene.rows(company, "flags = 1").await;
            assert!(impossible >= 29 && impossible + corrected == 60, "{impossible} and {corrected}");
            assert_eq!(scene.rows(company, "device_time IS NULL").await, 0, "what the device said is kept");
            let (found, _) = of_company(database.store.reader(), company_id(company), &Filter::default(), (0, 50)).await.unwrap();
            let burst = found.iter().find(|one| one.title.en == "Many attacks from one outside address");
            assert_eq!(burst.map(|burst| burst.events), Some(60), "company {company}: {found:?}");
        }
        assert_eq!(scene.rows(3, "flags = 2").await, 60, "its clock is right to the millisecond");
        let page = scene.page(HEALTH).await;
        assert_says(&page, &["時計のずれ", "ありえない時刻", "遅れ", "進み"]);
        assert_says(&scene.page(HEALTH_EN).await, &["Clock off", "with an impossible time", "behind", "ahead"]);
    }
}
