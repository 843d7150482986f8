//! One line: whose it is, when it happened, what it counts as.

use std::sync::Arc;

use firewall_logs::{Event, Field, Format, Parser};
use jiff::tz::TimeZone;
use lake::manifest::Manifest;
use lake::wal::{Entry, FrameView, Transport};
use lake::{Erasure, Flags, Row};
use platform::clock::{Clock, date_in_tokyo, tokyo};

use super::super::daily::Counted;
use super::super::detecting::Detecting;
use super::super::numbering::Numbering;
use super::super::skew::Skew;
use super::super::{records, signatures};
use super::{
    Counters, DeviceId, HashMap, LakeWriter, Pipeline, Records, Settings, SignedDuration, Snapshot, Source,
    SourceView, Strangers, Timestamp,
};
use crate::domain::device::{Format as RecordedFormat, Serial};
use crate::domain::directory::{Directory, Known};

/// Senders that are kept apart, at most; addresses of UDP can be invented.
const SENDERS: usize = 20_000;
/// Unknown senders that are named in the figures, at most.
const NAMED: usize = 1_000;
/// Lines that happened so long before they were received, and on an earlier day, are late.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Lines that happened longer ago are history.
const HISTORY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// All senders.
pub(super) struct Senders {
    pub snapshot: Snapshot,
    pub detecting: Option<Detecting>,
    /// When the last line was received that was read.
    pub reached: Timestamp,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
    settings: Arc<Settings>,
    counters: Arc<Counters>,
    strangers: Arc<Strangers>,
    senders: HashMap<Source, Sender>,
    devices: HashMap<DeviceId, Device>,
    /// When a sender connected that has not said anything since.
    arrived: HashMap<Source, Timestamp>,
    /// Whose lines do not go into the lake any more: they were deleted there.
    erased: Vec<Erasure>,
    /// Memory for the next line's event.
    spare: Event<'static>,
}

/// What is kept of one sender: its parser. It may be a tunnel's end, or a relay of many devices: lines tell which.
struct Sender {
    parser: Parser,
    /// Zone and format for which the parser was made.
    made_for: Option<(String, RecordedFormat)>,
    /// The device of its last line that named one, and the vendor of that line.
    device: Option<DeviceId>,
    vendor: Option<String>,
}

#[derive(Default)]
struct Device {
    skew: Skew,
    numbering: HashMap<String, Numbering>,
}

impl Senders {
    pub(super) fn new(parts: &Pipeline, snapshot: Snapshot, mut detecting: Option<Detecting>) -> Self {
        let directory = Arc::clone(&parts.records.borrow());
        if let Some(detecting) = &mut detecting {
            detecting.expect(&directory, parts.clock.now());
        }
        Self {
            snapshot,
            detecting,
            reached: Timestamp::MIN,
            clock: Arc::clone(&parts.clock),
            directory,
            settings: Arc::clone(&parts.settings),
            counters: Arc::clone(&parts.counters),
            strangers: Arc::clone(&parts.strangers),
            senders: HashMap::new(),
            devices: HashMap::new(),
            arrived: HashMap::new(),
            erased: Vec::new(),
            spare: Event::new(),
        }
    }

    /// Takes a new directory, if there is one; parsers begin anew, because zones may have changed.
    pub(super) fn renew(&mut self, records: &Records, now: Timestamp) {
        let current = records.borrow();
        if !Arc::ptr_eq(&current, &self.directory) {
            self.directory = Arc::clone(&current);
            self.senders.clear();
            if let Some(detecting) = &mut self.detecting {
                detecting.expect(&current, now);
            }
        }
    }

    /// What was deleted of companies since: lines of that time which still lie in the log do not bring it back, and the
    /// rules do not remember it.
    pub(super) fn know_erased(&mut self, manifest: &Manifest) {
        if self.erased.len() != manifest.erased.len() {
            self.erased = manifest.erased.iter().map(|erased| erased.order).collect();
            if let Some(detecting) = &mut self.detecting {
                for order in &self.erased {
                    detecting.forget(order.company, order.at);
                }
            }
        }
    }

