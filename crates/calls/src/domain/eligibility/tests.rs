use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::definition::Catalogue;
use crate::domain::industry::IndustryCode;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    crate::programmes::load_folder(&folder).unwrap().catalogue
});

fn programme(id: &str) -> &'static ProgrammeFile {
    &CATALOGUE.get(id).unwrap().file
}

fn good() -> Value {
    json!({
        "kind": "corporation", "industry": "E", "capital_yen": 10_000_000, "employees": 20, "prefecture": "東京都",
        "security": { "utm": true, "edr": false, "policy": true }, "past_programmes": [], "equal_subsidy": false,
        "declarations": { "ア": true, "イ": true, "ウ": true, "エ": true, "オ": true, "カ": true, "キ": true },
    })
}

fn applicant(value: &Value) -> Applicant {
    Applicant::from_json(value, ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"]).unwrap()
}

/// The good applicant with one pointer changed.
fn with(pointer: &str, value: impl Into<Value>) -> Applicant {
    let mut good = good();
    *good.pointer_mut(pointer).unwrap() = value.into();
    applicant(&good)
}

fn verdict(id: &str, applicant: &Applicant) -> Verdict {
    check(programme(id), None, applicant)
}

fn failed(verdict: &Verdict) -> Vec<&str> {
    verdict
        .rules
        .iter()
        .filter(|rule| rule.result == RuleResult::Fail)
        .map(|rule| rule.id.as_str())
        .collect()
}

#[test]
fn a_good_company_may_apply_everywhere() {
    for programme in CATALOGUE.iter() {
        let verdict = verdict(programme.id(), &applicant(&good()));
        assert_eq!(verdict.outcome, Outcome::Eligible, "{verdict:?}");
    }
}

/// C2, SME Basic Act article 2.
#[test]
fn the_limits_are_inclusive_and_one_of_the_two_is_enough() {
    let classes = [
        ("E", 300_000_000, 300),
        ("50", 100_000_000, 100),
        ("39", 50_000_000, 100),
        ("56", 50_000_000, 50),
    ];
    for (industry, capital, employees) in classes {
        for (yen, people, expected) in [
            (capital, employees, RuleResult::Pass),
            (capital + 1, employees, RuleResult::Pass),
            (capital, employees + 1, RuleResult::Pass),
            (capital + 1, employees + 1, RuleResult::Fail),
        ] {
            let mut value = good();
            value["industry"] = json!(industry);
            value["capital_yen"] = json!(yen);
            value["employees"] = json!(people);
            assert_eq!(small(&applicant(&value)), expected, "{industry} {yen} {people}");
        }
    }
}

#[test]
fn employees_decide_where_there_is_no_capital() {
    let mut value = good();
    value["employees"] = json!(301);
    assert_eq!(small(&applicant(&value)), RuleResult::Pass);
    value["kind"] = json!("sole_proprietor");
    assert_eq!(small(&applicant(&value)), RuleResult::Fail);
    value["kind"] = json!("corporation");
    value["capital_yen"] = Value::Null;
    assert_eq!(small(&applicant(&value)), RuleResult::Fail);
    value["employees"] = json!(300);
    assert_eq!(small(&applicant(&value)), RuleResult::Pass);
}

#[test]
fn a_letter_that_spans_classes_needs_a_person_only_when_they_disagree() {
    for (employees, expected) in [
        (50, RuleResult::Pass),
        (51, RuleResult::Review),
        (100, RuleResult::Review),
        (101, RuleResult::Fail),
    ] {
        let mut value = good();
        value["industry"] = json!("I");
        value["capital_yen"] = Value::Null;
        value["employees"] = json!(employees);
        assert_eq!(small(&applicant(&value)), expected, "{employees}");
    }
}

#[test]
fn who_is_outside_tokyo_is_not_eligible() {
    let verdict = verdict("jissenryoku-2025", &with("/prefecture", "神奈川県"));
    assert_eq!(
        (verdict.outcome, failed(&verdict)),
        (Outcome::Ineligible, vec!["main-office"])
    );
}

#[test]
fn who_lacks_the_security_baseline_is_referred() {
    for (utm, edr, policy, expected) in [
        (true, false, true, Outcome::Eligible),
        (false, true, true, Outcome::Eligible),
        (false, false, true, Outcome::Refer),
        (true, true, false, Outcome::Refer),
    ] {
        let applicant = with("/security", json!({ "utm": utm, "edr": edr, "policy": policy }));
        let verdict = verdict("jissenryoku-2025", &applicant);
        assert_eq!(verdict.outcome, expected);
        let rule = verdict
            .rules
            .iter()
            .find(|rule| rule.id == "security-baseline")
            .unwrap();
        assert_eq!(rule.refer_to.is_empty(), expected == Outcome::Eligible);
        // The call for the risk assessment does not ask for it.
        assert_eq!(
            super::check(programme("kojo-2023"), None, &applicant).outcome,
            Outcome::Eligible
        );
    }
    let mut both = with(
        "/security",
        json!({ "utm": false, "edr": false, "policy": false }),
    );
    both.prefecture = "千葉県".to_owned();
    assert_eq!(verdict("jissenryoku-2025", &both).outcome, Outcome::Ineligible);
}

#[test]
fn history_refuses_leaves_open_or_invites() {
    let history = |id: &str, kind: RuleKind| {
        let rule = programme(id)
            .eligibility
            .rules
            .iter()
            .find(|rule| rule.kind == kind)
            .unwrap();
        with("/past_programmes", json!([rule.programmes[0]]))
    };
    let refused = verdict(
        "jissenryoku-2025",
        &history("jissenryoku-2025", RuleKind::NotSupportedBefore),
    );
    assert_eq!(refused.outcome, Outcome::Ineligible);
    let open = verdict("kojo-2023", &history("kojo-2023", RuleKind::NotSupportedBefore));
    assert_eq!(open.outcome, Outcome::Review);
    let rule = open
        .rules
        .iter()
        .find(|rule| rule.result == RuleResult::Review)
        .unwrap();
    assert!(
        rule.text.ja.ends_with("この限りではない。"),
        "the words that leave it open: {}",
        rule.text.ja
    );
    let invited = verdict("followup-2024", &history("followup-2024", RuleKind::History));
    assert_eq!(invited.outcome, Outcome::Eligible);
}

#[test]
fn an_equal_subsidy_matters_where_the_call_says_so() {
    let applicant = with("/equal_subsidy", true);
    assert_ne!(verdict("kojo-2023", &applicant).outcome, Outcome::Eligible);
    assert_eq!(verdict("jissenryoku-2025", &applicant).outcome, Outcome::Eligible);
}

#[test]
fn each_declaration_is_a_rule() {
    for mark in ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"] {
        let verdict = verdict("followup-2024", &with(&format!("/declarations/{mark}"), false));
        assert_eq!(verdict.outcome, Outcome::Ineligible);
        assert_eq!(failed(&verdict), [format!("declaration-{mark}")]);
    }
}

