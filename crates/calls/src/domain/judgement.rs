//! What the rules say of an application: at submission, and again with what the secretariat's contact found.

use platform::forms::{Answers, FieldError, Form};

use super::definition::Programme;
use super::definition::well_known::{INDUSTRY, RULES_ACCEPTED};
use super::eligibility::{Applicant, JudgedRule, Outcome, RuleResult, check};
use super::facts::{Facts, facts, fields};
use super::industry::IndustryCode;

/// Outcome and rules, as stored with the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// All rules together.
    pub outcome: Outcome,
    /// Each rule.
    pub rules: Vec<JudgedRule>,
    /// Industry frame, where the call has frames.
    pub frame: Option<String>,
}

/// Why an application cannot become complete, or enter a draw, as it was judged. Ids of rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// These requirements are not met, and nobody may overlook them (C2–C5).
    #[error("requirements are not met: {}", .0.join(", "))]
    Unmet(Vec<String>),
    /// These are the secretariat's to decide, and nobody has given a reason yet (C4).
    #[error("a reason is needed to let the company take part: {}", .0.join(", "))]
    Undecided(Vec<String>),
    /// The company did not agree to the rules that were explained to it (C11).
    #[error("the company did not agree to the rules")]
    NotAgreed,
}

/// Whether a contact check lets an application become complete: where it asks for the agreement to the rules, there must
/// be one (C11).
pub fn agreed(form: Option<&Form>, found: &Answers) -> Result<(), Objection> {
    let asks = form.is_some_and(|form| fields(form).any(|field| field.id == RULES_ACCEPTED));
    if asks && found.yes(RULES_ACCEPTED) != Some(true) {
        return Err(Objection::NotAgreed);
    }
    Ok(())
}

impl Judgement {
    /// Whether the company may take part, with the reason for which somebody lets it where the call leaves that open.
    pub fn admits(&self, exception: Option<&str>) -> Result<(), Objection> {
        let ids = |result: RuleResult| {
            let rules = self.rules.iter().filter(move |rule| rule.result == result);
            rules.map(|rule| rule.id.clone()).collect()
        };
        let reason = exception.is_some_and(|reason| !reason.trim().is_empty());
        match self.outcome {
            Outcome::Eligible => Ok(()),
            Outcome::Review if reason => Ok(()),
            Outcome::Review => Err(Objection::Undecided(ids(RuleResult::Review))),
            Outcome::Ineligible | Outcome::Refer => Err(Objection::Unmet(ids(RuleResult::Fail))),
        }
    }

    /// The judgement as an application's row keeps it; `None` when the row is damaged.
    pub fn stored(outcome: &str, rules: &str) -> Option<Self> {
        Some(Self {
            outcome: Outcome::parse(outcome)?,
            rules: serde_json::from_str(rules).ok()?,
            frame: None,
        })
    }

    /// The rules as the database keeps them.
    pub fn rules_json(&self) -> String {
        serde_json::json!(self.rules).to_string()
    }
}

/// Judges a submission. An industry that the classification does not have, or that is too wide to belong to one frame,
/// is the applicant's to mend.
pub fn judge_submission(
    programme: &Programme,
    facts: &Facts,
    answers: &Answers,
) -> Result<Judgement, FieldError> {
    let unclear = || FieldError {
        field: INDUSTRY.to_owned(),
        code: "industry",
        value: None,
    };
    let industry = IndustryCode::parse(&facts.industry).ok_or_else(unclear)?;
    let frame = match programme.file.frames.is_empty() {
        true => None,
        false => Some(programme.file.frame_for(industry).ok_or_else(unclear)?.id.clone()),
    };
    let applicant = Applicant::from_answers(&programme.file, facts, answers).ok_or_else(unclear)?;
    let verdict = check(&programme.file, Some(&facts.course), &applicant);
    Ok(Judgement {
        outcome: verdict.outcome,
        rules: verdict.rules,
        frame,
    })
}

/// Judges again with what the contact found (C3, C11): its answers count instead of those of the application.
pub fn judge_again(
    programme: &Programme,
    asked: &Answers,
    found: &Answers,
) -> Result<Judgement, Vec<FieldError>> {
    let mut answers = asked.clone();
    answers.merge(found.clone());
    judge_submission(programme, &facts(programme, &answers)?, &answers).map_err(|error| vec![error])
}

#[cfg(test)]
mod tests;
