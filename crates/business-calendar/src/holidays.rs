//! The national holidays of a year, from the law's own list.

use std::{ops::RangeInclusive, sync::LazyLock};

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

use crate::Error;

/// The day the Act on National Holidays came into force, 1948-07-20. Earlier days have no answer.
pub const FIRST_DAY: Date = date(1948, 7, 20);
/// The last day whose year's equinoxes the formula gives, 2099-12-31.
pub const LAST_DAY: Date = date(2099, 12, 31);

/// Name of a day off because a holiday falls on a Sunday (the act, article 3 (2)). The Cabinet Office's
/// table calls these days, like the sandwiched ones, just 休日; here the usual names tell them apart.
pub const SUBSTITUTE_DAY: &str = "振替休日";
/// Name of a day off between two holidays (article 3 (3)); 休日 in the Cabinet Office's table.
pub const SANDWICHED_DAY: &str = "国民の休日";

/// Substitute days: for the holidays from this day on. Before, a holiday on a Sunday was lost.
const SUBSTITUTES_SINCE: Date = date(1973, 4, 12);
/// Sandwiched days came into force on 1985-12-27, after the last that could have been that year.
const SANDWICHED_SINCE: i16 = 1986;
/// Until then a Sunday could not be a sandwiched day.
const SANDWICHED_SUNDAYS_SINCE: i16 = 2007;

/// A day off by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// The name as the Cabinet Office's table has it in that year, save for [`SUBSTITUTE_DAY`],
    /// [`SANDWICHED_DAY`] and, for the 休日（祝日扱い） of 2019, 天皇の即位の日 and 即位礼正殿の儀.
    pub name: &'static str,
}

/// Where in the year a holiday lies.
#[derive(Clone, Copy)]
enum Place {
    /// On this day of this month.
    On(i8, i8),
    /// On the first, second, … Monday of this month (ハッピーマンデー制度).
    Monday(i8, i8),
    VernalEquinox,
    AutumnalEquinox,
}
use Place::{AutumnalEquinox, Monday, On, VernalEquinox};

/// The last year of a rule still in force.
const IN_FORCE: i16 = 2099;

/// Name, first and last year, place: the act and its amendments, and the acts for one day each.
const LAW: &[(&str, RangeInclusive<i16>, Place)] = &[
    ("元日", 1949..=IN_FORCE, On(1, 1)),
    ("成人の日", 1949..=1999, On(1, 15)),
    ("成人の日", 2000..=IN_FORCE, Monday(1, 2)),
    ("建国記念の日", 1967..=IN_FORCE, On(2, 11)),
    ("天皇誕生日", 1949..=1988, On(4, 29)),
    ("天皇誕生日", 1989..=2018, On(12, 23)),
    ("天皇誕生日", 2020..=IN_FORCE, On(2, 23)),
    ("春分の日", 1949..=IN_FORCE, VernalEquinox),
    ("みどりの日", 1989..=2006, On(4, 29)),
    ("みどりの日", 2007..=IN_FORCE, On(5, 4)),
    ("昭和の日", 2007..=IN_FORCE, On(4, 29)),
    ("憲法記念日", 1949..=IN_FORCE, On(5, 3)),
    ("こどもの日", 1949..=IN_FORCE, On(5, 5)),
    ("海の日", 1996..=2002, On(7, 20)),
    ("海の日", 2003..=2019, Monday(7, 3)),
    // Moved for the Olympic Games, planned for 2020 and held in 2021.
    ("海の日", 2020..=2020, On(7, 23)),
    ("海の日", 2021..=2021, On(7, 22)),
    ("海の日", 2022..=IN_FORCE, Monday(7, 3)),
    ("山の日", 2016..=2019, On(8, 11)),
    ("山の日", 2020..=2020, On(8, 10)),
    ("山の日", 2021..=2021, On(8, 8)),
    ("山の日", 2022..=IN_FORCE, On(8, 11)),
    ("敬老の日", 1966..=2002, On(9, 15)),
    ("敬老の日", 2003..=IN_FORCE, Monday(9, 3)),
    ("秋分の日", 1948..=IN_FORCE, AutumnalEquinox),
    ("体育の日", 1966..=1999, On(10, 10)),
    ("体育の日", 2000..=2019, Monday(10, 2)),
    ("スポーツの日", 2020..=2020, On(7, 24)),
    ("スポーツの日", 2021..=2021, On(7, 23)),
    ("スポーツの日", 2022..=IN_FORCE, Monday(10, 2)),
    ("文化の日", 1948..=IN_FORCE, On(11, 3)),
    ("勤労感謝の日", 1948..=IN_FORCE, On(11, 23)),
    ("結婚の儀", 1959..=1959, On(4, 10)),
    ("大喪の礼", 1989..=1989, On(2, 24)),
    ("即位礼正殿の儀", 1990..=1990, On(11, 12)),
    ("結婚の儀", 1993..=1993, On(6, 9)),
    ("天皇の即位の日", 2019..=2019, On(5, 1)),
    ("即位礼正殿の儀", 2019..=2019, On(10, 22)),
];

