//! Visits on site: weekdays 09:00–17:00 on business days only (M5). A request outside of them becomes the next slot.

use business_calendar::OfficeCalendar;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};
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
/// The latest day of a visit from the request on: a case that can wait longer needs none.
pub const FARTHEST_DAYS: i32 = 28;
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
    /// Neither on the hour nor on the half hour.
    #[error("visits begin on the half hour")]
    BetweenSteps,
    /// It has passed.
    #[error("it has passed")]
    Past,
    /// Everybody who could go is elsewhere then.
    #[error("all teams are taken then")]
    Taken,
    /// More than [`FARTHEST_DAYS`] ahead.
    #[error("it is too far ahead")]
    TooFar,
    /// No calendar is known for it.
    #[error("no calendar is known for the day")]
    Unknown,
}

/// What is planned already.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The slots of all planned visits.
    pub taken: &'a [Slot],
    /// How many visits can take place at once.
    pub teams: u32,
}

impl Plan<'_> {
    /// Whether somebody can go: at no moment of the slot are all teams elsewhere.
    pub fn is_free(&self, slot: Slot) -> bool {
        let beside: Vec<&Slot> = self
            .taken
            .iter()
            .filter(|other| other.starts < slot.ends && slot.starts < other.ends)
            .collect();
        // The most visits at once are reached when one begins.
        let begins = beside.iter().map(|other| other.starts.max(slot.starts));
        let at_once = |at: Timestamp| {
            let there = beside
                .iter()
                .filter(|other| other.starts <= at && at < other.ends);
            u32::try_from(there.count()).unwrap_or(u32::MAX)
        };
        begins.chain([slot.starts]).all(|at| at_once(at) < self.teams)
    }
}

/// The slot that begins at `wished`, if somebody can come then.
pub fn free_slot_at(
    calendar: &OfficeCalendar,
    wished: DateTime,
    now: Timestamp,
    plan: Plan<'_>,
) -> Result<Slot, NoSlot> {
    let slot = slot_at(calendar, wished, now)?;
    if slot.starts.as_second() % STEP != 0 {
        Err(NoSlot::BetweenSteps)
    } else if wished.date() > farthest(now) {
        Err(NoSlot::TooFar)
    } else if plan.is_free(slot) {
        Ok(slot)
    } else {
        Err(NoSlot::Taken)
    }
}

/// The last day on which a visit may be planned at `now`.
pub fn farthest(now: Timestamp) -> Date {
    in_tokyo(now).date().saturating_add(FARTHEST_DAYS.days())
}

/// The first slot for a request at `now` at which somebody can come.
pub fn next_free_slot(calendar: &OfficeCalendar, now: Timestamp, plan: Plan<'_>) -> Result<Slot, NoSlot> {
    let mut slot = next_slot(calendar, now)?;
    loop {
        let local = in_tokyo(slot.starts);
        if local.date() > farthest(now) {
            return Err(NoSlot::Taken);
        }
        if plan.is_free(slot) {
            return Ok(slot);
        }
        let later = from_tokyo(local).checked_add(SignedDuration::from_secs(STEP));
        let later = in_tokyo(later.map_err(|_| NoSlot::Unknown)?);
        slot = match slot_at(calendar, later, now) {
            Ok(slot) => slot,
            Err(NoSlot::OutsideHours) => first_after(calendar, local.date(), now)?,
            Err(other) => return Err(other),
        };
    }
}

/// The first slot of the next business day after `day`.
fn first_after(calendar: &OfficeCalendar, day: Date, now: Timestamp) -> Result<Slot, NoSlot> {
    let tomorrow = day.tomorrow().map_err(|_| NoSlot::Unknown)?;
    let next = calendar
        .next_business_day_on_or_after(tomorrow)
        .map_err(|_| NoSlot::Unknown)?;
    slot_at(calendar, next.to_datetime(OPENS), now)
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
        Err(NoSlot::OutsideHours | NoSlot::NoBusinessDay(_)) => first_after(calendar, wished.date(), now),
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

    fn slot(text: &str) -> Slot {
        let starts = at(text);
        Slot {
            starts,
            ends: starts + LENGTH,
        }
    }

    #[test]
    fn a_team_is_at_one_place_at_once() {
        let now = at("2026-11-19T23:40:00");
        let free = |taken: &[Slot], teams| {
            let found = next_free_slot(&calendar(), now, Plan { taken, teams });
            found.map(|slot| in_tokyo(slot.starts).to_string())
        };
        let mut taken = vec![slot("2026-11-20T09:00:00")];
        assert_eq!(free(&taken, 1).as_deref(), Ok("2026-11-20T11:00:00"));
        assert_eq!(free(&taken, 2).as_deref(), Ok("2026-11-20T09:00:00"));
        taken.extend([slot("2026-11-20T11:30:00"), slot("2026-11-20T14:00:00")]);
        assert_eq!(
            free(&taken, 1).as_deref(),
            Ok("2026-11-24T09:00:00"),
            "after a long weekend"
        );
        let plan = Plan {
            taken: &taken,
            teams: 1,
        };
        let wish = |text: &str| free_slot_at(&calendar(), text.parse().unwrap(), now, plan);
        assert_eq!(wish("2026-11-20T10:30:00"), Err(NoSlot::Taken));
        assert_eq!(wish("2026-11-24T10:07:00"), Err(NoSlot::BetweenSteps));
        assert!(wish("2026-11-24T10:30:00").is_ok());
        assert!(wish("2026-12-17T10:00:00").is_ok());
        assert_eq!(wish("2026-12-18T10:00:00"), Err(NoSlot::TooFar));
        let every_day: Vec<Slot> = (0..40)
            .flat_map(|day| ["09:00:00", "11:00:00", "13:00:00", "15:00:00"].map(|time| (day, time)))
            .map(|(day, time)| {
                let date = date(2026, 11, 20).saturating_add(day.days());
                slot(&format!("{date}T{time}"))
            })
            .collect();
        assert_eq!(free(&every_day, 1), Err(NoSlot::Taken));
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
