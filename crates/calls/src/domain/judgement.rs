//! What the rules say of a submitted application: outcome, rules, frame.

use platform::forms::{Answers, FieldError};

use super::definition::Programme;
use super::definition::well_known::INDUSTRY;
use super::eligibility::{Applicant, check};
use super::facts::Facts;
use super::industry::IndustryCode;

/// Outcome and rules, as stored with the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// `eligible`, `refer`, `review`, `ineligible`.
    pub outcome: String,
    /// Rules, JSON: a list of [`super::eligibility::JudgedRule`].
    pub rules: String,
    /// Industry frame, where the call has frames.
    pub frame: Option<String>,
}

/// Judges a submission. An industry that the classification does not have, or that is too wide to belong to one frame,
/// is the applicant's to mend.
pub fn judge(programme: &Programme, facts: &Facts, answers: &Answers) -> Result<Judgement, FieldError> {
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
    let rules = serde_json::json!(verdict.rules).to_string();
    Ok(Judgement {
        outcome: verdict.outcome.code().to_owned(),
        rules,
        frame,
    })
}
