//! The month of a report.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// A month of Tokyo's calendar, written 2026-10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text that is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no month; write it as 2026-10")]
pub struct NotAMonth(pub String);

impl Month {
    /// The month that a day lies in.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first().last_of_month()
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.first()
            .series(jiff::Span::new().days(1))
            .take_while(move |day| Self::of(*day) == self)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.first().yesterday() {
            Ok(day) => Self::of(day),
            // Only before the year -9999.
            Err(_) => self,
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotAMonth(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(refused)?;
        if year.len() != 4
            || month.len() != 2
            || !text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit())
        {
            return Err(refused());
        }
        let (year, month) = (
            year.parse().map_err(|_| refused())?,
            month.parse().map_err(|_| refused())?,
        );
        Date::new(year, month, 1).map(Self::of).map_err(|_| refused())
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_month_has_its_days(year in 1990i16..2100, month in 1i8..=12) {
            let month = Month { year, month };
            let days: Vec<_> = month.days().collect();
            prop_assert_eq!(days.first(), Some(&month.first()));
            prop_assert_eq!(days.last(), Some(&month.last()));
            prop_assert_eq!(days.len(), usize::try_from(month.last().day()).unwrap());
            prop_assert_eq!(month.to_string().parse(), Ok(month));
            prop_assert_eq!(Month::of(month.before().last().tomorrow().unwrap()), month);
        }
    }

    #[test]
    fn what_is_no_month_is_said() {
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-1",
            "26-10",
            "2026-10-01",
            "+202-10",
            "２０２６-１０",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