#[test]
fn the_json_of_a_verdict() {
    let verdict = check(programme("kojo-2023"), Some("utm"), &applicant(&good()));
    let value = verdict.to_json(Language::Ja);
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["programme", "course", "outcome", "rules"]);
    assert_eq!(value["course"], "utm");
    assert_eq!(value["outcome"], "eligible");
    let rule = value["rules"][0].as_object().unwrap();
    assert_eq!(
        rule.keys().collect::<Vec<_>>(),
        ["id", "result", "text", "refer_to"]
    );
    assert_eq!(
        check(programme("kojo-2023"), None, &applicant(&good())).to_json(Language::Ja)["course"],
        Value::Null
    );
}

#[test]
fn unusable_input_names_every_field() {
    let marks = ["ア", "キ"];
    let fields = |value: &Value| -> Vec<String> {
        let errors = Applicant::from_json(value, marks).map_or_else(|errors| errors, |_| Vec::new());
        errors.into_iter().map(|error| error.field).collect()
    };
    assert_eq!(fields(&good()), Vec::<String>::new());
    assert_eq!(fields(&json!([])).first().map(String::as_str), Some("applicant"));
    for key in [
        "kind",
        "industry",
        "capital_yen",
        "employees",
        "prefecture",
        "security",
        "past_programmes",
        "equal_subsidy",
        "declarations",
    ] {
        let mut value = good();
        value.as_object_mut().unwrap().remove(key);
        assert_eq!(fields(&value), [key]);
        value[key] = json!([3]);
        assert_eq!(fields(&value), [key]);
    }
    for (pointer, wrong, field) in [
        ("/kind", json!("company"), "kind"),
        ("/industry", json!("ZZ"), "industry"),
        ("/capital_yen", json!(-1), "capital_yen"),
        ("/employees", json!(1.5), "employees"),
        ("/prefecture", json!("東京"), "prefecture"),
        ("/security/edr", json!("yes"), "security.edr"),
        ("/declarations/キ", json!(1), "declarations.キ"),
    ] {
        let mut value = good();
        *value.pointer_mut(pointer).unwrap() = wrong;
        assert_eq!(fields(&value), [field]);
    }
    let mut value = good();
    value["declarations"] = json!({ "ア": true });
    assert_eq!(fields(&value), ["declarations.キ"]);
}

