//! Visits on site: weekdays 09:00–17:00 on business days only (M5). A request outside of them becomes the next slot.

use business_calendar::OfficeCalendar;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use platform::clock::{from_tokyo, in_tokyo};

use super::names::names;

/// First minute of a visit's hours (駆けつけ対応時間 平日 9：00～17：00).
pub const OPENS: Time = Time::constant(9, 0, 0, 0);
/// End of a visit's hours.
pub const CLOSES: Time = Time::constant(17, 0, 0, 0);
/// How long a visit is planned for.
pub const LENGTH: SignedDuration = SignedDuration::from_hours(2);
/// From the request to the earliest arrival.
pub const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(1);
/// Visits begin on the half hour.
const STEP: i64 = 30 * 60;

/// How far a visit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VisitState {
    /// It will take place.
    Planned,
    /// It took place.
    Done,
    /// It was called off.
    Cancelled,
}

names!(VisitState: Planned = "planned", Done = "done", Cancelled = "cancelled");

/// When a visit takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// From.
    pub starts: Timestamp,
    /// Until.
    pub ends: Timestamp,
}

/// Why a wished time is no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSlot {
    /// Saturday, Sunday, a holiday or a closing day.
    #[error("{0} is no business day")]
    NoBusinessDay(Date),
    /// Before 09:00, or it would end after 17:00.
    #[error("visits take place from 09:00 to 17:00")]
    OutsideHours,
    /// It has passed.
    #[error("it has passed")]
    Past,
    /// No calendar is known for it.
    #[error("no calendar is known for the day")]
    Unknown,
}

/// The slot that begins at `wished`, if visits take place then.
pub fn slot_at(calendar: &OfficeCalendar, wished: DateTime, now: Timestamp) -> Result<Slot, NoSlot> {
    let is_business_day = calendar
        .is_business_day(wished.date())
        .map_err(|_| NoSlot::Unknown)?;
    if !is_business_day {
        return Err(NoSlot::NoBusinessDay(wished.date()));
    }
    let starts = from_tokyo(wished);
    let ends = starts.checked_add(LENGTH).map_err(|_| NoSlot::Unknown)?;
    if wished.time() < OPENS || in_tokyo(ends) > wished.date().to_datetime(CLOSES) {
        return Err(NoSlot::OutsideHours);
    }
    if starts < now {
        return Err(NoSlot::Past);
    }
    Ok(Slot { starts, ends })
}

/// The first slot for a request at `now`: within the hours after the way there, else the next business day's first.
pub fn next_slot(calendar: &OfficeCalendar, now: Timestamp) -> Result<Slot, NoSlot> {
    let earliest = now.checked_add(ON_THE_WAY).map_err(|_| NoSlot::Unknown)?;
    let seconds = earliest.as_second();
    let rounded = seconds.div_euclid(STEP) * STEP;
    let rounded = if rounded < seconds || earliest.subsec_nanosecond() > 0 {
        rounded + STEP
    } else {
        rounded
    };
    let wished = in_tokyo(Timestamp::from_second(rounded).map_err(|_| NoSlot::Unknown)?);
    let wished = if wished.time() < OPENS {
        wished.date().to_datetime(OPENS)
    } else {
        wished
    };
    match slot_at(calendar, wished, now) {
        Ok(slot) => Ok(slot),
        Err(NoSlot::OutsideHours | NoSlot::NoBusinessDay(_)) => {
            let tomorrow = wished.date().tomorrow().map_err(|_| NoSlot::Unknown)?;
            let day = calendar
                .next_business_day_on_or_after(tomorrow)
                .map_err(|_| NoSlot::Unknown)?;
            slot_at(calendar, day.to_datetime(OPENS), now)
        }
        Err(other) => Err(other),
    }
}

/// Whether somebody could set out at once: if not, the company is told what to do until then.
pub fn is_within_hours(calendar: &OfficeCalendar, now: Timestamp) -> bool {
    let local = in_tokyo(now);
    let open = calendar.is_business_day(local.date()).unwrap_or(false);
    open && local.time() >= OPENS && local.time() < CLOSES
}

#[cfg(test)]
mod tests {
    use business_calendar::ClosingDays;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> OfficeCalendar {
        let new_year = ClosingDays::new(date(2026, 12, 29), date(2027, 1, 3), "年末年始").unwrap();
        OfficeCalendar::new(vec![new_year])
    }

    fn at(text: &str) -> Timestamp {
        from_tokyo(text.parse().unwrap())
    }

    fn starts(now: &str) -> String {
        in_tokyo(next_slot(&calendar(), at(now)).unwrap().starts).to_string()
    }

    #[test]
    fn a_request_at_night_becomes_the_next_slot() {
        assert_eq!(
            starts("2026-11-19T10:10:00"),
            "2026-11-19T11:30:00",
            "within the hours"
        );
        assert_eq!(
            starts("2026-11-19T07:00:00"),
            "2026-11-19T09:00:00",
            "in the morning"
        );
        assert_eq!(starts("2026-11-19T23:40:00"), "2026-11-20T09:00:00", "at night");
        assert_eq!(
            starts("2026-11-20T16:00:00"),
            "2026-11-24T09:00:00",
            "a weekend and a holiday"
        );
        assert_eq!(
            starts("2026-12-28T18:00:00"),
            "2027-01-04T09:00:00",
            "the new year"
        );
    }

    #[test]
    fn a_wish_is_held_against_the_hours() {
        let now = at("2026-11-19T08:00:00");
        let wish = |text: &str| slot_at(&calendar(), text.parse().unwrap(), now);
        assert!(wish("2026-11-19T15:00:00").is_ok());
        assert_eq!(wish("2026-11-19T15:01:00"), Err(NoSlot::OutsideHours));
        assert_eq!(wish("2026-11-19T08:59:00"), Err(NoSlot::OutsideHours));
        assert_eq!(
            wish("2026-11-23T10:00:00"),
            Err(NoSlot::NoBusinessDay(date(2026, 11, 23)))
        );
        assert_eq!(wish("2026-11-18T10:00:00"), Err(NoSlot::Past));
    }

    proptest! {
        /// Never at night, on a weekend, on a holiday or on a closing day; never before the request.
        #[test]
        fn a_slot_lies_within_the_hours(seconds in 1_735_000_000i64..1_900_000_000) {
            let now = Timestamp::from_second(seconds).unwrap();
            let slot = next_slot(&calendar(), now).unwrap();
            let (from, until) = (in_tokyo(slot.starts), in_tokyo(slot.ends));
            prop_assert!(!matches!(from.date().weekday(), Weekday::Saturday | Weekday::Sunday));
            prop_assert!(calendar().is_business_day(from.date()).unwrap());
            prop_assert!(from.time() >= OPENS && until.time() <= CLOSES && from.date() == until.date());
            prop_assert!(slot.starts >= now + ON_THE_WAY);
            if is_within_hours(&calendar(), now) {
                prop_assert!(slot.starts.duration_since(now) < SignedDuration::from_hours(24 * 12));
            }
        }
    }
}
