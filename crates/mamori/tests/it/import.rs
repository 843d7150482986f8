//! `mamori logs import`: from files on the disk to the company's report.

use std::fs;

use lake::{Lake, LakeOptions};

use crate::monitored::{COMPANY, SERIAL, house, programmes};

const RECEIVED: &str = "2025-11-01T00:00:00+09:00";

fn line(number: usize) -> String {
    format!(
        "<189>date=2025-10-{:02} time=12:00:00 devid=\"{SERIAL}\" tz=\"+0900\" logid=\"0000000013\" type=\"traffic\" \
         subtype=\"forward\" level=\"notice\" srcip=192.0.2.1 srcport={number} dstip=198.51.100.7 dstport=443 proto=6 action=\"close\"\n",
        1 + number % 28
    )
}

#[test]
fn files_become_a_report_and_only_once() {
    let folder = house();
    fs::create_dir(folder.path("logs")).unwrap();
    fs::write(folder.path("logs/a.log"), (0..50).map(line).collect::<String>()).unwrap();
    fs::write(folder.path("logs/b.log"), (50..80).map(line).collect::<String>()).unwrap();
    let import = [
        "logs",
        "import",
        "logs",
        "--device",
        SERIAL,
        "--received",
        RECEIVED,
    ];
    let ran = folder.english(&import).well();
    for said in [
        "lines: 80 (",
        "of 2 files; 0 files were imported before",
        "class 4001 Network Activity: 80",
        "days: 28, from 2025-10-01 to 2025-10-28",
        "late, after their day: 80",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let again = folder.english(&import).well();
    assert!(
        again
            .out
            .starts_with("lines: 0 (0 bytes) of 0 files; 2 files were"),
        "{again:?}"
    );
    assert!(again.err.contains("logs/a.log: imported before"), "{again:?}");
    let address = format!("file://{}", folder.path("logs").display());
    let objects = folder
        .english(&[
            "logs",
            "import",
            &address,
            "--device",
            SERIAL,
            "--received",
            RECEIVED,
        ])
        .well();
    assert!(
        objects.out.contains("2 files were imported before"),
        "{objects:?}"
    );
    let report = [
        "report",
        "monthly",
        "--company",
        COMPANY,
        "--month",
        "2025-10",
        "--out",
        "-",
        "--format",
        "json",
    ];
    let report = folder.english_with(&[programmes()], &report).well();
    let facts: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    let days = facts["facts"]["coverage"]["days"].as_array().unwrap();
    let events: u64 = days.iter().map(|day| day["events"].as_u64().unwrap()).sum();
    assert_eq!(events, 80);
    folder.english(&["lake", "verify"]).well();
    folder.english(&["audit", "verify"]).well();
    let japanese = folder.run(&import).well();
    assert!(japanese.out.contains("2 個は取り込み済みでした"), "{japanese:?}");
}

#[test]
fn what_cannot_be_imported_is_said_and_the_rest_comes_in() {
    let folder = house();
    fs::write(folder.path("a.log"), line(1)).unwrap();
    let unknown = folder.english(&["logs", "import", "a.log", "--device", "UTM-9999"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""), "{unknown:?}");
    assert!(unknown.err.contains("UTM-9999"), "{unknown:?}");
    let import = [
        "logs",
        "import",
        "none.log",
        "a.log",
        "--device",
        SERIAL,
        "--received",
        RECEIVED,
    ];
    let partly = folder.english(&import);
    assert_eq!(partly.code, Some(1), "{partly:?}");
    assert!(partly.err.contains("none.log"), "{partly:?}");
    assert!(partly.out.starts_with("lines: 1 ("), "{partly:?}");
    let running = Lake::open(&folder.path("data/lake"), LakeOptions::default()).unwrap();
    let locked = folder.english(&import);
    assert_eq!((locked.code, locked.out.as_str()), (Some(2), ""), "{locked:?}");
    assert!(locked.err.contains("Stop `mamori collect`"), "{locked:?}");
    drop(running);
}
