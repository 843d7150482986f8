//! `mamori draw verify`: without database and configuration, on bundles of several kinds and on damaged ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Folder, Ran};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fair-draw/vectors")
}

/// A folder with the published vectors in it, and nothing else.
fn folder() -> Folder {
    let folder = Folder::empty();
    fs::remove_dir(folder.path("programmes")).unwrap();
    for name in [
        "quicknet.zip",
        "quicknet.receipt.json",
        "test-beacon.zip",
        "balls.zip",
        "repacked.zip",
        "nobody.zip",
    ] {
        fs::copy(vectors().join(name), folder.path(name)).unwrap();
    }
    folder
}

fn verify(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["draw", "verify"], arguments].concat())
}

/// The lines of the steps: mark and step.
fn steps(ran: &Ran) -> Vec<(&str, &str)> {
    ran.out
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let mark = words.next().filter(|mark| matches!(*mark, "ok" | "failed"))?;
            Some((mark, words.next()?))
        })
        .collect()
}

#[test]
fn a_bundle_that_holds_is_told_step_by_step() {
    let folder = folder();
    let ran = verify(&folder, &["quicknet.zip", "--receipt", "quicknet.receipt.json"]).well();
    let names = [
        "charter",
        "signature",
        "entries",
        "beacon",
        "ranking",
        "seats",
        "log",
        "receipt",
    ];
    assert_eq!(steps(&ran), names.map(|name| ("ok", name)), "{}", ran.out);
    for fact in [
        "抽選「2026-A」の検証",
        "drand quicknet 第 657413 回",
        "2023-09-15T20:00:03+09:00",
        "令和5年9月15日（金）",
        "あなたの申込み: 名簿の ",
        "すべての段階が規則どおりです",
    ] {
        assert!(ran.out.contains(fact), "{fact} is not in {}", ran.out);
    }
    assert!(!ran.out.contains("警告"), "{}", ran.out);
    assert_eq!(ran.err, "");
    let made: Vec<_> = fs::read_dir(folder.path(".")).unwrap().collect();
    assert_eq!(made.len(), 6, "nothing is made");
}

#[test]
fn the_language_follows_the_option_then_the_environment() {
    let folder = folder();
    let english = "Check of the draw “2026-A”";
    let asked = verify(&folder, &["quicknet.zip", "--lang", "en"]).well();
    assert!(asked.out.starts_with(english), "{}", asked.out);
    assert!(asked.out.contains("(12 entries)"), "{}", asked.out);
    let lang = [("LANG", "en_GB.UTF-8")];
    let environment = folder.run_with(&lang, &["draw", "verify", "quicknet.zip"]).well();
    assert_eq!(environment.out, asked.out);
    let option = folder
        .run_with(&lang, &["draw", "verify", "quicknet.zip", "--lang", "ja"])
        .well();
    assert!(option.out.starts_with("抽選「2026-A」の検証"), "{}", option.out);
}

#[test]
fn randomness_that_is_not_quicknet_is_pointed_out() {
    let folder = folder();
    for name in ["test-beacon.zip", "balls.zip", "nobody.zip"] {
        let ran = verify(&folder, &[name, "--lang", "en"]).well();
        assert!(ran.out.contains("\nWarning: "), "{name}: {}", ran.out);
    }
}

/// A bundle with one byte of `member`'s stored content changed, where `find` stands.
fn damage(folder: &Folder, member: &str, find: &[u8], replacement: &[u8]) -> String {
    let bundle = fs::read(vectors().join("quicknet.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bundle)).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).unwrap();
        if name == member {
            let at = content
                .windows(find.len())
                .position(|window| window == find)
                .unwrap();
            content.splice(at..at + find.len(), replacement.iter().copied());
        }
        writer.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut writer, &content).unwrap();
    }
    let name = format!("damaged-{member}.zip");
    fs::write(folder.path(&name), writer.finish().unwrap().into_inner()).unwrap();
    name
}

