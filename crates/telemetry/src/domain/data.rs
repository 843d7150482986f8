//! What may be done with what an appliance gathers (M6): what the company agreed to, and until when.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::device::names;
use super::terms::DataTerms;

names! {
    /// What data is used for.
    Purpose:
    /// Watching for attacks.
    Monitoring = "monitoring",
    /// The company's own reports.
    Report = "report",
    /// Answering the company and helping it.
    Support = "support",
    /// The programme's results, without names (成果報告書).
    Results = "results",
}

/// What stands about the data of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which edition of the terms the company agreed to; `None`: to none yet.
    pub agreed: Option<String>,
    /// Until which day it is kept; `None` while the trial runs.
    pub keep_until: Option<Date>,
    /// When it was deleted.
    pub deleted: Option<Date>,
}

/// Why data may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoUse {
    /// The company has not agreed to any terms.
    #[error("the company has agreed to no terms")]
    NotAgreed,
    /// The terms do not name the purpose.
    #[error("the terms do not name this purpose")]
    Purpose,
    /// It was to be deleted by then.
    #[error("its time of keeping is over")]
    Over,
    /// It was deleted.
    #[error("it was deleted")]
    Deleted,
}

/// Whether the data may be used for `purpose` on `today`.
pub fn may_use(terms: &DataTerms, held: &Held, purpose: Purpose, today: Date) -> Result<(), NoUse> {
    if held.agreed.is_none() {
        return Err(NoUse::NotAgreed);
    }
    if held.deleted.is_some() {
        return Err(NoUse::Deleted);
    }
    if held.keep_until.is_some_and(|until| today > until) {
        return Err(NoUse::Over);
    }
    if terms.purposes.contains(&purpose) {
        Ok(())
    } else {
        Err(NoUse::Purpose)
    }
}

/// The last day on which the data of a trial that ended on `ended` is kept.
pub fn keep_until(terms: &DataTerms, ended: Date) -> Date {
    ended.saturating_add(i64::from(terms.keep_days).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::installation::tests::terms;

    #[test]
    fn data_is_used_for_what_was_agreed_to_and_for_its_time() {
        let terms = terms().data;
        let mut held = Held {
            agreed: None,
            keep_until: None,
            deleted: None,
        };
        let today = date(2023, 12, 1);
        assert_eq!(
            may_use(&terms, &held, Purpose::Report, today),
            Err(NoUse::NotAgreed)
        );
        held.agreed = Some(terms.version.clone());
        assert_eq!(may_use(&terms, &held, Purpose::Report, today), Ok(()));
        assert_eq!(
            may_use(&terms, &held, Purpose::Results, today),
            Err(NoUse::Purpose)
        );
        held.keep_until = Some(keep_until(&terms, date(2023, 11, 30)));
        assert_eq!(held.keep_until, Some(date(2024, 2, 28)));
        assert_eq!(may_use(&terms, &held, Purpose::Report, date(2024, 2, 28)), Ok(()));
        assert_eq!(
            may_use(&terms, &held, Purpose::Report, date(2024, 2, 29)),
            Err(NoUse::Over)
        );
        held.deleted = Some(date(2024, 1, 10));
        assert_eq!(
            may_use(&terms, &held, Purpose::Report, today),
            Err(NoUse::Deleted)
        );
    }
}
