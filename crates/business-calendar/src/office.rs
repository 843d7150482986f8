//! Business days of an office that has closing days of its own.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    holidays::{day_after, holiday_name},
};

/// Days in a row, both ends included, on which an office is closed, and what it calls them.
///
/// Serialised as `{"from": "2024-12-30", "to": "2025-01-03", "label": "年末年始休業"}`; a range that ends
/// before it begins, a missing or a misspelt key is refused when read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct ClosingDays {
    from: Date,
    to: Date,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    from: Date,
    to: Date,
    label: String,
}

impl TryFrom<Unchecked> for ClosingDays {
    type Error = Error;

    fn try_from(Unchecked { from, to, label }: Unchecked) -> Result<Self, Error> {
        Self::new(from, to, label)
    }
}

impl ClosingDays {
    /// From the first to the last day; the same day twice for a single one.
    ///
    /// # Errors
    /// [`Error::ClosingDaysReversed`] if `to` is before `from`.
    pub fn new(from: Date, to: Date, label: impl Into<String>) -> Result<Self, Error> {
        let label = label.into();
        if to < from {
            return Err(Error::ClosingDaysReversed { label, from, to });
        }
        Ok(Self { from, to, label })
    }

    /// The first day closed.
    pub fn first_day(&self) -> Date {
        self.from
    }

    /// The last day closed.
    pub fn last_day(&self) -> Date {
        self.to
    }

    /// What the office calls the days, as people are to read it.
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// Why a day is no business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed<'office> {
    /// A Saturday or a Sunday.
    Weekend,
    /// A national holiday, with its name.
    Holiday(&'static str),
    /// A closing day of the office, with its label.
    ClosingDay(&'office str),
}

/// The business days of one office: no Saturday, Sunday, national holiday or closing day.
///
/// Every answer about one day takes a few comparisons; counting takes that for each day passed over.
/// `OfficeCalendar::default()` is the calendar of an office without closing days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeCalendar {
    /// In order and without overlaps, so that a day is found by bisection.
    closing_days: Vec<ClosingDays>,
}

impl OfficeCalendar {
    /// The calendar of an office with these closing days, in any order. Where ranges overlap, a day
    /// bears the label of the one that begins first, of two that begin together the one given first.
    pub fn new(mut closing_days: Vec<ClosingDays>) -> Self {
        closing_days.sort_by_key(|range| range.from);
        let mut apart: Vec<ClosingDays> = Vec::with_capacity(closing_days.len());
        for mut range in closing_days {
            if let Some(before) = apart.last() {
                if range.to <= before.to {
                    continue;
                }
                range.from = range.from.max(day_after(before.to));
            }
            apart.push(range);
        }
        Self { closing_days: apart }
    }

    /// The closing days in order, each day once.
    pub fn closing_days(&self) -> &[ClosingDays] {
        &self.closing_days
    }

    /// Why the office is closed on `date`, or `None` on a business day. Where there are several reasons:
    /// the holiday before the weekend, the weekend before the closing day.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] outside [`FIRST_DAY`](crate::FIRST_DAY) to [`LAST_DAY`](crate::LAST_DAY).
    pub fn why_closed(&self, date: Date) -> Result<Option<Closed<'_>>, Error> {
        if let Some(name) = holiday_name(date)? {
            return Ok(Some(Closed::Holiday(name)));
        }
        if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Ok(Some(Closed::Weekend));
        }
        Ok(self.closing_day(date).map(Closed::ClosingDay))
    }

    /// Whether the office is open on `date`.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] as for [`why_closed`](Self::why_closed).
    pub fn is_business_day(&self, date: Date) -> Result<bool, Error> {
        Ok(self.why_closed(date)?.is_none())
    }

    /// The `count`th business day after `from`: day 1 is the first business day after `from`, whether or
    /// not `from` is one; `count` 0 is `from` itself, whether or not it is one.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] if `from` or the answer is outside the days known.
    pub fn add_business_days(&self, from: Date, count: u32) -> Result<Date, Error> {
        holiday_name(from)?;
        let mut day = from;
        for _ in 0..count {
            day = self.next_business_day_on_or_after(day_after(day))?;
        }
        Ok(day)
    }

    /// The business days after `from` up to and including `to`; less than zero if `to` is before `from`,
    /// then of the same size as with the two exchanged. The inverse of adding:
    /// `business_days_between(day, add_business_days(day, n)?)? == n`.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] if either is outside the days known.
    pub fn business_days_between(&self, from: Date, to: Date) -> Result<i32, Error> {
        holiday_name(from)?;
        holiday_name(to)?;
        if to < from {
            return Ok(-self.business_days_between(to, from)?);
        }
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day_after(day);
            count += i32::from(self.is_business_day(day)?);
        }
        Ok(count)
    }

    /// `date` itself if the office is open then, else the first business day after it.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] if `date` or the answer is outside the days known.
    pub fn next_business_day_on_or_after(&self, date: Date) -> Result<Date, Error> {
        let mut day = date;
        while !self.is_business_day(day)? {
            day = day_after(day);
        }
        Ok(day)
    }

    fn closing_day(&self, date: Date) -> Option<&str> {
        let begun = self.closing_days.partition_point(|range| range.from <= date);
        let range = &self.closing_days[begun.checked_sub(1)?];
        (date <= range.to).then_some(&*range.label)
    }
}
