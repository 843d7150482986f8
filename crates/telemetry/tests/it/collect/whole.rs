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
    line_of(SERIAL, number)
}

fn line_of(serial: &str, number: usize) -> String {
    let nanoseconds = SystemClock.now().as_nanosecond();
    format!(
        "<189>date=2026-11-21 time=12:00:00 devname=\"office\" devid=\"{serial}\" eventtime={nanoseconds} tz=\"+0900\" \
         logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=192.0.2.1 srcport=50000 \
         dstip=198.51.100.7 dstport=443 proto=6 action=\"close\" sentbyte={number} rcvdbyte=200"
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

/// Lines over one connection, until all of them are kept.
async fn send(running: &Running, lines: &[String]) {
    let counters = Arc::clone(&running.collector.counters);
    let before = counters.listener(Door::Tcp).lines;
    let address = running.collector.address(Door::Tcp).unwrap();
    let mut sender = TcpStream::connect(address).await.unwrap();
    for line in lines {
        sender.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }
    drop(sender);
    let expected = before + lines.len() as u64;
    until("the lines are kept", || {
        counters.listener(Door::Tcp).lines == expected
    })
    .await;
}

fn asa(number: usize) -> String {
    format!(
        "<166>Nov 22 2026 10:00:00: %ASA-6-302013: Built outbound TCP connection {number} for \
         outside:198.51.100.7/443 (198.51.100.7/443) to inside:192.0.2.1/50000 (192.0.2.1/50000)"
    )
}

/// Behind a relay nobody knows whose a line without a number is: another make's, before or after a second device was
/// named, and also when the collector was started anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_without_a_number_behind_a_relay_are_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let (directory, records) = records();
    let mut all: Vec<Known> = directory.borrow().iter().cloned().collect();
    all.push(Known {
        device: DeviceId(Uuid::from_u128(17)),
        serial: Serial::parse("UTM60E0000000002").unwrap(),
        stays: Vec::new(),
        ..all[0].clone()
    });
    directory.send_replace(Arc::new(Directory::new(all, [])));
    let running = run(folder.path(), records.clone()).await;
    send(&running, &[line(1), asa(1), asa(2)]).await;
    running.stop().await;
    let running = run(folder.path(), records.clone()).await;
    assert_eq!(
        count(&running).await,
        (1, 1),
        "another make's lines are not the device's"
    );
    send(
        &running,
        &[
            line_of("UTM60E0000000002", 2),
            line(3),
            "<1>without a number".to_owned(),
        ],
    )
    .await;
    running.stop().await;
    let running = run(folder.path(), records.clone()).await;
    send(&running, &[line(4), "<1>without a number".to_owned()]).await;
    running.stop().await;
    let running = run(folder.path(), records).await;
    assert_eq!(
        count(&running).await,
        (3, 3),
        "it has named two devices, and that is remembered"
    );
    running.stop().await;
}

/// A line names a number that nobody knows: it is not the last device's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_nobody_knows_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let (_directory, records) = records();
    let running = run(folder.path(), records.clone()).await;
    send(&running, &[line(1), line_of("UTM60E0000000009", 2)]).await;
    running.stop().await;
    let running = run(folder.path(), records).await;
    assert_eq!(count(&running).await, (1, 1));
    running.stop().await;
}

/// M6: what was deleted does not come back by lines that still lay in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_in_the_log_do_not_bring_back_what_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (_directory, records) = records();
    let running = run(folder.path(), records.clone()).await;
    send(&running, &[line(1), line(2)]).await;
    running.stop().await;
    // Lines of that time are in the log and not in the lake: as after a kill.
    {
        let mut place = Place::at(folder.path(), 1);
        place.log.free_space = 0;
        let wal = lake::wal::Wal::open(&place.log_folder(), place.log.clone()).unwrap();
        let frame = |number| lake::wal::Frame {
            received: SystemClock.now(),
            transport: lake::wal::Transport::Tcp,
            source: lake::wal::Source::Device(DEVICE),
            line: line(number).into_bytes(),
        };
        wal.handle().append(vec![frame(3), frame(4)]).await.unwrap();
        wal.close();
        let lake = lake::Lake::open(folder.path(), place.lake).unwrap();
        let order = lake::Erasure {
            company: COMPANY,
            at: SystemClock.now(),
            kept_from: None,
        };
        assert_eq!(lake.erase(&order).unwrap().events, 2);
    }
    let running = run(folder.path(), records.clone()).await;
    // A new stay of the same company goes on.
    send(&running, &[line(5)]).await;
    running.stop().await;
    let running = run(folder.path(), records).await;
    assert_eq!(count(&running).await, (1, 1));
    running.stop().await;
}
