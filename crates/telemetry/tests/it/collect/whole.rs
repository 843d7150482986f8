//! From the socket into the lake: what was sent is there once, with its company, whatever happens between.

use std::path::Path;
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;
use lake::Limits;
use platform::clock::{Clock as _, SystemClock};
use telemetry::collect::counters::Door;
use telemetry::collect::run::{Place, Running};
use telemetry::collect::{Records, Settings};
use telemetry::domain::device::{Format, Serial};
use telemetry::domain::directory::{Directory, Known, Stay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use uuid::Uuid;

use super::{anywhere, settings, until};

const SERIAL: &str = "UTM60E0000000001";
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
pub const COMPANY: CompanyId = CompanyId(Uuid::from_u128(9));

pub fn records() -> (watch::Sender<Arc<Directory>>, Records) {
    let known = Known {
        device: DEVICE,
        serial: Serial::parse(SERIAL).unwrap(),
        zone: "Asia/Tokyo".to_owned(),
        format: Format::Auto,
        stays: vec![Stay {
            company: COMPANY,
            installation: InstallationId(Uuid::from_u128(1)),
            from: Timestamp::UNIX_EPOCH,
            to: None,
        }],
    };
    watch::channel(Arc::new(Directory::new([known], [])))
}

pub async fn run(folder: &Path, records: Records) -> Running {
    let settings = Settings {
        tcp: Some(anywhere()),
        relp: Some(anywhere()),
        tunnels: vec!["127.0.0.0/8".parse().unwrap()],
        ..settings()
    };
    let mut place = Place::at(folder, 1);
    place.log.free_space = 0;
    Running::start(&place, settings, None, records, None, Arc::new(SystemClock))
        .await
        .unwrap()
}

pub fn line(number: usize) -> String {
    let nanoseconds = SystemClock.now().as_nanosecond();
    format!(
        "<189>date=2026-11-21 time=12:00:00 devname=\"office\" devid=\"{SERIAL}\" eventtime={nanoseconds} tz=\"+0900\" \
         logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=192.0.2.1 srcport={number} \
         dstip=198.51.100.7 dstport=443 proto=6 action=\"close\" sentbyte=100 rcvdbyte=200"
    )
}

/// Rows of the company, and how many different lines they hold.
async fn count(running: &Running) -> (usize, usize) {
    let lake = running.lake.company(COMPANY);
    let all = lake
        .sql("SELECT raw FROM events", Limits::default())
        .await
        .unwrap();
    let different = lake
        .sql("SELECT DISTINCT raw FROM events", Limits::default())
        .await
        .unwrap();
    (all.rows(), different.rows())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_a_tunnel_the_serial_number_tells_the_device_and_stays_told() {
    let folder = tempfile::tempdir().unwrap();
    let (_directory, records) = records();
    let running = run(folder.path(), records.clone()).await;
    let mut sender = TcpStream::connect(running.collector.address(Door::Tcp).unwrap())
        .await
        .unwrap();
    for number in 0..50 {
        sender
            .write_all(format!("{}\n", line(number)).as_bytes())
            .await
            .unwrap();
    }
    sender.write_all(b"<1>without a number\n").await.unwrap();
    drop(sender);
    // A connection that was not accepted yet is none that was taken.
    let counters = Arc::clone(&running.collector.counters);
    until("51 lines are kept", || counters.listener(Door::Tcp).lines == 51).await;
    running.stop().await;
    let running = run(folder.path(), records).await;
    assert_eq!(count(&running).await, (51, 51));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_relp_repeats_after_a_reconnect_is_in_the_lake_once() {
    let folder = tempfile::tempdir().unwrap();
    let (_directory, records) = records();
    let lines: Vec<String> = (0..20).map(line).collect();
    for round in 0..3 {
        let running = run(folder.path(), records.clone()).await;
        let address = running.collector.address(Door::Relp).unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Each round repeats the last ten lines of the one before, as a sender does whose answers got lost.
        let mut bytes = b"1 open 0\n".to_vec();
        let range = &lines[round * 5..round * 5 + 10];
        for (number, line) in (2..).zip(range) {
            bytes.extend(format!("{number} syslog {} {line}\n", line.len()).into_bytes());
        }
        stream.write_all(&bytes).await.unwrap();
        let mut answers = Vec::new();
        while !answers.ends_with(b"11 rsp 6 200 OK\n") {
            assert!(stream.read_buf(&mut answers).await.unwrap() > 0);
        }
        drop(stream);
        running.stop().await;
    }
    let running = run(folder.path(), records).await;
    assert_eq!(count(&running).await, (20, 20));
    running.stop().await;
}
