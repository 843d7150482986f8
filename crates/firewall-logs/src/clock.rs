//! Times as appliances write them, in the zone of the line or of the device's record.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A date and time of day without a zone, in seconds since 1970-01-01 00:00 of the same zone, and the part of a second
/// in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    /// Seconds.
    pub seconds: i64,
    /// Milliseconds, 0–999.
    pub millis: i64,
}

impl Civil {
    /// From numbers; `None` if there is no such date or time. Second 60 is taken for 59.
    pub(crate) fn new(date: (i64, i64, i64), time: (i64, i64, i64)) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        let sound = (1970..=2261).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of_month(year, month)).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..=60).contains(&second);
        let seconds = days_since_1970(year, month, day) * DAY + hour * 3600 + minute * 60 + second.min(59);
        sound.then_some(Self { seconds, millis: 0 })
    }

    /// `2026-11-03` or `2026/11/03`, and `09:05:07`, with or without a fraction.
    pub(crate) fn from_texts(date: &str, time: &str) -> Option<Self> {
        let date = date.as_bytes();
        let [_, _, _, _, one, _, _, other, _, _] = date else {
            return None;
        };
        if one != other || !matches!(one, b'-' | b'/' | b'.' | b':') {
            return None;
        }
        let day = (digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?);
        let (clock, millis) = time_of_day(time)?;
        Self::new(day, clock).map(|civil| Self { millis, ..civil })
    }

    /// Milliseconds since 1970 UTC, at so many seconds east of UTC.
    pub(crate) fn at_offset(self, seconds: i32) -> i64 {
        (self.seconds - i64::from(seconds)) * 1000 + self.millis
    }
}

/// `09:05:07`, `9:05:07.123`: hours, minutes, seconds; and milliseconds.
pub(crate) fn time_of_day(text: &str) -> Option<((i64, i64, i64), i64)> {
    let text = text.as_bytes();
    let colon = if text.get(1) == Some(&b':') { 1 } else { 2 };
    let rest = text.get(colon + 1..)?;
    let [m1, m2, b':', s1, s2, fraction @ ..] = rest else {
        return None;
    };
    if text[colon] != b':' {
        return None;
    }
    let clock = (
        digits(&text[..colon])?,
        digits(&[*m1, *m2])?,
        digits(&[*s1, *s2])?,
    );
    let millis = match fraction {
        [] => 0,
        [b'.' | b',' | b':', fraction @ ..] if !fraction.is_empty() => {
            let most = fraction.len().min(3);
            digits(&fraction[most..])?;
            digits(&fraction[..most])? * [1, 100, 10, 1][most]
        }
        _ => return None,
    };
    Some((clock, millis))
}

/// A number of digits alone; 0 for none.
fn digits(text: &[u8]) -> Option<i64> {
    if text.len() > 18 {
        return None;
    }
    text.iter().try_fold(0, |number: i64, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar, counted from March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The month of an English abbreviation, 1–12.
pub(crate) fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let place = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    i64::try_from(place + 1).ok()
}

/// Minutes east of UTC: `+0900`, `-05:00`, `+09`, `Z`, `UTC`, `GMT`, `JST`, `UTC+9`, `UTC-5:00`.
pub(crate) fn offset_minutes(text: &str) -> Option<i32> {
    // Nearly always so.
    if let [sign @ (b'+' | b'-'), hours @ .., _, _] = text.as_bytes()
        && hours.len() == 2
        && let Some(number) = digits(&text.as_bytes()[1..])
    {
        let minutes = number / 100 * 60 + number % 100;
        return known_offset(if *sign == b'-' { -minutes } else { minutes });
    }
    let text = text.trim();
    let named = ["UTC", "GMT"].iter().find_map(|name| text.strip_prefix(name));
    let text = match (text, named) {
        ("Z" | "z", _) | (_, Some("")) => return Some(0),
        ("JST", _) => return Some(540),
        (_, Some(rest)) => rest,
        (text, None) => text,
    };
    let (sign, digits_only) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match digits_only.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits_only.len() == 4 => digits_only.split_at_checked(2)?,
        None => (digits_only, "0"),
    };
    let part = |text: &str| {
        (text.len() <= 2 && !text.is_empty())
            .then(|| digits(text.as_bytes()))
            .flatten()
    };
    let minutes = part(hours)? * 60 + part(minutes)?;
    known_offset(sign * minutes)
}

