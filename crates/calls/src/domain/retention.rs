//! How long what nobody needs any more is kept (C20; the table stands in `docs/operations.md`).

use jiff::{SignedDuration, Span, Timestamp};
use platform::clock::from_tokyo;

use super::definition::Programme;

/// A draft nobody submitted can still be read for so long after its window closed.
const DRAFTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Registrations serve the questionnaire and the recording, which are sent within three months after the last briefing.
const REGISTRATIONS_MONTHS: i64 = 3;

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
