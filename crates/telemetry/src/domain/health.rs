//! How an appliance's log is doing: what is known of it, and what somebody has to do about it. What nobody measured is
//! `None`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use platform::clock::date_in_tokyo;

use super::device::names;

/// After so many hours without a line a device is silent.
pub const SILENT_HOURS: i64 = 6;
/// So many hours after its last line with an impossible time a device's clock counts as right again.
const CLOCK_HOURS: i64 = 24;
/// Signatures are renewed daily; after this many days without, something is wrong.
pub const SIGNATURE_DAYS: i32 = 7;
/// From so many lost of a thousand lines on, somebody looks.
const LOST_PERMILLE: u64 = 1;

names! {
    /// What a device needs, the most urgent first.
    Condition:
    /// It says nothing.
    Silent = "silent",
    /// Lines or whole days are missing.
    Loss = "loss",
    /// Its signatures are old.
    Old = "old",
    /// Its clock is off.
    Clock = "clock",
    /// Nothing.
    Fine = "fine",
}

/// The health of one device during its stay at a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// When its last line was received in this stay.
    pub last_seen: Option<Timestamp>,
    /// Lines of the last 24 whole hours, the oldest first.
    pub hours: [u64; 24],
    /// Whole days of this month and stay on which nothing was received; `None` where nobody was there to receive.
    pub days_without: Option<Vec<Date>>,
    /// Lines of this month.
    pub lines: u64,
    /// Lines lost this month by the device's own numbers, and of how many; `None` where it does not number them.
    pub loss: Option<(u64, u64)>,
    /// Lines of this month that were cut.
    pub cut: u64,
    /// Lines of this month that came twice.
    pub duplicates: u64,
    /// Lines of this month that were not understood.
    pub not_understood: u64,
    /// By how many milliseconds its clock is behind (negative: ahead), if steadily and by more than five minutes.
    pub skew: Option<i64>,
    /// Lines whose time could not be, since the collector counts, and when the last of them was received.
    pub impossible: u64,
    /// See [`Self::impossible`].
    pub impossible_at: Option<Timestamp>,
    /// Lines whose serial number was another device's, since the collector counts.
    pub serial_disagrees: u64,
    /// The version of its signatures, as it says.
    pub signatures: Option<String>,
    /// The last day on which it renewed them: the one figure by which [`Condition::Old`] is judged.
    pub renewed: Option<Date>,
}

impl Health {
    /// Lines in the last whole hour.
    pub fn last_hour(&self) -> u64 {
        self.hours[23]
    }

    /// Whether it needs `condition` seen to. [`Condition::Fine`] is it with nothing else.
    pub fn is(&self, condition: Condition, now: Timestamp) -> bool {
        match condition {
            Condition::Silent => self
                .last_seen
                .is_none_or(|last| now.duration_since(last).as_hours() >= SILENT_HOURS),
            Condition::Loss => {
                let days = self.days_without.as_ref().is_some_and(|days| !days.is_empty());
                let lines =
                    |(lost, of): (u64, u64)| lost > 0 && lost.saturating_mul(1000) >= of * LOST_PERMILLE;
                days || self.loss.is_some_and(lines)
            }
            Condition::Old => self
                .renewed
                .is_some_and(|day| (date_in_tokyo(now) - day).get_days() > SIGNATURE_DAYS),
            Condition::Clock => {
                let is_recent = |at: Timestamp| now.duration_since(at).as_hours() < CLOCK_HOURS;
                self.skew.is_some() || self.impossible_at.is_some_and(is_recent)
            }
            Condition::Fine => self.conditions(now) == [Condition::Fine],
        }
    }

    /// Everything that it needs, the most urgent first; at least one.
    pub fn conditions(&self, now: Timestamp) -> Vec<Condition> {
        let needs = [
            Condition::Silent,
            Condition::Loss,
            Condition::Old,
            Condition::Clock,
        ];
        let mut found: Vec<Condition> = needs.into_iter().filter(|one| self.is(*one, now)).collect();
        if found.is_empty() {
            found.push(Condition::Fine);
        }
        found
    }

    /// What comes first in a list: the worst, and of the same the one that has been silent longest.
    pub fn urgency(&self, now: Timestamp) -> (Condition, Option<Timestamp>) {
        let worst = self.conditions(now)[0];
        (worst, self.last_seen.filter(|_| worst == Condition::Silent))
    }
}

