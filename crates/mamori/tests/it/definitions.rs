//! Commands on definitions: `programme`, `eligibility`, `calendar`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::Folder;

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes")
}

/// A folder with a copy of our programmes.
fn copy() -> Folder {
    let folder = Folder::empty();
    copy_into(&ours(), &folder.path("programmes"));
    folder
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn change(folder: &Folder, path: &str, old: &str, new: &str) {
    let text = fs::read_to_string(folder.path(path)).unwrap();
    assert!(text.contains(old));
    fs::write(folder.path(path), text.replacen(old, new, 1)).unwrap();
}

fn applicant(folder: &Folder, change: impl FnOnce(&mut Value)) {
    let mut value = json!({
        "kind": "corporation", "industry": "39", "capital_yen": 10_000_000, "employees": 20, "prefecture": "東京都",
        "security": { "utm": true, "edr": false, "policy": true }, "past_programmes": [], "equal_subsidy": false,
        "declarations": { "ア": true, "イ": true, "ウ": true, "エ": true, "オ": true, "カ": true, "キ": true },
    });
    change(&mut value);
    fs::write(folder.path("applicant.json"), value.to_string()).unwrap();
}

#[test]
fn good_programmes_say_nothing() {
    let ran = copy().run(&["programme", "check"]).well();
    assert_eq!(ran.out, "");
}

#[test]
fn mistakes_have_a_place_and_exit_with_1() {
    let folder = copy();
    change(
        &folder,
        "programmes/kojo-2023/programme.toml",
        "capacity = 250",
        "capcity = 250",
    );
    change(
        &folder,
        "programmes/taisei-2024/delivery.toml",
        "2024-08-20",
        "2024-08-14",
    );
    let ran = folder.run(&["programme", "check", "--lang", "en"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!((ran.code, lines.len()), (Some(1), 2), "{ran:?}");
    assert!(lines[0].starts_with("programmes/kojo-2023/programme.toml:"));
    assert!(lines[0].ends_with(":1: Unknown key \"capcity\". Did you mean \"capacity\"?"));
    assert!(lines[1].contains("is not a business day"));
    // Japanese is the default; one programme can be looked at alone, by its folder.
    let ran = folder.run(&["programme", "check", "programmes/kojo-2023"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("programmes/kojo-2023/programme.toml:"));
    assert!(ran.out.ends_with("「capacity」ではありませんか。\n"));
    let ran = folder.run_with(&[("LANG", "en_GB.UTF-8")], &["programme", "check"]);
    assert!(ran.out.contains("Did you mean"));
}

#[test]
fn findings_as_json() {
    let folder = copy();
    change(
        &folder,
        "programmes/kojo-2023/programme.toml",
        "capacity = 250",
        "capcity = 250",
    );
    let ran = folder.run(&["programme", "check", "--format", "json"]);
    let findings: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code, Some(1));
    assert_eq!(findings[0]["file"], "programmes/kojo-2023/programme.toml");
    assert_eq!(findings[0]["column"], 1);
    assert_eq!(findings[0]["code"], "unknown-key");
    assert!(findings[0]["line"].is_u64() && findings[0]["message"]["ja"].is_string());
    let ran = copy().run(&["programme", "check", "--format", "json"]).well();
    assert_eq!(ran.out, "[]\n");
}

#[test]
fn a_folder_that_is_not_there_exits_with_2() {
    let ran = copy().run(&["programme", "check", "nowhere"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("nowhere"));
}

#[test]
fn a_folder_without_programmes_is_no_success() {
    let folder = Folder::empty();
    fs::create_dir_all(folder.path("none")).unwrap();
    let ran = folder.english(&["programme", "check", "none"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("none: no programme in it"));
}

#[test]
fn next_years_call() {
    let folder = copy();
    let arguments = [
        "programme",
        "new",
        "jissenryoku-2026",
        "--from",
        "jissenryoku-2025",
        "--fiscal-year",
        "2026",
    ];
    folder.run(&arguments).well();
    let new = fs::read_to_string(folder.path("programmes/jissenryoku-2026/programme.toml")).unwrap();
    assert!(new.contains("closes = 2026-06-29T17:00:00") && new.contains("review = ["));
    let ran = folder.run(&["programme", "check", "--lang", "en"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out
            .lines()
            .all(|line| line.contains("has not been looked at by a person yet"))
    );
    assert_eq!(folder.run(&arguments).code, Some(2));
    let ran = folder.run(&[
        "programme",
        "new",
        "../x",
        "--from",
        "kojo-2023",
        "--fiscal-year",
        "2026",
    ]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn schemas_are_written_and_compared() {
    let folder = copy();
    folder.run(&["programme", "schema", "--check"]).well();
    fs::write(folder.path("programmes/site.schema.json"), "{}").unwrap();
    assert_eq!(folder.run(&["programme", "schema", "--check"]).code, Some(1));
    folder.run(&["programme", "schema"]).well();
    folder.run(&["programme", "schema", "--check"]).well();
}

#[test]
fn eligibility_is_json_whatever_the_outcome() {
    let folder = copy();
    let check = [
        "eligibility",
        "check",
        "--programme",
        "jissenryoku-2025",
        "--applicant",
        "applicant.json",
    ];
    let outcome = |change: &dyn Fn(&mut Value)| {
        applicant(&folder, change);
        let value: Value = serde_json::from_str(&folder.run(&check).well().out).unwrap();
        value
    };
    assert_eq!(outcome(&|_| ())["outcome"], "eligible");
    assert_eq!(
        outcome(&|value| value["security"]["policy"] = json!(false))["outcome"],
        "refer"
    );
    assert_eq!(
        outcome(&|value| value["past_programmes"] = json!(["taisei-2024"]))["outcome"],
        "ineligible"
    );
    let value = outcome(&|value| {
        value["industry"] = json!("I");
        value["capital_yen"] = Value::Null;
        value["employees"] = json!(80);
    });
    assert_eq!(value["outcome"], "review");
    assert_eq!(value["rules"][1]["result"], "review");
    assert!(
        value["rules"][0]["text"]
            .as_str()
            .unwrap()
            .contains("東京都内に主たる事業所")
    );
}

#[test]
fn unusable_applicants_name_the_field() {
    let folder = copy();
    let mut check = vec![
        "eligibility",
        "check",
        "--programme",
        "kojo-2023",
        "--applicant",
        "applicant.json",
    ];
    applicant(&folder, |value| {
        value["employees"] = json!("many");
        value["security"]["edr"] = Value::Null;
    });
    let ran = folder.run(&check);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("employees") && ran.err.contains("security.edr"),
        "{ran:?}"
    );
    applicant(&folder, |_| ());
    check.extend(["--course", "nothing"]);
    let ran = folder.run(&check);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--course nothing"), "{ran:?}");
    fs::write(folder.path("applicant.json"), "{").unwrap();
    assert_eq!(folder.run(&check[..6]).code, Some(2));
}

#[test]
fn unusable_input_is_named_in_the_language_asked_for() {
    let folder = copy();
    applicant(&folder, |_| ());
    fs::write(folder.path("broken.json"), "{\n  \"kind\": }").unwrap();
    let cases = [
        (
            ["--programme", "zzz", "--applicant", "applicant.json"].as_slice(),
            "--programme zzz: programmes にこの事業はありません（あるのは: ",
            "--programme zzz: no such programme in programmes (there are: ",
        ),
        (
            &[
                "--programme",
                "jissenryoku-2025",
                "--course",
                "zzz",
                "--applicant",
                "applicant.json",
            ],
            "--course zzz: jissenryoku-2025 に",
            "--course zzz: jissenryoku-2025 has no ",
        ),
        (
            &[
                "--programme",
                "kojo-2023",
                "--course",
                "zzz",
                "--applicant",
                "applicant.json",
            ],
            "--course zzz: kojo-2023 に",
            "--course zzz: kojo-2023 has no ",
        ),
        (
            &["--programme", "kojo-2023", "--applicant", "none.json"],
            "--applicant none.json: ファイルを読み取れません: ",
            "--applicant none.json: the file cannot be read: ",
        ),
        (
            &["--programme", "kojo-2023", "--applicant", "broken.json"],
            "--applicant broken.json: JSON として読めません（2 行 11 文字目）",
            "--applicant broken.json: not JSON, line 2, column 11",
        ),
        (
            &[
                "--programme",
                "kojo-2023",
                "--applicant",
                "applicant.json",
                "--programmes",
                "nowhere",
            ],
            "事業のフォルダー nowhere を読み取れません",
            "the folder of programmes nowhere: ",
        ),
    ];
    for (arguments, japanese, english) in cases {
        let arguments = [&["eligibility", "check"], arguments].concat();
        let said = |lang: &str, option: &[&str]| {
            let ran = folder.run_with(&[("LANG", lang)], &[arguments.as_slice(), option].concat());
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
            ran.err.strip_prefix("mamori: ").unwrap().to_owned()
        };
        assert!(
            said("ja_JP.UTF-8", &[]).starts_with(japanese),
            "{}",
            said("ja_JP.UTF-8", &[])
        );
        assert!(
            said("en_US.UTF-8", &[]).starts_with(english),
            "{}",
            said("en_US.UTF-8", &[])
        );
        assert!(said("en_US.UTF-8", &["--lang", "ja"]).starts_with(japanese));
        assert!(said("ja_JP.UTF-8", &["--lang", "en"]).starts_with(english));
    }
}

#[test]
fn a_past_programme_that_nobody_knows_is_a_warning() {
    let folder = copy();
    let check = [
        "eligibility",
        "check",
        "--programme",
        "kojo-2023",
        "--applicant",
        "applicant.json",
    ];
    applicant(&folder, |value| {
        value["past_programmes"] = json!(["taisei-2024", "kojo-2023", "kojyo-2019"]);
    });
    let ran = folder.run(&check).well();
    assert_eq!(
        ran.err,
        "mamori: 警告: past_programmes: 「kojyo-2019」という事業は見当たらず、kojo-2023 の判定に影響しません。過去の事業でなければ、つづりを確かめてください。\n"
    );
    assert!(
        serde_json::from_str::<Value>(&ran.out).is_ok(),
        "standard output stays JSON: {ran:?}"
    );
    let ran = folder.run(&[check.as_slice(), &["--lang", "en"]].concat()).well();
    assert!(
        ran.err
            .starts_with("mamori: warning: past_programmes: nobody here knows \"kojyo-2019\""),
        "{ran:?}"
    );
    applicant(&folder, |value| value["past_programmes"] = json!(["taisei-2024"]));
    assert_eq!(folder.run(&check).well().err, "");
}

#[test]
fn business_days_of_the_secretariat() {
    let folder = copy();
    let add = |programme: &str, from: &str, days: &str| {
        let arguments = [
            "calendar",
            "add",
            "--programme",
            programme,
            "--from",
            from,
            "--business-days",
            days,
        ];
        folder
            .run(&arguments)
            .well()
            .out
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    // 12 August 2024 is a holiday (substitute), 13–15 August are closing days.
    assert_eq!(add("taisei-2024", "2024-08-09", "1"), "2024-08-16");
    assert_eq!(add("jissenryoku-2025", "2025-06-30", "3"), "2025-07-03");
    assert_eq!(
        folder
            .run(&[
                "calendar",
                "add",
                "--programme",
                "x",
                "--from",
                "2024-08-09",
                "--business-days",
                "1"
            ])
            .code,
        Some(2)
    );
}

#[test]
fn days_that_nobody_can_count_are_named() {
    let folder = copy();
    for (from, days, words) in [
        ("2025-06-30", "0", "from 1 to 10000"),
        ("2025-06-30", "-3", "from 1 to 10000"),
        ("2025-06-30", "three", "from 1 to 10000"),
        ("2025-02-30", "3", "2025-02-30"),
        ("1947-12-31", "3", "1948-07-20 to 2099-12-31"),
        ("2099-12-31", "1", "1948-07-20 to 2099-12-31"),
    ] {
        let arguments = [
            "calendar",
            "add",
            "--programme",
            "taisei-2024",
            "--from",
            from,
            "--business-days",
            days,
        ];
        let ran = folder.english(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(
            ran.err.starts_with("mamori: ") && ran.err.contains(words),
            "{ran:?}"
        );
        let ran = folder.run(&arguments);
        assert!(
            ran.err.chars().any(|letter| ('ぁ'..='ん').contains(&letter)),
            "{ran:?}"
        );
    }
}

#[test]
fn holidays_of_a_year() {
    let ran = Folder::empty().run(&["calendar", "holidays", "2020"]).well();
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "2020-01-01\t元日");
    assert!(lines.contains(&"2020-07-24\tスポーツの日"));
    assert_eq!(
        Folder::empty().run(&["calendar", "holidays", "1800"]).code,
        Some(2)
    );
}

/// A copy that nobody has looked through does not look like a call that holds.
#[test]
fn a_call_that_awaits_review_is_a_draft() {
    let folder = copy();
    let made = [
        "programme",
        "new",
        "kojo-2026",
        "--from",
        "kojo-2023",
        "--fiscal-year",
        "2026",
    ];
    folder.run(&made).well();
    for (language, locale, mark, said) in [
        ("ja", "ja_JP.UTF-8", ">案</p>", "人の確認を待つ箇所"),
        ("en", "en_GB.UTF-8", ">Draft</p>", "await a person's look"),
    ] {
        let render = |id: &str| {
            let arguments = [
                "programme",
                "render",
                id,
                "--to",
                "html",
                "--out",
                "-",
                "--lang",
                language,
            ];
            folder.run_with(&[("LANG", locale)], &arguments).well()
        };
        let copy = render("kojo-2026");
        assert!(copy.out.contains(mark) && copy.err.contains(said), "{}", copy.err);
        let original = render("kojo-2023");
        assert!(!original.out.contains(mark), "{language}");
        assert_eq!(original.err, "");
    }
}

#[test]
fn an_applicant_that_is_no_object_is_one_mistake() {
    let folder = copy();
    let check = [
        "eligibility",
        "check",
        "--programme",
        "kojo-2023",
        "--applicant",
        "applicant.json",
    ];
    for (text, japanese, english) in [
        ("[]", "JSON のオブジェクト", "not a JSON object"),
        ("", "ファイルが空です", "the file is empty"),
        ("\u{FEFF} \n", "ファイルが空です", "the file is empty"),
    ] {
        fs::write(folder.path("applicant.json"), text).unwrap();
        for (ran, said) in [(folder.run(&check), japanese), (folder.english(&check), english)] {
            assert_eq!((ran.code, ran.err.lines().count()), (Some(2), 1), "{ran:?}");
            assert!(ran.err.contains(said), "{ran:?}");
        }
    }
}

#[test]
fn a_programme_to_copy_that_is_not_there_is_called_as_everywhere() {
    let folder = copy();
    let ran = folder.run(&[
        "programme",
        "new",
        "new-2026",
        "--from",
        "nope",
        "--fiscal-year",
        "2026",
    ]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err, "mamori: 事業「nope」がありません。\n");
}
