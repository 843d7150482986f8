use std::collections::{HashMap, HashSet};

use business_calendar::{
    Error, FIRST_DAY, Holiday, LAST_DAY, SANDWICHED_DAY, SUBSTITUTE_DAY, holiday_name, holidays,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};
use proptest::prelude::*;

use crate::{any_day, published};

/// One line as the published table has it: `5/4 休日`.
fn as_published(holiday: &Holiday) -> String {
    let name = match holiday.name {
        SUBSTITUTE_DAY | SANDWICHED_DAY => "休日",
        name => name,
    };
    format!("{}/{} {name}", holiday.date.month(), holiday.date.day())
}

fn days_named(name: &str, years: impl Iterator<Item = i16>) -> Vec<Date> {
    years
        .flat_map(|year| holidays(year).unwrap())
        .filter(|holiday| holiday.name == name)
        .map(|holiday| holiday.date)
        .collect()
}

#[test]
fn every_published_year_agrees_to_the_day_and_the_name() {
    for (year, published) in published::YEARS {
        let ours: Vec<String> = holidays(*year).unwrap().iter().map(as_published).collect();
        let published: Vec<&str> = published.split(',').map(str::trim).collect();
        assert_eq!(ours, published, "{year}");
    }
}

#[test]
fn the_year_of_the_act_has_only_the_holidays_after_it() {
    let names: Vec<_> = holidays(1948).unwrap().iter().map(as_published).collect();
    assert_eq!(names, ["9/23 秋分の日", "11/3 文化の日", "11/23 勤労感謝の日"]);
}

#[test]
fn the_counts_of_all_years_add_up() {
    // 1,067 lines in the published table from 1955 to 2027.
    let count: usize = (1955..=2027).map(|year| holidays(year).unwrap().len()).sum();
    assert_eq!(count, 1067);
}

#[test]
fn equinoxes_of_the_earlier_formula_fall_on_the_published_days() {
    let published = |year: i16| {
        let vernal = if year % 4 == 0 && year >= 1960 { 20 } else { 21 };
        let autumnal = if year % 4 == 3 { 24 } else { 23 };
        (date(year, 3, vernal), date(year, 9, autumnal))
    };
    let (vernal, autumnal): (Vec<_>, Vec<_>) = (1949..=1979).map(published).unzip();
    assert_eq!(days_named("春分の日", 1949..=1979), vernal);
    assert_eq!(days_named("秋分の日", 1949..=1979), autumnal);
}

#[test]
fn equinoxes_of_the_later_formula_fall_on_the_predicted_days() {
    // 国立天文台 predicts 22 September for the first time since 1896 in 2012 and 19 March again in 2092.
    let autumnal = days_named("秋分の日", 1980..=2099);
    assert_eq!(
        autumnal.iter().find(|day| day.day() == 22),
        Some(&date(2012, 9, 22))
    );
    let vernal = days_named("春分の日", 1980..=2099);
    assert_eq!(
        vernal.iter().find(|day| day.day() == 19),
        Some(&date(2092, 3, 19))
    );
    assert_eq!((vernal.len(), autumnal.len()), (120, 120));
    let in_2030 = (date(2030, 3, 20), date(2030, 9, 23));
    assert_eq!((vernal[50], autumnal[50]), in_2030);
}

#[test]
fn substitute_and_sandwiched_days_are_told_apart() {
    let expected = [
        (date(1973, 4, 30), SUBSTITUTE_DAY),
        (date(1987, 5, 4), SUBSTITUTE_DAY),
        (date(1988, 5, 4), SANDWICHED_DAY),
        (date(2008, 5, 6), SUBSTITUTE_DAY),
        (date(2009, 9, 22), SANDWICHED_DAY),
        (date(2015, 5, 6), SUBSTITUTE_DAY),
        (date(2019, 4, 30), SANDWICHED_DAY),
        (date(2019, 5, 2), SANDWICHED_DAY),
        (date(2019, 5, 6), SUBSTITUTE_DAY),
        (date(2026, 9, 22), SANDWICHED_DAY),
    ];
    for (day, name) in expected {
        assert_eq!(holiday_name(day), Ok(Some(name)), "{day}");
    }
}

