//! Dates in Japanese eras (和暦): 令和7年6月30日（月） and back.
//!
//! An era's first day counts as its own, also where the old era had its morning (1912-07-30, 1926-12-25).
//! Dates begin with 1873-01-01 (明治6年1月1日): before, month and day were those of a lunisolar calendar.

use std::fmt;

use jiff::civil::{Date, Weekday, date};

use crate::Error;

const GREGORIAN_SINCE: Date = date(1873, 1, 1);

/// The eras since Japan took up one era to a reign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治, to 1912-07-30.
    Meiji,
    /// 大正, 1912-07-30 to 1926-12-25.
    Taisho,
    /// 昭和, 1926-12-25 to 1989-01-07.
    Showa,
    /// 平成, 1989-01-08 to 2019-04-30.
    Heisei,
    /// 令和, since 2019-05-01.
    Reiwa,
}

impl Era {
    /// All eras, the oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The era and the year in it of a date: 2019-05-01 is year 1 of 令和.
    ///
    /// # Errors
    /// [`Error::BeforeGregorianCalendar`] before 1873-01-01.
    pub fn of(date: Date) -> Result<(Self, i16), Error> {
        Self::ALL
            .into_iter()
            .rev()
            .find(|era| era.first_day() <= date)
            .filter(|_| date >= GREGORIAN_SINCE)
            .map(|era| (era, date.year() - era.first_day().year() + 1))
            .ok_or(Error::BeforeGregorianCalendar { date })
    }

    /// The two characters of its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// Its first day, in the Gregorian calendar.
    pub fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1868, 1, 25),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// Its last day. 明治 and 大正 ended on the day their successors began.
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Meiji => Some(date(1912, 7, 30)),
            Self::Taisho => Some(date(1926, 12, 25)),
            Self::Showa => Some(date(1989, 1, 7)),
            Self::Heisei => Some(date(2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    fn contains(self, date: Date) -> bool {
        self.first_day() <= date && self.last_day().is_none_or(|last| date <= last)
    }
}

impl fmt::Display for Era {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The date as 令和7年6月30日, an era's first year as 令和元年.
///
/// # Errors
/// [`Error::BeforeGregorianCalendar`] before 1873-01-01.
pub fn to_japanese(date: Date) -> Result<String, Error> {
    let (era, year) = Era::of(date)?;
    let year = if year == 1 {
        "元".to_owned()
    } else {
        year.to_string()
    };
    Ok(format!("{era}{year}年{}月{}日", date.month(), date.day()))
}

/// The date with its day of the week: 令和7年6月30日（月）.
///
/// # Errors
/// [`Error::BeforeGregorianCalendar`] before 1873-01-01.
pub fn to_japanese_with_weekday(date: Date) -> Result<String, Error> {
    Ok(format!("{}（{}）", to_japanese(date)?, weekday(date)))
}

/// The day of the week as the one character of 月曜日, 火曜日, …
pub fn weekday(date: Date) -> char {
    match date.weekday() {
        Weekday::Sunday => '日',
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
    }
}

/// Reads 令和7年6月30日 and 令和元年5月1日. Digits and brackets may be full-width, spaces may stand anywhere,
/// a day of the week may follow in brackets and must then be right.
///
/// # Errors
/// [`Error::NotAJapaneseDate`], [`Error::NotInEra`], [`Error::WrongWeekday`];
/// [`Error::BeforeGregorianCalendar`] before 明治6年1月1日.
pub fn parse(text: &str) -> Result<Date, Error> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .collect();
    let (era, date, weekday_given) = read(&plain).ok_or_else(|| Error::NotAJapaneseDate {
        text: text.to_owned(),
    })?;
    if !era.contains(date) {
        return Err(Error::NotInEra {
            text: text.to_owned(),
            date,
        });
    }
    if date < GREGORIAN_SINCE {
        return Err(Error::BeforeGregorianCalendar { date });
    }
    if weekday_given.is_some_and(|given| given != weekday(date)) {
        return Err(Error::WrongWeekday {
            text: text.to_owned(),
            date,
        });
    }
    Ok(date)
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '（' => '(',
        '）' => ')',
        _ => c,
    }
}

/// The parts of a text without spaces and full-width forms, if the whole of it is a date.
fn read(text: &str) -> Option<(Era, Date, Option<char>)> {
    let (era, rest) = Era::ALL
        .into_iter()
        .find_map(|era| text.strip_prefix(era.name()).map(|rest| (era, rest)))?;
    let (year, rest) = rest.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    let year = if year == "元" { 1 } else { number(year)? };
    let year = era.first_day().year().checked_add(year - 1)?;
    let date = Date::new(
        year,
        number(month)?.try_into().ok()?,
        number(day)?.try_into().ok()?,
    )
    .ok()?;
    let weekday = if rest.is_empty() {
        None
    } else {
        Some(bracketed_weekday(rest)?)
    };
    Some((era, date, weekday))
}

/// A whole number from 1 on in ASCII digits, without a sign.
fn number(digits: &str) -> Option<i16> {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|&number| all_digits && number > 0)
}

/// The one character of a day of the week in brackets: `(月)`.
fn bracketed_weekday(text: &str) -> Option<char> {
    let mut inner = text.strip_prefix('(')?.strip_suffix(')')?.chars();
    inner
        .next()
        .filter(|&weekday| inner.next().is_none() && "日月火水木金土".contains(weekday))
}
