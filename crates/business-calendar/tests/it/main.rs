//! The calendar against the published holidays, and its rules against arbitrary days.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail by panicking, in its strategies and fixtures too"
)]

mod era;
mod holidays;
mod office;
mod published;

use business_calendar::{FIRST_DAY, LAST_DAY};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

/// Any day that the calendar knows.
fn any_day() -> impl Strategy<Value = Date> {
    any_day_until(LAST_DAY)
}

/// Any day that the calendar knows up to the last one given.
fn any_day_until(last: Date) -> impl Strategy<Value = Date> {
    let days = FIRST_DAY.until(last).unwrap().get_days();
    (0..=days).prop_map(|days| FIRST_DAY + days.days())
}
