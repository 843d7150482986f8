//! Every deadline, counted again day by day without the calendar that the operations use.

use std::collections::{BTreeSet, HashMap};

use calls::domain::application::{State, StateName};
use calls::domain::definition::programme::{ProgrammeFile, StepKind};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Found;
use crate::simulation::evidence::{Change, Evidence};

/// Japan is nine hours ahead of UTC all year.
const TOKYO: SignedDuration = SignedDuration::from_hours(9);
/// Years from the first arrival within which every deadline lies.
const YEARS: i16 = 3;

/// Days on which the secretariat is closed besides weekends, written out.
struct Closed(BTreeSet<Date>);

impl Closed {
    fn of(file: &ProgrammeFile, first_year: i16) -> Self {
        let holidays = (first_year..first_year + YEARS)
            .flat_map(|year| business_calendar::holidays(year).unwrap_or_default());
        let mut days: BTreeSet<Date> = holidays.map(|holiday| holiday.date).collect();
        for closing in &file.closings {
            days.extend(
                closing
                    .from
                    .series(jiff::Span::new().days(1))
                    .take_while(|day| *day <= closing.to),
            );
        }
        Self(days)
    }

    /// Midnight in Tokyo at the end of the nth business day after the day of `from`.
    fn end(&self, from: Timestamp, business_days: u32) -> Option<Timestamp> {
        let mut day = TimeZone::UTC.to_datetime(from + TOKYO).date();
        let mut left = business_days;
        while left > 0 {
            day = day.tomorrow().ok()?;
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            left -= u32::from(!weekend && !self.0.contains(&day));
        }
        let midnight = TimeZone::UTC
            .to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0))
            .ok()?;
        Some(midnight - TOKYO)
    }
}

fn closed(evidence: &Evidence) -> Closed {
    let first = evidence.applications.first();
    let year = first.map_or(2000, |one| TimeZone::UTC.to_datetime(one.submitted_at).year());
    Closed::of(&evidence.programme.file, year)
}

fn text(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "none".to_owned(), |at| at.to_string())
}

/// Whoever waits, or waited, for the secretariat's contact has a deadline: the call's business days after the day of
/// arrival, three where the call promises none.
pub fn contacts(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let Some(step) = evidence.programme.file.step(StepKind::Contact) else {
        return found;
    };
    let days = step
        .deadline
        .as_ref()
        .map_or(3, |deadline| deadline.business_days);
    let closed = closed(evidence);
    let waited = evidence.deeds.iter().filter_map(|deed| match &deed.change {
        Change::State {
            before: State::Received { contact_due },
            ..
        } => Some((deed.application?, *contact_due)),
        _ => None,
    });
    let mut dues: HashMap<_, _> = waited.collect();
    let waiting = evidence
        .applications
        .iter()
        .filter(|one| one.state == StateName::Received);
    dues.extend(waiting.filter_map(|one| Some((one.id, one.due?))));
    for one in &evidence.applications {
        let expected = closed.end(one.submitted_at, days);
        found.expect(
            || evidence.code(one.id),
            &text(expected),
            &text(dues.get(&one.id).copied()),
        );
    }
    found
}

/// Every offer is held for the call's business days after the day on which it was made, or for good where the call
/// names none.
pub fn offers(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let days = evidence.programme.file.selection.answer_business_days;
    let closed = closed(evidence);
    for deed in &evidence.deeds {
        let Change::State {
            after: State::Offered { answer_due },
            ..
        } = &deed.change
        else {
            continue;
        };
        let expected = days.and_then(|days| closed.end(deed.at, days));
        let whose = || deed.application.map_or_else(String::new, |id| evidence.code(id));
        found.expect(whose, &text(expected), &text(*answer_due));
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use platform::clock::from_tokyo;

    use super::*;

    /// The example in the documentation of the calendar: from Friday 27 December 2024 over closing days.
    #[test]
    fn the_turn_of_the_year() {
        let holidays = (2024..2026).flat_map(|year| business_calendar::holidays(year).unwrap());
        let closing = [
            date(2024, 12, 30),
            date(2024, 12, 31),
            date(2025, 1, 2),
            date(2025, 1, 3),
        ];
        let closed = Closed(holidays.map(|day| day.date).chain(closing).collect());
        let from = from_tokyo(date(2024, 12, 27).at(23, 59, 0, 0));
        assert_eq!(
            closed.end(from, 3),
            Some(from_tokyo(date(2025, 1, 9).at(0, 0, 0, 0)))
        );
    }
}
