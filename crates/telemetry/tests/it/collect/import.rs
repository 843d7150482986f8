//! Files into the lake: each line once, whatever is imported again, and beside what the device itself sent.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;
use lake::{Lake, LakeError, Limits};
use platform::clock::SystemClock;
use telemetry::collect::import::{
    FileError, Import, ImportError, Imported, Plan, Summary, files, journal_file, open,
};
use telemetry::collect::run::{Place, RunError};
use telemetry::domain::device::{Format, Serial};
use telemetry::domain::directory::{Directory, Known, Stay};
use uuid::Uuid;

const OURS: DeviceId = DeviceId(Uuid::from_u128(7));
const BEFORE: CompanyId = CompanyId(Uuid::from_u128(8));
const NOW: CompanyId = CompanyId(Uuid::from_u128(9));

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Two devices; ours moved from one company to another on 10 October at noon.
fn directory() -> Directory {
    let stay = |company, from: &str, to: Option<&str>| Stay {
        company,
        installation: InstallationId(Uuid::from_u128(1)),
        from: at(from),
        to: to.map(at),
    };
    let known = |device, serial, stays| Known {
        device,
        serial: Serial::parse(serial).unwrap(),
        zone: "Asia/Tokyo".to_owned(),
        format: Format::Auto,
        stays,
    };
    let stays = vec![
        stay(BEFORE, "2026-10-01T00:00:00Z", Some("2026-10-10T03:00:00Z")),
        stay(NOW, "2026-10-10T03:00:00Z", None),
    ];
    let others = known(DeviceId(Uuid::from_u128(17)), "UTM2", Vec::new());
    Directory::new([known(OURS, "UTM1", stays), others], [])
}

fn plan(folder: &Path) -> Plan {
    let mut place = Place::at(&folder.join("lake"), 1);
    place.log.free_space = 0;
    Plan {
        place,
        directory: directory(),
        device: OURS,
        format: None,
        anyway: false,
        received: Some(at("2026-11-01T00:00:00Z")),
        line: 4096,
        watch: None,
        clock: Arc::new(SystemClock),
    }
}

fn line(number: u32) -> String {
    let day = 1 + number % 20;
    format!(
        "<189>date=2026-10-{day:02} time=12:00:00 devid=\"UTM1\" tz=\"+0900\" logid=\"0000000013\" type=\"traffic\" \
         subtype=\"forward\" level=\"notice\" srcip=192.0.2.1 srcport={number} dstip=198.51.100.7 dstport=443 proto=6 action=\"close\"\n"
    )
}

fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.map(line).collect()
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn import(folder: &Path, path: &Path) -> (Result<Imported, FileError>, Summary) {
    import_as(plan(folder), path).await
}

async fn import_as(plan: Plan, path: &Path) -> (Result<Imported, FileError>, Summary) {
    let mut import = Import::open(plan).await.unwrap();
    let done = import
        .file(&path.display().to_string(), || open(path), |_| {})
        .await;
    (done, import.finish().await)
}

