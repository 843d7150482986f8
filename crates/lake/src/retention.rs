//! What has had its time goes: lines first, then events, then figures. By which day that is judged is not left to this
//! machine's clock alone: one that jumped forward would take everything with it.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::compact::Compacted;
use crate::error::LakeError;
use crate::lake::Lake;
use crate::manifest::{Entry, Kind, Manifest};

/// Days that the clock may be ahead of the newest event. An event's time is at most a day after it was received, so it is
/// two days after the newest reception at most.
const AHEAD: i32 = 1;
/// Days that may lie between two nights: a machine that stood still over some holidays. What is more is judged by a person.
const PAUSE: i32 = 7;

/// What is done with what has had its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// It stays.
    Keep,
    /// It goes, as far as the lake itself bears out what the clock says.
    DeletePlausible,
    /// It goes by the clock: somebody has looked at it.
    Delete,
}

/// By which day retention was judged last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The day that the clock said.
    pub clock: Date,
    /// The day that was taken.
    pub day: Date,
    /// Files that would have gone by the clock and stayed.
    pub held_back: u64,
}

/// What has had its time on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// Files of events.
    pub files: u64,
    /// Events in them.
    pub events: u64,
    /// Files of figures.
    pub figures: u64,
    /// Files of events whose lines have had their time.
    pub lines: u64,
}

impl Overdue {
    /// All files.
    pub const fn all(self) -> u64 {
        self.files + self.figures + self.lines
    }
}

/// The day by which retention is judged: the clock's, but at most [`AHEAD`] of the newest event, and at most as many days
/// after the last judgement as went by since, of which [`PAUSE`] count.
pub(crate) fn plausible(clock: Date, newest: Option<Date>, last: Option<Judged>) -> Date {
    let mut day = clock;
    if let Some(newest) = newest {
        day = day.min(newest.saturating_add(AHEAD.days()));
    }
    if let Some(last) = last {
        let passed = (clock - last.clock).get_days().clamp(0, PAUSE);
        day = day.min(last.day.saturating_add(passed.days()));
    }
    day
}

/// The first days that are kept: of events, of figures, of lines.
struct Bounds {
    events: Date,
    figures: Date,
    lines: Date,
}

impl Lake {
    fn bounds(&self, day: Date) -> Bounds {
        let options = self.inner.options;
        let first_kept = |months: i32| day.first_of_month().saturating_sub(months.months());
        Bounds {
            events: first_kept(options.event_months),
            figures: first_kept(options.rollup_months),
            lines: day.saturating_sub(options.raw_days.days()),
        }
    }

    /// What has had its time on a day.
    pub fn overdue(&self, day: Date) -> Overdue {
        let bounds = self.bounds(day);
        let mut overdue = Overdue::default();
        for file in &self.manifest().files {
            if bounds.is_over(file) && file.kind.is_events() {
                overdue.files += 1;
                overdue.events += file.rows;
            } else if bounds.is_over(file) {
                overdue.figures += 1;
            } else if bounds.loses_lines(file) {
                overdue.lines += 1;
            }
        }
        overdue
    }

    /// The day by which this night is judged, which is noted.
    pub(crate) fn judge(
        &self,
        clock: Date,
        old: Old,
        done: &mut Compacted,
    ) -> Result<Option<Date>, LakeError> {
        let manifest = self.manifest();
        let day = match old {
            Old::Keep => return Ok(None),
            Old::Delete => clock,
            Old::DeletePlausible => plausible(clock, newest(&manifest), manifest.judged),
        };
        let held_back = self.overdue(clock).all().saturating_sub(self.overdue(day).all());
        let judged = Judged {
            clock,
            day,
            held_back,
        };
        if held_back > 0 {
            done.held_back = Some(judged);
        }
        if manifest.judged != Some(judged) {
            self.change(|manifest| {
                manifest.judged = Some(judged);
                Ok(())
            })?;
        }
        Ok(Some(day))
    }

    /// Events and figures whose months of keeping are over.
    pub(crate) fn drop_old(&self, day: Date, done: &mut Compacted) -> Result<(), LakeError> {
        let bounds = self.bounds(day);
        let manifest = self.manifest();
        let old: Vec<Entry> = manifest
            .files
            .iter()
            .filter(|file| bounds.is_over(file))
            .cloned()
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        done.dropped += old.len() as u64;
        done.dropped_events += old
            .iter()
            .filter(|file| file.kind.is_events())
            .map(|file| file.rows)
            .sum::<u64>();
        self.replace(&old, Vec::new())
    }

    /// Lines whose days of keeping are over: their files are written again without them.
    pub(crate) fn drop_raw(&self, day: Date, done: &mut Compacted) -> Result<(), LakeError> {
        let bounds = self.bounds(day);
        let manifest = self.manifest();
        let due: Vec<Entry> = manifest
            .events()
            .filter(|file| bounds.loses_lines(file))
            .cloned()
            .collect();
        for old in self.sound(due, done) {
            let new = self.write_without_raw(&old)?;
            self.replace(std::slice::from_ref(&old), vec![new])?;
            done.without_raw += 1;
        }
        Ok(())
    }
}

impl Bounds {
    fn is_over(&self, file: &Entry) -> bool {
        let kept = if file.kind.is_events() {
            self.events
        } else {
            self.figures
        };
        file.day < kept
    }

    fn loses_lines(&self, file: &Entry) -> bool {
        let last = if file.kind == Kind::Month {
            file.day.last_of_month()
        } else {
            file.day
        };
        file.kind.is_events() && !file.without_raw && last < self.lines
    }
}

/// The day of the newest event or figure.
fn newest(manifest: &Manifest) -> Option<Date> {
    let newest = manifest.files.iter().map(|file| file.times[1]).max()?;
    jiff::Timestamp::from_millisecond(newest)
        .ok()
        .map(crate::days::day_of)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_lake_bears_out_what_the_clock_says() {
        let newest = Some(date(2026, 11, 22));
        let today = date(2026, 11, 23);
        assert_eq!(plausible(today, newest, None), today);
        assert_eq!(plausible(date(2036, 2, 7), newest, None), today);
        let last = Judged {
            clock: date(2026, 11, 22),
            day: date(2026, 11, 22),
            held_back: 0,
        };
        assert_eq!(plausible(today, newest, Some(last)), today);
        // Lines that are received by the clock that jumped do not bear it out.
        let jumped = date(2036, 2, 7);
        assert_eq!(plausible(jumped, Some(jumped), Some(last)), date(2026, 11, 29));
    }

    proptest! {
        /// Night after night, whatever the clock says: never later than the lake's newest, never faster than the nights.
        #[test]
        fn never_faster_than_the_nights(clocks in prop::collection::vec(0_i32..9000, 1..30), newest in 0_i32..9000) {
            let day = |number: i32| date(2020, 1, 1).saturating_add(number.days());
            let mut last: Option<Judged> = None;
            for clock in clocks {
                let taken = plausible(day(clock), Some(day(newest)), last);
                prop_assert!(taken <= day(clock) && taken <= day(newest + 1));
                if let Some(last) = last {
                    prop_assert!(taken <= last.day.saturating_add(PAUSE.days()));
                    if day(clock) <= last.clock {
                        prop_assert!(taken <= last.day);
                    }
                }
                last = Some(Judged { clock: day(clock), day: taken, held_back: 0 });
            }
        }
    }
}