/// The whole days of `today`'s month, from `from` on and before today, on which nothing was received. The day of `from`
/// itself was no whole day.
pub fn days_without(from: Date, today: Date, received: &BTreeSet<Date>) -> Vec<Date> {
    let first = from.tomorrow().unwrap_or(from).max(today.first_of_month());
    first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day < today)
        .filter(|day| !received.contains(day))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::{SignedDuration, ToSpan as _};
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    fn well() -> Health {
        Health {
            last_seen: Some(now()),
            days_without: Some(Vec::new()),
            loss: Some((0, 5_000)),
            renewed: Some(date(2026, 11, 22)),
            ..Health::default()
        }
    }

    #[test]
    fn each_condition_has_its_bound() {
        assert_eq!(well().conditions(now()), [Condition::Fine]);
        let silent = |minutes: i64| Health {
            last_seen: Some(now() - SignedDuration::from_mins(minutes)),
            ..well()
        };
        assert!(!silent(359).is(Condition::Silent, now()));
        assert!(silent(360).is(Condition::Silent, now()));
        let lost = |lost| Health {
            loss: Some((lost, 5_000)),
            ..well()
        };
        assert!(!lost(4).is(Condition::Loss, now()));
        assert!(lost(5).is(Condition::Loss, now()));
        let renewed = |day| Health {
            renewed: Some(date(2026, 11, day)),
            ..well()
        };
        assert!(!renewed(15).is(Condition::Old, now()));
        assert!(renewed(14).is(Condition::Old, now()));
        let all = Health {
            last_seen: None,
            days_without: Some(vec![date(2026, 11, 3)]),
            skew: Some(400_000),
            ..renewed(1)
        };
        assert_eq!(
            all.conditions(now()),
            [
                Condition::Silent,
                Condition::Loss,
                Condition::Old,
                Condition::Clock
            ]
        );
    }

    #[test]
    fn a_clock_that_was_set_right_is_fine_after_a_day() {
        let impossible = |hours| Health {
            impossible: 3,
            impossible_at: Some(now() - SignedDuration::from_hours(hours)),
            ..well()
        };
        assert_eq!(impossible(23).conditions(now()), [Condition::Clock]);
        assert_eq!(impossible(24).conditions(now()), [Condition::Fine]);
    }

    #[test]
    fn what_was_not_measured_is_no_reason() {
        let heard = Health {
            last_seen: Some(now()),
            ..Health::default()
        };
        assert_eq!(heard.conditions(now()), [Condition::Fine]);
    }

    proptest! {
        /// A device is fine exactly when it needs nothing, and the conditions are in their order.
        #[test]
        fn fine_means_nothing_else(
            hours in prop::option::of(0i64..20),
            lost in prop::option::of((0u64..20, 1u64..5_000)),
            missing in any::<bool>(),
            renewed in prop::option::of(0i64..20),
            skew in prop::option::of(300_001i64..9_000_000),
        ) {
            let health = Health {
                last_seen: hours.map(|hours| now() - SignedDuration::from_hours(hours)),
                loss: lost,
                days_without: Some(if missing { vec![date(2026, 11, 2)] } else { Vec::new() }),
                skew,
                renewed: renewed.map(|days| date(2026, 11, 22).saturating_sub(days.days())),
                ..Health::default()
            };
            let conditions = health.conditions(now());
            prop_assert!(conditions.is_sorted() && !conditions.is_empty());
            prop_assert_eq!(conditions.contains(&Condition::Fine), conditions.len() == 1 && health.is(Condition::Fine, now()));
            for condition in Condition::ALL {
                prop_assert_eq!(health.is(*condition, now()), conditions.contains(condition));
            }
        }

        /// Days without lines: of this month, after the day of the installation, before today, and those alone.
        #[test]
        fn days_without_are_whole_days_of_the_stay(
            from in 0i64..60,
            received in prop::collection::btree_set(0i64..60, 0..60),
            today in 0i64..60,
        ) {
            let day = |number: i64| date(2026, 10, 10).saturating_add(number.days());
            let received: BTreeSet<Date> = received.into_iter().map(day).collect();
            let missing = days_without(day(from), day(today), &received);
            for number in 0..60 {
                let one = day(number);
                let expected = one > day(from) && one < day(today) && one.month() == day(today).month() && !received.contains(&one);
                prop_assert_eq!(missing.contains(&one), expected, "{}", one);
            }
        }
    }
}
