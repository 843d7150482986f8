//! The trial: at most some months free of charge, counted from the day of the installation (M1).

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// The last day of a trial of `months` that begins on `installed_on`.
///
/// The day of the installation counts. As the Civil Code counts (art. 143), a period of months ends on the day before the
/// day of the same number, or on the last day of a month that has no such day: three months from 30 November end on the
/// last of February.
pub fn ends_on(installed_on: Date, months: u8) -> Date {
    let later = installed_on.saturating_add(Span::new().months(i32::from(months)));
    if later.day() == installed_on.day() {
        later.saturating_sub(1.day())
    } else {
        later
    }
}

/// Days from `today` to the last day, both counted; 0 when it is over.
pub fn days_left(ends_on: Date, today: Date) -> u32 {
    if today > ends_on {
        return 0;
    }
    u32::try_from((ends_on - today).get_days()).unwrap_or(0) + 1
}

/// The day on which the company is asked how to go on.
pub fn asked_on(installed_on: Date, ends_on: Date, days_before: u16) -> Date {
    ends_on
        .saturating_sub(i64::from(days_before).days())
        .max(installed_on)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_months_as_people_count_them() {
        for (from, to) in [
            (date(2023, 9, 1), date(2023, 11, 30)),
            (date(2023, 9, 15), date(2023, 12, 14)),
            (date(2023, 11, 30), date(2024, 2, 29)),
            (date(2022, 11, 30), date(2023, 2, 28)),
            (date(2023, 11, 29), date(2024, 2, 28)),
            (date(2024, 1, 31), date(2024, 4, 30)),
        ] {
            assert_eq!(ends_on(from, 3), to, "{from}");
        }
    }

    #[test]
    fn the_last_day_is_one_day_left() {
        let last = date(2023, 11, 30);
        assert_eq!(days_left(last, date(2023, 9, 1)), 91);
        assert_eq!(days_left(last, last), 1);
        assert_eq!(days_left(last, date(2023, 12, 1)), 0);
    }

    #[test]
    fn nobody_is_asked_before_it_has_begun() {
        let (from, to) = (date(2023, 9, 1), date(2023, 9, 30));
        assert_eq!(asked_on(from, to, 10), date(2023, 9, 20));
        assert_eq!(asked_on(from, to, 90), from);
    }

    proptest! {
        /// Never longer than the months: the day after the last is at most the same day, so many months later.
        #[test]
        fn a_trial_is_never_longer_than_it_may_be(day in 0i32..20_000, months in 1u8..=12) {
            let from = date(2000, 1, 1).saturating_add(i64::from(day).days());
            let to = ends_on(from, months);
            let later = from.saturating_add(Span::new().months(i32::from(months)));
            prop_assert!(from < to);
            prop_assert!(to <= later);
            prop_assert!(to.tomorrow().unwrap() >= later);
        }
    }
}
