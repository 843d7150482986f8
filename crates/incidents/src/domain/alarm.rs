//! When the centre is alerted: a case of high or critical severity opens, or a clock is about to run out. Whoever is on
//! duty need not look at the queue to learn of it.

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
}

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

/// What the centre has to know of an open case at `now`; `waiting`: since when its company waits for a reply.
pub fn alarms(progress: &Progress, waiting: Option<Timestamp>, now: Timestamp) -> Vec<Alarm> {
    let promised = promise(progress.severity);
    let mut alarms = Vec::new();
    if progress.severity >= Severity::High && progress.decided.is_none() {
        let due = progress.next().map_or(now, |(_, due)| due);
        let clock = progress.reopened.map_or(Clock::Opened, Clock::Reopened);
        alarms.push(Alarm { clock, due });
    }
    let mut look = |clock: Clock, due: Timestamp, whole: SignedDuration| {
        let lead = (whole / 3).min(LONGEST_LEAD);
        if due.checked_sub(lead).is_ok_and(|from| from <= now) {
            alarms.push(Alarm { clock, due });
        }
    };
    match waiting {
        _ if progress.answered.is_none() => look(Clock::Answer, progress.answer_due(), promised.answer),
        Some(since) => {
            let due = since.checked_add(promised.answer).unwrap_or(Timestamp::MAX);
            look(Clock::Reply(since), due, promised.answer);
        }
        None => {}
    }
    if progress.decided.is_none() {
        let clock = Clock::Decision(progress.reopened);
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
            reopened: None,
        };
        let alarms = alarms(&progress, waiting.map(at), at(now));
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
        let again = Progress {
            opened: at(0),
            severity: Severity::Critical,
            answered: Some(at(5)),
            decided: None,
            reopened: Some(at(500)),
        };
        let told = |now| -> Vec<Clock> {
            let alarms = alarms(&again, None, at(now));
            alarms.into_iter().map(|alarm| alarm.clock).collect()
        };
        let (reopened, decision) = (Clock::Reopened(at(500)), Clock::Decision(Some(at(500))));
        assert_eq!(told(500), [reopened]);
        assert_eq!(told(580), [reopened, decision]);
        assert_ne!(reopened.name(), Clock::Opened.name());
        assert_ne!(decision.name(), Clock::Decision(None).name());
    }
}
