//! `mamori lake …` as whoever looks after the collection uses it.

use std::fs;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field};
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Row};
use uuid::Uuid;

use crate::Folder;

const OURS: &str = "01990000-0000-7000-8000-000000000001";
const THEIRS: &str = "01990000-0000-7000-8000-000000000002";

fn collected() -> Folder {
    let folder = Folder::empty();
    let lake = Lake::open(&folder.path("data/lake"), LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    for (number, company) in (1..).zip([OURS, THEIRS, OURS]) {
        let mut event = Event::new();
        event.class = Class::NetworkActivity;
        event.raw = b"line";
        event.set_text(Field::SourceHostname, company);
        event.set_integer(Field::SourcePort, number);
        let time = "2026-10-05T01:02:03Z".parse().unwrap();
        let row = Row {
            company: company.parse::<CompanyId>().unwrap(),
            device: DeviceId(Uuid::nil()),
            received: time,
            time,
            flags: Flags::default(),
            event: &event,
        };
        // As from a file that was imported: no log stands behind it.
        writer.push(row, Position::START);
    }
    writer.flush().unwrap();
    folder
}

#[test]
fn a_question_is_answered_for_one_company_or_for_all() {
    let folder = collected();
    let sql = "SELECT src_endpoint_port AS port FROM events ORDER BY port";
    let json = folder
        .english(&[
            "lake",
            "query",
            "--company",
            OURS,
            "--sql",
            sql,
            "--format",
            "json",
        ])
        .well();
    assert_eq!(json.out, "{\"port\":1}\n{\"port\":3}\n");
    let csv = folder
        .english(&[
            "lake",
            "query",
            "--all-companies",
            "--sql",
            sql,
            "--format",
            "csv",
        ])
        .well();
    assert_eq!(csv.out, "port\n1\n2\n3\n");
    let cut = folder
        .english(&["lake", "query", "--all-companies", "--sql", sql, "--rows", "1"])
        .well();
    assert!(cut.out.contains("| port |"), "{cut:?}");
    assert_eq!(cut.err, "mamori: there are more rows; 1 are shown\n");
    let stranger = "01990000-0000-7000-8000-000000000009";
    let unknown = folder
        .english(&["lake", "query", "--company", stranger, "--sql", sql])
        .well();
    assert_eq!(
        unknown.err,
        format!("mamori: the lake holds nothing of company {stranger}; check the ID\n")
    );
    let nothing = format!("{sql} LIMIT 0");
    let nothing = folder
        .english(&["lake", "query", "--company", OURS, "--sql", &nothing])
        .well();
    assert_eq!(nothing.err, "", "nothing was asked for");
    let nobody = folder.english(&["lake", "query", "--sql", sql]);
    assert_eq!(nobody.code, Some(2), "{nobody:?}");
    let change = folder.english(&["lake", "query", "--all-companies", "--sql", "DROP TABLE events"]);
    assert_eq!((change.code, change.out.as_str()), (Some(2), ""));
    assert!(change.err.starts_with("mamori: --sql: "), "{change:?}");
}

#[test]
fn a_sound_lake_verifies_and_a_damaged_one_says_what_is_wrong() {
    let folder = collected();
    let verified = folder.english(&["lake", "verify"]).well();
    assert!(
        verified.out.starts_with("ok: 2 files, 3 events, "),
        "{verified:?}"
    );
    let compacted = folder
        .english(&["lake", "compact", "--month", "2026-10-09"])
        .well();
    assert!(compacted.out.starts_with("closed 2026-10\n"), "{compacted:?}");
    let file = fs::read_dir(folder.path("data/lake/rollups/2026-10"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    let verified = folder.english(&["lake", "verify"]);
    assert_eq!(verified.code, Some(1), "{verified:?}");
    assert!(
        verified
            .out
            .contains("damaged (its content is not what was written)"),
        "{verified:?}"
    );
    let json = folder.english(&["lake", "verify", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["problems"][0]["problem"], "damaged");
    let sql = "SELECT count(*) AS n FROM events";
    let answer = folder.english(&[
        "lake",
        "query",
        "--all-companies",
        "--sql",
        sql,
        "--format",
        "csv",
    ]);
    // Nobody asked for the figures.
    assert_eq!(
        (answer.code, answer.out.as_str(), answer.err.as_str()),
        (Some(0), "n\n3\n", "")
    );
    let sql = sql.replace("events", "rollups");
    let answer = folder.english(&["lake", "query", "--all-companies", "--sql", &sql]);
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(answer.err.contains("is damaged and was left out"), "{answer:?}");
}

/// One company's day in each file, so that one can be damaged alone.
fn collected_on_two_days() -> Folder {
    let folder = Folder::empty();
    let lake = Lake::open(&folder.path("data/lake"), LakeOptions::default()).unwrap();
    let mut writer = lake.writer();
    for (company, day) in [(OURS, "2026-10-05"), (OURS, "2026-10-06"), (THEIRS, "2026-10-07")] {
        let mut event = Event::new();
        event.class = Class::NetworkActivity;
        event.raw = b"line";
        let time = format!("{day}T01:02:03Z").parse().unwrap();
        let row = Row {
            company: company.parse::<CompanyId>().unwrap(),
            device: DeviceId(Uuid::nil()),
            received: time,
            time,
            flags: Flags::default(),
            event: &event,
        };
        writer.push(row, Position::START);
    }
    writer.flush().unwrap();
    folder
}

#[test]
fn flipped_bits_are_named_by_verify_and_other_days_and_companies_are_answered() {
    let folder = collected_on_two_days();
    let manifest = Lake::read(&folder.path("data/lake")).unwrap().manifest();
    let hit = manifest.events().find(|file| file.day.day() == 5).unwrap();
    let file = folder.path("data/lake").join(&hit.path);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&file, bytes).unwrap();

    let verified = folder.english(&["lake", "verify"]);
    assert_eq!(verified.code, Some(1), "{verified:?}");
    assert!(
        verified.out.starts_with(&format!(
            "{}: damaged (its content is not what was written)\n",
            hit.path
        )),
        "{verified:?}"
    );
    assert!(verified.out.contains("\n1 problem; 4 files"), "{verified:?}");
    let japanese = folder.run(&["lake", "verify"]);
    assert!(
        japanese.out.starts_with(&format!("{}: 壊れています", hit.path)),
        "{japanese:?}"
    );
    let sql = "SELECT count(*) AS n FROM events";
    let ask = |company| {
        folder.english(&[
            "lake",
            "query",
            "--company",
            company,
            "--sql",
            sql,
            "--format",
            "csv",
        ])
    };
    let theirs = ask(THEIRS).well();
    assert_eq!((theirs.out.as_str(), theirs.err.as_str()), ("n\n1\n", ""));
    let ours = ask(OURS);
    assert_eq!(
        (ours.code, ours.out.as_str()),
        (Some(1), "n\n1\n"),
        "the other day is answered"
    );
    assert_eq!(
        ours.err,
        format!(
            "mamori: {} is damaged and was left out: rows are missing\n",
            hit.path
        )
    );
}

#[test]
fn where_there_is_no_lake_it_says_so_and_makes_none() {
    let folder = Folder::empty();
    let commands: [&[&str]; 3] = [
        &["lake", "verify"],
        &["lake", "compact"],
        &["lake", "query", "--all-companies", "--sql", "SELECT 1"],
    ];
    for command in commands {
        let ran = folder.english(command);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_eq!(
            ran.err,
            "mamori: there is no lake in data/lake: nothing has been collected there yet. Name its folder with --lake, or start collecting\n"
        );
        let japanese = folder.run(command);
        assert!(
            japanese
                .err
                .starts_with("mamori: data/lake にデータレイクはありません"),
            "{japanese:?}"
        );
    }
    assert!(!folder.path("data/lake").exists());
}
