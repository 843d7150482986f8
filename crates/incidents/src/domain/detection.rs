//! Detections of one company and host belong into one case.

use contracts::support::Severity;

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
    /// The same rule found something of it before.
    pub same_rule: bool,
}

/// Whether a detection on `host` joins `case` of the same company: it must be open, and about the same host. Without a
/// host only findings of one rule belong together: signatures out of date have nothing to do with a break-in.
pub fn joins(case: &Candidate, host: Option<&str>) -> bool {
    case.state.is_open() && case.host.as_deref() == host && (host.is_some() || case.same_rule)
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
            other in prop::option::of("[ab]"), same_rule: bool,
        ) {
            let case = Candidate { state, host: host.clone(), same_rule };
            let is_same = host == other && (host.is_some() || same_rule);
            prop_assert_eq!(joins(&case, other.as_deref()), state.is_open() && is_same);
        }
    }
}
