//! What must hold after a programme, whatever happened in it. Each check is a pure function of the evidence.

mod deadlines;
mod drawn;
mod receipts;
mod replay;
mod told;

#[cfg(test)]
mod tests;

use serde::Serialize;

use super::evidence::Evidence;

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where: a receipt number, a course, an operation.
    pub subject: String,
    /// What should be.
    pub expected: String,
    /// What is.
    pub found: String,
}

impl Violation {
    /// A violation.
    pub fn new(subject: impl Into<String>, expected: impl ToString, found: impl ToString) -> Self {
        Self {
            subject: subject.into(),
            expected: expected.to_string(),
            found: found.to_string(),
        }
    }
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many things were looked at; none means that the call has no such thing.
    pub examined: usize,
    /// Everything that is not as it must be.
    pub violations: Vec<Violation>,
}

impl Found {
    /// Looks at one more thing: it must be what it should be.
    fn expect<T: PartialEq + ToString>(&mut self, subject: impl FnOnce() -> String, expected: &T, found: &T) {
        self.examined += 1;
        if expected != found {
            self.violate(subject(), expected.to_string(), found.to_string());
        }
    }

    /// Notes a violation.
    fn violate(&mut self, subject: impl Into<String>, expected: impl ToString, found: impl ToString) {
        self.violations.push(Violation::new(subject, expected, found));
    }
}

/// A check with the name it has in JSON and in message keys.
pub struct Check {
    /// Name.
    pub name: &'static str,
    /// The check.
    pub run: fn(&Evidence) -> Found,
}

const fn check(name: &'static str, run: fn(&Evidence) -> Found) -> Check {
    Check { name, run }
}

/// All checks.
pub const CHECKS: [Check; 15] = [
    check("as-planned", receipts::as_planned),
    check("capacity", replay::capacity),
    check("places", replay::places),
    check("briefing-seats", receipts::briefing_seats),
    check("numbers", receipts::numbers),
    check("keys", receipts::keys),
    check("receipts-kept", receipts::kept),
    check("told", told::told),
    check("contact-deadlines", deadlines::contacts),
    check("offer-deadlines", deadlines::offers),
    check("seated-or-out", drawn::seated_or_out),
    check("waiting-order", drawn::waiting_order),
    check("bundle", drawn::bundle),
    check("replay", replay::states),
    check("audit-chain", receipts::audit_chain),
];
