//! Detections of one company and host belong into one case.

use contracts::support::Severity;
use jiff::{SignedDuration, Timestamp};

use super::case::StateName;

/// All severities, the worst first.
pub const SEVERITIES: [Severity; 5] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Informational,
];

/// A severity's name in the database, in addresses and in message keys.
pub const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Informational => "informational",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// A severity from its name.
pub fn severity(text: &str) -> Option<Severity> {
    SEVERITIES.into_iter().find(|one| severity_name(*one) == text)
}

/// A case that detections joined, as far as the rule needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it stands.
    pub state: StateName,
    /// The host, if the detections point at one.
    pub host: Option<String>,
    /// One of its detections is of the same rule, or of nearly the same time: [`is_akin`].
    pub akin: bool,
}

/// Detections without a host that lie closer together may have to do with one another.
const CLOSE: SignedDuration = SignedDuration::from_hours(1);

/// Whether two detections without a host belong together: of one rule, or of nearly the same time, as failed sign-ins and
/// the one that did not fail. Signatures that are out of date have nothing to do with the break-in of last week.
pub fn is_akin(
    (rule, span): (&str, [Timestamp; 2]),
    (other_rule, other_span): (&str, [Timestamp; 2]),
) -> bool {
    let begins_soon = |[_, last]: [Timestamp; 2], [first, _]: [Timestamp; 2]| {
        last.checked_add(CLOSE).is_ok_and(|until| first <= until)
    };
    rule == other_rule || (begins_soon(span, other_span) && begins_soon(other_span, span))
}

/// Whether a detection on `host` joins `case` of the same company: it must be open, and about the same host. Without a
/// host it must be akin to what stands in it.
pub fn joins(case: &Candidate, host: Option<&str>) -> bool {
    case.state.is_open() && case.host.as_deref() == host && (host.is_some() || case.akin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn severities_are_read_back() {
        for one in SEVERITIES {
            assert_eq!(severity(severity_name(one)), Some(one));
        }
        assert_eq!(severity("fatal"), None);
    }

    proptest! {
        #[test]
        fn only_an_open_case_of_the_same_host_is_joined(
            state in prop::sample::select(StateName::ALL), host in prop::option::of("[ab]"),
            other in prop::option::of("[ab]"), akin: bool,
        ) {
            let case = Candidate { state, host: host.clone(), akin };
            let is_same = host == other && (host.is_some() || akin);
            prop_assert_eq!(joins(&case, other.as_deref()), state.is_open() && is_same);
        }

        /// Which of two came first does not matter, and whatever overlaps is akin.
        #[test]
        fn what_is_of_one_time_is_akin(first in 0..100_000i64, long in 0..10_000i64, other in 0..100_000i64) {
            let at = |second| Timestamp::from_second(second).unwrap();
            let (one, two) = ([at(first), at(first + long)], [at(other), at(other + long)]);
            let apart = (first - other).abs() - long;
            prop_assert_eq!(is_akin(("a", one), ("b", two)), apart <= 3600);
            prop_assert_eq!(is_akin(("b", two), ("a", one)), apart <= 3600);
            prop_assert!(is_akin(("a", one), ("a", two)));
        }
    }
}