#[test]
fn a_rule_does_not_reach_back_before_it_came_into_force() {
    let ordinary = [
        date(1973, 2, 12), // after 建国記念の日 on a Sunday, two months before substitute days
        date(1970, 5, 4),  // between two holidays, before sandwiched days
        date(1985, 5, 4),
        date(1986, 5, 4),   // between two holidays, but then no Sunday could be sandwiched
        date(2019, 12, 23), // no birthday of an emperor in 2019
        date(2019, 2, 23),
        date(2020, 10, 12), // moved to July
        date(2021, 8, 11),
    ];
    for day in ordinary {
        assert_eq!(holiday_name(day), Ok(None), "{day}");
    }
}

#[test]
fn outside_the_years_known_there_is_an_error() {
    for year in [i16::MIN, -1, 0, 1947, 2100, i16::MAX] {
        assert_eq!(holidays(year), Err(Error::YearOutOfRange { year }));
    }
    for day in [Date::MIN, date(1948, 7, 19), date(2100, 1, 1), Date::MAX] {
        assert_eq!(holiday_name(day), Err(Error::DateOutOfRange { date: day }));
    }
    assert_eq!(holiday_name(FIRST_DAY), Ok(None));
    assert_eq!(holiday_name(LAST_DAY), Ok(None));
}

#[test]
fn every_year_is_in_order_without_a_day_twice() {
    for year in 1948..=2099 {
        let days: Vec<Date> = holidays(year)
            .unwrap()
            .iter()
            .map(|holiday| holiday.date)
            .collect();
        assert!(days.is_sorted_by(|a, b| a < b), "{year}");
        assert!(days.iter().all(|day| day.year() == year), "{year}");
    }
}

/// The act's article 3 stated the other way round: from each day to whether it is a day off.
#[test]
fn since_2007_article_3_holds_on_every_day() {
    let names: HashMap<Date, &str> = (2007..=2099)
        .flat_map(|year| holidays(year).unwrap())
        .map(|day| (day.date, day.name))
        .collect();
    let named: HashSet<Date> = names
        .iter()
        .filter(|(_, name)| ![SUBSTITUTE_DAY, SANDWICHED_DAY].contains(name))
        .map(|(day, _)| *day)
        .collect();
    let days = std::iter::successors(Some(date(2007, 1, 2)), |day| Some(*day + 1.day()));
    for day in days
        .take_while(|day| *day < LAST_DAY)
        .filter(|day| !named.contains(day))
    {
        // A substitute day comes after an unbroken row of holidays with a Sunday in it.
        let mut row = std::iter::successors(Some(day - 1.day()), |day| Some(*day - 1.day()))
            .take_while(|day| named.contains(day));
        let expected = if row.any(|day| day.weekday() == Weekday::Sunday) {
            Some(SUBSTITUTE_DAY)
        } else if named.contains(&(day - 1.day())) && named.contains(&(day + 1.day())) {
            Some(SANDWICHED_DAY)
        } else {
            None
        };
        assert_eq!(names.get(&day).copied(), expected, "{day}");
    }
}

proptest! {
    #[test]
    fn a_day_has_a_name_exactly_if_its_year_lists_it(day in any_day()) {
        let listed = holidays(day.year()).unwrap().iter().find(|holiday| holiday.date == day).map(|h| h.name);
        prop_assert_eq!(holiday_name(day).unwrap(), listed);
    }

    #[test]
    fn substitutes_are_never_lost_between_1973_and_2099(year in 1974_i16..=2099) {
        let all = holidays(year).unwrap();
        let sundays = all.iter().filter(|holiday| holiday.date.weekday() == Weekday::Sunday).count();
        let substitutes = all.iter().filter(|holiday| holiday.name == SUBSTITUTE_DAY).count();
        prop_assert_eq!(sundays, substitutes);
    }
}