#[test]
fn the_first_step_that_fails_is_named() {
    let folder = folder();
    let changes: [(&str, &str, &str, &str); 7] = [
        ("charter.json", "\"capacity\":5", "\"capacity\":1", "charter"),
        ("charter.json", "T12:00:00", "T12:00:01", "signature"),
        ("entries.csv", ",retail", ", retail", "entries"),
        ("beacon.json", "657413", "657414", "beacon"),
        ("ranking.csv", "1,", "2,", "ranking"),
        ("seats.csv", ",retail", ",it", "seats"),
        ("log.jsonl", "accepted", "declined", "log"),
    ];
    for (member, find, replacement, step) in changes {
        let name = damage(&folder, member, find.as_bytes(), replacement.as_bytes());
        let ran = verify(&folder, &[&name]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!(
            steps(&ran).last(),
            Some(&("failed", step)),
            "{member}: {}",
            ran.out
        );
        assert!(
            ran.out.contains(&format!("（{step}）」の段階で合いませんでした")),
            "{}",
            ran.out
        );

        let json = verify(&folder, &[&name, "--format", "json"]);
        assert_eq!(json.code, Some(1));
        let report: Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(
            (&report["ok"], &report["failed"]),
            (&false.into(), &step.into()),
            "{member}"
        );
    }
    let ran = verify(&folder, &["repacked.zip", "--lang", "en"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("packed again or altered"), "{}", ran.out);
    assert!(
        ran.out.contains("Download the organiser's ZIP again"),
        "{}",
        ran.out
    );
    let ran = verify(&folder, &["repacked.zip"]);
    assert!(
        ran.out.contains("詰め直したものです") && !ran.out.contains("途中で変わっています"),
        "{}",
        ran.out
    );
}

#[test]
fn json_is_the_report() {
    let folder = folder();
    let arguments = [
        "quicknet.zip",
        "--receipt",
        "quicknet.receipt.json",
        "--format",
        "json",
    ];
    let ran = verify(&folder, &arguments).well();
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let bundle = fs::read(vectors().join("quicknet.zip")).unwrap();
    let receipt = fs::read(vectors().join("quicknet.receipt.json")).unwrap();
    let receipt = fair_draw::Receipt::parse(&receipt).unwrap();
    let report = fair_draw::verify(&bundle, Some(&receipt));
    assert_eq!(found, serde_json::to_value(report).unwrap());
}

/// A receipt of another draw, a copying mistake, and something that is no receipt fail the last step.
#[test]
fn a_receipt_that_does_not_fit_fails_its_step() {
    let folder = folder();
    let receipt = fs::read_to_string(vectors().join("quicknet.receipt.json")).unwrap();
    let copied = receipt.replacen("R00", "R10", 1);
    assert_ne!(copied, receipt);
    for (text, code) in [(copied.as_str(), "receipt_label"), ("R0001", "receipt_not_json")] {
        fs::write(folder.path("receipt.json"), text).unwrap();
        let ran = verify(
            &folder,
            &["quicknet.zip", "--receipt", "receipt.json", "--format", "json"],
        );
        assert_eq!(ran.code, Some(1));
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(report["failed"], "receipt");
        assert_eq!(report["steps"][7]["cause"]["code"], code);
        let ran = verify(&folder, &["quicknet.zip", "--receipt", "receipt.json"]);
        assert!(
            ran.out.contains("抽選の記録そのものは規則どおりです"),
            "{}",
            ran.out
        );
    }
    let ran = verify(
        &folder,
        &[
            "test-beacon.zip",
            "--receipt",
            "quicknet.receipt.json",
            "--format",
            "json",
        ],
    );
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["steps"][7]["cause"]["code"], "other_draw");
    // The bundle comes first, whatever the receipt is.
    let name = damage(&folder, "log.jsonl", b"accepted", b"declined");
    let ran = verify(&folder, &[&name, "--receipt", "receipt.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["failed"], "log");
}

#[test]
fn a_folder_has_a_sentence_of_its_own() {
    let folder = folder();
    for (language, said) in [("ja", "フォルダーです"), ("en", "is a folder")] {
        let ran = verify(&folder, &[".", "--lang", language]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
}

#[test]
fn files_that_cannot_be_read_are_another_matter() {
    let folder = folder();
    for arguments in [
        vec!["none.zip"],
        vec!["quicknet.zip", "--receipt", "."],
        vec!["quicknet.zip", "--receipt", "none.json"],
        vec!["none.zip", "--format", "json"],
    ] {
        let ran = verify(&folder, &arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains("を読めません: "), "{ran:?}");
    }
    fs::write(folder.path("page.zip"), "<html>not found</html>").unwrap();
    let ran = verify(&folder, &["page.zip"]);
    assert_eq!((ran.code, steps(&ran)), (Some(1), vec![("failed", "charter")]));
    // It is the wrong file: nobody is told that a draw was tampered with.
    assert!(
        ran.out.contains("ファイル違いです") && !ran.out.contains("変わっています"),
        "{ran:?}"
    );
    let ran = verify(&folder, &["quicknet.receipt.json"]);
    assert!(ran.out.contains("これは抽選の控え"), "{ran:?}");
    fs::write(folder.path("mamori.toml"), "listen = 1").unwrap();
    verify(&folder, &["quicknet.zip"]).well();
}