/// Every year's holidays from [`FIRST_DAY`] on, worked out once.
static YEARS: LazyLock<Vec<Vec<Holiday>>> =
    LazyLock::new(|| (FIRST_DAY.year()..=LAST_DAY.year()).map(work_out).collect());

/// The national holidays of a year from 1948 to 2099 in the order of their dates, substitute and
/// sandwiched days among them. No day is listed twice. 1948 has only the three after the act.
///
/// # Errors
/// [`Error::YearOutOfRange`] for any other year.
pub fn holidays(year: i16) -> Result<Vec<Holiday>, Error> {
    of_year(year)
        .map(<[Holiday]>::to_vec)
        .ok_or(Error::YearOutOfRange { year })
}

/// The name of the holiday that `date` is, if it is one.
///
/// # Errors
/// [`Error::DateOutOfRange`] outside [`FIRST_DAY`] to [`LAST_DAY`].
pub fn holiday_name(date: Date) -> Result<Option<&'static str>, Error> {
    let year = of_year(date.year())
        .filter(|_| date >= FIRST_DAY)
        .ok_or(Error::DateOutOfRange { date })?;
    Ok(year
        .binary_search_by_key(&date, |holiday| holiday.date)
        .ok()
        .map(|index| year[index].name))
}

/// The day after, for days that are nowhere near the end of all dates.
pub(crate) fn day_after(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn of_year(year: i16) -> Option<&'static [Holiday]> {
    let index = usize::try_from(year.checked_sub(FIRST_DAY.year())?).ok()?;
    YEARS.get(index).map(Vec::as_slice)
}

fn work_out(year: i16) -> Vec<Holiday> {
    let mut all: Vec<Holiday> = LAW
        .iter()
        .filter(|(_, years, _)| years.contains(&year))
        .map(|&(name, _, place)| Holiday {
            date: find(year, place),
            name,
        })
        .collect();
    all.sort_unstable();
    let substitutes = substitutes(&all);
    let sandwiched: Vec<Holiday> = sandwiched(&all)
        .filter(|day| substitutes.iter().all(|other| other.date != day.date))
        .collect();
    all.extend(substitutes);
    all.extend(sandwiched);
    all.sort_unstable();
    all
}

/// For each holiday on a Sunday the next day that is no holiday. Until 2006 the act said just “the
/// following day”, and from 1973 to 2006 that was never a holiday, so that one rule serves for both.
fn substitutes(named: &[Holiday]) -> Vec<Holiday> {
    let is_named = |day: Date| named.iter().any(|holiday| holiday.date == day);
    let on_a_sunday = |holiday: &&Holiday| holiday.date.weekday() == Weekday::Sunday;
    named
        .iter()
        .filter(|holiday| holiday.date >= SUBSTITUTES_SINCE)
        .filter(on_a_sunday)
        .map(|holiday| {
            let mut day = day_after(holiday.date);
            while is_named(day) {
                day = day_after(day);
            }
            Holiday {
                date: day,
                name: SUBSTITUTE_DAY,
            }
        })
        .collect()
}

/// The days between two holidays of which substitute days are none.
fn sandwiched(named: &[Holiday]) -> impl Iterator<Item = Holiday> {
    named.windows(2).filter_map(|pair| {
        let day = day_after(pair[0].date);
        let between = day_after(day) == pair[1].date;
        let in_force = day.year() >= SANDWICHED_SUNDAYS_SINCE
            || (day.year() >= SANDWICHED_SINCE && day.weekday() != Weekday::Sunday);
        (between && in_force).then_some(Holiday {
            date: day,
            name: SANDWICHED_DAY,
        })
    })
}

fn find(year: i16, place: Place) -> Date {
    match place {
        On(month, day) => date(year, month, day),
        Monday(month, nth) => {
            let first = date(year, month, 1).weekday();
            date(year, month, 1 + Weekday::Monday.since(first) + 7 * (nth - 1))
        }
        VernalEquinox => date(year, 3, equinox(year, 20_835_700, 20_843_100)),
        AutumnalEquinox => date(year, 9, equinox(year, 23_258_800, 23_248_800)),
    }
}

/// Day of the month in Japan, by the usual approximation (海上保安庁水路部『新こよみ便利帳』): the two constants,
/// in millionths of a day, are those of 1900–1979 and of 1980–2099. Checked against the published days.
fn equinox(year: i16, until_1979: i32, from_1980: i32) -> i8 {
    let year = i32::from(year);
    let (constant, leap_days) = if year < 1980 {
        (until_1979, (year - 1983) / 4)
    } else {
        (from_1980, (year - 1980) / 4)
    };
    let day = (constant + 242_194 * (year - 1980)) / 1_000_000 - leap_days;
    i8::try_from(day).expect("the formula gives 19 to 24 for the years 1900 to 2099")
}
