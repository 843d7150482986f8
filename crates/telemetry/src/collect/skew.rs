//! How far a device's clock is off, from the times that its lines say and those at which they were received.
//!
//! Let Δ be received − device. A clock that is off gives a Δ that stands still; lines that were held back during an
//! outage give one that falls while they catch up, because they come faster than they were made. So Δ counts as the
//! clock's only while it stands still: the smallest Δ of each ten seconds (waiting only ever adds to it) is kept, for
//! sixty such moments, and they must agree among themselves and with the last ones. A sender that is late by a steady
//! amount cannot be told from a clock that is wrong; both are flagged, and the device's own time is kept beside.

use std::collections::VecDeque;

/// Below this nothing is corrected: five minutes.
pub const LEAST: i64 = 5 * 60 * 1000;
/// Within so much of each other values agree.
const AGREE: i64 = 30_000;
/// Within so much of the clock's error a line is taken to be from the same clock.
const SAME: i64 = 120_000;
/// One value is kept of so much time received.
const MOMENT: i64 = 10_000;
/// So many are kept, …
const KEPT: usize = 60;
/// … so many are needed, …
const NEEDED: usize = 30;
/// … and so many of the last must agree with the rest.
const LAST: usize = 6;

/// What is known of one device's clock. All times in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Skew {
    moments: VecDeque<i64>,
    moment: Option<(i64, i64)>,
    steady: Option<i64>,
}

impl Skew {
    /// Takes the times of a line in the order of receipt. What is to be added to the line's own time: none if nothing
    /// is wrong, or nothing is sure.
    pub fn take(&mut self, received: i64, device: i64) -> Option<i64> {
        let difference = received.saturating_sub(device);
        let moment = received.div_euclid(MOMENT);
        match &mut self.moment {
            Some((current, least)) if *current == moment => *least = difference.min(*least),
            _ => self.next(moment, difference),
        }
        self.correction(difference)
    }

    /// By how much the clock is behind (negative: ahead), if that is steady.
    pub fn steady(&self) -> Option<i64> {
        self.steady
    }

    fn next(&mut self, moment: i64, difference: i64) {
        if let Some((_, least)) = self.moment.replace((moment, difference)) {
            if self.moments.len() == KEPT {
                self.moments.pop_front();
            }
            self.moments.push_back(least);
            self.steady = steady(&self.moments);
        }
    }

    fn correction(&self, difference: i64) -> Option<i64> {
        let skew = self.steady.filter(|skew| skew.saturating_abs() > LEAST)?;
        let off = difference.saturating_sub(skew);
        // A line of a clock that is behind may also have waited; one that is younger than its clock allows is from a
        // clock that was set right meanwhile.
        let is_same_clock = off.saturating_abs() <= SAME || (skew > 0 && off > 0);
        is_same_clock.then_some(skew)
    }
}

fn steady(moments: &VecDeque<i64>) -> Option<i64> {
    if moments.len() < NEEDED {
        return None;
    }
    let median = median(moments.iter().copied());
    let spread = self::median(
        moments
            .iter()
            .map(|one| one.saturating_sub(median).saturating_abs()),
    );
    let agrees = |one: &i64| one.saturating_sub(median).saturating_abs() <= 2 * AGREE;
    (spread <= AGREE && moments.iter().rev().take(LAST).all(agrees)).then_some(median)
}

fn median(values: impl Iterator<Item = i64>) -> i64 {
    let mut sorted: Vec<i64> = values.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOON: i64 = 1_795_000_000_000;
    const HOUR: i64 = 3_600_000;

    /// Lines every five seconds for so many minutes, with the clock off by `skew` and the transport late by `late`.
    fn run(
        skew: &mut Skew,
        from: i64,
        minutes: i64,
        off: i64,
        late: impl Fn(i64) -> i64,
    ) -> Vec<Option<i64>> {
        (0..minutes * 12)
            .map(|step| {
                let made = from + step * 5000;
                skew.take(made + late(step), made - off)
            })
            .collect()
    }

    #[test]
    fn a_clock_in_1970_or_2036_or_an_hour_off_is_corrected_once_that_is_sure() {
        for off in [NOON - 86_400_000, NOON - 2_100_000_000_000, HOUR, -HOUR] {
            let mut skew = Skew::default();
            let given = run(&mut skew, NOON, 20, off, |step| 200 + step % 3 * 400);
            assert_eq!(given[..12 * 4], vec![None; 12 * 4]);
            let last = given.last().copied().flatten().unwrap();
            assert!((last - off).abs() < 2000, "{last} for {off}");
        }
    }

    #[test]
    fn a_backlog_after_an_outage_is_no_skew() {
        for speed in [2, 5, 50] {
            let mut skew = Skew::default();
            run(&mut skew, NOON, 20, 0, |_| 300);
            // Three hours were held back; they come `speed` times as fast as they were made.
            let begin = NOON + 4 * HOUR;
            for step in 0..3 * 720 {
                let device = NOON + 20 * 60_000 + step * 5000;
                assert_eq!(
                    skew.take(begin + step * 5000 / speed, device),
                    None,
                    "at {step}, {speed} times"
                );
            }
        }
    }

    #[test]
    fn a_backlog_of_a_slow_clock_is_corrected_by_its_error_alone() {
        let mut skew = Skew::default();
        run(&mut skew, NOON, 20, HOUR, |_| 300);
        let made = NOON + 21 * 60_000;
        assert_eq!(skew.take(made + 2 * HOUR, made - HOUR), Some(HOUR + 300));
    }

    #[test]
    fn a_clock_that_jumps_is_left_alone_until_it_is_steady_again() {
        for (before, after) in [(HOUR, 0), (-HOUR, 0), (0, HOUR), (9 * HOUR, 8 * HOUR)] {
            let mut skew = Skew::default();
            run(&mut skew, NOON, 20, before, |_| 100);
            let given = run(&mut skew, NOON + 20 * 60_000, 30, after, |_| 100);
            let expected = (after != 0).then_some(after + 100);
            assert_eq!(given.last(), Some(&expected), "{before} → {after}");
            let wrong: Vec<_> = given
                .iter()
                .skip(12)
                .flatten()
                .filter(|one| **one != after + 100)
                .collect();
            assert!(wrong.is_empty(), "{before} → {after}: {wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn jitter_within_a_minute_never_corrects_a_right_clock(late in prop::collection::vec(0_i64..60_000, 300)) {
            let mut skew = Skew::default();
            for (step, late) in (0..).zip(late) {
                prop_assert_eq!(skew.take(NOON + step * 5000 + late, NOON + step * 5000), None);
            }
        }

        #[test]
        fn no_times_panic_and_a_correction_leads_near_the_receipt(
            times in prop::collection::vec((any::<i64>(), any::<i64>()), 0..200),
        ) {
            let mut skew = Skew::default();
            for (received, device) in times {
                skew.take(received, device);
            }
        }
    }
}