/// Minutes east of UTC of the abbreviations that have one meaning. `IST`, `CST` and the like have several: the
/// device's record knows better.
pub(crate) fn zone_minutes(name: &str) -> Option<i32> {
    match name {
        "CET" => Some(60),
        "CEST" | "EET" => Some(120),
        "EEST" => Some(180),
        "EDT" => Some(-240),
        "PDT" => Some(-420),
        name => offset_minutes(name),
    }
}

/// Minutes that lie between two zones of the world at most.
fn known_offset(minutes: i64) -> Option<i32> {
    i32::try_from(minutes)
        .ok()
        .filter(|minutes| minutes.abs() <= 18 * 60)
}

/// Milliseconds since 1970 of a number whose unit is told by how many digits it has: up to 11 seconds, up to 14
/// milliseconds, up to 17 microseconds, more nanoseconds. A fraction may follow seconds.
pub(crate) fn epoch_millis(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (mut number, mut length) = (0_u64, 0);
    for byte in bytes.iter().take_while(|byte| byte.is_ascii_digit()) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        length += 1;
    }
    let fraction = match &bytes[length..] {
        [] => &[],
        [b'.', fraction @ ..] => fraction,
        _ => return None,
    };
    // As many digits as always fit.
    let number = i64::try_from(number)
        .ok()
        .filter(|_| (1..=19).contains(&length))?;
    match length {
        ..=11 => {
            let most = fraction.len().min(3);
            let millis = digits(&fraction[..most])? * [0, 100, 10, 1][most];
            Some(number * 1000 + millis)
        }
        12..=14 => Some(number),
        15..=17 => Some(number / 1000),
        _ => Some(number / 1_000_000),
    }
}

/// ISO 8601 with a zone or without: `2026-11-03T09:05:07.123+09:00`, `2026-11-03 09:05:07`. Gives the civil time and
/// minutes east of UTC, if said.
pub(crate) fn iso(text: &str) -> Option<(Civil, Option<i32>)> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    let civil = Civil::from_texts(date, time)?;
    match zone.trim() {
        "" => Some((civil, None)),
        zone => Some((civil, Some(offset_minutes(zone)?))),
    }
}

/// Turns the device's time of day into instants. The zone is asked once per hour that occurs.
#[derive(Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
    known: Cell<Option<(i64, i32)>>,
}

