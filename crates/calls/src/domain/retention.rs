//! How long what nobody needs any more is kept (C20; the table stands in `docs/operations.md`).

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use platform::clock::from_tokyo;

use super::definition::Programme;

/// A draft nobody submitted can still be read for so long after its window closed.
const DRAFTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Registrations serve the questionnaire and the recording, which are sent within three months after the last briefing.
const REGISTRATIONS_MONTHS: i64 = 3;

/// Fiscal years after the programme's own for which a participant's application is kept: audit of public money.
const PARTICIPANTS_YEARS: i16 = 5;
/// The same for those who did not take part: complaints, and checking of the draw.
const OTHERS_YEARS: i16 = 1;

/// From when an application is kept only for statistics: industry, course, frame, outcome and state. Fiscal years begin
/// on 1 April, Tokyo's calendar. `took_part` is so for whoever holds a place.
pub fn applications_until(programme: &Programme, took_part: bool) -> Option<Timestamp> {
    let years = if took_part {
        PARTICIPANTS_YEARS
    } else {
        OTHERS_YEARS
    };
    let next = programme.file.fiscal_year.checked_add(years)?.checked_add(1)?;
    let first = Date::new(next, 4, 1).ok()?;
    Some(from_tokyo(first.at(0, 0, 0, 0)))
}

/// From when drafts of the call are forgotten: 30 days after the last of its windows closed.
pub fn drafts_until(programme: &Programme) -> Option<Timestamp> {
    let closes = programme.file.courses.iter().map(|course| course.closes).max()?;
    from_tokyo(closes).checked_add(DRAFTS).ok()
}

/// From when registrations for its briefings are forgotten: three months after the last one ended, by Tokyo's calendar.
/// `None` without briefings.
pub fn registrations_until(programme: &Programme) -> Option<Timestamp> {
    let briefings = &programme.delivery.briefings;
    let last = briefings.iter().map(|briefing| briefing.ends).max()?;
    let until = last.checked_add(Span::new().months(REGISTRATIONS_MONTHS)).ok()?;
    Some(from_tokyo(until))
}
