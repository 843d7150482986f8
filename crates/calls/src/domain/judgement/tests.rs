use std::path::Path;
use std::sync::LazyLock;

use platform::text::Text;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::definition::Catalogue;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    crate::programmes::load_folder(&folder).unwrap().catalogue
});

const RESULTS: [RuleResult; 3] = [RuleResult::Pass, RuleResult::Review, RuleResult::Fail];
const OUTCOMES: [Outcome; 4] = [
    Outcome::Eligible,
    Outcome::Ineligible,
    Outcome::Refer,
    Outcome::Review,
];

fn answers(utm: &str, policy: &str, past: &str) -> Answers {
    serde_json::from_value(json!({
        "kind": "corporation", "company_name": "株式会社あおば", "prefecture": "東京都", "address": "港区みなと町1-2",
        "industry": "39", "capital_yen": 10_000_000, "employees": 20, "participant_name": "原 京子",
        "email": "hara@example.jp", "telephone": "050-0000-0000", "security_utm": utm, "security_edr": "no",
        "security_policy": policy, "past_programmes": [past], "equal_subsidy": "no",
        "declarations": ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"],
    }))
    .unwrap()
}

fn found(utm: &str, policy: &str) -> Answers {
    serde_json::from_value(json!({ "security_utm": utm, "security_policy": policy })).unwrap()
}

fn again(call: &str, asked: &Answers, found: &Answers) -> Judgement {
    judge_again(CATALOGUE.get(call).unwrap(), asked, found).unwrap()
}

/// C3: what the company says on the telephone counts more than what it wrote, in both directions.
#[test]
fn the_check_decides_over_the_form() {
    let call = "jissenryoku-2025";
    let lacks = answers("no", "no", "none");
    let Err(Objection::Unmet(rules)) = again(call, &lacks, &Answers::default()).admits(Some("x")) else {
        panic!("who lacks the baseline is not admitted, whatever reason is given");
    };
    assert_eq!(rules.len(), 1, "{rules:?}");
    assert_eq!(again(call, &lacks, &found("yes", "yes")).admits(None), Ok(()));
    let claims = answers("yes", "yes", "none");
    assert_eq!(again(call, &claims, &Answers::default()).admits(None), Ok(()));
    let unmet = again(call, &claims, &found("yes", "no")).admits(None);
    assert_eq!(unmet, Err(Objection::Unmet(rules)));
}

/// C4: an earlier participant of U is admitted with a reason, one of J is not.
#[test]
fn discretion_is_where_the_call_gives_it() {
    let was_in = |call: &str| again(call, &answers("yes", "yes", call), &Answers::default());
    let improvement = was_in("kojo-2023");
    assert!(matches!(improvement.admits(None), Err(Objection::Undecided(rules)) if rules.len() == 1));
    assert!(matches!(
        improvement.admits(Some(" ")),
        Err(Objection::Undecided(_))
    ));
    assert_eq!(improvement.admits(Some("環境が変わった")), Ok(()));
    let practical = was_in("jissenryoku-2025");
    assert!(matches!(
        practical.admits(Some("環境が変わった")),
        Err(Objection::Unmet(_))
    ));
}

/// C11: explained and not agreed to is not complete; a call that does not ask is not asked.
#[test]
fn the_rules_must_be_agreed_to() {
    let form = |call: &str| CATALOGUE.get(call).unwrap().form("contact_check");
    let said = |answer: &str| serde_json::from_value(json!({ "rules_accepted": answer })).unwrap();
    for call in ["jissenryoku-2025", "kojo-2023", "taisei-2024"] {
        assert_eq!(agreed(form(call), &said("yes")), Ok(()), "{call}");
        assert_eq!(
            agreed(form(call), &said("no")),
            Err(Objection::NotAgreed),
            "{call}"
        );
        assert_eq!(
            agreed(form(call), &Answers::default()),
            Err(Objection::NotAgreed),
            "{call}"
        );
    }
    assert_eq!(agreed(form("followup-2024"), &said("no")), Ok(()));
}

proptest! {
    /// A reason opens what is left open and nothing else, and an objection names rules that stand so.
    #[test]
    fn a_reason_never_overrules_a_requirement(
        outcome in prop::sample::select(OUTCOMES.to_vec()),
        results in prop::collection::vec(prop::sample::select(RESULTS.to_vec()), 0..8),
        reason in prop::option::of("[ 　あa]{0,3}"),
    ) {
        let rule = |(index, result): (usize, &RuleResult)| JudgedRule {
            id: index.to_string(),
            result: *result,
            text: Text { ja: String::new(), en: String::new() },
            refer_to: Vec::new(),
        };
        let rules: Vec<JudgedRule> = results.iter().enumerate().map(rule).collect();
        let judged = Judgement { outcome, rules, frame: None };
        let stands = |id: &String, result| results[id.parse::<usize>().unwrap()] == result;
        let has_reason = reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        match judged.admits(reason.as_deref()) {
            Ok(()) => prop_assert!(outcome == Outcome::Eligible || (outcome == Outcome::Review && has_reason)),
            Err(Objection::NotAgreed) => prop_assert!(false, "that is the check's to say"),
            Err(Objection::Undecided(ids)) => {
                prop_assert!(outcome == Outcome::Review && !has_reason);
                prop_assert!(ids.iter().all(|id| stands(id, RuleResult::Review)));
            }
            Err(Objection::Unmet(ids)) => {
                prop_assert!(matches!(outcome, Outcome::Ineligible | Outcome::Refer));
                prop_assert!(ids.iter().all(|id| stands(id, RuleResult::Fail)));
            }
        }
        let stored = Judgement::stored(outcome.code(), &judged.rules_json());
        prop_assert_eq!(stored, Some(judged));
    }
}
