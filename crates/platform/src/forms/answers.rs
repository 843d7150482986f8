//! Typed answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One answer. In JSON: a string, a number, a list of strings, or true/false.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A tick.
    Tick(bool),
    /// A whole number or an amount in yen.
    Number(i64),
    /// Text as typed, an option's id, `yes`/`no`, or a date as `YYYY-MM-DD`.
    Text(String),
    /// Ids of the options chosen.
    Many(Vec<String>),
}

/// Answers by field id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// The answer to a field.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.0.get(field)
    }

    /// Text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.get(field)? {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Number of a field.
    pub fn number(&self, field: &str) -> Option<i64> {
        match self.get(field)? {
            Answer::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn yes(&self, field: &str) -> Option<bool> {
        match self.get(field)? {
            Answer::Text(text) => Some(text == "yes"),
            Answer::Tick(ticked) => Some(*ticked),
            _ => None,
        }
    }

    /// Options chosen.
    pub fn many(&self, field: &str) -> &[String] {
        match self.get(field) {
            Some(Answer::Many(many)) => many,
            _ => &[],
        }
    }

    /// Sets an answer.
    pub fn set(&mut self, field: &str, answer: Answer) {
        self.0.insert(field.to_owned(), answer);
    }

    /// Takes an answer out.
    pub fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Takes over all of `other`'s answers.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// All answers by field id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(field, answer)| (field.as_str(), answer))
    }

    /// Values as a browser would send them: the inverse of reading.
    pub fn values(&self, field: &str) -> Vec<String> {
        match self.get(field) {
            None | Some(Answer::Tick(false)) => Vec::new(),
            Some(Answer::Tick(true)) => vec!["yes".to_owned()],
            Some(Answer::Number(number)) => vec![number.to_string()],
            Some(Answer::Text(text)) => vec![text.clone()],
            Some(Answer::Many(many)) => many.clone(),
        }
    }
}