    /// Whether a line belongs to what was deleted. One from a file counts as of when it happened.
    fn is_erased(&self, row: &Row<'_, '_>, transport: Transport) -> bool {
        let at = match transport {
            Transport::Import => row.time,
            _ => row.received,
        };
        self.erased.iter().any(|erased| erased.covers(row.company, at))
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
        self.reached = self.reached.max(frame.received);
        let mut event = std::mem::take(&mut self.spare).emptied();
        let row = self.read(frame, &mut event);
        if self.is_erased(&row, frame.transport) {
            self.spare = event.emptied();
            return writer.pass(entry.position);
        }
        self.open_window(frame, row.device, writer);
        let is_new = writer.push(row, entry.position);
        if entry.position > self.snapshot.position {
            self.snapshot.position = entry.position;
            self.count(&row, frame, is_new);
        }
        if is_new {
            self.detect(&row, entry);
        }
        self.spare = event.emptied();
    }

    /// Shows a line that is in the lake already to the rules, if they have not seen it.
    pub(super) fn catch_up(&mut self, entry: &Entry<'_>) {
        let detecting = self.detecting.as_ref();
        if detecting.is_none_or(|detecting| detecting.has_seen(entry.position)) {
            return;
        }
        let mut event = Event::new();
        let row = self.read(&entry.frame, &mut event);
        if !self.is_erased(&row, entry.frame.transport) {
            self.detect(&row, entry);
        }
    }

    /// Shows a line to the rules. Nobody is called for what happened long ago: a line that an appliance held back, or
    /// one from a file.
    fn detect(&mut self, row: &Row<'_, '_>, entry: &Entry<'_>) {
        let Some(detecting) = &mut self.detecting else {
            return;
        };
        let now = match entry.frame.transport {
            Transport::Import => self.clock.now(),
            _ => row.received,
        };
        if row.company.0.is_nil() || now.duration_since(row.time) > HISTORY {
            detecting.pass(entry.position);
        } else {
            detecting.observe(row, entry.position);
        }
    }

