//! Where the dates of a call go in another year.

use std::collections::BTreeMap;

use business_calendar::{ClosingDays, OfficeCalendar};
use jiff::SignedDuration;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use crate::domain::definition::{FileKind, Programme};

/// All dates move by the same number of whole weeks, so that windows keep their order and days of the week stay; where
/// a business day is promised, on to the next one. Closing days keep their day of the year: year's end is at year's end.
pub(super) struct Schedule {
    pub(super) years: i16,
    pub(super) weeks: i64,
    /// Places with a date of their own, by file and key path.
    special: BTreeMap<(FileKind, String), DateTime>,
}

impl Schedule {
    pub(super) fn new(old: &Programme, fiscal_year: i16) -> Self {
        let years = fiscal_year - old.file.fiscal_year;
        let mut schedule = Self {
            years,
            weeks: weeks_in(years),
            special: BTreeMap::new(),
        };
        let calendar = schedule.closings(old);
        schedule.selection(old, &calendar);
        schedule.sessions(old, &calendar);
        schedule
    }

    /// Where the moment at `place` goes.
    pub(super) fn moved(&self, kind: FileKind, place: &str, moment: DateTime) -> DateTime {
        let special = self.special.get(&(kind, place.to_owned()));
        special.copied().unwrap_or_else(|| self.by_weeks(moment))
    }

    fn by_weeks(&self, moment: DateTime) -> DateTime {
        moment.saturating_add(self.weeks.weeks())
    }

    fn by_years(&self, day: Date) -> Date {
        day.saturating_add(i64::from(self.years).years())
    }

    fn set(&mut self, kind: FileKind, place: impl Into<String>, moment: DateTime) {
        self.special.insert((kind, place.into()), moment);
    }

    fn closings(&mut self, old: &Programme) -> OfficeCalendar {
        let mut days = Vec::new();
        for (index, closing) in old.file.closings.iter().enumerate() {
            let (from, to) = (self.by_years(closing.from), self.by_years(closing.to));
            self.set(
                FileKind::Programme,
                format!("closing[{index}].from"),
                from.at(0, 0, 0, 0),
            );
            self.set(
                FileKind::Programme,
                format!("closing[{index}].to"),
                to.at(0, 0, 0, 0),
            );
            days.extend(ClosingDays::new(from, to, &closing.label.ja));
        }
        OfficeCalendar::new(days)
    }

    fn selection(&mut self, old: &Programme, calendar: &OfficeCalendar) {
        let selection = &old.file.selection;
        let freeze = selection
            .freeze_at
            .map(|moment| on_business_day(calendar, self.by_weeks(moment)));
        let draw = selection.draw_at.map(|moment| {
            let mut draw = on_business_day(calendar, self.by_weeks(moment));
            let earliest = freeze.map(|freeze| freeze.saturating_add(SignedDuration::from_hours(24)));
            while earliest.is_some_and(|earliest| draw < earliest) {
                draw = on_business_day(calendar, draw.saturating_add(1.day()));
            }
            draw
        });
        let results = selection.results_from.map(|day| {
            let day = self.by_weeks(day.at(0, 0, 0, 0)).date();
            let day = draw.map_or(day, |draw| day.max(draw.date()));
            on_business_day(calendar, day.at(0, 0, 0, 0))
        });
        for (key, moment) in [
            ("freeze_at", freeze),
            ("draw_at", draw),
            ("results_from", results),
        ] {
            if let Some(moment) = moment {
                self.set(FileKind::Programme, format!("selection.{key}"), moment);
            }
        }
    }

    fn sessions(&mut self, old: &Programme, calendar: &OfficeCalendar) {
        let mut before: Option<DateTime> = None;
        let dates = old.delivery.seminars.iter().flat_map(|seminars| &seminars.dates);
        for (index, day) in dates.enumerate() {
            let mut moved = on_business_day(calendar, self.by_weeks(day.at(0, 0, 0, 0)));
            while before.is_some_and(|before| moved <= before) {
                moved = on_business_day(calendar, moved.saturating_add(1.day()));
            }
            self.set(FileKind::Delivery, format!("seminars.dates[{index}]"), moved);
            before = Some(moved);
        }
    }
}

/// The number of weeks nearest to a number of years.
fn weeks_in(years: i16) -> i64 {
    // 400 years have 146,097 days = 20,871 weeks exactly.
    let scaled = i64::from(years) * 20_871;
    (scaled + 200 * scaled.signum()) / 400
}

/// The same time on that day, or on the first business day after it.
fn on_business_day(calendar: &OfficeCalendar, moment: DateTime) -> DateTime {
    // Outside the years known the date stays; it is listed for review like every other.
    let day = calendar
        .next_business_day_on_or_after(moment.date())
        .unwrap_or(moment.date());
    day.to_datetime(moment.time())
}

#[cfg(test)]
mod tests {
    use super::weeks_in;

    #[test]
    fn whole_weeks_nearest_to_the_years() {
        assert_eq!(
            [weeks_in(0), weeks_in(1), weeks_in(2), weeks_in(6), weeks_in(-1)],
            [0, 52, 104, 313, -52]
        );
    }
}
