//! What a confirmed participant still owes before participation is fixed (C14, C15).

use std::collections::BTreeSet;

use super::definition::Programme;
use super::definition::consents::Part;
use super::definition::programme::StepKind;

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
