use business_calendar::{Closed, ClosingDays, Error, FIRST_DAY, LAST_DAY, OfficeCalendar};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

use crate::{any_day, any_day_until};

fn closing(from: Date, to: Date, label: &str) -> ClosingDays {
    ClosingDays::new(from, to, label).unwrap()
}

/// An office that closes in summer 2024 and over the turn of the year.
fn office() -> OfficeCalendar {
    OfficeCalendar::new(vec![
        closing(date(2024, 12, 30), date(2025, 1, 3), "年末年始休業"),
        closing(date(2024, 8, 13), date(2024, 8, 15), "夏季休業"),
    ])
}

/// Calendars with up to eight ranges of up to thirty days, which may overlap.
fn any_office() -> impl Strategy<Value = OfficeCalendar> {
    let range = (any_day_until(date(2060, 12, 31)), 0..30_i32)
        .prop_map(|(from, days)| closing(from, from + days.days(), "休業"));
    prop::collection::vec(range, 0..8).prop_map(OfficeCalendar::new)
}

#[test]
fn a_day_says_why_it_is_closed() {
    let office = office();
    let expected = [
        (date(2024, 8, 12), Some(Closed::Holiday("振替休日"))),
        (date(2024, 8, 13), Some(Closed::ClosingDay("夏季休業"))),
        (date(2024, 8, 15), Some(Closed::ClosingDay("夏季休業"))),
        (date(2024, 8, 16), None),
        (date(2024, 8, 17), Some(Closed::Weekend)),
        (date(2025, 1, 1), Some(Closed::Holiday("元日"))),
        (date(2025, 1, 2), Some(Closed::ClosingDay("年末年始休業"))),
        (date(2025, 1, 4), Some(Closed::Weekend)),
        (date(2025, 1, 6), None),
        (date(2026, 5, 3), Some(Closed::Holiday("憲法記念日"))), // a Sunday too
    ];
    for (day, reason) in expected {
        assert_eq!(office.why_closed(day), Ok(reason), "{day}");
        assert_eq!(office.is_business_day(day), Ok(reason.is_none()), "{day}");
    }
}

#[test]
fn business_days_pass_over_weekends_holidays_and_closing_days() {
    let office = office();
    let expected = [
        (date(2024, 8, 9), 0, date(2024, 8, 9)),
        (date(2024, 8, 9), 1, date(2024, 8, 16)),
        (date(2024, 8, 9), 2, date(2024, 8, 19)),
        (date(2024, 8, 10), 1, date(2024, 8, 16)),
        (date(2024, 12, 27), 3, date(2025, 1, 8)),
        (date(2026, 5, 1), 1, date(2026, 5, 7)),
        (date(2019, 4, 26), 1, date(2019, 5, 7)),
    ];
    for (from, count, answer) in expected {
        assert_eq!(
            office.add_business_days(from, count),
            Ok(answer),
            "{from} + {count}"
        );
    }
    assert_eq!(
        office.add_business_days(date(2024, 8, 11), 0),
        Ok(date(2024, 8, 11))
    );
    assert_eq!(
        office.next_business_day_on_or_after(date(2024, 8, 10)),
        Ok(date(2024, 8, 16))
    );
    assert_eq!(
        office.next_business_day_on_or_after(date(2024, 8, 16)),
        Ok(date(2024, 8, 16))
    );
    assert_eq!(
        office.business_days_between(date(2024, 8, 9), date(2024, 8, 19)),
        Ok(2)
    );
    assert_eq!(
        office.business_days_between(date(2024, 8, 19), date(2024, 8, 9)),
        Ok(-2)
    );
}

#[test]
fn overlapping_ranges_give_each_day_one_label() {
    let office = OfficeCalendar::new(vec![
        closing(date(2025, 6, 4), date(2025, 6, 6), "移転"),
        closing(date(2025, 6, 2), date(2025, 6, 5), "研修"),
        closing(date(2025, 6, 3), date(2025, 6, 3), "停電"),
    ]);
    let apart = [
        closing(date(2025, 6, 2), date(2025, 6, 5), "研修"),
        closing(date(2025, 6, 6), date(2025, 6, 6), "移転"),
    ];
    assert_eq!(office.closing_days(), apart);
    assert_eq!(
        office.why_closed(date(2025, 6, 3)),
        Ok(Some(Closed::ClosingDay("研修")))
    );
    assert_eq!(
        office.why_closed(date(2025, 6, 6)),
        Ok(Some(Closed::ClosingDay("移転")))
    );
    assert_eq!(office.is_business_day(date(2025, 6, 9)), Ok(true));
}

#[test]
fn closing_days_to_the_end_of_all_dates_do_no_harm() {
    let ranges = [date(9999, 12, 1), date(9999, 12, 20)].map(|from| closing(from, Date::MAX, "廃止"));
    assert_eq!(OfficeCalendar::new(ranges.to_vec()).closing_days().len(), 1);
}

