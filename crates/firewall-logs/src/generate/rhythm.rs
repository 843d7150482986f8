//! When things happen: office hours in Tokyo, low weekends, machines at night.

use super::dice::Dice;

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;
/// Tokyo's distance from UTC; it has no summer time.
const TOKYO_MICROS: i64 = 9 * HOUR;

/// Lines of people per hour of a weekday, of 10,000.
const PEOPLE: [u32; 24] = [
    10, 5, 5, 5, 5, 10, 40, 180, 620, 880, 900, 860, 520, 820, 860, 850, 820, 700, 420, 220, 120, 60, 30, 60,
];
/// Lines of machines per hour of any day, of 10,000: updates and copies at night, scanners always.
const MACHINES: [u32; 24] = [
    130, 150, 210, 150, 90, 70, 70, 70, 70, 70, 70, 70, 90, 70, 70, 70, 70, 70, 70, 70, 70, 80, 90, 100,
];
/// Of the people's lines, those of a Saturday or Sunday, of 100.
const WEEKEND: u32 = 8;

/// How many lines people and machines cause in an hour, of 10,000 × a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) people: u32,
    pub(super) machines: u32,
}

impl Rate {
    /// The rate at a moment.
    pub(super) fn at(micros: i64) -> Self {
        let hours = (micros + TOKYO_MICROS).div_euclid(HOUR);
        let hour = usize::try_from(hours.rem_euclid(24)).unwrap_or(0);
        // 1970-01-01 was a Thursday: 0 is Monday.
        let weekday = (hours.div_euclid(24) + 3).rem_euclid(7);
        let share = if weekday < 5 { 100 } else { WEEKEND };
        Self {
            people: PEOPLE[hour] * share,
            machines: MACHINES[hour] * 100,
        }
    }

    fn total(self) -> u32 {
        self.people + self.machines
    }

    /// Whether it is an hour in which the offices are full.
    pub(super) fn is_office(self) -> bool {
        self.people > 60_000
    }

    /// Whether a line of this hour is people's.
    pub(super) fn is_people(self, dice: &mut Dice) -> bool {
        dice.below(self.total()) < self.people
    }
}

/// Of a weekday, so that its lines are as many as asked for.
const WEEKDAY: u32 = {
    let (mut total, mut hour) = (0, 0);
    while hour < 24 {
        total += PEOPLE[hour] + MACHINES[hour];
        hour += 1;
    }
    total * 100
};

/// The gaps of a Poisson process: 1,024 quantiles of the exponential distribution, in 1/1,024 of the mean.
#[derive(Clone, Debug)]
pub(super) struct Gaps(Vec<u32>);

impl Gaps {
    pub(super) fn new() -> Self {
        let quantile = |step: u32| {
            let survives = (f64::from(step) + 0.5) / 1_024.0;
            // Rounded to whole steps, so that the last bit of a machine's logarithm does not matter.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 ≤ value < 8,000"
            )]
            let steps = (-survives.ln() * 1_024.0).round() as u32;
            steps
        };
        Self((0..1_024).map(quantile).collect())
    }

    /// The next moment of a device with so many lines on a weekday.
    ///
    /// The process has no memory, so a gap that leaves the hour is thrown again from the hour's end.
    pub(super) fn next(&self, mut at: i64, lines_per_day: u32, dice: &mut Dice) -> i64 {
        // Longer than any gap that a rate above zero can bring.
        for _ in 0..24 * 400 {
            let end = (at.div_euclid(HOUR) + 1) * HOUR;
            let rate = u64::from(Rate::at(at).total()) * u64::from(lines_per_day.max(1));
            let mean = HOUR.unsigned_abs() * u64::from(WEEKDAY) / rate.max(1);
            let steps = u64::from(self.0[dice.index(self.0.len())]);
            let fine = u64::from(dice.below(1_024)) * mean / (1_024 * 1_024);
            let gap = mean * steps / 1_024 + fine;
            let next = at.saturating_add(i64::try_from(gap).unwrap_or(i64::MAX));
            if next < end {
                return next;
            }
            at = end;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::Offset;

    use super::*;

    const TOKYO: Offset = Offset::constant(9);

    fn lines_on(day: jiff::civil::Date) -> u32 {
        let start = TOKYO.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_microsecond();
        let (gaps, mut dice) = (Gaps::new(), Dice::new(1, 1));
        let mut at = start;
        let mut count = 0;
        while at < start + 24 * HOUR {
            at = gaps.next(at, 20_000, &mut dice);
            count += 1;
        }
        count
    }

    #[test]
    fn a_weekday_has_the_lines_asked_for_and_a_sunday_few() {
        // 2026-10-01 is a Thursday, the 4th a Sunday.
        let (thursday, sunday) = (lines_on(date(2026, 10, 1)), lines_on(date(2026, 10, 4)));
        assert!((18_500..21_500).contains(&thursday), "{thursday}");
        assert!((3_000..7_000).contains(&sunday), "{sunday}");
    }

    #[test]
    fn the_morning_is_livelier_than_the_night() {
        let at = |hour| {
            let moment = date(2026, 10, 1).at(hour, 0, 0, 0);
            Rate::at(TOKYO.to_timestamp(moment).unwrap().as_microsecond())
        };
        assert!(at(10).people > 20 * at(3).people);
        assert!(at(2).machines > at(10).machines);
    }
}
