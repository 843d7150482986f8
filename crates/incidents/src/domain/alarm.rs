//! When the centre is alerted: a case of high or critical severity opens, or a clock is about to run out. Whoever is on
//! duty need not look at the queue to learn of it. What is decided and not closed yet wakes nobody: it is late in the queue.

use contracts::support::Severity;
use jiff::{SignedDuration, Timestamp};

use super::clocks::{Progress, promise};

/// The longest time before a clock runs out at which the centre is alerted; the shorter clocks leave a third.
pub const LONGEST_LEAD: SignedDuration = SignedDuration::from_hours(1);

/// What the centre is alerted of, once each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The case itself.
    Opened,
    /// The case, opened again then after a decision.
    Reopened(Timestamp),
    /// The first answer.
    Answer,
    /// The decision; the time says since when it has to be made anew.
    Decision(Option<Timestamp>),
    /// The reply to what the company wrote then.
    Reply(Timestamp),
    /// A bad detection that joined then.
    Joined(Timestamp),
    /// What became of the visit that ended then.
    Visit(Timestamp),
}

/// What the alarms of an open case are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// What happened so far.
    pub progress: Progress,
    /// Since when its company waits for a reply.
    pub waiting: Option<Timestamp>,
    /// When the last detection of high or critical severity joined it.
    pub joined: Option<Timestamp>,
    /// When its planned visit ends.
    pub visit: Option<Timestamp>,
}

/// Detections that join within an hour are told once.
const TOLD_TOGETHER: i64 = 60 * 60;

impl Clock {
    /// Its name in the database.
    pub fn name(self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::Answer => "answer".to_owned(),
            Self::Reopened(since) => format!("reopened/{}", since.as_microsecond()),
            Self::Decision(None) => "decision".to_owned(),
            Self::Decision(Some(since)) => format!("decision/{}", since.as_microsecond()),
            Self::Reply(since) => format!("reply/{}", since.as_microsecond()),
            Self::Joined(at) => format!("joined/{}", at.as_second().div_euclid(TOLD_TOGETHER)),
            Self::Visit(end) => format!("visit/{}", end.as_microsecond()),
        }
    }

    /// Its name in messages.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Reopened(_) => "reopened",
            Self::Answer => "answer",
            Self::Decision(_) => "decision",
            Self::Reply(_) => "reply",
            Self::Joined(_) => "joined",
            Self::Visit(_) => "visit",
        }
    }
}

/// The centre has to know of this now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about.
    pub clock: Clock,
    /// Until when what is owed is owed.
    pub due: Timestamp,
}

