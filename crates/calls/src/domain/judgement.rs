//! What the rules say of a submitted application: outcome, rules, frame.

use platform::forms::Answers;
use serde_json::json;

use super::definition::Programme;
use super::eligibility::{Applicant, Outcome, check};
use super::facts::Facts;

/// Outcome and rules, as stored with the application.
pub struct Judgement {
    /// `eligible`, `refer`, `review`, `ineligible`.
    pub outcome: String,
    /// Rules, JSON: a list of [`super::eligibility::JudgedRule`].
    pub rules: String,
    /// Industry frame, where the call has frames.
    pub frame: Option<String>,
}

/// Judges a submission. Where the answers do not even say what business it is, a person must look.
pub fn judge(programme: &Programme, facts: &Facts, answers: &Answers) -> Judgement {
    let Some(applicant) = Applicant::from_answers(&programme.file, facts, answers) else {
        return Judgement {
            outcome: Outcome::Review.code().to_owned(),
            rules: "[]".to_owned(),
            frame: None,
        };
    };
    let verdict = check(&programme.file, Some(&facts.course), &applicant);
    // A code that spans frames still needs one to be drawn in; the last frame is that of the other industries.
    let frame = programme
        .file
        .frame_for(applicant.industry)
        .or_else(|| programme.file.frames.last());
    Judgement {
        outcome: verdict.outcome.code().to_owned(),
        rules: json!(verdict.rules).to_string(),
        frame: frame.map(|frame| frame.id.clone()),
    }
}
