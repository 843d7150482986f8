//! Which course fits a company's environment (C8).

use platform::forms::Answers;

use crate::domain::definition::programme::{Course, ProgrammeFile};

/// The first course all of whose conditions hold for `answers` (application and contact check together); one without
/// conditions always fits. `None` when no course fits, or nothing is to be chosen because there is only one course.
pub fn propose_course<'a>(programme: &'a ProgrammeFile, answers: &Answers) -> Option<&'a Course> {
    if programme.courses.len() < 2 {
        return None;
    }
    programme.courses.iter().find(|course| {
        course.suits.iter().all(|condition| {
            answers
                .values(&condition.field)
                .iter()
                .any(|value| condition.is.contains(value))
        })
    })
}
