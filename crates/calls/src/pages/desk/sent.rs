//! What a clerk sent for one application and could not be taken: shown again, with what is wrong.

use axum::response::Response;
use platform::forms::FieldError;
use web::Visitor;

use super::judged::words_of;
use super::problems;
use crate::domain::application::Refusal;
use crate::domain::definition::Programme;
use crate::domain::judgement::Objection;
use crate::error::Error;

/// What was sent and could not be taken: shown again with what is wrong.
#[derive(Default)]
pub(super) struct Sent {
    /// As typed.
    pub(super) pairs: Vec<(String, String)>,
    /// Field id and sentence.
    pub(super) errors: Vec<(String, String)>,
    /// Of the contact check form.
    pub(super) fields: Vec<FieldError>,
    /// Somebody else was first.
    pub(super) stale: bool,
    /// Why it cannot be done any more, where nobody else was first.
    pub(super) refusal: Option<String>,
}

impl Sent {
    /// What was typed in a field.
    pub(super) fn text(&self, field: &str) -> &str {
        self.pairs
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Whether a box was ticked or an option chosen.
    pub(super) fn chose(&self, field: &str, value: &str) -> bool {
        self.pairs.iter().any(|(name, one)| name == field && one == value)
    }

    /// Says on the same page what stands against an operation; a page of its own for what the person cannot mend here.
    #[expect(
        clippy::result_large_err,
        reason = "the error is the page to show, made once a request"
    )]
    pub(super) fn say(
        &mut self,
        visitor: &Visitor,
        programme: &Programme,
        error: &Error,
        reason_field: &str,
    ) -> std::result::Result<(), Response> {
        let mut wrong = |field: &str, message: String| self.errors.push((field.to_owned(), message));
        let named = |rules: &[String]| {
            let words =
                |id: &String| words_of(programme, id, visitor.language()).unwrap_or_else(|| id.clone());
            rules.iter().map(words).collect::<Vec<_>>().join(" / ")
        };
        match error {
            Error::Stale => self.stale = true,
            Error::Refused(Refusal::TooLate { due }) => {
                let due = visitor.words.deadline(*due);
                self.refusal = Some(visitor.say1("application-answer-over", "due", due));
            }
            Error::Refused(_) | Error::OutOfOrder(_) => {
                self.refusal = Some(visitor.say("application-not-now"));
            }
            Error::ReasonMissing => wrong(reason_field, visitor.say("decide-reason-missing")),
            Error::Full { .. } => wrong("contact_course", visitor.say("contact-course-full")),
            Error::Against(Objection::Undecided(rules)) => {
                let message = visitor.say1("contact-exception-missing", "rules", named(rules));
                wrong("contact_exception", message);
            }
            Error::Against(Objection::NotAgreed) => {
                wrong("contact_outcome", visitor.say("error-not-agreed-text"));
            }
            Error::Against(Objection::Unmet(rules)) => {
                let field = match reason_field {
                    "contact_reason" => "contact_outcome",
                    _ => "decide_kind",
                };
                wrong(field, visitor.say1("contact-unmet", "rules", named(rules)));
            }
            other => return Err(problems::page(visitor, other)),
        }
        Ok(())
    }

    /// What was typed, apart from choices.
    pub(super) fn typed(&self) -> Vec<String> {
        let is_text = |name: &str| name.ends_with("_note") || name.ends_with("_reason");
        let typed = self.pairs.iter().filter(|(name, _)| is_text(name));
        let typed = typed.map(|(_, value)| value.trim().to_owned());
        typed.filter(|value| !value.is_empty()).collect()
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, message)| message.as_str())
    }
}
