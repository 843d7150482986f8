//! What an applicant says of themselves on the eligibility pages: yes, no or "I don't know" to each rule.

use std::collections::BTreeMap;

use super::definition::programme::{Rule, RuleKind};

/// What an answer means for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The rule holds.
    Pass,
    /// The secretariat looks at it.
    Review,
    /// The rule does not hold.
    Fail,
}

/// What one answer means. History and subsidy are asked so that "yes" means "I was supported".
pub fn verdict_on(rule: &Rule, answer: Option<&str>) -> Verdict {
    let bad = match rule.kind {
        RuleKind::NotSupportedBefore | RuleKind::NoEqualSubsidy => "yes",
        RuleKind::History => return Verdict::Pass,
        _ => "no",
    };
    match answer {
        Some(answer) if answer == bad && rule.discretionary => Verdict::Review,
        Some(answer) if answer == bad => Verdict::Fail,
        Some("yes" | "no") => Verdict::Pass,
        _ => Verdict::Review,
    }
}

/// The verdict over all rules: the worst of them.
pub fn verdict_of(rules: &[Rule], answers: &BTreeMap<String, String>) -> Verdict {
    let verdicts = rules
        .iter()
        .map(|rule| verdict_on(rule, answers.get(&rule.id).map(String::as_str)));
    verdicts.max().unwrap_or(Verdict::Pass)
}