/// What the centre has to know of an open case at `now`.
pub fn alarms(watched: &Watched, now: Timestamp) -> Vec<Alarm> {
    let Watched {
        progress,
        waiting,
        joined,
        visit,
    } = watched;
    let promised = promise(progress.severity);
    let reply = waiting.map(|since| since.checked_add(promised.answer).unwrap_or(Timestamp::MAX));
    let (_, next) = progress.next();
    let due = reply.map_or(next, |reply| reply.min(next));
    let mut alarms = Vec::new();
    if progress.severity >= Severity::High && progress.decided.is_none() {
        let clock = match progress.again {
            true => Clock::Reopened(progress.owed_since()),
            false => Clock::Opened,
        };
        alarms.push(Alarm { clock, due });
        // What made the case, or opened it again, is told with it.
        let told = progress.owed_since().max(progress.opened);
        if let Some(at) = joined.filter(|at| *at > told) {
            let clock = Clock::Joined(at);
            alarms.push(Alarm { clock, due });
        }
    }
    if let Some(end) = visit.filter(|end| *end < now) {
        let clock = Clock::Visit(end);
        alarms.push(Alarm { clock, due: end });
    }
    let mut look = |clock: Clock, due: Timestamp, whole: SignedDuration| {
        let lead = (whole / 3).min(LONGEST_LEAD);
        if due.checked_sub(lead).is_ok_and(|from| from <= now) {
            alarms.push(Alarm { clock, due });
        }
    };
    match waiting {
        _ if progress.answered.is_none() => look(Clock::Answer, progress.answer_due(), promised.answer),
        Some(since) => look(Clock::Reply(*since), reply.unwrap_or(*since), promised.answer),
        None => {}
    }
    if progress.decided.is_none() {
        let clock = Clock::Decision(progress.owed_since);
        look(clock, progress.decision_due(), promised.decision);
    }
    alarms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn clocks(severity: Severity, answered: Option<i64>, waiting: Option<i64>, now: i64) -> Vec<Clock> {
        let progress = Progress {
            opened: at(0),
            severity,
            answered: answered.map(at),
            decided: None,
            owed_since: None,
            again: false,
        };
        let watched = Watched {
            progress,
            waiting: waiting.map(at),
            joined: None,
            visit: None,
        };
        let alarms = alarms(&watched, at(now));
        alarms.into_iter().map(|alarm| alarm.clock).collect()
    }

    #[test]
    fn a_third_of_the_time_is_left_and_at_most_an_hour() {
        use Clock::{Answer, Decision, Opened, Reply};
        let critical = Severity::Critical;
        assert_eq!(clocks(critical, None, Some(0), 19), [Opened]);
        assert_eq!(clocks(critical, None, Some(0), 20), [Opened, Answer]);
        assert_eq!(clocks(critical, Some(5), None, 79), [Opened]);
        assert_eq!(clocks(critical, Some(5), None, 80), [Opened, Decision(None)]);
        assert_eq!(clocks(critical, Some(5), Some(30), 50), [Opened, Reply(at(30))]);
        assert_eq!(clocks(Severity::Medium, None, None, 179), []);
        assert_eq!(clocks(Severity::Medium, None, None, 180), [Answer]);
        assert_eq!(clocks(Severity::Low, None, None, 23 * 60), [Answer]);
    }

    /// What was told before does not keep silent what is told of a case that was opened again.
    #[test]
    fn a_case_opened_again_is_alerted_anew() {
        let progress = Progress {
            opened: at(0),
            severity: Severity::Critical,
            answered: Some(at(5)),
            decided: None,
            owed_since: Some(at(500)),
            again: true,
        };
        let again = Watched {
            progress,
            waiting: Some(at(500)),
            joined: Some(at(500)),
            visit: None,
        };
        let first = alarms(&again, at(500))[0];
        assert_eq!(
            (first.clock, first.due),
            (Clock::Reopened(at(500)), at(530)),
            "the reply comes first"
        );
        let again = Watched {
            waiting: None,
            ..again
        };
        let told = |now| -> Vec<Clock> {
            let alarms = alarms(&again, at(now));
            alarms.into_iter().map(|alarm| alarm.clock).collect()
        };
        let (reopened, decision) = (Clock::Reopened(at(500)), Clock::Decision(Some(at(500))));
        assert_eq!(told(500), [reopened]);
        assert_eq!(told(580), [reopened, decision]);
        assert_ne!(reopened.name(), Clock::Opened.name());
        assert_ne!(decision.name(), Clock::Decision(None).name());
    }

    #[test]
    fn what_joins_and_a_visit_that_is_over_are_told() {
        let progress = Progress {
            opened: at(0),
            severity: Severity::High,
            answered: Some(at(5)),
            decided: None,
            owed_since: None,
            again: false,
        };
        let told = |progress, joined, visit, now| -> Vec<Clock> {
            let watched = Watched {
                progress,
                waiting: None,
                joined,
                visit,
            };
            alarms(&watched, at(now))
                .into_iter()
                .map(|alarm| alarm.clock)
                .collect()
        };
        let joined = Some(at(70));
        assert_eq!(
            told(progress, joined, None, 70),
            [Clock::Opened, Clock::Joined(at(70))]
        );
        assert_eq!(Clock::Joined(at(70)).name(), Clock::Joined(at(119)).name());
        assert_ne!(Clock::Joined(at(70)).name(), Clock::Joined(at(121)).name());
        // An older case was merged into it: what made it did not join.
        let merged = Progress {
            opened: at(70),
            owed_since: Some(at(0)),
            ..progress
        };
        assert_eq!(told(merged, joined, None, 70), [Clock::Opened]);
        let decided = Progress {
            decided: Some(at(90)),
            ..progress
        };
        assert_eq!(told(decided, joined, Some(at(300)), 300), []);
        assert_eq!(told(decided, joined, Some(at(300)), 301), [Clock::Visit(at(300))]);
    }
}
