//! What the rules say of a submitted application: outcome, rules, frame.

use platform::forms::Answers;

use super::definition::Programme;
use super::facts::Facts;

/// Outcome and rules, as stored with the application.
pub struct Judgement {
    /// `eligible`, `refer`, `review`, `ineligible`.
    pub outcome: String,
    /// Rules, JSON.
    pub rules: String,
    /// Industry frame, where the call has frames.
    pub frame: Option<String>,
}

/// Judges a submission.
pub fn judge(programme: &Programme, facts: &Facts, _answers: &Answers) -> Judgement {
    let frame = programme.file.frames.iter().find(|frame| {
        frame
            .industries
            .iter()
            .any(|industry| industry.jsic.iter().any(|code| *code == facts.industry))
    });
    let frame = frame.or_else(|| programme.file.frames.last());
    Judgement {
        outcome: "eligible".to_owned(),
        rules: "[]".to_owned(),
        frame: frame.map(|frame| frame.id.clone()),
    }
}
