//! One line: whose it is, when it happened, what it counts as.

use std::sync::Arc;

use firewall_logs::{Class, Event, Field, Format, Parser};
use jiff::tz::TimeZone;
use lake::wal::{Entry, FrameView};
use lake::{Flags, Row};
use platform::clock::{date_in_tokyo, tokyo};

use super::super::numbering::Numbering;
use super::super::records;
use super::super::skew::Skew;
use super::{
    Counters, DeviceId, HashMap, LakeWriter, Pipeline, Records, Settings, SignedDuration, Snapshot, Source,
    SourceView, Timestamp,
};
use crate::domain::directory::{Directory, Known};

/// Senders that are kept apart, at most; addresses of UDP can be invented.
const SENDERS: usize = 20_000;
/// Unknown senders that are named in the figures, at most.
const NAMED: usize = 1_000;
/// Lines that happened so long before they were received, and on an earlier day, are late.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// Longest word of a device on its signatures that is kept, in characters.
const SIGNATURES: usize = 200;

/// All senders.
pub(super) struct Senders {
    pub snapshot: Snapshot,
    directory: Arc<Directory>,
    settings: Arc<Settings>,
    counters: Arc<Counters>,
    senders: HashMap<Source, Sender>,
    devices: HashMap<DeviceId, Device>,
    /// When a sender connected that has not said anything since.
    arrived: HashMap<Source, Timestamp>,
}

/// What is kept of one sender: its parser. It may be a tunnel's end whose device the first line tells.
struct Sender {
    parser: Parser,
    /// The device for which the parser was made.
    device: Option<DeviceId>,
}

#[derive(Default)]
struct Device {
    skew: Skew,
    numbering: HashMap<String, Numbering>,
}

impl Senders {
    pub(super) fn new(parts: &Pipeline, snapshot: Snapshot) -> Self {
        Self {
            snapshot,
            directory: Arc::clone(&parts.records.borrow()),
            settings: Arc::clone(&parts.settings),
            counters: Arc::clone(&parts.counters),
            senders: HashMap::new(),
            devices: HashMap::new(),
            arrived: HashMap::new(),
        }
    }

    /// Takes a new directory, if there is one; parsers begin anew, because zones may have changed.
    pub(super) fn renew(&mut self, records: &Records) {
        let current = records.borrow();
        if !Arc::ptr_eq(&current, &self.directory) {
            self.directory = Arc::clone(&current);
            self.senders.clear();
        }
    }

    /// A sender has connected: for some time it may repeat lines.
    pub(super) fn arrived(&mut self, source: &SourceView<'_>, at: Timestamp) {
        if self.arrived.len() < SENDERS {
            self.arrived.insert(owned(source), at);
        }
    }

    /// The device of a line, for what is remembered only.
    pub(super) fn device_of(&mut self, frame: &FrameView<'_>) -> Option<DeviceId> {
        if let SourceView::Device(device) = frame.source {
            return Some(device);
        }
        let mut event = Event::new();
        let directory = Arc::clone(&self.directory);
        self.parse(&directory, frame, &mut event)
            .map(|known| known.device)
    }

    /// Reads a line into the lake.
    pub(super) fn line(&mut self, entry: &Entry<'_>, writer: &mut LakeWriter) {
        let frame = &entry.frame;
        if frame.line.is_empty() {
            self.arrived(&frame.source, frame.received);
            return writer.pass(entry.position);
        }
        let directory = Arc::clone(&self.directory);
        let mut event = Event::new();
        let known = self.parse(&directory, frame, &mut event);
        let said = event.integer(Field::Time).unwrap_or_default();
        let happened = Timestamp::from_millisecond(said).unwrap_or(frame.received);
        let serial = event.text(Field::DeviceUid);
        let times = (frame.received, happened);
        let owner = records::owner(known, &frame.source, serial, frame.transport, times);
        let (time, mut flags) = self.time(owner.device, frame, happened);
        if owner.disagrees {
            flags = flags.with(Flags::SERIAL_DISAGREES);
        }
        if frame.line.len() >= self.settings.line {
            flags = flags.with(Flags::CUT);
        }
        self.open_window(frame, owner.device, writer);
        let row = Row {
            company: owner.company,
            device: owner.device,
            received: frame.received,
            time,
            flags,
            event: &event,
        };
        let is_new = writer.push(row, entry.position);
        if entry.position > self.snapshot.position {
            self.snapshot.position = entry.position;
            self.count(&row, frame, is_new);
        }
    }