#[test]
fn full_width_input_is_understood() {
    let mut value = good();
    value["industry"] = json!("３９");
    value["declarations"] =
        json!({ "ｱ": true, "ｲ": true, "ｳ": true, "ｴ": true, "ｵ": true, "ｶ": true, "ｷ": true });
    let read = applicant(&value);
    assert_eq!(read.industry, IndustryCode::Major(39));
    assert_eq!(read.declarations.len(), 7);
}

#[test]
fn frames_follow_the_most_exact_code() {
    let frame = |code: &str| {
        programme("jissenryoku-2025")
            .frame_for(IndustryCode::parse(code).unwrap())
            .map(|frame| frame.id.as_str())
    };
    assert_eq!(frame("D"), Some("construction-manufacturing"));
    assert_eq!(frame("06"), Some("construction-manufacturing"));
    assert_eq!(frame("541"), Some("retail-wholesale"));
    assert_eq!(frame("I"), Some("retail-wholesale"));
    assert_eq!(frame("693"), Some("service-other"));
    assert!(
        programme("kojo-2023")
            .frame_for(IndustryCode::Division('D'))
            .is_none()
    );
}

#[test]
fn every_industry_has_a_frame_where_there_are_frames() {
    for programme in CATALOGUE
        .iter()
        .filter(|programme| !programme.file.frames.is_empty())
    {
        for leaf in ('A'..='T').flat_map(|letter| IndustryCode::Division(letter).leaves()) {
            assert!(
                programme.file.frame_for(leaf).is_some(),
                "{} {leaf}",
                programme.id()
            );
        }
    }
}

#[test]
fn the_course_follows_the_environment() {
    use platform::forms::{Answer, Answers};
    let kojo = programme("kojo-2023");
    let mut answers = Answers::default();
    let last = kojo.courses.last().unwrap().id.clone();
    assert_eq!(
        propose_course(kojo, &answers).map(|course| course.id.clone()),
        Some(last)
    );
    for condition in &kojo.courses[0].suits {
        answers.set(&condition.field, Answer::Text(condition.is[0].clone()));
    }
    assert_eq!(
        propose_course(kojo, &answers).map(|course| &course.id),
        Some(&kojo.courses[0].id)
    );
    assert!(propose_course(programme("jissenryoku-2025"), &answers).is_none());
}

fn industries() -> impl Strategy<Value = IndustryCode> {
    prop_oneof![
        (b'A'..=b'T').prop_map(|letter| IndustryCode::Division(char::from(letter))),
        (1_u8..=99).prop_map(IndustryCode::Major),
    ]
}

