//! Visits to install, exchange or remove: on business days, within hours, not more at a time than there are people.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::device::names;
use super::terms::{Terms, Visits};

/// A time for a visit, on the clock in Tokyo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// Start.
    pub starts: DateTime,
    /// How long.
    pub minutes: u16,
}

impl Slot {
    /// Its end.
    pub fn ends(self) -> DateTime {
        self.starts.saturating_add(i64::from(self.minutes).minutes())
    }

    fn overlaps(self, other: Self) -> bool {
        self.starts < other.ends() && other.starts < self.ends()
    }
}

names! {
    /// What a visit is for.
    Errand:
    /// Installing.
    Installation = "installation",
    /// A defective appliance for another one.
    Exchange = "exchange",
    /// Taking it away.
    Removal = "removal",
}

/// Why a time cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVisit {
    /// Weekend, holiday, closing day.
    #[error("not a business day")]
    Closed,
    /// Before or after the hours of visits.
    #[error("outside the hours of visits")]
    OutOfHours,
    /// In the past.
    #[error("in the past")]
    Past,
    /// Too soon for the notice that the programme promises.
    #[error("sooner than the notice that is given")]
    TooSoon,
    /// As many visits as there are people for.
    #[error("everybody is elsewhere at that time")]
    Full,
}

/// Whether a visit can take place then at all; `now` on the clock in Tokyo.
pub fn check(terms: &Terms, slot: Slot, now: DateTime) -> Result<(), NoVisit> {
    let visits = terms.visits;
    if slot.starts <= now {
        return Err(NoVisit::Past);
    }
    let open = terms.calendar.is_business_day(slot.starts.date());
    if !open.unwrap_or(false) {
        return Err(NoVisit::Closed);
    }
    let same_day = slot.ends().date() == slot.starts.date();
    let within = slot.starts.time() >= visits.from && slot.ends().time() <= visits.to;
    if same_day && within {
        Ok(())
    } else {
        Err(NoVisit::OutOfHours)
    }
}

/// Whether somebody is free for it, beside the visits that stand already.
pub fn has_room(visits: Visits, slot: Slot, booked: &[Slot]) -> Result<(), NoVisit> {
    let beside = booked.iter().filter(|other| other.overlaps(slot)).count();
    if u32::try_from(beside).unwrap_or(u32::MAX) < visits.teams {
        Ok(())
    } else {
        Err(NoVisit::Full)
    }
}

/// The first day that may be proposed on `today`.
pub fn first_day(terms: &Terms, today: Date) -> Date {
    let calendar = &terms.calendar;
    let day = calendar.add_business_days(today, terms.visits.notice_business_days);
    day.unwrap_or(Date::MAX)
}

/// Times that can be proposed, by day: those with room on the next `days` business days from `from` on, until `until`.
pub fn free(
    terms: &Terms,
    from: Date,
    until: Option<Date>,
    days: usize,
    booked: &[Slot],
) -> BTreeMap<Date, Vec<Slot>> {
    let mut found = BTreeMap::new();
    let mut day = from;
    while found.len() < days {
        let Ok(open) = terms.calendar.next_business_day_on_or_after(day) else {
            break;
        };
        if until.is_some_and(|until| open > until) {
            break;
        }
        let slots = of_day(terms.visits, open);
        let free = slots.filter(|slot| has_room(terms.visits, *slot, booked).is_ok());
        found.insert(open, free.collect());
        let Ok(next) = open.tomorrow() else { break };
        day = next;
    }
    found
}

/// The times of a day, one after the other.
fn of_day(visits: Visits, day: Date) -> impl Iterator<Item = Slot> {
    let first = Slot {
        starts: day.to_datetime(visits.from),
        minutes: visits.minutes.max(1),
    };
    let last = day.to_datetime(visits.to);
    std::iter::successors(Some(first), |slot| {
        Some(Slot {
            starts: slot.ends(),
            ..*slot
        })
    })
    .take_while(move |slot| slot.ends() <= last)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::installation::tests::terms;

    fn slot(day: Date, hour: i8) -> Slot {
        Slot {
            starts: day.at(hour, 0, 0, 0),
            minutes: 120,
        }
    }

    #[test]
    fn a_visit_is_on_a_business_day_within_hours() {
        let terms = terms();
        let now = date(2023, 9, 1).at(10, 0, 0, 0);
        let monday = date(2023, 9, 4);
        assert_eq!(check(&terms, slot(monday, 9), now), Ok(()));
        assert_eq!(check(&terms, slot(monday, 15), now), Ok(()));
        assert_eq!(check(&terms, slot(monday, 16), now), Err(NoVisit::OutOfHours));
        assert_eq!(check(&terms, slot(monday, 8), now), Err(NoVisit::OutOfHours));
        assert_eq!(
            check(&terms, slot(date(2023, 9, 3), 9), now),
            Err(NoVisit::Closed),
            "Sunday"
        );
        assert_eq!(
            check(&terms, slot(date(2023, 9, 18), 9), now),
            Err(NoVisit::Closed),
            "敬老の日"
        );
        assert_eq!(check(&terms, slot(date(2023, 9, 1), 9), now), Err(NoVisit::Past));
        let night = Slot {
            starts: monday.at(16, 0, 0, 0),
            minutes: 1_200,
        };
        assert_eq!(
            check(&terms, night, now),
            Err(NoVisit::OutOfHours),
            "into the next day"
        );
    }

    #[test]
    fn not_more_visits_at_a_time_than_people() {
        let visits = terms().visits;
        let monday = date(2023, 9, 4);
        let nine = slot(monday, 9);
        let mut booked = vec![nine; usize::try_from(visits.teams).unwrap() - 1];
        assert_eq!(has_room(visits, nine, &booked), Ok(()));
        booked.push(slot(monday, 10));
        assert_eq!(has_room(visits, nine, &booked), Err(NoVisit::Full));
        assert_eq!(has_room(visits, slot(monday, 13), &booked), Ok(()));
    }

    proptest! {
        /// Whatever is proposed can be taken.
        #[test]
        fn no_visit_outside_the_hours(
            start in 0i32..3_000, days in 1usize..15, minutes in 15u16..300, from in 8i8..12, to in 13i8..20,
        ) {
            let mut terms = terms();
            terms.visits = Visits {
                minutes, from: time(from, 0, 0, 0), to: time(to, 0, 0, 0), ..terms.visits
            };
            let today = date(2023, 1, 1).saturating_add(i64::from(start).days());
            let now = today.at(7, 0, 0, 0);
            for (day, slots) in free(&terms, first_day(&terms, today), None, days, &[]) {
                prop_assert!(terms.calendar.is_business_day(day).unwrap());
                for slot in slots {
                    prop_assert_eq!(slot.starts.date(), day);
                    prop_assert_eq!(check(&terms, slot, now), Ok(()));
                }
            }
        }
    }
}
