//! Figures of the centre's work: for a company's monthly report, and per month for the organiser.

use contracts::support::SupportFigures;
use jiff::Timestamp;

use super::case::Verdict;

/// What happened to a case that figures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It was decided, or decided anew.
    Decided(Verdict),
    /// It was closed.
    Closed,
    /// It was opened again: what was decided before counts no more.
    Reopened,
}

/// A case as figures see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When it was opened.
    pub opened: Timestamp,
    /// When the company first heard from a person.
    pub answered: Option<Timestamp>,
    /// What happened to it, in the order of time.
    pub turns: Vec<(Timestamp, Turn)>,
    /// When it turned out to be another case: from then on only that one counts.
    pub merged: Option<Timestamp>,
}

impl Counted {
    /// It was another case after all, and that was known at the end of the span.
    pub fn is_merged(&self, span: Span) -> bool {
        self.merged.is_some_and(|at| at < span.until)
    }

    /// What was decided in the span and stood at its end.
    pub fn verdict(&self, span: Span) -> Option<Verdict> {
        self.within(span).fold(None, |before, turn| match turn {
            Turn::Decided(verdict) => Some(verdict),
            Turn::Closed => before,
            Turn::Reopened => None,
        })
    }

    /// It was closed in the span, and was so at its end.
    pub fn is_closed(&self, span: Span) -> bool {
        self.within(span).last() == Some(Turn::Closed)
    }

    fn within(&self, span: Span) -> impl Iterator<Item = Turn> {
        let within = self.turns.iter().filter(move |(at, _)| span.holds(*at));
        within.map(|(_, turn)| *turn)
    }
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

/// Counts what happened in `span`, as it stood at its end: what comes later changes nothing of it but the result of
/// a visit, which counts where the visit was. `steps` and `visits` are the instants of those done.
pub fn figures(span: Span, cases: &[Counted], steps: &[Timestamp], visits: &[Timestamp]) -> SupportFigures {
    let cases: Vec<&Counted> = cases.iter().filter(|case| !case.is_merged(span)).collect();
    let count = |is: &dyn Fn(&Counted) -> bool| cases.iter().filter(|case| is(case)).count() as u64;
    let decided = |verdict: Verdict| count(&|case| case.verdict(span) == Some(verdict));
    let within = |instants: &[Timestamp]| instants.iter().filter(|at| span.holds(**at)).count() as u64;
    let answers = cases
        .iter()
        .filter_map(|case| {
            // In the month in which it was given: one that came late must not go missing.
            let answered = case.answered.filter(|at| span.holds(*at))?;
            Some(answered.duration_since(case.opened).as_mins())
        })
        .map(|minutes| u64::try_from(minutes).unwrap_or(0));
    SupportFigures {
        opened: count(&|case| span.holds(case.opened)),
        closed: count(&|case| case.is_closed(span)),
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

    fn turn() -> impl Strategy<Value = Turn> {
        let verdict = prop::sample::select(Verdict::ALL).prop_map(Turn::Decided);
        prop_oneof![verdict, Just(Turn::Closed), Just(Turn::Reopened)]
    }

    fn case() -> impl Strategy<Value = Counted> {
        let turns = prop::collection::vec((0..100i64, turn()), 0..6);
        let sometime = || prop::option::of(0..100i64);
        (0..100i64, sometime(), turns, sometime()).prop_map(|(opened, answered, mut turns, merged)| {
            turns.sort_by_key(|(second, _)| *second);
            Counted {
                opened: at(opened),
                answered: answered.map(|second| at(second.max(opened))),
                turns: turns
                    .into_iter()
                    .map(|(second, turn)| (at(second.max(opened)), turn))
                    .collect(),
                merged: merged.map(at),
            }
        })
    }

    proptest! {
        /// Two spans side by side count together what the whole counts, where nothing is taken back.
        #[test]
        fn spans_add_up(
            opened in prop::collection::vec((0..100i64, prop::option::of(0..100i64)), 0..20),
            middle in 0..100i64,
        ) {
            let cases: Vec<Counted> = opened
                .iter()
                .map(|(second, closed)| Counted {
                    opened: at(*second),
                    answered: None,
                    turns: closed
                        .iter()
                        .flat_map(|closed| [Turn::Decided(Verdict::Incident), Turn::Closed].map(|turn| (at(*closed), turn)))
                        .collect(),
                    merged: None,
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

        /// A month that is over stays as it was reported, whatever is opened again, decided or merged later.
        #[test]
        fn what_comes_later_changes_nothing(cases in prop::collection::vec(case(), 0..20), until in 1..100i64) {
            let span = Span { from: at(0), until: at(until) };
            let then: Vec<Counted> = cases
                .iter()
                .filter(|case| case.opened < span.until)
                .map(|case| Counted {
                    opened: case.opened,
                    answered: case.answered.filter(|at| *at < span.until),
                    turns: case.turns.iter().copied().filter(|(at, _)| *at < span.until).collect(),
                    merged: case.merged.filter(|at| *at < span.until),
                })
                .collect();
            prop_assert_eq!(figures(span, &cases, &[], &[]), figures(span, &then, &[], &[]));
        }

        /// A case counts under one decision at most: the last one that nobody took back.
        #[test]
        fn one_decision_counts(case in case()) {
            let span = Span { from: at(0), until: at(100) };
            let figures = figures(span, std::slice::from_ref(&case), &[], &[]);
            let last = case.turns.iter().map(|(_, turn)| *turn).rfind(|turn| *turn != Turn::Closed);
            let counts = matches!(last, Some(Turn::Decided(_))) && case.merged.is_none();
            prop_assert_eq!(figures.false_alarms + figures.events + figures.incidents, u64::from(counts));
        }
    }
}
