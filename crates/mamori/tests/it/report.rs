//! `mamori report monthly` as a script uses it.

use std::fs;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event};
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Row};

use crate::monitored::{COMPANY, DEVICE, OTHER, SERIAL, house, programmes};
use crate::{Folder, Ran};

fn monthly(folder: &Folder, arguments: &[&str]) -> Ran {
    let all = [&["report", "monthly"], arguments].concat();
    folder.english_with(&[programmes()], &all)
}

/// One line in October, none in any other month.
fn collected(folder: &Folder) {
    let lake = Lake::open(&folder.path("data/lake"), LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    let mut event = Event::new();
    event.class = Class::NetworkActivity;
    event.raw = b"line";
    let time = "2025-10-05T01:02:03Z".parse().unwrap();
    let row = Row {
        company: COMPANY.parse::<CompanyId>().unwrap(),
        device: DEVICE.parse::<DeviceId>().unwrap(),
        received: time,
        time,
        flags: Flags::default(),
        event: &event,
    };
    writer.push(row, Position::START);
    writer.flush().unwrap();
}

#[test]
fn what_cannot_be_made_is_refused_with_what_to_do() {
    let folder = house();
    let cases: [(&[&str], &str); 7] = [
        (
            &["--company", COMPANY, "--month", "2026-13"],
            "write it as 2026-10",
        ),
        (
            &["--company", COMPANY, "--month", "2999-01"],
            "that month has not begun",
        ),
        (
            &[
                "--company",
                "01990000-0000-7000-8000-00000000ffff",
                "--month",
                "2025-10",
            ],
            "no company of the records has this id",
        ),
        (
            &["--company", "UTM-9999", "--month", "2025-10"],
            "no appliance with this serial",
        ),
        (
            &["--company", OTHER, "--month", "2025-10"],
            "takes part in no programme",
        ),
        (
            &["--company", COMPANY, "--month", "2025-10", "--programme", "none"],
            "it has of: kojo-2023",
        ),
        (&["--company", COMPANY, "--month", "2025-10"], "collector.folder"),
    ];
    for (arguments, said) in cases {
        let ran = monthly(&folder, &[arguments, &["--out", "r.pdf"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(
            ran.err.starts_with("mamori: ") && ran.err.contains(said),
            "{said}: {ran:?}"
        );
        assert!(!folder.path("r.pdf").exists());
    }
}

#[test]
fn a_month_becomes_a_pdf_and_its_figures_json() {
    let folder = house();
    collected(&folder);
    let made = ["--company", SERIAL, "--month", "2025-10", "--out", "r.pdf"];
    let ran = monthly(&folder, &made).well();
    assert!(fs::read(folder.path("r.pdf")).unwrap().starts_with(b"%PDF-"));
    assert!(ran.out.contains("none was issued yet"), "{ran:?}");
    let json = |month: &str| {
        let asked = [
            "--company",
            COMPANY,
            "--month",
            month,
            "--out",
            "-",
            "--format",
            "json",
        ];
        let ran = monthly(&folder, &asked).well();
        (
            serde_json::from_str::<serde_json::Value>(&ran.out).unwrap(),
            ran.err,
        )
    };
    let (october, _) = json("2025-10");
    assert_eq!(october["issued"], serde_json::Value::Null);
    assert_eq!(october["facts"]["company"], "見本商店");
    let days = october["facts"]["coverage"]["days"].as_array().unwrap();
    let events: u64 = days.iter().map(|day| day["events"].as_u64().unwrap()).sum();
    assert_eq!((days.len(), events), (31, 1));
    let (_, said) = json("2025-09");
    assert!(said.contains("no log of 見本商店 came in 2025-09"), "{said}");
    let nowhere = monthly(
        &folder,
        &[
            "--company",
            COMPANY,
            "--month",
            "2025-10",
            "--out",
            "no/such/r.pdf",
        ],
    );
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("--out no/such/r.pdf"), "{nowhere:?}");
    let variables = [programmes()];
    let japanese = folder
        .run_with(&variables, &[&["report", "monthly"][..], &made].concat())
        .well();
    assert!(japanese.out.contains("未発行"), "{japanese:?}");
}

#[test]
fn a_report_over_figures_with_flipped_bits_says_that_they_are_too_low() {
    let folder = house();
    collected(&folder);
    let figures = fs::read_dir(folder.path("data/lake/rollups/2025-10"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&figures).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&figures, bytes).unwrap();
    let asked = [
        "--company",
        COMPANY,
        "--month",
        "2025-10",
        "--out",
        "-",
        "--format",
        "json",
    ];
    let ran = monthly(&folder, &asked).well();
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["facts"]["coverage"]["unreadable"], 1);
    assert_eq!(json["grade"]["grade"], serde_json::Value::Null);
    assert!(
        ran.err.contains("1 damaged files of figures were left out") && !ran.err.contains("no log of"),
        "{ran:?}"
    );
    let variables = [programmes()];
    let japanese = folder
        .run_with(&variables, &[&["report", "monthly"][..], &asked].concat())
        .well();
    assert!(
        japanese.err.contains("壊れた集計ファイル 1 個を除きました"),
        "{japanese:?}"
    );
    let made = ["--company", COMPANY, "--month", "2025-10", "--out", "r.pdf"];
    monthly(&folder, &made).well();
    assert!(fs::read(folder.path("r.pdf")).unwrap().starts_with(b"%PDF-"));
}