impl Clock {
    /// A clock of a device in a zone.
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            known: Cell::new(None),
        }
    }

    /// Seconds east of UTC at a civil time; the earlier offset where the clock is turned back.
    pub(crate) fn offset(&self, civil: Civil) -> i32 {
        let quarter = civil.seconds.div_euclid(900);
        if let Some((known, offset)) = self.known.get()
            && known == quarter
        {
            return offset;
        }
        let offset = self.look_up(civil.seconds).unwrap_or(0);
        self.known.set(Some((quarter, offset)));
        offset
    }

    fn look_up(&self, seconds: i64) -> Option<i32> {
        let utc = Timestamp::from_second(seconds).ok()?;
        let civil = TimeZone::UTC.to_datetime(utc);
        let at = self.zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        Some(self.zone.to_offset(at).seconds())
    }

    /// Milliseconds since 1970: with minutes east of UTC if the line says so, else in the device's zone.
    pub(crate) fn millis(&self, civil: Civil, minutes: Option<i32>) -> i64 {
        let offset = minutes.map_or_else(|| self.offset(civil), |minutes| minutes * 60);
        civil.at_offset(offset)
    }

    /// The date of an instant at the device's place.
    pub(crate) fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Milliseconds of a date without a year: the year in which it lies closest to the time received, so that the
    /// turn of the year and a clock some days fast do no harm.
    pub(crate) fn millis_near(
        &self,
        (month, day): (i64, i64),
        time: (i64, i64, i64),
        minutes: Option<i32>,
        received: Timestamp,
    ) -> Option<i64> {
        let year = i64::from(self.date(received).year());
        let received = received.as_millisecond();
        (year - 1..=year + 1)
            .filter_map(|year| Civil::new((year, month, day), time))
            .map(|civil| self.millis(civil, minutes))
            .min_by_key(|millis| millis.abs_diff(received))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_a_number_follows_from_its_digits() {
        for text in [
            "1793664000",
            "1793664000000",
            "1793664000000000",
            "1793664000000000000",
        ] {
            assert_eq!(epoch_millis(text), Some(1_793_664_000_000), "{text}");
        }
        assert_eq!(epoch_millis("1793664000.25"), Some(1_793_664_000_250));
        assert_eq!(epoch_millis("99999999999999999999"), None);
        assert_eq!(epoch_millis("12x"), None);
        assert_eq!(epoch_millis(""), None);
    }

    #[test]
    fn zones_are_read_in_the_ways_devices_write_them() {
        for (text, minutes) in [
            ("+0900", 540),
            ("-05:00", -300),
            ("UTC-5:00", -300),
            ("UTC+9", 540),
            ("JST", 540),
            ("Z", 0),
            ("GMT", 0),
            ("+05:30", 330),
        ] {
            assert_eq!(offset_minutes(text), Some(minutes), "{text}");
        }
        for text in ["", "0900", "+9900", "CEST", "+é"] {
            assert_eq!(offset_minutes(text), None, "{text}");
        }
        for (text, minutes) in [
            ("EDT", Some(-240)),
            ("CEST", Some(120)),
            ("JST", Some(540)),
            ("IST", None),
        ] {
            assert_eq!(zone_minutes(text), minutes, "{text}");
        }
    }

    #[test]
    fn civil_days_are_those_of_the_calendar() {
        let mut date = Date::constant(1970, 1, 1);
        for day in 0..40_000 {
            let (year, month, of_month) = (date.year(), date.month(), date.day());
            let civil = Civil::new((year.into(), month.into(), of_month.into()), (0, 0, 0));
            assert_eq!(civil.map(|civil| civil.seconds), Some(day * DAY), "{date}");
            date = date.tomorrow().unwrap();
        }
        assert_eq!(Civil::new((2026, 2, 29), (0, 0, 0)), None);
        assert_eq!(Civil::new((2026, 13, 1), (0, 0, 0)), None);
        assert_eq!(Civil::new((2026, 1, 1), (24, 0, 0)), None);
    }

    #[test]
    fn a_date_without_a_year_is_the_one_nearest_to_when_it_was_received() {
        let clock = Clock::new(TimeZone::fixed(jiff::tz::offset(9)));
        let just_after: Timestamp = "2026-12-31T15:00:05Z".parse().unwrap();
        let at = clock
            .millis_near((12, 31), (23, 59, 58), None, just_after)
            .unwrap();
        assert_eq!(
            at,
            "2026-12-31T14:59:58Z"
                .parse::<Timestamp>()
                .unwrap()
                .as_millisecond()
        );
        let fast = clock.millis_near((1, 1), (0, 0, 3), None, "2026-12-31T14:59:58Z".parse().unwrap());
        assert_eq!(
            fast,
            Some(
                "2026-12-31T15:00:03Z"
                    .parse::<Timestamp>()
                    .unwrap()
                    .as_millisecond()
            )
        );
    }

    #[test]
    fn summer_time_is_that_of_the_zone() {
        let clock = Clock::new(TimeZone::get("Europe/Berlin").unwrap());
        let at = |text: &str| {
            let (civil, zone) = iso(text).unwrap();
            clock.millis(civil, zone)
        };
        assert_eq!(at("2026-07-01T12:00:00"), at("2026-07-01T10:00:00Z"));
        assert_eq!(at("2026-12-01T12:00:00"), at("2026-12-01T11:00:00Z"));
        assert_eq!(at("2026-03-29T01:59:00"), at("2026-03-29T00:59:00Z"));
        assert_eq!(at("2026-03-29T03:01:00"), at("2026-03-29T01:01:00Z"));
    }
}
