//! Which course fits a company's environment (C8).

use platform::forms::{Answers, Condition};

use super::definition::programme::{Course, ProgrammeFile};

impl ProgrammeFile {
    /// The first course whose conditions all hold; a course without conditions always fits.
    pub fn proposed_course(&self, answers: &Answers) -> Option<&Course> {
        let holds = |condition: &Condition| {
            answers
                .values(&condition.field)
                .iter()
                .any(|value| condition.is.contains(value))
        };
        self.courses.iter().find(|course| course.suits.iter().all(holds))
    }
}