proptest! {
    /// Fewer people or less capital never make it worse.
    #[test]
    fn smaller_is_never_worse(
        industry in industries(), capital in proptest::option::of(0_u64..1_000_000_000), employees in 0_u64..1_000,
        fewer in 0_u64..1_000, less in 0_u64..1_000_000_000, alone in any::<bool>(),
    ) {
        let mut one = applicant(&good());
        one.kind = if alone { Kind::SoleProprietor } else { Kind::Corporation };
        (one.industry, one.capital_yen, one.employees) = (industry, capital, employees);
        let mut other = one.clone();
        other.employees = employees.saturating_sub(fewer);
        other.capital_yen = capital.map(|yen| yen.saturating_sub(less));
        prop_assert!(small(&other) <= small(&one));
    }

    /// A more exact code never contradicts the rougher one.
    #[test]
    fn exact_codes_agree_with_rough_ones(letter in b'A'..=b'T', capital in 0_u64..400_000_000, employees in 0_u64..400) {
        let mut one = applicant(&good());
        (one.industry, one.capital_yen, one.employees) = (IndustryCode::Division(char::from(letter)), Some(capital), employees);
        let rough = small(&one);
        for leaf in one.industry.leaves() {
            one.industry = leaf;
            prop_assert!(rough == RuleResult::Review || small(&one) == rough);
        }
    }

    /// The outcome is the worst that the rules say.
    #[test]
    fn outcome_follows_the_rules(results in proptest::collection::vec((0_u8..3, any::<bool>()), 0..8)) {
        let rules: Vec<JudgedRule> = results.iter().map(|(result, elsewhere)| JudgedRule {
            id: String::new(),
            result: [RuleResult::Pass, RuleResult::Review, RuleResult::Fail][usize::from(*result)],
            text: Text { ja: String::new(), en: String::new() },
            refer_to: if *elsewhere { vec!["x".to_owned()] } else { Vec::new() },
        }).collect();
        let hard = rules.iter().any(|rule| rule.result == RuleResult::Fail && rule.refer_to.is_empty());
        let expected = match rules.iter().map(|rule| rule.result).max() {
            Some(RuleResult::Fail) if hard => Outcome::Ineligible,
            Some(RuleResult::Fail) => Outcome::Refer,
            Some(RuleResult::Review) => Outcome::Review,
            _ => Outcome::Eligible,
        };
        prop_assert_eq!(outcome(&rules), expected);
    }
}