/// Rows of a company and how many different lines they hold.
async fn rows(folder: &Path, company: CompanyId) -> (usize, usize) {
    let lake = Lake::read(&folder.join("lake")).unwrap();
    let lake = lake.company(company);
    let count = async |sql: &str| lake.sql(sql, Limits::default()).await.unwrap().rows();
    (
        count("SELECT raw FROM events").await,
        count("SELECT DISTINCT raw FROM events").await,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_brings_its_lines_once_to_the_company_of_their_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let all = lines(0..4_000);
    let first = write(folder, "a.log", &all);
    let (done, summary) = import(folder, &first).await;
    assert_eq!(
        (done.unwrap().lines, summary.lines, summary.files),
        (4_000, 4_000, 1)
    );
    assert_eq!(summary.days.len(), 20);
    assert_eq!((summary.late, summary.nobodys, summary.skewed), (4_000, 0, 0));
    // Until 10 October at noon, which is a line's own time, it stood at the company before.
    assert_eq!(rows(folder, BEFORE).await, (1_800, 1_800));
    assert_eq!(rows(folder, NOW).await, (2_200, 2_200));

    let copy = write(folder, "copy.log", &all);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(all.as_bytes()).unwrap();
    let packed = write(folder, "c.gz", packed.finish().unwrap());
    for again in [&first, &copy, &packed] {
        let (done, summary) = import(folder, again).await;
        assert_eq!((done.unwrap().lines, summary.lines, summary.skipped), (0, 0, 1));
    }
    let grown = write(folder, "a.log", all + &lines(4_000..4_010));
    let (done, summary) = import(folder, &grown).await;
    assert_eq!((done.unwrap().lines, summary.duplicates), (10, 0));
    let (before, now) = (rows(folder, BEFORE).await, rows(folder, NOW).await);
    assert_eq!((before.0 + now.0, before.1 + now.1), (4_010, 4_010));
    let verified = Lake::read(&folder.join("lake"))
        .unwrap()
        .verify(Some(&folder.join("lake/wal")))
        .unwrap();
    assert!(verified.problems.is_empty(), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_just_before_is_dropped_as_after_a_reconnect() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, &write(folder, "a.log", lines(0..100)))
        .await
        .0
        .unwrap();
    // Rotated with an overlap.
    let (done, summary) = import(folder, &write(folder, "b.log", lines(60..160))).await;
    assert_eq!((done.unwrap().lines, summary.duplicates), (100, 40));
    // A crash between the log and the note of it: the note is missing, the lines are not.
    std::fs::write(journal_file(&folder.join("lake")), "").unwrap();
    let (done, summary) = import(folder, &folder.join("b.log")).await;
    assert_eq!((done.unwrap().lines, summary.duplicates), (100, 100));
    let (before, now) = (rows(folder, BEFORE).await, rows(folder, NOW).await);
    assert_eq!(before.0 + now.0, 160);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_file_that_was_torn_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(lines(0..3_000).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let torn = write(folder, "a.gz", &packed[..packed.len() / 2]);
    let (done, summary) = import(folder, &torn).await;
    assert!(matches!(done, Err(FileError::Reading(_))));
    assert!((1_000..2_000).contains(&summary.lines), "{summary:?}");
    let (done, rest) = import(folder, &write(folder, "a.gz", &packed)).await;
    assert_eq!(summary.lines + done.unwrap().lines, 3_000);
    assert!(rest.reasons.is_empty() && rest.without_time == 0, "{rest:?}");
    let (before, now) = (rows(folder, BEFORE).await, rows(folder, NOW).await);
    assert_eq!((before.0 + now.0, before.1 + now.1), (3_000, 3_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_of_another_device_are_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = write(folder, "a.log", lines(0..5) + &line(6).replace("UTM1", "UTM2"));
    let (done, summary) = import(folder, &path).await;
    let error = done.unwrap_err();
    assert!(
        matches!(&error, FileError::Foreign { serial, line: 6 } if serial == "UTM2"),
        "{error:?}"
    );
    assert_eq!(summary.lines, 0);
    assert_eq!(rows(folder, BEFORE).await, (0, 0));
    // A number that nobody knows is no reason: many products name themselves otherwise than the label.
    let path = write(folder, "a.log", line(6).replace("UTM1", "FGT60"));
    let (done, summary) = import(folder, &path).await;
    assert_eq!((done.unwrap().lines, summary.other_serial), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_lines_are_counted_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut text = Vec::new();
    text.extend_from_slice(b"\n\r\nnobody knows this\n\0\xff\n");
    text.extend(line(1).replace("2026-10-02", "2026-09-02").bytes());
    text.extend(line(1).replace("2026-10-02", "1970-01-01").bytes());
    text.extend([b'x'; 5_000]);
    let path = write(folder, "a.log", text);
    let (done, summary) = import(folder, &path).await;
    assert_eq!(done.unwrap().lines, 5);
    assert_eq!((summary.empty, summary.cut, summary.skewed), (2, 1, 1));
    assert_eq!(summary.reasons.values().sum::<u64>(), 3);
    // 2 September and 1970: it stood nowhere.
    assert_eq!(summary.nobodys, 2);
    assert_eq!(rows(folder, CompanyId(Uuid::nil())).await.0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_format_that_is_asked_for_counts_for_the_import_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = write(folder, "a.log", lines(0..3));
    let asked = Plan {
        format: Some(Format::Leef),
        ..plan(folder)
    };
    let (done, summary) = import_as(asked, &path).await;
    assert_eq!(
        (done.unwrap().lines, summary.reasons.values().sum::<u64>()),
        (3, 3)
    );
    let (_, summary) = import(folder, &write(folder, "b.log", lines(3..6))).await;
    assert!(summary.reasons.is_empty(), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_collector_writes_nothing_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let running = Import::open(plan(folder)).await.unwrap();
    let second = Import::open(plan(folder)).await;
    assert!(matches!(
        second.err(),
        Some(ImportError::Run(RunError::Lake(LakeError::Locked(_))))
    ));
    running.finish().await;
    let none = Plan {
        device: DeviceId(Uuid::nil()),
        ..plan(folder)
    };
    assert!(matches!(
        Import::open(none).await.err(),
        Some(ImportError::NoDevice)
    ));
    assert!(files(&folder.join("none")).is_err());
}

/// What is no log is refused, unless somebody says that it is one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_log_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let noise: Vec<u8> = (0_u32..60_000)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0])
        .collect();
    let noise = write(folder, "noise.bin", noise);
    let planted = "{\n  \"attacks\": [\n    {\n      \"kind\": \"malware\"\n    }\n  ]\n}\n".repeat(20);
    let planted = write(folder, "planted.json", planted);
    for file in [&noise, &planted] {
        let (done, summary) = import(folder, file).await;
        assert!(
            matches!(done, Err(FileError::NoLog { understood: 0, .. })),
            "{done:?}"
        );
        assert_eq!(summary.lines, 0);
    }
    assert_eq!(rows(folder, NOW).await.0 + rows(folder, BEFORE).await.0, 0);
    let anyway = Plan {
        anyway: true,
        ..plan(folder)
    };
    assert!(import_as(anyway, &planted).await.0.unwrap().lines > 0);
    let named = Plan {
        format: Format::parse("fortigate"),
        ..plan(folder)
    };
    assert!(import_as(named, &noise).await.0.unwrap().lines > 0);
    // A log with some lines that nobody understands is one.
    let mixed = write(
        folder,
        "mixed.log",
        format!("{}{}", "no log at all\n".repeat(19), line(1)),
    );
    assert_eq!(import(folder, &mixed).await.0.unwrap().lines, 20);
}

/// An old file says nothing of how the device is doing today.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_file_changes_nothing_of_todays_health() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let update = "<189>date=2026-10-12 time=12:00:00 devname=\"office\" devid=\"UTM1\" tz=\"+0900\" logid=\"0100041000\" \
         type=\"event\" subtype=\"system\" level=\"notice\" logdesc=\"FortiGate update succeeded\" status=\"update\" \
         msg=\"Fortigate scheduled update fcni=yes fdni=yes fsci=yes virdb(90.1) from 192.0.2.80:443\"\n";
    let numbered = |number: u32| line(number).replace("action=", &format!("seqnum={number} action="));
    let text: String = (1..400).step_by(3).map(numbered).collect();
    let path = write(folder, "old.log", format!("{text}{update}"));
    import(folder, &path).await.0.unwrap();
    let snapshot = telemetry::collect::Snapshot::read(&folder.join("lake/collector.json"));
    let figures = &snapshot.devices[&OURS];
    assert!(figures.lines > 100);
    assert_eq!(
        (figures.signatures.clone(), figures.signatures_since),
        (None, None)
    );
    assert_eq!((figures.loss, figures.last_seen), (None, None));
    assert_eq!(figures.daily.iter().count(), 0);
}
