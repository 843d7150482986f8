//! Writing the pieces of a line without allocating.

#![expect(clippy::cast_possible_truncation, reason = "digits are below their base")]

use std::io::Write as _;
use std::net::IpAddr;

/// What a line is written into.
pub(super) trait Put {
    /// Text as it is.
    fn put(&mut self, text: &str) -> &mut Self;
    /// A number.
    fn number(&mut self, number: u64) -> &mut Self;
    /// A number with leading zeros.
    fn padded(&mut self, number: u64, width: usize) -> &mut Self;
    /// An address.
    fn ip(&mut self, ip: IpAddr) -> &mut Self;
    /// The low `digits` of a number in hexadecimal.
    fn hex(&mut self, number: u64, digits: u32) -> &mut Self;
    /// A hardware address of 48 bits.
    fn mac(&mut self, mac: u64, separator: &str) -> &mut Self;
    /// Text with a backslash before quotes and backslashes (FortiGate, JSON).
    fn escaped(&mut self, text: &str) -> &mut Self;
    /// Text with doubled quotes (CSV).
    fn doubled(&mut self, text: &str) -> &mut Self;
}

const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

impl Put for Vec<u8> {
    fn put(&mut self, text: &str) -> &mut Self {
        self.extend_from_slice(text.as_bytes());
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.padded(number, 1)
    }

    fn padded(&mut self, mut number: u64, width: usize) -> &mut Self {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        while number >= 10 {
            // Two digits at a time.
            let pair = (number % 100) as usize * 2;
            number /= 100;
            at -= 2;
            digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        }
        if number > 0 || at == digits.len() {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
        }
        let at = at.min(digits.len() - width.min(digits.len()));
        self.extend_from_slice(&digits[at..]);
        self
    }

    fn ip(&mut self, ip: IpAddr) -> &mut Self {
        match ip {
            IpAddr::V4(ip) => {
                let [a, b, c, d] = ip.octets().map(u64::from);
                self.number(a)
                    .put(".")
                    .number(b)
                    .put(".")
                    .number(c)
                    .put(".")
                    .number(d)
            }
            IpAddr::V6(ip) => {
                write!(self, "{ip}").expect("a vector takes every byte");
                self
            }
        }
    }

    fn hex(&mut self, number: u64, digits: u32) -> &mut Self {
        for digit in (0..digits.min(16)).rev() {
            self.push(b"0123456789abcdef"[(number >> (digit * 4) & 15) as usize]);
        }
        self
    }

    fn mac(&mut self, mac: u64, separator: &str) -> &mut Self {
        for octet in (0..6).rev() {
            self.hex(mac >> (octet * 8), 2);
            if octet > 0 {
                self.put(separator);
            }
        }
        self
    }

    fn escaped(&mut self, text: &str) -> &mut Self {
        for &byte in text.as_bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.push(b'\\');
            }
            self.push(byte);
        }
        self
    }

    fn doubled(&mut self, text: &str) -> &mut Self {
        for &byte in text.as_bytes() {
            if byte == b'"' {
                self.push(b'"');
            }
            self.push(byte);
        }
        self
    }
}

/// A moment by a clock that stands a fixed time from UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct WallTime {
    /// Year of the common era.
    pub(super) year: u64,
    /// 1 to 12.
    pub(super) month: u64,
    /// 1 to 31.
    pub(super) day: u64,
    /// 0 to 23.
    pub(super) hour: u64,
    /// 0 to 59.
    pub(super) minute: u64,
    /// 0 to 59.
    pub(super) second: u64,
    /// Within the second.
    pub(super) micros: u64,
}

const DAY: i64 = 86_400;

impl WallTime {
    /// The wall time of microseconds since 1970, minutes east of UTC.
    pub(super) fn at(micros: i64, offset: i16) -> Self {
        let seconds = micros.div_euclid(1_000_000) + i64::from(offset) * 60;
        let within = seconds.rem_euclid(DAY).unsigned_abs();
        let (year, month, day) = civil(seconds.div_euclid(DAY));
        Self {
            year,
            month,
            day,
            hour: within / 3_600,
            minute: within / 60 % 60,
            second: within % 60,
            micros: micros.rem_euclid(1_000_000).unsigned_abs(),
        }
    }

    /// `2026-10-01` with a separator of one's own.
    pub(super) fn date(self, out: &mut Vec<u8>, separator: &str) {
        out.padded(self.year, 4).put(separator);
        out.padded(self.month, 2).put(separator).padded(self.day, 2);
    }

    /// `09:30:00`
    pub(super) fn time(self, out: &mut Vec<u8>) {
        out.padded(self.hour, 2).put(":").padded(self.minute, 2);
        out.put(":").padded(self.second, 2);
    }

    /// `Oct  1 09:30:00`, as RFC 3164 has it.
    pub(super) fn bsd(self, out: &mut Vec<u8>) {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        out.put(MONTHS[(self.month - 1) as usize % 12]);
        out.put(if self.day < 10 { "  " } else { " " })
            .number(self.day)
            .put(" ");
        self.time(out);
    }
}

/// Day of the calendar from days since 1970 (the arithmetic of Hinnant's `civil_from_days`, for years after 0).
fn civil(days: i64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097).unsigned_abs();
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era.unsigned_abs() * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

/// `+0900`, with what stands between hours and minutes.
pub(super) fn zone(out: &mut Vec<u8>, offset: i16, separator: &str) {
    out.put(if offset < 0 { "-" } else { "+" });
    let minutes = u64::from(offset.unsigned_abs());
    out.padded(minutes / 60, 2).put(separator).padded(minutes % 60, 2);
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::Offset;
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_standard_library_does(number: u64, width in 0_usize..12) {
            let text = written(|out| {
                out.padded(number, width);
            });
            prop_assert_eq!(text, format!("{number:0width$}"));
        }

        #[test]
        fn wall_times_are_those_of_jiff(seconds in 0_i64..4_000_000_000, hours in -11_i8..12) {
            let moment = Timestamp::from_second(seconds).unwrap();
            let expected = Offset::constant(hours).to_datetime(moment);
            let ours = WallTime::at(moment.as_microsecond(), i16::from(hours) * 60);
            let text = written(|out| {
                ours.date(out, "-");
                out.put("T");
                ours.time(out);
            });
            prop_assert_eq!(text, expected.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        }
    }

    #[test]
    fn pieces_of_a_line() {
        assert_eq!(written(|out| out.mac(0x0200_5E10_0001, ":").put("").clear()), "");
        let text = written(|out| {
            out.mac(0x0200_5E10_0001, ":")
                .put(" ")
                .escaped("a\"b\\")
                .put(" ")
                .doubled("a\"b");
            zone(out.put(" "), -570, ":");
        });
        assert_eq!(text, "02:00:5e:10:00:01 a\\\"b\\\\ a\"\"b -09:30");
    }
}