    /// Whose a line is, and when it happened.
    fn read<'e, 'l>(&mut self, frame: &FrameView<'l>, event: &'e mut Event<'l>) -> Row<'e, 'l> {
        let directory = Arc::clone(&self.directory);
        let known = self.parse(&directory, frame, event);
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
        let row = Row {
            company: owner.company,
            device: owner.device,
            received: frame.received,
            time,
            flags,
            event,
        };
        // The rules and the figures take the same time as the lake.
        let mut row = row.with_possible_time();
        if frame.received.duration_since(row.time) > LATE
            && date_in_tokyo(row.time) < date_in_tokyo(frame.received)
        {
            row.flags = row.flags.with(Flags::LATE);
        }
        row
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
        let is_named = known.is_some() || serial.is_some_and(|serial| Serial::parse(serial).is_some());
        if let SourceView::Unknown(peer) = &frame.source
            && peer.parse().is_ok_and(|address| self.settings.is_tunnel(address))
        {
            self.snapshot
                .named(peer, known.map(|known| known.device), is_named);
        }
        // A line may leave the serial number out. In a tunnel that only ever named one device it is still that one's,
        // unless it is of another make; whose it is behind a relay of several nobody can say.
        let is_alone = !is_named
            && matches!(&frame.source, SourceView::Unknown(peer) if !self.snapshot.is_relay(peer))
            && make(event, frame).is_none_or(|make| sender.vendor.as_deref() == Some(&*make));
        let last = sender.device.filter(|_| is_alone);
        let said = known.is_some();
        let known = known.or_else(|| directory.device(last?));
        if let Some(known) = known {
            if sender.reads_otherwise(known) {
                *sender = Sender::of(Some(known));
                sender.parser.parse_into(frame.line, frame.received, event);
            }
            if said {
                sender.device = Some(known.device);
                let vendor = event.text(Field::VendorName);
                if sender.vendor.as_deref() != vendor {
                    sender.vendor = vendor.map(str::to_owned);
                }
            }
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
        if !device.0.is_nil() && frame.transport != Transport::Import {
            let correction = self.devices.entry(device).or_default().skew.take(received, said);
            let corrected =
                correction.and_then(|skew| Timestamp::from_millisecond(said.checked_add(skew)?).ok());
            if let Some(corrected) = corrected {
                time = corrected;
                flags = flags.with(Flags::SKEW_CORRECTED);
            }
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
        if let SourceView::Unknown(peer) = &frame.source
            && row.device.0.is_nil()
        {
            self.stranger(peer, frame, row.event.text(Field::DeviceUid));
        }
        let figures = self.snapshot.devices.entry(row.device).or_default();
        let counted = Counted {
            is_duplicate: !is_new,
            is_not_understood: row.event.reason.is_some(),
            is_cut: row.flags.has(Flags::CUT),
            is_datagram: frame.transport == Transport::Udp,
        };
        let is_import = frame.transport == Transport::Import;
        if is_import {
            figures.imported(frame.line.len(), counted);
        } else {
            figures.seen(frame.received, frame.line.len(), counted);
        }
        figures.corrected += u64::from(row.flags.has(Flags::SKEW_CORRECTED));
        figures.without_time += u64::from(row.flags.has(Flags::TIME_MISSING));
        if row.flags.has(Flags::TIME_IMPOSSIBLE) {
            figures.impossible += 1;
            figures.impossible_at = figures.impossible_at.max(Some(frame.received));
        }
        figures.serial_disagrees += u64::from(row.flags.has(Flags::SERIAL_DISAGREES));
        if let Some(reason) = row.event.reason {
            *figures.not_understood.entry(reason.to_owned()).or_default() += 1;
            self.counters.not_understood(reason);
        }
        if !is_new {
            self.counters.duplicate();
        }
        // What comes out of a file says nothing of how the device is doing now.
        if is_import {
            return;
        }
        if let Some(renewed) = signatures::said(row.event) {
            figures.renewed(frame.received, &renewed);
        }
        if row.device.0.is_nil() {
            return;
        }
        let state = self.devices.entry(row.device).or_default();
        figures.skew = state
            .skew
            .steady()
            .filter(|skew| skew.abs() > super::super::skew::LEAST);
        if let (Some(number), true) = (row.event.integer(Field::Sequence), is_new) {
            let log = numbering_of(row.event);
            if !state.numbering.contains_key(log) {
                state.numbering.insert(log.to_owned(), Numbering::default());
            }
            if let Some(numbering) = state.numbering.get_mut(log) {
                let before = numbering.loss();
                numbering.take(number);
                figures.numbered(frame.received, before, numbering.loss());
            }
        }
    }
}

impl Senders {
    /// A line of a sender that nobody knows.
    fn stranger(&mut self, peer: &str, frame: &FrameView<'_>, serial: Option<&str>) {
        let serial = serial.and_then(Serial::parse);
        let in_tunnel = peer.parse().is_ok_and(|address| self.settings.is_tunnel(address));
        // Within a tunnel it may be an appliance that was taken into stock a moment ago.
        if serial.is_some() && in_tunnel && frame.transport != Transport::Import {
            self.strangers.knock();
        }
        let known = &mut self.snapshot.strangers;
        if let Some(sender) = known.get_mut(peer) {
            sender.seen(frame.received, serial);
        } else if known.len() < NAMED {
            known
                .entry(peer.to_owned())
                .or_default()
                .seen(frame.received, serial);
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
            made_for: known.map(|known| (known.zone.clone(), known.format)),
            device: known.map(|known| known.device),
            vendor: None,
        }
    }

    /// Whether lines of this device are to be read by another parser.
    fn reads_otherwise(&self, known: &Known) -> bool {
        let made_for = self.made_for.as_ref();
        made_for.is_none_or(|(zone, format)| (zone, *format) != (&known.zone, known.format))
    }
}

/// Who made the device of a line. What one format does not understand may be another's.
fn make(event: &Event<'_>, frame: &FrameView<'_>) -> Option<String> {
    if event.reason.is_none() {
        return event.text(Field::VendorName).map(str::to_owned);
    }
    let mut other = Event::new();
    Parser::new(tokyo()).parse_into(frame.line, frame.received, &mut other);
    let is_understood = other.reason.is_none();
    other
        .text(Field::VendorName)
        .filter(|_| is_understood)
        .map(str::to_owned)
}

fn owned(source: &SourceView<'_>) -> Source {
    match source {
        SourceView::Device(device) => Source::Device(*device),
        SourceView::Unknown(peer) => Source::Unknown(peer.clone().into_owned()),
    }
}

/// Which of a device's numberings a line belongs to: PAN-OS numbers each type of line apart, others all of them together.
/// Where a vendor does otherwise, no numbers follow one another, and nothing is measured.
fn numbering_of<'e>(event: &'e Event<'_>) -> &'e str {
    match (event.text(Field::VendorName), event.text(Field::LogName)) {
        (Some("Palo Alto Networks"), Some(log)) => log.split('/').next().unwrap_or_default(),
        _ => "",
    }
}
