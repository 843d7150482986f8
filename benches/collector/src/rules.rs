//! Events per second that rules look at.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use firewall_logs::{Event, Parser};
use lake_bench::{COMPANIES, company, device, lines, measured, tokyo};
use telemetry::detect::{Detector, Limits};

/// Lines that are read together before rules look at them.
const BATCH: usize = 4096;

/// The rules over events that were read beforehand.
pub fn rules(folder: &Path, count: usize) {
    let checked = telemetry::detect::load(folder, None).expect("rules");
    let rules = Arc::new(checked.rules);
    let lines = lines(count);
    let mut parsers: Vec<Parser> = (0..COMPANIES).map(|_| Parser::new(tokyo())).collect();
    let mut detector = Detector::new(Arc::clone(&rules), Limits::default());
    let (mut start, mut found) = (0, 0);
    let mut used = Duration::ZERO;
    let mut events = Vec::new();
    for (number, (end, sender, at)) in lines.ends.iter().enumerate() {
        let mut event = Event::new();
        parsers[*sender].parse_into(&lines.text[start..*end], *at, &mut event);
        events.push((*sender, *at, event));
        start = *end;
        if events.len() == BATCH || number + 1 == lines.ends.len() {
            used += measured(|| {
                for (sender, at, event) in &events {
                    found += detector
                        .observe(company(*sender), device(*sender), event, *at)
                        .len();
                }
            })
            .0;
            events.clear();
        }
    }
    println!(
        "{} rules over {} events: {:.0} events/s, {found} findings",
        rules.emitting().count(),
        lines.ends.len(),
        lines.ends.len() as f64 / used.as_secs_f64()
    );
}
