//! What the collector measured in a month, from its figures of each day.

use std::collections::BTreeMap;

use contracts::ids::DeviceId;
use jiff::civil::Date;

use super::month::Month;
use crate::collect::daily::DayFigures;

/// Figures of some devices by day.
pub type DaysOf<'d> = &'d dyn Fn(DeviceId) -> Option<&'d BTreeMap<Date, DayFigures>>;

/// From which day to which a device stood at the company, both counted. On a day on which it moved, what it sent counts
/// for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which device.
    pub device: DeviceId,
    /// First day.
    pub from: Date,
    /// Last day; none while it stands there.
    pub to: Option<Date>,
}

/// What the collector measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Lines lost by the device's own numbers; `None` where no day has such figures.
    pub lost: Option<u64>,
    /// Lines that came twice.
    pub duplicates: u64,
    /// Lines that were cut because they were too long.
    pub cut: u64,
    /// Lines that the receiving machine dropped of everybody's; only for those whose lines come over UDP.
    pub dropped_of_all: Option<u64>,
    /// Version of the signatures at the end of the month.
    pub signatures: Option<String>,
    /// The last day on which they were renewed, in this month or before.
    pub renewed: Option<Date>,
    /// On how many days of the month they were renewed; `None` where no day has figures.
    pub renewed_on: Option<u32>,
}

/// Sums up a month. `of_all` are the days of nobody's lines.
pub fn of_month(
    month: Month,
    stays: &[Stay],
    days: DaysOf<'_>,
    of_all: Option<&BTreeMap<Date, DayFigures>>,
) -> Collected {
    let mut sum = DayFigures::default();
    let mut renewed = BTreeMap::new();
    for stay in stays {
        let to = stay.to.map_or(month.last(), |to| to.min(month.last()));
        let from = stay.from.max(month.first());
        if from > to {
            continue;
        }
        for (day, figures) in days(stay.device)
            .into_iter()
            .flat_map(|days| days.range(from..=to))
        {
            sum.add(figures);
            *renewed.entry(*day).or_insert(false) |= figures.renewed;
        }
    }
    let dropped = of_all.map(|days| {
        let days = days.range(month.first()..=month.last());
        days.map(|(_, figures)| figures.dropped).sum()
    });
    let renewals = renewed.values().filter(|renewed| **renewed).count();
    Collected {
        lost: sum.loss.map(|(lost, _)| lost),
        duplicates: sum.duplicates,
        cut: sum.cut,
        dropped_of_all: (sum.datagrams > 0).then(|| dropped.unwrap_or_default()),
        signatures: None,
        renewed: renewed.iter().rev().find(|(_, is)| **is).map(|(day, _)| *day),
        renewed_on: (!renewed.is_empty()).then(|| u32::try_from(renewals).unwrap_or(u32::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn device(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    fn october() -> Month {
        Month::of(date(2026, 10, 1))
    }

    #[test]
    fn a_month_without_figures_is_not_measured() {
        let stay = Stay {
            device: device(1),
            from: date(2026, 9, 1),
            to: None,
        };
        let collected = of_month(october(), &[stay], &|_| None, None);
        assert_eq!(collected, Collected::default());
        assert_eq!((collected.lost, collected.renewed_on), (None, None));
    }

    #[test]
    fn a_device_that_does_not_number_its_lines_has_no_loss_but_the_rest() {
        let figures = DayFigures {
            lines: 9,
            duplicates: 2,
            datagrams: 4,
            ..DayFigures::default()
        };
        let days = BTreeMap::from([(date(2026, 10, 3), figures)]);
        let all = BTreeMap::from([
            (
                date(2026, 9, 30),
                DayFigures {
                    dropped: 100,
                    ..DayFigures::default()
                },
            ),
            (
                date(2026, 10, 31),
                DayFigures {
                    dropped: 7,
                    ..DayFigures::default()
                },
            ),
        ]);
        let stay = Stay {
            device: device(1),
            from: date(2026, 10, 1),
            to: None,
        };
        let collected = of_month(october(), &[stay], &|_| Some(&days), Some(&all));
        assert_eq!((collected.lost, collected.duplicates), (None, 2));
        assert_eq!(
            (collected.dropped_of_all, collected.renewed_on),
            (Some(7), Some(0))
        );
    }

    proptest! {
        /// Whatever a device counts, and whenever it was exchanged: each company's month holds the days of its stay.
        #[test]
        fn only_days_of_the_stay_within_the_month_count(
            lost in prop::collection::vec(prop::option::of(0u64..50), 92),
            renewed in prop::collection::vec(any::<bool>(), 92),
            from in 0i64..92,
            length in 0i64..92,
        ) {
            let first = date(2026, 9, 1);
            let days: BTreeMap<Date, DayFigures> = (0i64..)
                .zip(lost.iter().zip(&renewed))
                .map(|(number, (lost, renewed))| {
                    let figures = DayFigures { loss: lost.map(|lost| (lost, 100)), renewed: *renewed, duplicates: 1, ..DayFigures::default() };
                    (first.saturating_add(number.days()), figures)
                })
                .collect();
            let from = first.saturating_add(from.days());
            let to = from.saturating_add(length.days());
            let stay = Stay { device: device(1), from, to: Some(to) };
            let collected = of_month(october(), &[stay], &|_| Some(&days), None);
            let counted: Vec<&DayFigures> = days
                .iter()
                .filter(|(day, _)| **day >= from && **day <= to && day.month() == 10)
                .map(|(_, figures)| figures)
                .collect();
            let losses: Vec<u64> = counted.iter().filter_map(|day| Some(day.loss?.0)).collect();
            prop_assert_eq!(collected.lost, (!losses.is_empty()).then(|| losses.iter().sum()));
            prop_assert_eq!(collected.duplicates, counted.len() as u64);
            let renewals = counted.iter().filter(|day| day.renewed).count();
            prop_assert_eq!(collected.renewed_on, (!counted.is_empty()).then(|| u32::try_from(renewals).unwrap()));
            prop_assert_eq!(collected.renewed.is_some(), renewals > 0);
        }

        /// Two devices one after the other: their losses add up.
        #[test]
        fn an_exchange_in_the_month_loses_nothing(first in 0u64..50, second in 0u64..50, day in 2i8..30) {
            let figures = |lost| DayFigures { loss: Some((lost, 100)), ..DayFigures::default() };
            let old = BTreeMap::from([(date(2026, 10, 1), figures(first))]);
            let new = BTreeMap::from([(date(2026, 10, 31), figures(second))]);
            let stays = [
                Stay { device: device(1), from: date(2026, 9, 1), to: Some(date(2026, 10, day)) },
                Stay { device: device(2), from: date(2026, 10, day), to: None },
            ];
            let days = |asked: DeviceId| Some(if asked == device(1) { &old } else { &new });
            prop_assert_eq!(of_month(october(), &stays, &days, None).lost, Some(first + second));
        }
    }
}
