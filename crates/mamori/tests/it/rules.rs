//! `mamori rules`: the shipped rules, mistakes, and a file of lines.

use crate::Folder;

fn rules() -> String {
    format!("{}/../../rules", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_shipped_rules_are_sound() {
    let ran = Folder::empty().run(&["rules", "check", &rules(), "--lang", "en"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert!(
        ran.err
            .contains("25 rules read, 25 understood, 25 can match here"),
        "{}",
        ran.err
    );
}

#[test]
fn mistakes_are_told_with_their_place_in_both_languages() {
    let folder = Folder::empty();
    std::fs::create_dir(folder.path("mine")).unwrap();
    let text = "title: T\nid: seven\nlogsource: { category: proxy }\ndetection:\n  s: { c-uri|contain: x }\n  condition: s\n";
    std::fs::write(folder.path("mine/rule.yml"), text).unwrap();
    let check = |more: &[&str]| {
        let rules = rules();
        let mut arguments = vec!["rules", "check", "mine", "--rules", &rules];
        arguments.extend_from_slice(more);
        folder.run(&arguments)
    };
    let english = check(&["--lang", "en"]);
    assert_eq!(english.code, Some(1));
    let lines: Vec<&str> = english.out.lines().collect();
    assert!(
        lines[0].starts_with("mine/rule.yml:2:5: “seven” is no UUID."),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with("mine/rule.yml:5:8: the modifier “contain”"),
        "{}",
        lines[1]
    );
    let japanese = check(&["--lang", "ja"]);
    assert!(
        japanese
            .out
            .starts_with("mine/rule.yml:2:5: 「seven」は UUID ではありません。"),
        "{}",
        japanese.out
    );
    let json: serde_json::Value = serde_json::from_str(&check(&["--format", "json"]).out).unwrap();
    assert_eq!(
        (&json[0]["code"], &json[1]["line"]),
        (&"bad-id".into(), &5.into())
    );
    assert_eq!(
        folder.run(&["rules", "check", "nowhere", "--lang", "en"]).code,
        Some(2)
    );
}

#[test]
fn a_file_of_lines_is_held_against_the_rules() {
    let folder = Folder::empty();
    let line = |second: i64| {
        format!(
            "date=2026-11-04 time=10:{:02}:{:02} devname=\"UTM-0001\" devid=\"FGTEST0001\" tz=\"+0900\" logid=\"0419016384\" \
             type=\"utm\" subtype=\"ips\" level=\"alert\" severity=\"medium\" srcip=203.0.113.5 dstip=192.168.10.2 \
             action=\"dropped\" proto=6 attack=\"Example.Overflow\" srcport=40000 dstport=80 direction=\"incoming\"\n",
            second / 60,
            second % 60
        )
    };
    let text: String = (0..40).map(|number| line(number * 10)).collect();
    std::fs::write(folder.path("log.txt"), text).unwrap();
    let ran = folder.run(&["rules", "test", "log.txt", "--rules", &rules(), "--lang", "en"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .starts_with("Medium  Many attacks from one outside address\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("40 events 203.0.113.5"), "{}", ran.out);
    assert!(
        ran.err.contains("40 lines read, 0 not understood, 1 detections"),
        "{}",
        ran.err
    );
    let json = folder.run(&[
        "rules",
        "test",
        "log.txt",
        "--rules",
        &rules(),
        "--format",
        "fortigate",
        "--json",
    ]);
    let list: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (&list[0]["events"], list.as_array().unwrap().len()),
        (&40.into(), 1)
    );
    let wrong = folder.run(&[
        "rules",
        "test",
        "log.txt",
        "--rules",
        &rules(),
        "--format",
        "fortigat",
        "--lang",
        "en",
    ]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.err.contains("there is no format “fortigat”"),
        "{}",
        wrong.err
    );
}
