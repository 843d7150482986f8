//! What a confirmed participant still owes before participation is fixed (C14, C15).

use std::collections::BTreeSet;

use jiff::Timestamp;
use platform::forms::Form;

use super::definition::Programme;
use super::definition::consents::Part;
use super::definition::programme::{Step, StepKind};

/// What has arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Consent id and part (`company`, `participant`).
    pub signatures: BTreeSet<(String, String)>,
    /// Ids of forms sent.
    pub forms: BTreeSet<String>,
}

/// One thing that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owed {
    /// A part of a consent.
    Signature {
        /// Which document.
        consent: String,
        /// Which part.
        part: Part,
    },
    /// A form.
    Form {
        /// Which.
        form: String,
    },
}

/// Everything that the call's steps ask for and that has not arrived, in the order of the steps.
pub fn outstanding(programme: &Programme, given: &Given) -> Vec<Owed> {
    let mut owed = Vec::new();
    for step in &programme.file.steps {
        match step.kind {
            StepKind::Questionnaire => owed.extend(
                step.form
                    .iter()
                    .filter(|form| !given.forms.contains(*form))
                    .map(|form| Owed::Form { form: form.clone() }),
            ),
            StepKind::Consents => {
                for id in &step.consents {
                    owed.extend(
                        parts(programme, id)
                            .filter(|part| !is_given(given, id, *part))
                            .map(|part| Owed::Signature {
                                consent: id.clone(),
                                part,
                            }),
                    );
                }
            }
            _ => {}
        }
    }
    owed
}

/// The one thing that is asked for, where it is a form (質問票): then it is called by its name.
pub fn only_form(programme: &Programme) -> Option<&Form> {
    match outstanding(programme, &Given::default()).as_slice() {
        [Owed::Form { form }] => programme.form(form),
        _ => None,
    }
}

/// Until when a form is answered, counted from the company's confirmation; `None` where the call sets no such deadline.
pub fn form_due(programme: &Programme, form: &str, confirmed_at: Timestamp) -> Option<Timestamp> {
    let steps = &programme.file.steps;
    let asks = |step: &&Step| step.kind == StepKind::Questionnaire && step.form.as_deref() == Some(form);
    let step = steps.iter().find(asks)?;
    let after = &step.deadline.as_ref()?.after;
    let from = steps.iter().find(|step| step.id == *after)?;
    (from.kind == StepKind::Confirm).then_some(())?;
    programme.file.due(step, confirmed_at)
}

fn parts<'a>(programme: &'a Programme, consent: &'a str) -> impl Iterator<Item = Part> + 'a {
    programme
        .consents
        .iter()
        .filter(move |document| document.id == consent)
        .flat_map(|document| document.parts.iter().copied())
}

fn is_given(given: &Given, consent: &str, part: Part) -> bool {
    let name = match part {
        Part::Company => "company",
        Part::Participant => "participant",
    };
    given.signatures.contains(&(consent.to_owned(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition::programme::Deadline;

    fn programme(id: &str) -> Programme {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
        let loaded = crate::programmes::load_folder(&folder).unwrap();
        Programme::clone(loaded.catalogue.get(id).unwrap())
    }

    #[test]
    fn a_form_that_stands_alone_is_known_by_name_and_deadline() {
        assert!(only_form(&programme("jissenryoku-2025")).is_none());
        let mut followup = programme("followup-2024");
        let form = only_form(&followup).unwrap().clone();
        assert_eq!(
            (form.id.as_str(), form.title.ja.as_str()),
            ("questionnaire", "質問票")
        );
        let confirmed: Timestamp = "2024-08-22T01:00:00Z".parse().unwrap();
        assert_eq!(form_due(&followup, &form.id, confirmed), None);
        let step = followup
            .file
            .steps
            .iter_mut()
            .find(|step| step.kind == StepKind::Questionnaire);
        step.unwrap().deadline = Some(Deadline {
            business_days: 5,
            after: "confirm".to_owned(),
        });
        // Thursday 22 August and five business days: the end of Thursday 29 August in Tokyo.
        let due = "2024-08-29T15:00:00Z".parse().ok();
        assert_eq!(form_due(&followup, &form.id, confirmed), due);
    }
}
