//! What a call's steps ask of an application (C19).

use super::application::Journey;
use super::definition::programme::{Course, Method, ProgrammeFile, Step, StepKind};

impl ProgrammeFile {
    /// The first step of a kind.
    pub fn step(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }

    /// The course with an id.
    pub fn course(&self, id: &str) -> Option<&Course> {
        self.courses.iter().find(|course| course.id == id)
    }

    /// Whether places are given by lot.
    pub fn is_lottery(&self) -> bool {
        self.selection.method == Method::Lottery
    }

    /// Name of the call's draw.
    pub fn draw_id(&self) -> &str {
        self.selection.draw_id.as_deref().unwrap_or(&self.id)
    }

    /// Which of the optional steps the call has.
    pub fn journey(&self) -> Journey {
        Journey {
            contact: self.step(StepKind::Contact).is_some(),
            confirm: self.step(StepKind::Confirm).is_some(),
            documents: self
                .steps
                .iter()
                .any(|step| matches!(step.kind, StepKind::Consents | StepKind::Questionnaire)),
        }
    }
}
