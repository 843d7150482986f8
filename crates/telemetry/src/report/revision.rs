//! Whether a report that was issued has to be revised, and the reason that is said.

use super::facts::MonthFacts;

/// Lines came late.
pub const LATE_LINES: &str = "report-reason-late";
/// The support centre decided, answered or closed something after the report was made.
pub const SUPPORT: &str = "report-reason-support";
/// Both.
pub const LATE_AND_SUPPORT: &str = "report-reason-late-support";
/// The same lines were counted otherwise.
pub const COUNTED: &str = "report-reason-counted";

/// Files can be read again that were damaged.
pub const RESTORED: &str = "report-reason-restored";

/// All reasons that the system gives; each is a message.
pub const REASONS: [&str; 5] = [LATE_LINES, SUPPORT, LATE_AND_SUPPORT, COUNTED, RESTORED];

/// Why the report that said `issued` is revised now that `now` is known; `None` if what was counted of the company is
/// the same. The other companies' figures, names and the state of the trial are no reasons: they stay as they were when
/// the report was issued, and are taken along when there is one.
pub fn reason(issued: &MonthFacts, now: &MonthFacts) -> Option<&'static str> {
    let (was, is) = (own(issued), own(now));
    if was == is {
        return None;
    }
    if now.coverage.unreadable < issued.coverage.unreadable {
        return Some(RESTORED);
    }
    let support = was.support != is.support;
    if now.coverage.events() > issued.coverage.events() {
        return Some(if support { LATE_AND_SUPPORT } else { LATE_LINES });
    }
    let mut but_for_support = was;
    but_for_support.support = is.support.clone();
    Some(if but_for_support == is { SUPPORT } else { COUNTED })
}

/// What was counted of the company itself.
fn own(facts: &MonthFacts) -> MonthFacts {
    let mut own = facts.clone();
    own.peers = None;
    own.company.clear();
    own.programme = Default::default();
    own.coverage.dropped_of_all = None;
    // The same events as in `functions`, `signatures` and `malware`, and the same cases as in the numbers beside them:
    // reports from before they were listed are not revised for the list.
    own.unstopped.clear();
    own.support.cases.clear();
    if let Some(device) = &mut own.device {
        device.trial_end = None;
        device.answered = false;
        device.earlier.clear();
        device.model.clear();
    }
    own
}

#[cfg(test)]
mod tests {
    use super::super::facts::Peers;
    use super::super::samples::busy_month;
    use super::*;

    #[test]
    fn what_is_not_the_companys_own_is_no_reason() {
        let issued = busy_month();
        let mut now = issued.clone();
        now.peers = Some(Peers {
            companies: 44,
            blocked: 190,
            detected: 2,
            below_percent: 70,
        });
        now.coverage.dropped_of_all = Some(9_999);
        now.company = "株式会社新しい名前".to_owned();
        if let Some(device) = &mut now.device {
            device.trial_end = None;
            device.answered = true;
        }
        assert_eq!(reason(&issued, &now), None);
    }

    #[test]
    fn the_reason_is_what_changed() {
        let issued = busy_month();
        let changed = |change: fn(&mut MonthFacts)| {
            let mut now = issued.clone();
            change(&mut now);
            reason(&issued, &now)
        };
        assert_eq!(changed(|now| now.coverage.days[3].events += 1), Some(LATE_LINES));
        assert_eq!(changed(|now| now.support.closed += 1), Some(SUPPORT));
        assert_eq!(
            changed(|now| {
                now.support.closed += 1;
                now.coverage.days[3].events += 1;
            }),
            Some(LATE_AND_SUPPORT)
        );
        assert_eq!(changed(|now| now.coverage.duplicates += 1), Some(COUNTED));
        assert_eq!(
            changed(|now| {
                now.coverage.duplicates += 1;
                now.support.closed += 1;
            }),
            Some(COUNTED)
        );
    }
}
