//! What an import brought.

use std::collections::BTreeMap;

use firewall_logs::{Class, Event, Field};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lake::{Flags, Row};
use platform::clock::date_in_tokyo;

use crate::collect::records::NOBODY;
use crate::domain::device::Serial;
use crate::domain::directory::Known;

/// Lines that happened so long before they were received, and on an earlier day, are late: as the pipeline has it.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Figures of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files of which lines were imported.
    pub files: u64,
    /// Files that were known already.
    pub skipped: u64,
    /// Lines that went into the log.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Lines of nothing, which are left out.
    pub empty: u64,
    /// Lines by class.
    pub classes: BTreeMap<Class, u64>,
    /// Lines that were not understood, by reason. They are kept.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Lines by the day in Tokyo on which they happened.
    pub days: BTreeMap<Date, u64>,
    /// Lines that came after their day.
    pub late: u64,
    /// Lines without a time of their own.
    pub without_time: u64,
    /// Lines whose time cannot be (1970, 2036 …), by a clock that was wrong; they count as of the import.
    pub skewed: u64,
    /// Lines that were cut because they were too long.
    pub cut: u64,
    /// Lines that happened while the device stood at no company: they are kept, and nobody's.
    pub nobodys: u64,
    /// Lines with another serial number than the device's.
    pub other_serial: u64,
    /// Lines that were dropped because the device had sent them before.
    pub duplicates: u64,
}

impl Summary {
    /// Counts a line as the pipeline will take it.
    pub(super) fn count(&mut self, event: &Event<'_>, received: Timestamp, known: &Known, is_cut: bool) {
        self.lines += 1;
        *self.classes.entry(event.class).or_default() += 1;
        if let Some(reason) = event.reason {
            *self.reasons.entry(reason).or_default() += 1;
        }
        self.cut += u64::from(is_cut);
        let said = event
            .integer(Field::Time)
            .and_then(|time| Timestamp::from_millisecond(time).ok());
        let happened = said.unwrap_or(received);
        let company = known.company_at(happened);
        let row = Row {
            company: company.unwrap_or(NOBODY.company),
            device: known.device,
            received,
            time: happened,
            flags: Flags::default(),
            event,
        };
        let row = row.with_possible_time();
        let (day, day_received) = (date_in_tokyo(row.time), date_in_tokyo(received));
        *self.days.entry(day).or_default() += 1;
        if happened.as_millisecond() == received.as_millisecond() {
            self.without_time += 1;
        } else if row.flags.has(Flags::TIME_IMPOSSIBLE) {
            self.skewed += 1;
        } else if received.duration_since(row.time) > LATE && day < day_received {
            self.late += 1;
        }
        self.nobodys += u64::from(company.is_none());
        let serial = event
            .text(Field::DeviceUid)
            .filter(|serial| *serial != known.serial.as_str());
        self.other_serial += u64::from(
            serial
                .and_then(Serial::parse)
                .is_some_and(|serial| serial != known.serial),
        );
    }
}
