//! Values that a company has had before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Values remembered of one rule and company; beyond, the one that was not seen for longest is forgotten.
const VALUES: usize = 4096;

/// What one company's events had in some fields. Times are microseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Learnt {
    since: Option<i64>,
    values: BTreeMap<String, Seen>,
}

/// When a value came, since it was last forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Seen {
    last: i64,
    first: i64,
}

impl Learnt {
    /// Notes a value; returns whether it is new: not seen for `forget`, and the time of learning is over.
    pub(super) fn note(&mut self, value: &str, at: i64, learn: i64, forget: i64) -> bool {
        let since = *self.since.get_or_insert(at);
        // A line from before the first one moves the beginning, but teaches nothing anew.
        self.since = Some(since.min(at));
        let seen = self
            .values
            .entry(value.to_owned())
            .or_insert(Seen { last: at, first: at });
        if at.saturating_sub(seen.last) > forget {
            seen.first = at;
        }
        *seen = Seen {
            last: at.max(seen.last),
            first: at.min(seen.first),
        };
        // Everything of the first instant is new: lines of one instant have no order.
        let is_new = at == seen.first;
        self.keep_bounded();
        is_new && at.saturating_sub(since) > learn
    }

    fn keep_bounded(&mut self) {
        if self.values.len() <= VALUES {
            return;
        }
        let oldest = self
            .values
            .iter()
            .min_by_key(|(value, seen)| (**seen, (*value).clone()));
        if let Some(oldest) = oldest.map(|(value, _)| value.clone()) {
            self.values.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_is_what_comes_after_learning_and_was_not_there() {
        let mut learnt = Learnt::default();
        for (value, at, is_new) in [
            ("a", 0, false),
            ("b", 10, false),
            ("a", 11, false),
            ("c", 11, true),
            ("c", 11, true),
            ("c", 12, false),
            ("b", 111, true),
            ("c", 111, false),
        ] {
            assert_eq!(learnt.note(value, at, 10, 100), is_new, "{value} {at}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut learnt = Learnt::default();
        for value in 0..VALUES + 10 {
            learnt.note(&format!("{value:09}"), i64::try_from(value).unwrap(), 0, i64::MAX);
        }
        assert_eq!(learnt.values.len(), VALUES);
        assert!(!learnt.values.contains_key("000000009") && learnt.values.contains_key("000000010"));
    }
}
