//! Small simulations of every programme, as somebody runs them on the command line.

use serde_json::Value;

use crate::postgres::Postgres;
use crate::{Folder, Ran};

const PROGRAMMES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");

fn simulate(programme: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["simulate", "--programmes", PROGRAMMES, "--programme", programme];
    arguments.extend(["--format", "json"]);
    arguments.extend(more);
    Folder::empty().run(&arguments)
}

fn report(ran: Ran) -> Value {
    let ran = ran.well();
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["ok"], true, "{}", ran.out);
    report
}

/// Seats that are taken, offered or confirmed.
fn seated(report: &Value) -> u64 {
    let states = &report["figures"]["states"];
    ["offered", "confirmed", "participating"]
        .iter()
        .map(|state| states[state].as_u64().unwrap_or(0))
        .sum()
}

#[test]
fn a_lottery_with_deadlines_fills_its_seats_and_lapses() {
    let report = report(simulate(
        "jissenryoku-2025",
        &["--applicants", "200", "--seed", "1"],
    ));
    assert_eq!(seated(&report), 40);
    let figures = &report["figures"];
    assert!(
        figures["lapses"].as_u64() > Some(0) && figures["lifts"].as_u64() > Some(0),
        "{figures:#}"
    );
    assert!(
        figures["states"]["refused"].as_u64() > Some(0) && figures["states"]["withdrawn"].as_u64() > Some(0)
    );
    for answer in [
        "received",
        "replayed",
        "closed",
        "not_open_yet",
        "incomplete",
        "briefing_full",
    ] {
        assert!(
            figures["door"][answer].as_u64() > Some(0),
            "{answer}: {figures:#}"
        );
    }
}

#[test]
fn first_come_is_full_and_no_more() {
    let report = report(simulate("kojo-2023", &["--applicants", "400", "--seed", "1"]));
    assert!(report["figures"]["door"]["full"].as_u64() > Some(0), "{report:#}");
    assert!((1..=250).contains(&seated(&report)));
}

#[test]
fn the_other_lotteries() {
    let follow_up = report(simulate("followup-2024", &["--applicants", "200", "--seed", "1"]));
    assert_eq!(seated(&follow_up), 50);
    let organisation = report(simulate("taisei-2024", &["--applicants", "200", "--seed", "1"]));
    assert_eq!(seated(&organisation), 40);
}

#[test]
fn the_same_seed_gives_the_same_figures_on_both_databases() {
    let plan = ["--applicants", "200", "--seed", "7"];
    let first = report(simulate("jissenryoku-2025", &plan));
    let again = report(simulate("jissenryoku-2025", &plan));
    assert_eq!(first["figures"], again["figures"]);
    let other = report(simulate(
        "jissenryoku-2025",
        &["--applicants", "200", "--seed", "8"],
    ));
    assert_ne!(first["figures"], other["figures"]);
    let database = Postgres::create();
    let postgres = report(simulate(
        "jissenryoku-2025",
        &[&plan[..], &["--database", &database.url]].concat(),
    ));
    assert_eq!(postgres["database"], "postgres");
    assert_eq!(first["figures"], postgres["figures"]);
}

#[test]
fn a_rush_on_postgres_comes_out_as_on_sqlite() {
    let plan = ["--applicants", "400", "--seed", "3"];
    let sqlite = report(simulate("kojo-2023", &plan));
    let database = Postgres::create();
    let postgres = report(simulate(
        "kojo-2023",
        &[&plan[..], &["--database", &database.url]].concat(),
    ));
    assert_eq!(sqlite["figures"], postgres["figures"]);
}

#[test]
fn a_database_in_use_is_left_alone() {
    let folder = Folder::empty();
    let url = format!("sqlite:{}", folder.path("kept.sqlite").display());
    let arguments = ["--applicants", "20", "--database", &url];
    report(simulate("followup-2024", &arguments));
    let again = simulate("followup-2024", &arguments);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("データベースにデータがあります"), "{again:?}");
    let unknown = simulate("nothing-2024", &[]);
    assert!(
        unknown.code == Some(2) && unknown.err.contains("nothing-2024"),
        "{unknown:?}"
    );
}

#[test]
fn people_read_it_in_their_language() {
    let text = |language: &str| {
        let arguments = [
            "simulate",
            "--programmes",
            PROGRAMMES,
            "--programme",
            "followup-2024",
            "--applicants",
            "30",
        ];
        Folder::empty()
            .run(&[&arguments[..], &["--lang", language]].concat())
            .well()
            .out
    };
    let (japanese, english) = (text("ja"), text("en"));
    assert!(japanese.contains("すべて成り立っています"), "{japanese}");
    assert!(english.contains("Everything holds."), "{english}");
    for report in [japanese, english] {
        assert!(
            !report.contains("simulation-") && !report.contains("state-"),
            "{report}"
        );
    }
}

#[test]
fn frames_have_their_names_and_each_its_heading() {
    let folder = Folder::empty();
    let arguments = [
        "simulate",
        "--programmes",
        PROGRAMMES,
        "--programme",
        "jissenryoku-2025",
        "--applicants",
        "60",
    ];
    for (language, heading, name) in [
        ("ja", "募集枠: ", "建設・製造枠"),
        ("en", "Frame: ", "Construction and manufacturing"),
    ] {
        let ran = folder.run(&[&arguments[..], &["--lang", language]].concat());
        let headings: Vec<&str> = ran
            .out
            .lines()
            .filter_map(|line| line.strip_prefix(heading))
            .collect();
        assert_eq!(headings.len(), 3, "{ran:?}");
        assert!(headings.contains(&name), "{headings:?}");
        assert!(!ran.out.contains("construction-manufacturing"), "{}", ran.out);
    }
}
