//! Days and months of Tokyo: by them the lake is laid out and reports are made.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// Japan has one zone and no summer time.
const TOKYO: Offset = Offset::constant(9);
const DAY: i64 = 24 * 60 * 60;

/// The day in Tokyo.
pub fn day_of(instant: Timestamp) -> Date {
    TOKYO.to_datetime(instant).date()
}

/// Days since 1970-01-01, in Tokyo: what a column holds.
pub fn day_number(instant: Timestamp) -> i32 {
    let seconds = instant.as_second() + i64::from(TOKYO.seconds());
    i32::try_from(seconds.div_euclid(DAY)).unwrap_or(i32::MAX)
}

/// The hour in Tokyo, 0 to 23.
pub fn hour_of(instant: Timestamp) -> u8 {
    let seconds = instant.as_second() + i64::from(TOKYO.seconds());
    u8::try_from(seconds.rem_euclid(DAY) / 3600).unwrap_or_default()
}

/// Days since 1970-01-01 of a day.
pub fn number_of(day: Date) -> i32 {
    let start = TOKYO.to_timestamp(day.at(0, 0, 0, 0)).map(day_number);
    start.unwrap_or(if day.year() < 1970 { i32::MIN } else { i32::MAX })
}

/// The day with so many days since 1970-01-01; days that no calendar has become the nearest one.
pub fn from_number(number: i32) -> Date {
    let nearest = if number < 0 { Date::MIN } else { Date::MAX };
    Date::constant(1970, 1, 1)
        .checked_add(number.days())
        .unwrap_or(nearest)
}

/// When a day begins in Tokyo.
pub fn start_of(day: Date) -> Timestamp {
    let nearest = if day.year() < 1970 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    TimeZone::fixed(TOKYO)
        .to_timestamp(day.at(0, 0, 0, 0))
        .unwrap_or(nearest)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_of_tokyo_begins_at_fifteen_hours_utc() {
        let before: Timestamp = "2026-10-04T14:59:59.999Z".parse().unwrap();
        let after: Timestamp = "2026-10-04T15:00:00Z".parse().unwrap();
        assert_eq!((day_of(before), hour_of(before)), (date(2026, 10, 4), 23));
        assert_eq!((day_of(after), hour_of(after)), (date(2026, 10, 5), 0));
        assert_eq!(start_of(date(2026, 10, 5)), after);
        assert_eq!(day_number(after), number_of(date(2026, 10, 5)));
        assert_eq!(from_number(day_number(before)), date(2026, 10, 4));
        assert_eq!(from_number(number_of(date(1969, 12, 31))), date(1969, 12, 31));
    }
}