/// Every way in which a hand-written applicant goes wrong, with the field that is named.
#[test]
fn unusable_input_names_its_field() {
    let marks = ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"];
    let good = good().to_string();
    let refused = |old: &str, new: &str| -> Vec<String> {
        assert!(good.contains(old), "{old}");
        match Applicant::from_text(&good.replacen(old, new, 1), marks) {
            Err(Unusable::Fields(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{old} → {new}: {other:?}"),
        }
    };
    for (old, new, fields) in [
        ("\"kind\":\"corporation\"", "\"kind\":\"npo\"", &["kind"][..]),
        ("\"kind\":", "\"kindd\":", &["kind", "kindd"]),
        ("\"industry\":\"E\"", "\"industry\":\"Z\"", &["industry"]),
        ("\"industry\":\"E\"", "\"industry\":39", &["industry"]),
        ("10000000", "-1", &["capital_yen"]),
        ("10000000", "1.5", &["capital_yen"]),
        ("10000000", "\"10000000\"", &["capital_yen"]),
        ("\"employees\":20", "\"employees\":-20", &["employees"]),
        ("\"employees\":20", "\"employees\":null", &["employees"]),
        ("東京都", "東京", &["prefecture"]),
        ("\"utm\":true", "\"utm\":\"yes\"", &["security.utm"]),
        ("\"edr\":", "\"erd\":", &["security.erd", "security.edr"]),
        (
            "\"past_programmes\":[]",
            "\"past_programmes\":[1]",
            &["past_programmes"],
        ),
        (
            "\"past_programmes\":[]",
            "\"past_programmes\":\"x\"",
            &["past_programmes"],
        ),
        (
            "\"equal_subsidy\":false",
            "\"equal_subsidy\":0",
            &["equal_subsidy"],
        ),
        (
            "\"キ\":true",
            "\"ク\":true",
            &["declarations.ク", "declarations.キ"],
        ),
        ("\"キ\":true", "\"キ\":1", &["declarations.キ"]),
        ("\"キ\":true", "\"キ\":true,\"ｷ\":false", &["declarations.ｷ"]),
        (
            "\"employees\":20",
            "\"employees\":20,\"employees\":20",
            &["employees"],
        ),
        ("\"utm\":true", "\"utm\":true,\"utm\":false", &["security.utm"]),
    ] {
        assert_eq!(refused(old, new), fields, "{old} → {new}");
    }
    let suggestion = Applicant::from_text(&good.replace("employees", "employes"), marks);
    let Err(Unusable::Fields(errors)) = suggestion else {
        panic!("{suggestion:?}")
    };
    let said: Vec<&str> = errors.iter().map(|error| error.message.en.as_str()).collect();
    assert_eq!(said, ["missing", "no such field. Did you mean \"employees\"?"]);
    assert!(matches!(
        Applicant::from_text("[", marks),
        Err(Unusable::NoJson(_))
    ));
    assert!(Applicant::from_text(&format!("\u{FEFF}{good}"), marks).is_ok());
    let named = good.replace("\"employees\"", "\"name\":\"あかつき商店\",\"employees\"");
    assert!(
        Applicant::from_text(&named, marks).is_ok(),
        "what no rule reads is passed over"
    );
}

/// Small and Medium-sized Enterprise Basic Act, article 2, paragraph 1, item by item, with the SME Agency's correspondence
/// of industries. A sole proprietor (個人) has no capital: employees alone decide.
#[test]
fn the_act_item_by_item() {
    // Item 1: 製造業、建設業、運輸業その他; 2: 卸売業; 3: サービス業; 4: 小売業.
    let items: [(&[&str], u64, u64); 4] = [
        (
            &[
                "A", "01", "C", "D", "06", "E", "09", "29", "F", "37", "40", "413", "H", "44", "J", "62",
                "68", "692", "791",
            ],
            300_000_000,
            300,
        ),
        (&["50", "51", "52", "53", "54", "55", "551"], 100_000_000, 100),
        (
            &[
                "38", "39", "391", "411", "416", "693", "70", "L", "72", "75", "78", "792", "80", "O", "82",
                "P", "85", "R", "92",
            ],
            50_000_000,
            100,
        ),
        (
            &["56", "57", "58", "59", "60", "61", "611", "76", "77", "771"],
            50_000_000,
            50,
        ),
    ];
    for (industries, capital, employees) in items {
        for industry in industries {
            let result = |kind: &str, yen: Value, people: u64| {
                let mut value = good();
                value["kind"] = json!(kind);
                value["industry"] = json!(industry);
                value["capital_yen"] = yen;
                value["employees"] = json!(people);
                small(&applicant(&value))
            };
            for (yen, people, expected) in [
                (capital, employees + 1, RuleResult::Pass),
                (capital + 1, employees, RuleResult::Pass),
                (capital + 1, employees + 1, RuleResult::Fail),
                (0, 1_000_000, RuleResult::Pass),
                (1_000_000_000_000, 0, RuleResult::Pass),
            ] {
                let found = result("corporation", json!(yen), people);
                assert_eq!(found, expected, "{industry} {yen} {people}");
            }
            for (people, expected) in [(employees, RuleResult::Pass), (employees + 1, RuleResult::Fail)] {
                let found = result("sole_proprietor", Value::Null, people);
                assert_eq!(found, expected, "sole proprietor, {industry} {people}");
            }
        }
    }
}
