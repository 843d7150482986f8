//! The site survey (現場調査): what the answers say about whether an appliance can be installed.

use platform::forms::{Answers, Field, Form};

use super::terms::{Obstacle, Terms};

/// All fields of a form, in order.
pub fn fields(form: &Form) -> impl Iterator<Item = &Field> {
    form.sections.iter().flat_map(|section| &section.fields)
}

/// What speaks against installing; the technician decides.
pub fn obstacles<'t>(terms: &'t Terms, answers: &Answers) -> Vec<&'t Obstacle> {
    let stands = |obstacle: &&Obstacle| {
        let values = answers.values(&obstacle.when.field);
        values.iter().any(|value| obstacle.when.is.contains(value))
    };
    terms.obstacles.iter().filter(stands).collect()
}

#[cfg(test)]
mod tests {
    use platform::forms::Answer;

    use super::*;
    use crate::domain::installation::tests::terms;

    #[test]
    fn an_answer_that_speaks_against_it_is_named() {
        let terms = terms();
        let mut answers = Answers::default();
        assert!(obstacles(&terms, &answers).is_empty());
        answers.set("free_port", Answer::Text("yes".to_owned()));
        assert!(obstacles(&terms, &answers).is_empty());
        answers.set("free_port", Answer::Text("no".to_owned()));
        assert_eq!(obstacles(&terms, &answers).len(), 1);
    }
}
