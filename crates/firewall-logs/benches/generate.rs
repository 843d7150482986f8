//! How fast lines are made up, on one core: `cargo bench -p firewall-logs --bench generate`. Prints GB/s and lines/s
//! per vendor and CPU second, the median of the rounds; asserts nothing.

use std::sync::OnceLock;
use std::time::Instant;

use firewall_logs::generate::{DeviceSpec, Generator, Header, Plan, Vendor};
use jiff::Timestamp;

const ROUNDS: usize = 5;
const DEVICES: usize = 150;

fn main() {
    for vendor in Vendor::ALL {
        let devices = (0..DEVICES)
            .map(|number| DeviceSpec::numbered(number, vendor, 4_000))
            .collect();
        let from = Timestamp::constant(1_790_780_400, 0);
        let plan = Plan {
            seed: 1,
            from,
            to: Timestamp::constant(1_790_780_400 + 86_400, 0),
            devices,
            header: Header::Syslog,
            attacks: Vec::new(),
        };
        let mut rounds: Vec<(f64, usize, usize)> = (0..ROUNDS).map(|_| once(&plan)).collect();
        rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
        report(vendor.name(), rounds[ROUNDS / 2]);
    }
}

/// CPU time of this thread; elsewhere than on Linux the time on the wall.
fn cpu_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let own = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = own.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// CPU seconds, bytes and lines of a plan.
fn once(plan: &Plan) -> (f64, usize, usize) {
    let start = cpu_seconds();
    let mut generator = Generator::new(plan);
    let mut out = Vec::with_capacity(2_048);
    let (mut bytes, mut lines) = (0, 0);
    while generator.next_into(&mut out).is_some() {
        bytes += std::hint::black_box(&out).len() + 1;
        lines += 1;
        out.clear();
    }
    (cpu_seconds() - start, bytes, lines)
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn report(vendor: &str, (seconds, bytes, lines): (f64, usize, usize)) {
    println!(
        "{vendor}: {:.3} GB/s, {:.2} M lines/s, {} bytes a line",
        bytes as f64 / seconds / 1e9,
        lines as f64 / seconds / 1e6,
        bytes / lines.max(1)
    );
}
