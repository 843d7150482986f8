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
    /// The first answer.
    Answer,
    /// The decision.
    Decision,
    /// The reply to what the company wrote then.
    Reply(Timestamp),
}

impl Clock {
    /// Its name in the database.
    pub fn name(self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::Answer => "answer".to_owned(),
            Self::Decision => "decision".to_owned(),
            Self::Reply(since) => format!("reply/{}", since.as_microsecond()),
        }
    }

    /// Its name in messages.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Answer => "answer",
            Self::Decision => "decision",
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
        let clock = Clock::Opened;
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
        look(Clock::Decision, progress.decision_due(), promised.decision);
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
        assert_eq!(clocks(critical, Some(5), None, 80), [Opened, Decision]);
        assert_eq!(clocks(critical, Some(5), Some(30), 50), [Opened, Reply(at(30))]);
        assert_eq!(clocks(Severity::Medium, None, None, 179), []);
        assert_eq!(clocks(Severity::Medium, None, None, 180), [Answer]);
        assert_eq!(clocks(Severity::Low, None, None, 23 * 60), [Answer]);
    }
}
