//! What the measuring programs share: the lines of 150 companies, and processor time.

#![expect(clippy::cast_precision_loss, reason = "what is printed has three digits")]

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Duration;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::generate::{DeviceSpec, Generator, Header, Plan, Vendor};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use uuid::Uuid;

/// How many companies there are, one device each.
pub const COMPANIES: usize = 150;

/// CPU time that the threads of this process have used so far, as Linux counts it. Threads that have ended are
/// not in it: whoever measures keeps them alive.
pub fn cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let used = tasks.filter_map(|task| {
        let counted = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        counted.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(used.sum())
}

/// CPU time of this process so far with threads that have ended; in hundredths of a second.
pub fn whole_cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// CPU time of one piece of work.
pub fn measured<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = cpu();
    let done = work();
    (cpu().saturating_sub(before), done)
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The company of a number.
pub fn company(device: usize) -> CompanyId {
    CompanyId(Uuid::from_u128(
        0x0199_0000_0000_7000_8000_0000_0000_0000 + device as u128 * 0x1_0001,
    ))
}

/// The device of a number, which stands at the company of the same number.
pub fn device(number: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(
        0x0199_1111_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

/// The first moment of the lines.
pub fn begin() -> Timestamp {
    "2026-09-30T15:00:00Z".parse().expect("a moment")
}

/// FortiGate devices of all companies; some have many times the lines of others.
pub fn specs(per_day: u32) -> Vec<DeviceSpec> {
    let share = |number: usize| per_day * [1, 2, 3, 5, 9][number % 5] / 4;
    let spec = |number: usize| DeviceSpec::numbered(number, Vendor::FortiGate, share(number).max(1));
    (0..COMPANIES).map(spec).collect()
}

/// Their lines from 2026-10-01 on, about so many within the days.
pub fn generator(lines: usize, days: usize) -> Generator {
    let hours = i64::try_from(days * 24).unwrap_or(24);
    // Weekends have a fifth: seven days have as many lines as six weekdays at most.
    let per_day = u32::try_from(lines * 7 / (COMPANIES * days.max(1) * 5))
        .unwrap_or(u32::MAX)
        .max(1);
    Generator::new(&Plan {
        seed: 1,
        from: begin(),
        to: begin() + jiff::SignedDuration::from_hours(hours),
        devices: specs(per_day),
        header: Header::Syslog,
        attacks: Vec::new(),
    })
}

/// Lines, one behind the other.
pub struct Lines {
    /// Their bytes.
    pub text: Vec<u8>,
    /// End of each line in the text, its device, when it was written.
    pub ends: Vec<(usize, usize, Timestamp)>,
}

impl Lines {
    /// One line after the other.
    pub fn each(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, ..)| *end));
        let ends = self.ends.iter().map(|(end, ..)| *end);
        starts.zip(ends).map(|(start, end)| &self.text[start..end])
    }
}

/// So many of them.
pub fn lines(count: usize) -> Lines {
    let mut generator = generator(count, 1);
    let (mut text, mut ends) = (Vec::new(), Vec::new());
    while ends.len() < count {
        let Some(line) = generator.next_into(&mut text) else {
            break;
        };
        ends.push((text.len(), line.device, line.at));
    }
    println!(
        "{} lines, {} bytes, {:.0} on average",
        ends.len(),
        text.len(),
        text.len() as f64 / ends.len() as f64
    );
    Lines { text, ends }
}

/// Their zone.
pub fn tokyo() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// One line after the other, for other programs.
pub fn write_lines(file: &Path, count: usize) {
    let lines = lines(count);
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    for line in lines.each() {
        out.write_all(line).expect("written");
        out.write_all(b"\n").expect("written");
    }
    out.flush().expect("written");
}
