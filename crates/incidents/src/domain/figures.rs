//! Figures of the centre's work: for a company's monthly report, and per month for the organiser.

use contracts::support::SupportFigures;
use jiff::Timestamp;

use super::case::Verdict;

/// A case as figures see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When it was opened.
    pub opened: Timestamp,
    /// When the company first heard from a person.
    pub answered: Option<Timestamp>,
    /// When it was decided, and what.
    pub decided: Option<(Timestamp, Verdict)>,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// It was another case after all: only that one counts.
    pub merged: bool,
}

/// A span of time, `from` included, `until` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From.
    pub from: Timestamp,
    /// Until.
    pub until: Timestamp,
}

impl Span {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// Counts what happened in `span`. `steps` and `visits` are the instants of those done.
pub fn figures(span: Span, cases: &[Counted], steps: &[Timestamp], visits: &[Timestamp]) -> SupportFigures {
    let cases: Vec<&Counted> = cases.iter().filter(|case| !case.merged).collect();
    let count = |is: &dyn Fn(&Counted) -> bool| cases.iter().filter(|case| is(case)).count() as u64;
    let decided = |verdict: Verdict| {
        count(&|case| {
            case.decided
                .is_some_and(|(at, one)| one == verdict && span.holds(at))
        })
    };
    let within = |instants: &[Timestamp]| instants.iter().filter(|at| span.holds(**at)).count() as u64;
    let answers = cases
        .iter()
        .filter(|case| span.holds(case.opened))
        .filter_map(|case| Some(case.answered?.duration_since(case.opened).as_mins()))
        .map(|minutes| u64::try_from(minutes).unwrap_or(0));
    SupportFigures {
        opened: count(&|case| span.holds(case.opened)),
        closed: count(&|case| case.closed.is_some_and(|at| span.holds(at))),
        false_alarms: decided(Verdict::FalseAlarm),
        events: decided(Verdict::Event),
        incidents: decided(Verdict::Incident),
        remote_steps: within(steps),
        visits: within(visits),
        first_answer_minutes: median(answers.collect()),
        cases: Vec::new(),
    }
}

/// The lower median.
fn median(mut values: Vec<u64>) -> Option<u64> {
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_median_of_none_is_none() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 4]), Some(4));
        assert_eq!(median(vec![9, 1]), Some(1));
    }

    proptest! {
        /// Two spans side by side count together what the whole counts.
        #[test]
        fn spans_add_up(
            opened in prop::collection::vec((0..100i64, prop::option::of(0..100i64), any::<bool>()), 0..20),
            middle in 0..100i64,
        ) {
            let cases: Vec<Counted> = opened
                .iter()
                .map(|(second, closed, merged)| Counted {
                    opened: at(*second),
                    answered: None,
                    decided: closed.map(|closed| (at(closed), Verdict::Incident)),
                    closed: closed.map(at),
                    merged: *merged,
                })
                .collect();
            let count = |from, until| {
                let span = Span { from: at(from), until: at(until) };
                figures(span, &cases, &[at(3), at(50)], &[at(99)])
            };
            let (whole, first, second) = (count(0, 100), count(0, middle), count(middle, 100));
            prop_assert_eq!(whole.opened, first.opened + second.opened);
            prop_assert_eq!(whole.closed, first.closed + second.closed);
            prop_assert_eq!(whole.incidents, first.incidents + second.incidents);
            prop_assert_eq!(whole.remote_steps, first.remote_steps + second.remote_steps);
            prop_assert_eq!(whole.visits, first.visits + second.visits);
        }
    }
}
