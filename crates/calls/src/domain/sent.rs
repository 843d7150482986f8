//! What an applicant sent, and what of it the secretariat put right since.

use std::collections::BTreeMap;

use jiff::Timestamp;
use platform::forms::{Answer, Answers};

/// A corrected answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// As it was sent; `None` where nothing was.
    pub sent: Option<Answer>,
    /// When it was corrected last.
    pub at: Timestamp,
}

/// Which of the answers `now` differ from what was sent, by field. `corrections`, the newest first, hold when and what
/// stood before and after in the fields that were changed. What was changed back is no correction.
pub fn corrected<'a>(
    now: &Answers,
    corrections: impl IntoIterator<Item = (Timestamp, &'a Answers, &'a Answers)>,
) -> BTreeMap<String, Corrected> {
    let mut found: BTreeMap<String, Corrected> = BTreeMap::new();
    for (at, before, after) in corrections {
        for (field, _) in before.iter().chain(after.iter()) {
            let sent = before.get(field).cloned();
            found
                .entry(field.to_owned())
                .and_modify(|one| one.sent.clone_from(&sent))
                .or_insert(Corrected { sent, at });
        }
    }
    found.retain(|field, one| one.sent.as_ref() != now.get(field));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(values: &BTreeMap<u8, i64>) -> Answers {
        let mut answers = Answers::default();
        for (field, value) in values {
            answers.set(&field.to_string(), Answer::Number(*value));
        }
        answers
    }

    fn differing(one: &Answers, other: &Answers) -> Answers {
        let mut found = Answers::default();
        for (field, answer) in one
            .iter()
            .filter(|(field, answer)| other.get(field) != Some(answer))
        {
            found.set(field, answer.clone());
        }
        found
    }

    fn version() -> impl Strategy<Value = BTreeMap<u8, i64>> {
        prop::collection::btree_map(0u8..6, 0i64..4, 0..6)
    }

    proptest! {
        /// However often the answers were corrected: what is said to have been sent is what was sent, and nothing that
        /// stands as it was sent is called corrected.
        #[test]
        fn the_first_version_is_found_again(versions in prop::collection::vec(version(), 1..6)) {
            let versions: Vec<Answers> = versions.iter().map(answers).collect();
            let steps: Vec<(Timestamp, Answers, Answers)> = versions
                .windows(2)
                .enumerate()
                .map(|(second, pair)| {
                    let at = Timestamp::from_second(i64::try_from(second).unwrap()).unwrap();
                    (at, differing(&pair[0], &pair[1]), differing(&pair[1], &pair[0]))
                })
                .collect();
            let (first, now) = (&versions[0], versions.last().unwrap());
            let found = corrected(now, steps.iter().rev().map(|(at, before, after)| (*at, before, after)));
            for field in (0u8..6).map(|field| field.to_string()) {
                match found.get(&field) {
                    Some(one) => {
                        prop_assert_eq!(one.sent.as_ref(), first.get(&field));
                        prop_assert_ne!(one.sent.as_ref(), now.get(&field));
                    }
                    None => prop_assert_eq!(first.get(&field), now.get(&field)),
                }
            }
        }
    }
}
