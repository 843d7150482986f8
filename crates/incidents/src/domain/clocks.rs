//! By when a case is answered and decided. The centre works 24 hours on 365 days (M4), so the clocks never rest.
//!
//! The call names no times: these are the house's own promise, data in one table.

use contracts::support::Severity;
use jiff::{SignedDuration, Timestamp};

/// What is promised for one severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Until the company hears from a person.
    pub answer: SignedDuration,
    /// Until it is decided what it is.
    pub decision: SignedDuration,
    /// From the decision until it is closed with cause and prevention.
    pub closing: SignedDuration,
}

const fn minutes(answer: i64, decision: i64, closing: i64) -> Promise {
    Promise {
        answer: SignedDuration::from_mins(answer),
        decision: SignedDuration::from_mins(decision),
        closing: SignedDuration::from_mins(closing),
    }
}

const HOUR: i64 = 60;
const WEEK: i64 = 7 * 24 * HOUR;

/// The table of promises.
pub const fn promise(severity: Severity) -> Promise {
    match severity {
        Severity::Critical => minutes(30, 2 * HOUR, WEEK),
        Severity::High => minutes(HOUR, 4 * HOUR, WEEK),
        Severity::Medium => minutes(4 * HOUR, 24 * HOUR, 2 * WEEK),
        Severity::Low => minutes(24 * HOUR, 72 * HOUR, 2 * WEEK),
        Severity::Informational => minutes(72 * HOUR, WEEK, 2 * WEEK),
    }
}

/// What has happened so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// When the case was opened.
    pub opened: Timestamp,
    /// How bad it is, as known now.
    pub severity: Severity,
    /// When the company first heard from a person.
    pub answered: Option<Timestamp>,
    /// When it was decided; nothing while it has to be decided anew.
    pub decided: Option<Timestamp>,
    /// Since when a decision is owed, where that is not since it was opened.
    pub owed_since: Option<Timestamp>,
    /// It was decided before, and has to be decided anew.
    pub again: bool,
}

/// What is owed next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// The first answer.
    Answer,
    /// The decision.
    Decision,
    /// Cause and prevention, with which it is closed.
    Closing,
    /// A word on what became of a visit.
    Visit,
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl Progress {
    /// Until when the first answer is owed.
    pub fn answer_due(&self) -> Timestamp {
        later(self.opened, promise(self.severity).answer)
    }

    /// Since when the decision is owed. What was opened again has the whole time once more: it was decided before.
    pub fn owed_since(&self) -> Timestamp {
        self.owed_since.unwrap_or(self.opened)
    }

    /// Until when the decision is owed.
    pub fn decision_due(&self) -> Timestamp {
        later(self.owed_since(), promise(self.severity).decision)
    }

    /// What is owed next of an open case, and until when: what was decided is still to be closed.
    pub fn next(&self) -> (Owed, Timestamp) {
        let answer = self.answered.is_none().then(|| (Owed::Answer, self.answer_due()));
        let end = match self.decided {
            None => (Owed::Decision, self.decision_due()),
            Some(at) => (Owed::Closing, later(at, promise(self.severity).closing)),
        };
        answer.filter(|(_, due)| *due <= end.1).unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Severity; 5] = [
        Severity::Informational,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];

    fn progress() -> impl Strategy<Value = Progress> {
        let after = || prop::option::of(0..1_000_000i64);
        let severity = prop::sample::select(&ALL);
        (0..2_000_000_000i64, severity, after(), after(), any::<bool>()).prop_map(
            |(opened, severity, answered, decided, again)| {
                let at = |seconds: i64| Timestamp::from_second(opened + seconds).unwrap();
                let decided = decided.map(at);
                Progress {
                    opened: at(0),
                    severity,
                    answered: answered.map(at),
                    decided: decided.filter(|_| !again),
                    owed_since: decided.filter(|_| again),
                    again,
                }
            },
        )
    }

    #[test]
    fn what_is_worse_is_owed_sooner() {
        for pair in ALL.windows(2) {
            assert!(promise(pair[1]).answer < promise(pair[0]).answer);
            assert!(promise(pair[1]).decision < promise(pair[0]).decision);
        }
        assert_eq!(promise(Severity::Critical).answer, SignedDuration::from_mins(30));
        assert_eq!(
            promise(Severity::Critical).decision,
            SignedDuration::from_hours(2)
        );
    }

    proptest! {
        #[test]
        fn a_case_gets_worse_and_never_later(progress in progress(), worse in prop::sample::select(&ALL)) {
            let after = Progress { severity: progress.severity.max(worse), ..progress };
            prop_assert!(after.answer_due() <= progress.answer_due());
            prop_assert!(after.decision_due() <= progress.decision_due());
            prop_assert!(progress.answer_due() < progress.decision_due());
        }

        #[test]
        fn what_is_missing_is_owed_and_nothing_else(progress in progress()) {
            let due = Some(progress.next().1);
            let owed = [
                progress.answered.is_none().then(|| progress.answer_due()),
                progress.decided.is_none().then(|| progress.decision_due()),
                progress.decided.map(|at| later(at, promise(progress.severity).closing)),
            ];
            prop_assert_eq!(due, owed.into_iter().flatten().min());
        }

        /// Whoever opens a case again owes a decision, however late that is, and has the whole time for it.
        #[test]
        fn what_is_opened_again_is_decided_again(progress in progress(), later_by in 0..100_000_000i64) {
            let at = later(progress.opened, SignedDuration::from_secs(later_by));
            let again = Progress { decided: None, owed_since: Some(at), again: true, ..progress };
            let answered = Progress { answered: Some(at), ..again };
            let due = later(at, promise(progress.severity).decision);
            prop_assert_eq!(answered.next(), (Owed::Decision, due));
            prop_assert_eq!(again.decision_due(), due);
        }
    }
}
