//! Business days of a call's secretariat, and the deadlines that follow from them (C11, C13, C21).

use business_calendar::{ClosingDays, OfficeCalendar};
use jiff::Timestamp;
use platform::clock::{date_in_tokyo, from_tokyo};

use super::definition::Programme;
use super::definition::programme::{ProgrammeFile, Step, StepKind};

impl ProgrammeFile {
    /// The secretariat's calendar: weekdays without national holidays and without its own closing days.
    pub fn calendar(&self) -> OfficeCalendar {
        let days = self.closings.iter();
        // A range that ends before it begins is a finding of the checker; here it closes nothing.
        OfficeCalendar::new(
            days.filter_map(|closing| ClosingDays::new(closing.from, closing.to, &closing.label.ja).ok())
                .collect(),
        )
    }

    /// The instant at which the deadline of `step` is over, counted from `from`: the end (24:00 in Japan) of the nth
    /// business day after the day of `from`. `None` when the step has no deadline.
    pub fn due(&self, step: &Step, from: Timestamp) -> Option<Timestamp> {
        self.end_of_business_day(from, step.deadline.as_ref()?.business_days)
    }

    /// The end of the nth business day after the day of `from` in Japan; day 1 is the first business day after.
    /// `None` outside the years whose holidays are known.
    pub fn end_of_business_day(&self, from: Timestamp, business_days: u32) -> Option<Timestamp> {
        let day = self
            .calendar()
            .add_business_days(date_in_tokyo(from), business_days)
            .ok()?;
        Some(from_tokyo(day.tomorrow().ok()?.at(0, 0, 0, 0)))
    }
}

impl Programme {
    /// [`ProgrammeFile::due`] of the first step of a kind.
    pub fn deadline(&self, kind: StepKind, from: Timestamp) -> Option<Timestamp> {
        self.file.due(self.file.step(kind)?, from)
    }

    /// [`ProgrammeFile::due`] of the step with an id.
    pub fn due(&self, step: &str, from: Timestamp) -> Option<Timestamp> {
        self.file.due(
            self.file.steps.iter().find(|candidate| candidate.id == step)?,
            from,
        )
    }

    /// [`ProgrammeFile::end_of_business_day`].
    pub fn end_of_business_day(&self, from: Timestamp, business_days: u32) -> Option<Timestamp> {
        self.file.end_of_business_day(from, business_days)
    }
}
