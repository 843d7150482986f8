//! Who may apply (C2–C5): the rules of a call held against an applicant. Pure.

mod applicant;
mod course;
mod json;
pub mod sme;
#[cfg(test)]
mod tests;

pub use applicant::{Applicant, InputError, Kind, Security, Unusable};
pub use course::propose_course;

use platform::text::{Language, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::definition::programme::{ProgrammeFile, Rule, RuleKind};
use super::definition::well_known as field;

/// What comes of all rules together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// May apply.
    Eligible,
    /// May not apply.
    Ineligible,
    /// May not apply here, but elsewhere.
    Refer,
    /// The secretariat must decide.
    Review,
}

impl Outcome {
    /// As in JSON, in the database and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Ineligible => "ineligible",
            Self::Refer => "refer",
            Self::Review => "review",
        }
    }

    /// From [`Self::code`].
    pub fn parse(code: &str) -> Option<Self> {
        let all = [Self::Eligible, Self::Ineligible, Self::Refer, Self::Review];
        all.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What comes of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleResult {
    /// It holds.
    Pass,
    /// A person must decide: an exception is possible, or what is known does not say.
    Review,
    /// It does not hold.
    Fail,
}

/// One rule or declaration, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedRule {
    /// Id of the rule; `declaration-ア` for declarations.
    pub id: String,
    /// What came of it.
    pub result: RuleResult,
    /// The call's own words.
    pub text: Text,
    /// Where to go instead: ids of `referral`; empty unless it failed.
    pub refer_to: Vec<String>,
}

/// All rules, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Id of the programme.
    pub programme: String,
    /// Course asked for, or the only one.
    pub course: Option<String>,
    /// All together.
    pub outcome: Outcome,
    /// In the order of the call, the declarations last.
    pub rules: Vec<JudgedRule>,
}

impl Verdict {
    /// As `mamori eligibility check` prints it, with texts in one language.
    pub fn to_json(&self, language: Language) -> Value {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|rule| {
                json!({
                    "id": rule.id,
                    "result": rule.result,
                    "text": rule.text.in_language(language),
                    "refer_to": rule.refer_to,
                })
            })
            .collect();
        json!({ "programme": self.programme, "course": self.course, "outcome": self.outcome, "rules": rules })
    }
}

/// Holds the rules of `programme` against `applicant`. `course` is the one asked for; a programme with one course has
/// that one.
pub fn check(programme: &ProgrammeFile, course: Option<&str>, applicant: &Applicant) -> Verdict {
    let eligibility = &programme.eligibility;
    let mut rules: Vec<JudgedRule> = eligibility
        .rules
        .iter()
        .map(|rule| judge_rule(programme, rule, applicant))
        .collect();
    rules.extend(eligibility.declarations.iter().map(|declaration| JudgedRule {
        id: format!("declaration-{}", declaration.mark),
        result: pass_if(applicant.declarations.contains(&declaration.mark)),
        text: declaration.text.clone(),
        refer_to: Vec::new(),
    }));
    let only = match programme.courses.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    Verdict {
        programme: programme.id.clone(),
        course: course.map(str::to_owned).or(only),
        outcome: outcome(&rules),
        rules,
    }
}

/// A failure for which there is no other place decides; then one for which there is; then a doubt.
fn outcome(rules: &[JudgedRule]) -> Outcome {
    let failed = || rules.iter().filter(|rule| rule.result == RuleResult::Fail);
    if failed().any(|rule| rule.refer_to.is_empty()) {
        Outcome::Ineligible
    } else if failed().next().is_some() {
        Outcome::Refer
    } else if rules.iter().any(|rule| rule.result == RuleResult::Review) {
        Outcome::Review
    } else {
        Outcome::Eligible
    }
}

fn judge_rule(programme: &ProgrammeFile, rule: &Rule, applicant: &Applicant) -> JudgedRule {
    let mut result = match rule.kind {
        RuleKind::MainOffice => pass_if(rule.prefecture.as_deref() == Some(applicant.prefecture.as_str())),
        RuleKind::SmeBasicAct => small(applicant),
        RuleKind::SecurityBaseline => {
            let security = applicant.security;
            pass_if((security.utm || security.edr) && security.policy)
        }
        RuleKind::NotSupportedBefore => {
            // Whoever was in this very programme was supported before as well.
            let counts = |id: &String| *id == programme.id || rule.programmes.contains(id);
            pass_if(!applicant.past_programmes.iter().any(counts))
        }
        RuleKind::NoEqualSubsidy => pass_if(!applicant.equal_subsidy),
        // Recorded, never failed; and what one agrees to is ticked in the form, which cannot be sent without it.
        RuleKind::History | RuleKind::Cooperation => RuleResult::Pass,
    };
    if result == RuleResult::Fail && rule.discretionary {
        result = RuleResult::Review;
    }
    JudgedRule {
        id: rule.id.clone(),
        result,
        text: match &rule.exception {
            Some(exception) if result == RuleResult::Review => with(&rule.text, exception),
            _ => rule.text.clone(),
        },
        refer_to: if result == RuleResult::Fail {
            rule.refer_to.clone()
        } else {
            Vec::new()
        },
    }
}

/// A rule with the words that leave it open.
fn with(rule: &Text, exception: &Text) -> Text {
    let [ja, en] = [Language::Ja, Language::En]
        .map(|language| (rule.in_language(language), exception.in_language(language)));
    Text {
        ja: format!("{}。{}", ja.0.trim_end_matches('。'), ja.1),
        en: format!("{}. {}", en.0.trim_end_matches('.'), en.1),
    }
}

/// Capital or employees within the limit of the class; sole proprietors, and companies without capital, by employees.
/// When the code spans classes that disagree, a person must decide.
fn small(applicant: &Applicant) -> RuleResult {
    let capital = match applicant.kind {
        Kind::Corporation => applicant.capital_yen,
        Kind::SoleProprietor => None,
    };
    let within = |class: &&sme::SmeClass| {
        capital.is_some_and(|yen| yen <= class.capital_yen) || applicant.employees <= class.employees
    };
    let classes = sme::current().classes_of(applicant.industry);
    match classes.iter().filter(|class| within(class)).count() {
        count if count == classes.len() => RuleResult::Pass,
        0 => RuleResult::Fail,
        _ => RuleResult::Review,
    }
}

/// The fields of an application that a rule, or a declaration (`declaration-ア`), is judged by; none for an unknown id and
/// for what no answer decides.
pub fn fields_of(programme: &ProgrammeFile, rule: &str) -> &'static [&'static str] {
    if rule.starts_with("declaration-") {
        return &[field::DECLARATIONS];
    }
    let rules = &programme.eligibility.rules;
    let found = rules.iter().find(|one| one.id == rule);
    match found.map(|rule| rule.kind) {
        Some(RuleKind::MainOffice) => &[field::PREFECTURE],
        Some(RuleKind::SmeBasicAct) => &[field::CAPITAL_YEN, field::EMPLOYEES, field::INDUSTRY],
        Some(RuleKind::SecurityBaseline) => {
            &[field::SECURITY_UTM, field::SECURITY_EDR, field::SECURITY_POLICY]
        }
        Some(RuleKind::NotSupportedBefore) => &[field::PAST_PROGRAMMES],
        Some(RuleKind::NoEqualSubsidy) => &[field::EQUAL_SUBSIDY],
        Some(RuleKind::History | RuleKind::Cooperation) | None => &[],
    }
}

fn pass_if(holds: bool) -> RuleResult {
    if holds { RuleResult::Pass } else { RuleResult::Fail }
}
