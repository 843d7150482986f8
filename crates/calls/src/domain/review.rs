//! How far a signed part of a consent has come (C15): a name typed on the page counts at once if it is the one in the
//! application, another one and a stamped scan when the secretariat has looked at it.
//!
//! ```text
//! typed as in the application ───────────────────► accepted
//! typed otherwise ───► to_review (as a scan)
//! recorded by the secretariat ───────────────────► accepted
//! scan uploaded ──► to_review ──(a clerk)────────► accepted
//!                       └──(a clerk, reason)─────► returned ──(signed again)──► accepted or to_review
//! ```

use jiff::Timestamp;

use super::definition::programme::{ProgrammeFile, StepKind};

/// Business days that the desk gives itself in a call that names none for its contact. Applicants are promised nothing.
const BUSINESS_DAYS: u32 = 3;

/// Where a signed part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Review {
    /// It counts.
    Accepted,
    /// A scan that nobody at the secretariat has looked at yet.
    ToReview,
    /// Sent back with a reason; it does not count.
    Returned,
}

impl Review {
    /// All.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::ToReview, Self::Returned];

    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::ToReview => "to_review",
            Self::Returned => "returned",
        }
    }

    /// From its name. An unknown one does not count, and somebody looks at it.
    pub fn parse(text: &str) -> Self {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.unwrap_or(Self::ToReview)
    }
}

impl ProgrammeFile {
    /// Until when the secretariat calls, or looks at a scan, that arrived at `from`: as many business days as the call
    /// gives it for its contact (decision 0010), three of its own where the call promises none. `None` outside the years
    /// whose holidays are known.
    pub fn desk_due(&self, from: Timestamp) -> Option<Timestamp> {
        let contact = self.step(StepKind::Contact);
        let days = contact.and_then(|step| Some(step.deadline.as_ref()?.business_days));
        self.end_of_business_day(from, days.unwrap_or(BUSINESS_DAYS))
    }
}

#[cfg(test)]
mod tests {
    use super::Review;

    #[test]
    fn names_are_read_back() {
        for one in Review::ALL {
            assert_eq!(Review::parse(one.as_str()), one);
        }
        assert_eq!(Review::parse("anything"), Review::ToReview);
    }
}