    fn parse<'d, 'l>(
        &mut self,
        directory: &'d Directory,
        frame: &FrameView<'l>,
        event: &mut Event<'l>,
    ) -> Option<&'d Known> {
        let source = owned(&frame.source);
        if self.senders.len() >= SENDERS && !self.senders.contains_key(&source) {
            self.senders.clear();
        }
        let sender = self.senders.entry(source).or_insert_with(|| {
            let known = records::device(directory, &self.settings, &frame.source, None);
            Sender::of(known)
        });
        sender.parser.parse_into(frame.line, frame.received, event);
        let serial = event.text(Field::DeviceUid);
        let known = records::device(directory, &self.settings, &frame.source, serial);
        // A line may leave the serial number out; within a tunnel it is still the same device's.
        let known = known.or_else(|| directory.device(sender.device?));
        if let Some(known) = known
            && sender.device != Some(known.device)
        {
            *sender = Sender::of(Some(known));
            sender.parser.parse_into(frame.line, frame.received, event);
        }
        known
    }

    /// When it happened, corrected, and what is to be said of that.
    fn time(&mut self, device: DeviceId, frame: &FrameView<'_>, happened: Timestamp) -> (Timestamp, Flags) {
        let received = frame.received.as_millisecond();
        let said = happened.as_millisecond();
        if said == received {
            return (frame.received, Flags::TIME_MISSING);
        }
        let mut flags = Flags::default();
        let mut time = happened;
        // What was imported says nothing of the clock: it was not received when it happened.
        if !device.0.is_nil() && frame.transport != lake::wal::Transport::Import {
            let correction = self.devices.entry(device).or_default().skew.take(received, said);
            let corrected =
                correction.and_then(|skew| Timestamp::from_millisecond(said.checked_add(skew)?).ok());
            if let Some(corrected) = corrected {
                time = corrected;
                flags = flags.with(Flags::SKEW_CORRECTED);
            }
        }
        if frame.received.duration_since(time) > LATE && date_in_tokyo(time) < date_in_tokyo(frame.received) {
            flags = flags.with(Flags::LATE);
        }
        (time, flags)
    }

    /// Opens the window in which a device may repeat lines, when it has connected.
    fn open_window(&mut self, frame: &FrameView<'_>, device: DeviceId, writer: &mut LakeWriter) {
        if self.arrived.is_empty() {
            return;
        }
        let arrived = self.arrived.remove(&owned(&frame.source));
        let until = arrived.map(|at| at + super::REPLAY);
        if let Some(until) = until.filter(|until| !device.0.is_nil() && *until > frame.received) {
            writer.open_replay_window(device, until);
        }
    }

    fn count(&mut self, row: &Row<'_, '_>, frame: &FrameView<'_>, is_new: bool) {
        let figures = self.snapshot.devices.entry(row.device).or_default();
        // A file says nothing of whether the device is there now.
        if frame.transport == lake::wal::Transport::Import {
            figures.lines += 1;
            figures.bytes += frame.line.len() as u64;
        } else {
            figures.seen(frame.received, frame.line.len());
        }
        figures.duplicates += u64::from(!is_new);
        figures.corrected += u64::from(row.flags.has(Flags::SKEW_CORRECTED));
        figures.without_time += u64::from(row.flags.has(Flags::TIME_MISSING));
        figures.serial_disagrees += u64::from(row.flags.has(Flags::SERIAL_DISAGREES));
        if let Some(reason) = row.event.reason {
            *figures.not_understood.entry(reason.to_owned()).or_default() += 1;
            self.counters.not_understood(reason);
        }
        if !is_new {
            self.counters.duplicate();
        }
        if let SourceView::Unknown(peer) = &frame.source
            && row.device.0.is_nil()
            && (self.snapshot.unknown.len() < NAMED || self.snapshot.unknown.contains_key(peer.as_ref()))
        {
            *self
                .snapshot
                .unknown
                .entry(peer.clone().into_owned())
                .or_default() += 1;
        }
        if let Some(signatures) = signatures(row.event) {
            figures.signatures = Some(signatures);
        }
        let Some(state) = self.devices.get_mut(&row.device) else {
            return;
        };
        figures.skew = state
            .skew
            .steady()
            .filter(|skew| skew.abs() > super::super::skew::LEAST);
        if let (Some(number), true) = (row.event.integer(Field::Sequence), is_new) {
            let log = row.event.text(Field::LogName).unwrap_or_default();
            if !state.numbering.contains_key(log) {
                state.numbering.insert(log.to_owned(), Numbering::default());
            }
            if let Some(numbering) = state.numbering.get_mut(log) {
                let (lost_before, of_before) = numbering.loss();
                numbering.take(number);
                let (lost, of) = numbering.loss();
                let (all_lost, all) = figures.loss.unwrap_or_default();
                if of > 0 {
                    let lost = (all_lost + lost).saturating_sub(lost_before);
                    figures.loss = Some((lost, (all + of).saturating_sub(of_before)));
                }
            }
        }
    }
}

impl Sender {
    fn of(known: Option<&Known>) -> Self {
        let zone = known.and_then(|known| TimeZone::get(&known.zone).ok());
        let parser = Parser::new(zone.unwrap_or_else(tokyo));
        let format = known.and_then(|known| {
            let mut formats = Format::ALL.iter().copied();
            formats.find(|format| format.as_str() == known.format.as_str())
        });
        Self {
            parser: match format {
                Some(format) => parser.with_format(format),
                None => parser,
            },
            device: known.map(|known| known.device),
        }
    }
}

fn owned(source: &SourceView<'_>) -> Source {
    match source {
        SourceView::Device(device) => Source::Device(*device),
        SourceView::Unknown(peer) => Source::Unknown(peer.clone().into_owned()),
    }
}

/// What an appliance says of its signatures when it has fetched new ones.
fn signatures(event: &Event<'_>) -> Option<String> {
    if event.class != Class::ApplicationLifecycle {
        return None;
    }
    let message = event.text(Field::Message)?;
    let says = ["virdb", "idsdb", "signature", "antivirus version"];
    let lower = message.to_ascii_lowercase();
    says.iter()
        .any(|word| lower.contains(word))
        .then(|| message.chars().take(SIGNATURES).collect())
}
