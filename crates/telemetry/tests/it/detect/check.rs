//! Mistakes in rules: all at once, each with its place.

use telemetry::detect::{Checked, Fault, Mapping, Rules};

use super::scene::root;

fn mapping() -> Mapping {
    let text = std::fs::read_to_string(root().join("rules/mapping.yml")).unwrap();
    Mapping::read("mapping.yml", &text).0
}

fn check(text: &str) -> Checked {
    Rules::check(&[("r.yml".to_owned(), text.to_owned())], &mapping())
}

/// Line, column and code of everything found.
fn found(text: &str) -> Vec<(usize, usize, &'static str)> {
    let findings = check(text).findings.into_iter();
    findings
        .map(|finding| (finding.place.line, finding.place.column, finding.fault.code()))
        .collect()
}

const SOUND: &str = "title: T
id: 00000000-0000-4000-8000-000000000001
name: one
logsource: { category: proxy }
detection:
  selection:
    c-uri|contains: [a, b]
  condition: selection
";

#[test]
fn a_sound_rule_has_no_findings() {
    let checked = check(SOUND);
    assert_eq!(
        (checked.findings, checked.loaded, checked.can_match),
        (vec![], 1, 1)
    );
}

#[test]
fn every_mistake_is_found_at_once() {
    let text = "title: T
id: seven
levle: high
logsource: { categry: proxy }
detection:
  selection:
    c-uri|contain: x
    c-uri|re: '(?=look)'
    src_ip|cidr: 192.0.2.0/99
    sc-status|gte: many
  filter: []
  condition: selection and filtre
";
    assert_eq!(
        found(text),
        [
            (2, 5, "bad-id"),
            (3, 1, "unknown-key"),
            (4, 14, "unknown-key"),
            (7, 5, "unknown-modifier"),
            (8, 15, "bad-regex"),
            (9, 18, "bad-network"),
            (10, 20, "wrong-value"),
            (11, 11, "empty-selection"),
            (12, 14, "unknown-selection"),
        ]
    );
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(
        found("detection: {}\n"),
        [
            (1, 1, "missing"),
            (1, 1, "missing"),
            (1, 1, "missing"),
            (1, 12, "missing")
        ]
    );
    assert_eq!(found("- a\n"), [(1, 1, "not-a-rule")]);
    assert_eq!(found("a: [\n")[0].2, "syntax");
    for empty in ["", "# later\n", "---\n"] {
        assert_eq!(found(empty), [(1, 1, "nothing")], "{empty:?}");
    }
}

#[test]
fn rules_must_fit_together() {
    let correlation = |inner: &str| {
        format!(
            "{SOUND}---\ntitle: C\nid: 00000000-0000-4000-8000-000000000002\ncorrelation:\n  type: event_count\n{inner}"
        )
    };
    let code = |inner: &str| {
        found(&correlation(inner))
            .into_iter()
            .map(|(_, _, code)| code)
            .collect::<Vec<_>>()
    };
    assert!(code("  rules: one\n  timespan: 5m\n  condition: { gte: 3 }\n").is_empty());
    assert_eq!(
        code("  rules: two\n  timespan: 5m\n  condition: { gte: 3 }\n"),
        ["unknown-rule"]
    );
    assert_eq!(
        code("  rules: one\n  timespan: 5min\n  condition: { gte: 3 }\n"),
        ["bad-timespan"]
    );
    assert_eq!(
        code("  rules: one\n  timespan: 5m\n  condition: { lt: 3 }\n"),
        ["bad-threshold"]
    );
    assert_eq!(
        code("  rules: one\n  timespan: 5m\n  condition: { gte: 3 }\n  group-by: nothing\n"),
        ["group-unknown"]
    );
    let twice = format!("{SOUND}---\n{SOUND}");
    assert_eq!(
        found(&twice).iter().map(|found| found.2).collect::<Vec<_>>(),
        ["duplicate"]
    );
    let circle = correlation(
        "  rules: 00000000-0000-4000-8000-000000000002\n  timespan: 5m\n  condition: { gte: 3 }\n",
    );
    assert!(found(&circle).iter().any(|found| found.2 == "circle"));
}

#[test]
fn what_can_never_match_is_told_with_the_field() {
    let text = SOUND.replace("c-uri|contains", "Image|endswith");
    let checked = check(&text);
    assert_eq!((checked.loaded, checked.can_match), (1, 0));
    let faults: Vec<_> = checked
        .findings
        .iter()
        .map(|finding| (finding.place.line, &finding.fault))
        .collect();
    assert_eq!(
        faults,
        [
            (1, &Fault::NeverMatches("Image".to_owned())),
            (
                7,
                &Fault::UnmappedField("Image".to_owned(), "category: proxy".to_owned())
            ),
        ]
    );
    assert!(checked.findings.iter().all(|finding| finding.fault.is_warning()));
    let other = SOUND.replace("category: proxy", "category: registry_set");
    assert_eq!(found(&other), [(4, 12, "unknown-logsource")]);
    // One of two ways is left.
    let half = SOUND
        .replace("  selection:\n", "  selection:\n  - Image: x\n  - c-uri: y\n")
        .replace("    c-uri|contains: [a, b]\n", "");
    assert_eq!((check(&half).can_match, found(&half)[0].2), (1, "unmapped-field"));
}

#[test]
fn a_mapping_is_checked_too() {
    let text = "logsources:
  - logsource: { category: proxy }
    classes: [4002, 9999]
    functions: [webfilter]
    fields: { c-uri: http_request.url.url_sting }
";
    let (_, findings) = Mapping::read("m.yml", text);
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.place.line, finding.fault.code()))
        .collect();
    assert_eq!(
        found,
        [
            (3, "unknown-class"),
            (4, "unknown-function"),
            (5, "unknown-column")
        ]
    );
}

#[test]
fn a_finding_is_said_in_both_languages() {
    use platform::languages::Words;
    use platform::text::Language;
    let finding = &check(&SOUND.replace("|contains", "|contain")).findings[0];
    let english = finding.line(Words::new(Language::En));
    assert!(
        english.starts_with("r.yml:7:5: the modifier “contain” is not known here. Known are: contains"),
        "{english}"
    );
    let japanese = finding.line(Words::new(Language::Ja));
    assert!(
        japanese.starts_with("r.yml:7:5: 修飾子「contain」は使えません。使えるもの："),
        "{japanese}"
    );
    let json = serde_json::to_value(finding).unwrap();
    assert_eq!(
        (&json["line"], &json["code"]),
        (&7.into(), &"unknown-modifier".into())
    );
}
