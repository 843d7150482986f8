//! Japanese national holidays, business days with an office's own closing days, and eras.
//!
//! * [`holidays`] lists the national holidays of a year, 1948 to 2099, as the Act on National Holidays
//!   (国民の祝日に関する法律, Act No. 178 of 1948) has them in that year, with every later change, the days
//!   made holidays once by an act of their own, substitute days and sandwiched days.
//! * [`OfficeCalendar`] counts business days: neither Saturday nor Sunday, nor a national holiday, nor a
//!   day on which the office itself is closed (夏季休業, 年末年始休業).
//! * [`era`] writes a date as 令和7年6月30日（月） and reads it back.
//!
//! Everything is a pure function of its arguments: no clock, no time zone, no input or output. Whoever
//! calls decides which date it is in Japan.
//!
//! ```
//! use business_calendar::{Closed, ClosingDays, OfficeCalendar, era};
//! use jiff::civil::date;
//!
//! # fn main() -> Result<(), business_calendar::Error> {
//! let office = OfficeCalendar::new(vec![ClosingDays::new(
//!     date(2024, 12, 30),
//!     date(2025, 1, 3),
//!     "年末年始休業",
//! )?]);
//!
//! // An answer within three business days of Friday 27 December 2024:
//! let due = office.add_business_days(date(2024, 12, 27), 3)?;
//! assert_eq!(due, date(2025, 1, 8));
//! assert_eq!(era::to_japanese_with_weekday(due)?, "令和7年1月8日（水）");
//! assert_eq!(era::parse("令和７年１月８日（水）")?, due);
//!
//! assert_eq!(office.why_closed(date(2024, 12, 31))?, Some(Closed::ClosingDay("年末年始休業")));
//! assert_eq!(office.why_closed(date(2025, 1, 1))?, Some(Closed::Holiday("元日")));
//! assert!(office.is_business_day(date(2025, 1, 6))?);
//!
//! let names: Vec<_> = business_calendar::holidays(2025)?.iter().map(|day| day.name).collect();
//! assert_eq!(names[..3], ["元日", "成人の日", "建国記念の日"]);
//! # Ok(())
//! # }
//! ```
//!
//! # How far to trust a year
//!
//! The list agrees with the Cabinet Office's published table from 1955 to 2027. The equinoxes of later
//! years are astronomical predictions: a year's 春分の日 and 秋分の日 are official once the National
//! Astronomical Observatory has announced them in the 官報 of the February before, and the Diet may change
//! the act at any time. Take a date years ahead as provisional.
//!
//! Dates outside [`FIRST_DAY`] to [`LAST_DAY`] are an [`Error`], never a guess and never a panic.

pub mod era;
mod holidays;
mod office;

pub use holidays::{FIRST_DAY, Holiday, LAST_DAY, SANDWICHED_DAY, SUBSTITUTE_DAY, holiday_name, holidays};
pub use office::{Closed, ClosingDays, OfficeCalendar};

use jiff::civil::Date;

/// Why a question about the calendar has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The year is not one of those whose holidays are known.
    #[error("no holidays are known for the year {year}: the years are 1948 to 2099")]
    YearOutOfRange {
        /// The year asked for.
        year: i16,
    },
    /// The date, or one that the calculation came to, is outside [`FIRST_DAY`] to [`LAST_DAY`].
    #[error("no holidays are known for {date}: the days are 1948-07-20 to 2099-12-31")]
    DateOutOfRange {
        /// The first date for which no answer is known.
        date: Date,
    },
    /// A range of closing days ends before it begins.
    #[error("the closing days “{label}” end on {to}, before they begin on {from}")]
    ClosingDaysReversed {
        /// What the office calls the days.
        label: String,
        /// First day as given.
        from: Date,
        /// Last day as given.
        to: Date,
    },
    /// Before 1873-01-01 Japan had another calendar, so day and month would differ from the Gregorian.
    #[error("{date} is before 1873-01-01, when Japan took up the Gregorian calendar")]
    BeforeGregorianCalendar {
        /// The Gregorian date asked for.
        date: Date,
    },
    /// The text does not have the form 令和7年6月30日, or names a day that no month has.
    #[error("“{text}” is not a date of the form 令和7年6月30日")]
    NotAJapaneseDate {
        /// The text as given.
        text: String,
    },
    /// The date exists, but in another era: 平成32年, 昭和64年1月8日.
    #[error("“{text}” is {date}, which is not in the era it names")]
    NotInEra {
        /// The text as given.
        text: String,
        /// The Gregorian date that year, month and day would come to.
        date: Date,
    },
    /// The text gives a day of the week that the date does not have.
    #[error("“{text}” is {date}, a {}曜日", era::weekday(*date))]
    WrongWeekday {
        /// The text as given.
        text: String,
        /// The date without regard to the day of the week.
        date: Date,
    },
}
