//! `mamori workbench` and `mamori catalogue`: the engine for those who script against it, and mistakes in catalogues.

use serde_json::{Value, json};

use crate::{Folder, Ran};

fn score(folder: &Folder, answers: &Value) -> Ran {
    std::fs::write(folder.path("answers.json"), answers.to_string()).unwrap();
    folder.english(&["workbench", "score", "answers.json", "--format", "json"])
}

fn all(answer: &str) -> Value {
    let answers: serde_json::Map<_, _> = (1..=25)
        .map(|number| (number.to_string(), json!(answer)))
        .collect();
    json!({ "answers": answers })
}

fn result(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_whole_diagnosis_has_total_and_band() {
    let folder = Folder::empty();
    for (answer, total, band) in [
        ("yes", 100, 1),
        ("partly", 50, 3),
        ("no", 0, 4),
        ("unknown", -25, 4),
    ] {
        let found = result(&score(&folder, &all(answer)));
        assert_eq!(
            (&found["total"], &found["band"]),
            (&json!(total), &json!(band)),
            "{answer}"
        );
    }
}

#[test]
fn while_answers_are_missing_there_is_no_band() {
    let folder = Folder::empty();
    let found = result(&score(
        &folder,
        &json!({ "answers": { "1": "yes", "7": "unknown" } }),
    ));
    assert_eq!(found["total"], json!(3));
    assert_eq!(found["band"], Value::Null);
    let none = result(&score(&folder, &json!({ "answers": {} })));
    assert_eq!((&none["total"], &none["band"]), (&json!(0), &Value::Null));
}

#[test]
fn what_is_no_diagnosis_is_refused_with_a_sentence() {
    let folder = Folder::empty();
    for (answers, said) in [
        (
            json!({ "answers": { "26": "yes" } }),
            "there is no question “26”; they go from 1 to 25",
        ),
        (json!({ "answers": { "01": "yes" } }), "there is no question “01”"),
        (
            json!({ "answers": { "1": "maybe" } }),
            "question 1: \"maybe\" is no answer",
        ),
        (json!({ "answers": { "1": 4 } }), "question 1: 4 is no answer"),
        (json!([1, 2]), "this is not JSON with “answers”"),
    ] {
        let ran = score(&folder, &answers);
        assert_eq!(ran.code, Some(2), "{answers}");
        assert!(
            ran.out.is_empty() && ran.err.contains(said),
            "{answers}: {}",
            ran.err
        );
    }
    let missing = folder.english(&["workbench", "score", "nowhere.json"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.contains("nowhere.json cannot be read"),
        "{}",
        missing.err
    );
}

fn risk(arguments: &[&str]) -> Ran {
    let arguments = [&["workbench", "risk", "--format", "json"], arguments].concat();
    Folder::empty().english(&arguments)
}

#[test]
fn risks_by_ipas_method() {
    for (importance, threat, vulnerability, likelihood, expected, level) in [
        ("3", "3", "3", 3, 9, "high"),
        ("3", "3", "2", 2, 6, "high"),
        ("2", "3", "3", 3, 6, "high"),
        ("2", "2", "3", 2, 4, "medium"),
        ("3", "1", "3", 1, 3, "low"),
        ("1", "3", "3", 3, 3, "low"),
        ("1", "1", "1", 1, 1, "low"),
    ] {
        let ran = risk(&[
            "--method",
            "ipa4",
            "--importance",
            importance,
            "--threat",
            threat,
            "--vulnerability",
            vulnerability,
        ]);
        let found = result(&ran);
        assert_eq!(found["likelihood"], json!(likelihood), "{found}");
        assert_eq!(
            (&found["risk"], &found["level"]),
            (&json!(expected), &json!(level)),
            "{found}"
        );
    }
}

#[test]
fn risks_by_the_product_and_by_tokyos_method() {
    let ran = risk(&[
        "--method",
        "product",
        "--importance",
        "3",
        "--threat",
        "2",
        "--vulnerability",
        "2",
    ]);
    let product = result(&ran);
    assert_eq!(
        (&product["risk"], &product["level"]),
        (&json!(12), &json!("medium"))
    );
    assert!(product.get("likelihood").is_none());
    let tokyo = |tolerance: &str| {
        result(&risk(&[
            "--method",
            "tokyo4",
            "--value",
            "3",
            "--threat",
            "3",
            "--vulnerability",
            "2",
            "--probability",
            "2",
            "--tolerance",
            tolerance,
        ]))
    };
    assert_eq!(
        (&tokyo("35")["risk"], &tokyo("35")["level"]),
        (&json!(36), &json!("high"))
    );
    assert_eq!(tokyo("36")["level"], json!("low"));
}

#[test]
fn a_risk_with_wrong_numbers_is_refused_with_a_sentence() {
    for (arguments, said) in [
        (
            &["--importance", "4", "--threat", "1", "--vulnerability", "1"][..],
            "--importance: 4 is not 1, 2 or 3",
        ),
        (
            &["--importance", "1", "--threat", "1"],
            "--vulnerability is needed",
        ),
        (
            &[
                "--importance",
                "1",
                "--threat",
                "1",
                "--vulnerability",
                "1",
                "--tolerance",
                "9",
            ],
            "--tolerance does not belong to this method",
        ),
        (
            &[
                "--method",
                "tokyo4",
                "--value",
                "1",
                "--probability",
                "1",
                "--threat",
                "1",
                "--vulnerability",
                "1",
                "--tolerance",
                "82",
            ],
            "--tolerance: 82 is not between 1 and 81",
        ),
    ] {
        let ran = risk(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert!(
            ran.out.is_empty() && ran.err.contains(said),
            "{arguments:?}: {}",
            ran.err
        );
    }
}

#[test]
fn the_shipped_catalogues_are_sound_and_mistakes_are_named() {
    let folder = Folder::empty();
    let sound = folder.english(&["catalogue", "check"]).well();
    assert!(sound.out.contains("25 questions, 124 measures"), "{}", sound.out);
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogues");
    copy(&shipped, &folder.path("mine"));
    let file = folder.path("mine/threats.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("\"backup-offline\"", "\"backup-ofline\"", 1)).unwrap();
    let wrong = folder.english(&["catalogue", "check", "--catalogues", "mine"]);
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    assert_eq!(
        wrong.out.trim(),
        "threats.toml: there is no measure “backup-ofline”."
    );
    std::fs::write(&file, "[edition").unwrap();
    let broken = folder.english(&["catalogue", "check", "--catalogues", "mine"]);
    assert!(broken.out.starts_with("threats.toml:1:"), "{}", broken.out);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
