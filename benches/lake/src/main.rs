//! Measures the lake: `lake-bench columns|pipeline|fill|size|report …`. CPU seconds of the process, medians of
//! several rounds; lines come from the generator, seeded.
//!
//! ```text
//! lake-bench columns [LINES]             line → event → typed columns, GB/s of lines on one core
//! lake-bench pipeline [LINES]            line → synced log → columns → Parquet and figures, GB/s on one core
//! lake-bench fill DIR [LINES] [DAYS]     a month of 150 companies, closed; bytes per event
//! lake-bench size DIR                    bytes per event, column by column
//! lake-bench report DIR                  the median company's report set, from events and from figures; all companies'
//! ```

#![expect(clippy::cast_precision_loss, reason = "what is printed has three digits")]

mod fill;
mod report;
mod speed;

use std::time::Duration;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::generate::{DeviceSpec, Generator, Header, Plan, Vendor};
use jiff::Timestamp;
use uuid::Uuid;

/// How many companies there are, one device each.
const COMPANIES: usize = 150;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |at: usize, otherwise: usize| {
        words
            .get(at)
            .and_then(|word| word.parse().ok())
            .unwrap_or(otherwise)
    };
    match words.first() {
        Some(&"columns") => speed::columns(number(1, 1_000_000)),
        Some(&"pipeline") => speed::pipeline(number(1, 1_000_000)),
        Some(&"fill") => fill::fill(words[1].as_ref(), number(2, 20_000_000), number(3, 31)),
        Some(&"size") => fill::size(words[1].as_ref()),
        Some(&"report") => report::report(words[1].as_ref()),
        _ => eprintln!("lake-bench columns|pipeline|fill|size|report"),
    }
}

/// CPU time that the threads of this process have used so far, as Linux counts it. Threads that have ended are
/// not in it: whoever measures keeps them alive.
fn cpu() -> Duration {
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

/// CPU time of one piece of work.
fn measured<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = cpu();
    let done = work();
    (cpu().saturating_sub(before), done)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn company(device: usize) -> CompanyId {
    CompanyId(Uuid::from_u128(
        0x0199_0000_0000_7000_8000_0000_0000_0000 + device as u128 * 0x1_0001,
    ))
}

fn device(number: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(
        0x0199_1111_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

/// FortiGate devices of all companies from 2026-10-01 on, about so many lines within the days.
fn generator(lines: usize, days: usize) -> Generator {
    let from: Timestamp = "2026-09-30T15:00:00Z".parse().expect("a moment");
    let hours = i64::try_from(days * 24).unwrap_or(24);
    // Weekends have a fifth: seven days have as many lines as six weekdays at most.
    let per_day = u32::try_from(lines * 7 / (COMPANIES * days.max(1) * 5))
        .unwrap_or(u32::MAX)
        .max(1);
    // Some companies have many times the lines of others.
    let share = |number: usize| per_day * [1, 2, 3, 5, 9][number % 5] / 4;
    let spec = |number: usize| DeviceSpec::numbered(number, Vendor::FortiGate, share(number).max(1));
    Generator::new(&Plan {
        seed: 1,
        from,
        to: from + jiff::SignedDuration::from_hours(hours),
        devices: (0..COMPANIES).map(spec).collect(),
        header: Header::Syslog,
        attacks: Vec::new(),
    })
}
