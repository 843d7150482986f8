//! Log lines of invented companies, for trying things out, for tests and for benchmarks.
//!
//! A [`Plan`] says which devices there are, how long, how many lines and which attacks are planted; a [`Generator`]
//! gives its lines in time order, one by one, without holding them. The same plan gives the same bytes, and adding
//! a device changes nothing about the others. Names, sites, signatures and people are made up; addresses outside
//! come from the ranges for documentation and benchmarks (RFC 5737, RFC 2544, RFC 3849).

mod addresses;
mod attacks;
mod catalogue;
mod dice;
mod everyday;
mod put;
mod record;
mod rhythm;
#[cfg(test)]
mod tests;
mod vendors;
mod world;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use jiff::Timestamp;

pub use attacks::{Attack, Planted, Planting, spread};
pub use catalogue::{Application, Country, Letter, Malware, Policy, Signature, Site};
pub use record::{Endpoint, Kind, Outcome, Protocol, Record};
pub use vendors::{Header, Vendor};

use addresses::Company;
use attacks::Planned;
use dice::Dice;
use everyday::Everyday;
use rhythm::{Gaps, Rate};
use world::{Scene, World};

/// A device whose lines are generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSpec {
    /// Serial number.
    pub serial: String,
    /// Name, as it stands in the lines: ASCII without spaces.
    pub name: String,
    /// Who makes it.
    pub vendor: Vendor,
    /// Minutes east of UTC of its clock.
    pub offset: i16,
    /// Hosts of the company behind it, 4 to 4,000.
    pub hosts: u16,
    /// Lines on a weekday.
    pub lines_per_day: u32,
}

impl DeviceSpec {
    /// The nth device of a programme: serial number and name follow from the number.
    pub fn numbered(number: usize, vendor: Vendor, lines_per_day: u32) -> Self {
        Self {
            serial: vendor.serial(number),
            name: format!("utm-{:03}", number + 1),
            vendor,
            offset: 9 * 60,
            hosts: 8 + u16::try_from(dice::mixed(number as u64) % 40).unwrap_or(0),
            lines_per_day,
        }
    }
}

/// What is to be generated.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// No line is earlier.
    pub from: Timestamp,
    /// Every line is earlier.
    pub to: Timestamp,
    /// The devices.
    pub devices: Vec<DeviceSpec>,
    /// What stands before each line.
    pub header: Header,
    /// The attacks; [`spread`] makes a sensible list.
    pub attacks: Vec<Planting>,
}

/// A line that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index of its device.
    pub device: usize,
    /// When it was written, by UTC.
    pub at: Timestamp,
    /// Index into [`Generator::planted`], if it was planted.
    pub planted: Option<usize>,
}

/// Gives the lines of a plan.
#[derive(Clone, Debug)]
pub struct Generator {
    devices: Vec<Device>,
    header: Header,
    end: i64,
    world: World,
    everyday: Everyday,
    gaps: Gaps,
    /// When each device writes its next everyday line.
    due: BinaryHeap<Reverse<(i64, usize)>>,
    planned: Planned,
    /// How many of the planned lines are out.
    given: usize,
    record: Option<Record>,
}

/// A device and where it stands.
#[derive(Clone, Debug)]
struct Device {
    spec: DeviceSpec,
    company: Company,
    dice: Dice,
    /// How far each of the vendor's numberings is.
    sequences: [u64; vendors::NUMBERINGS],
    silences: Vec<Range<i64>>,
}

impl Generator {
    /// Begins a plan.
    pub fn new(plan: &Plan) -> Self {
        let world = World::new();
        let companies: Vec<Company> = plan
            .devices
            .iter()
            .enumerate()
            .map(|(number, spec)| Company::new(number, spec.hosts))
            .collect();
        let planned = Planned::new(plan, &world, &companies);
        let devices = plan
            .devices
            .iter()
            .zip(companies)
            .enumerate()
            .map(|(number, (spec, company))| Device {
                spec: spec.clone(),
                company,
                dice: Dice::new(plan.seed, number as u64),
                sequences: [1_000 * number as u64; vendors::NUMBERINGS],
                silences: silences_of(&planned, number),
            });
        let mut generator = Self {
            devices: devices.collect(),
            header: plan.header,
            end: plan.to.as_microsecond(),
            world,
            everyday: Everyday::new(),
            gaps: Gaps::new(),
            due: BinaryHeap::new(),
            planned,
            given: 0,
            record: None,
        };
        let start = plan.from.as_microsecond();
        for device in 0..generator.devices.len() {
            generator.schedule(device, start);
        }
        generator
    }

    /// What is planted.
    pub fn planted(&self) -> &[Planted] {
        &self.planned.planted
    }

    /// What the last line says.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// Puts the next line, without a newline, behind what is in `out`; nothing when the plan is at its end.
    pub fn next_into(&mut self, out: &mut Vec<u8>) -> Option<Line> {
        let (device, planted, record) = self.next_record()?;
        let Device {
            spec,
            company,
            sequences,
            ..
        } = &mut self.devices[device];
        let sequence = &mut sequences[vendors::numbering(spec.vendor, &record)];
        *sequence += 1;
        vendors::write(
            out,
            self.header,
            &vendors::Sender {
                spec,
                company,
                sequence: *sequence,
            },
            &record,
        );
        let at = Timestamp::from_microsecond(record.at).ok()?;
        self.record = Some(record);
        Some(Line { device, at, planted })
    }

    fn next_record(&mut self) -> Option<(usize, Option<usize>, Record)> {
        let due = self.due.peek().map(|&Reverse((at, _))| at);
        if let Some(line) = self.planned.lines.get(self.given)
            && due.is_none_or(|due| line.record.at <= due)
        {
            self.given += 1;
            return Some((line.device, Some(line.planted), line.record.clone()));
        }
        let Reverse((at, device)) = self.due.pop()?;
        let Device { company, dice, .. } = &mut self.devices[device];
        let mut scene = Scene {
            world: &self.world,
            company,
            dice,
            at,
        };
        let record = self.everyday.draw(&mut scene, Rate::at(at));
        self.schedule(device, at);
        Some((device, None, record))
    }

    /// Finds when a device writes next, after a moment.
    fn schedule(&mut self, number: usize, after: i64) {
        let device = &mut self.devices[number];
        let lines = device.spec.lines_per_day;
        if lines == 0 {
            return;
        }
        let mut at = self.gaps.next(after, lines, &mut device.dice);
        while let Some(silence) = device.silences.iter().find(|silence| silence.contains(&at)) {
            at = self.gaps.next(silence.end, lines, &mut device.dice);
        }
        if at < self.end {
            self.due.push(Reverse((at, number)));
        }
    }
}

fn silences_of(planned: &Planned, device: usize) -> Vec<Range<i64>> {
    let own = planned.silences.iter().filter(|(of, _)| *of == device);
    own.map(|(_, silence)| silence.clone()).collect()
}