#[test]
fn at_the_ends_of_the_days_known_there_are_errors() {
    let office = OfficeCalendar::default();
    let after = Error::DateOutOfRange {
        date: date(2100, 1, 1),
    };
    assert_eq!(office.add_business_days(LAST_DAY, 1), Err(after.clone()));
    assert_eq!(office.add_business_days(FIRST_DAY, u32::MAX), Err(after.clone()));
    for day in [Date::MIN, date(1948, 7, 19), Date::MAX] {
        let error = Error::DateOutOfRange { date: day };
        assert_eq!(office.is_business_day(day), Err(error.clone()));
        assert_eq!(office.add_business_days(day, 0), Err(error.clone()));
        assert_eq!(office.add_business_days(day, 1), Err(error.clone()));
        assert_eq!(office.next_business_day_on_or_after(day), Err(error.clone()));
        assert_eq!(office.business_days_between(day, FIRST_DAY), Err(error.clone()));
        assert_eq!(office.business_days_between(LAST_DAY, day), Err(error));
    }
    let always_closed = OfficeCalendar::new(vec![closing(FIRST_DAY, LAST_DAY, "休止")]);
    assert_eq!(always_closed.next_business_day_on_or_after(FIRST_DAY), Err(after));
    let whole = office.business_days_between(FIRST_DAY, LAST_DAY).unwrap();
    let count = u32::try_from(whole).unwrap();
    assert_eq!(office.add_business_days(FIRST_DAY, count), Ok(LAST_DAY));
}

#[test]
fn a_range_keeps_its_form_and_a_wrong_one_is_refused() {
    let range = closing(date(2024, 12, 30), date(2025, 1, 3), "年末年始休業");
    let json = r#"{"from":"2024-12-30","to":"2025-01-03","label":"年末年始休業"}"#;
    assert_eq!(serde_json::to_string(&range).unwrap(), json);
    assert_eq!(serde_json::from_str::<ClosingDays>(json).unwrap(), range);

    let refused = |json: &str| serde_json::from_str::<ClosingDays>(json).unwrap_err().to_string();
    let reversed = refused(r#"{"from":"2025-01-03","to":"2024-12-30","label":"年末年始休業"}"#);
    assert!(
        reversed.contains("end on 2024-12-30, before they begin on 2025-01-03"),
        "{reversed}"
    );
    let misspelt = refused(r#"{"from":"2025-01-03","until":"2025-01-04","label":"休業"}"#);
    assert!(misspelt.contains("unknown field `until`"), "{misspelt}");
}

proptest! {
    #[test]
    fn adding_arrives_at_a_business_day_and_counting_takes_it_back(
        office in any_office(), from in any_day_until(date(2090, 12, 31)), count in 0_u32..600,
    ) {
        let answer = office.add_business_days(from, count).unwrap();
        prop_assert_eq!(office.business_days_between(from, answer).unwrap(), i32::try_from(count).unwrap());
        if count == 0 {
            prop_assert_eq!(answer, from);
        } else {
            prop_assert!(office.is_business_day(answer).unwrap());
            prop_assert!(answer > from);
        }
    }

    #[test]
    fn counting_then_adding_arrives_at_the_last_business_day(
        office in any_office(), from in any_day_until(date(2090, 12, 31)), days in 1_i32..400,
    ) {
        let to = from + days.days();
        let count = u32::try_from(office.business_days_between(from, to).unwrap()).unwrap();
        prop_assert!(office.add_business_days(from, count).unwrap() <= to);
        prop_assert!(office.add_business_days(from, count + 1).unwrap() > to);
    }

    #[test]
    fn adding_is_monotone_and_in_steps(
        office in any_office(), from in any_day_until(date(2090, 12, 31)),
        later in 0_i32..40, first in 1_u32..40, second in 0_u32..40,
    ) {
        let add = |day, count| office.add_business_days(day, count).unwrap();
        prop_assert!(add(from, first) <= add(from + later.days(), first));
        prop_assert!(add(from, first) < add(from, first + 1));
        prop_assert_eq!(add(add(from, first), second), add(from, first + second));
    }

    #[test]
    fn the_next_business_day_is_the_nearest(office in any_office(), day in any_day_until(date(2090, 12, 31))) {
        let next = office.next_business_day_on_or_after(day).unwrap();
        prop_assert!(office.is_business_day(next).unwrap());
        let mut passed = day;
        while passed < next {
            prop_assert!(!office.is_business_day(passed).unwrap());
            passed += 1.day();
        }
    }

    #[test]
    fn counting_adds_up_and_changes_sign(
        office in any_office(), mut days in prop::array::uniform3(any_day_until(date(1990, 1, 1))),
    ) {
        days.sort_unstable();
        let between = |from, to| office.business_days_between(from, to).unwrap();
        prop_assert_eq!(between(days[0], days[1]) + between(days[1], days[2]), between(days[0], days[2]));
        prop_assert_eq!(between(days[0], days[2]), -between(days[2], days[0]));
    }

    #[test]
    fn a_closing_day_is_found_as_by_looking_through_all(
        ranges in prop::collection::vec((0_i32..60, 0_i32..20), 0..8), asked in 0_i32..90,
    ) {
        let first = date(2025, 6, 1);
        let ranges: Vec<ClosingDays> = ranges
            .into_iter()
            .map(|(from, days)| closing(first + from.days(), first + (from + days).days(), "休業"))
            .collect();
        let day = first + asked.days();
        let within = ranges.iter().any(|range| (range.first_day()..=range.last_day()).contains(&day));
        let open = OfficeCalendar::default().is_business_day(day).unwrap();
        prop_assert_eq!(OfficeCalendar::new(ranges).is_business_day(day).unwrap(), open && !within);
    }

    #[test]
    fn a_business_day_is_no_day_off(office in any_office(), day in any_day()) {
        let off = business_calendar::holiday_name(day).unwrap().is_some()
            || day.weekday().to_monday_zero_offset() >= 5;
        prop_assert!(!(off && office.is_business_day(day).unwrap()));
    }
}
