//! Measures the collector, the rules and the reports: `collector-bench rules|tcp|udp|backlog|pdfs …`.
//!
//! ```text
//! collector-bench rules DIR [LINES]              the rules of a folder over events, events/s on one core
//! collector-bench tcp [LINES]                    the whole collector: socket → synced log → Parquet and figures
//! collector-bench udp [RATE] [SECONDS] [STALL]   datagrams while the collector is stopped for some seconds
//! collector-bench backlog [RATE] [MINUTES]       what waits in the log, worked off while lines go on coming
//! collector-bench pdfs LAKE                      the reports of all companies of a lake as PDFs
//! ```
//!
//! All traffic stays on loopback.

#![expect(clippy::cast_precision_loss, reason = "what is printed has three digits")]

mod collector;
mod pdfs;
mod rules;

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
        Some(&"rules") => rules::rules(words[1].as_ref(), number(2, 500_000)),
        Some(&"tcp") => collector::tcp(number(1, 500_000)),
        Some(&"udp") => collector::udp(number(1, 10_000), number(2, 30), number(3, 5)),
        Some(&"backlog") => collector::backlog(number(1, 5_000), number(2, 10)),
        Some(&"pdfs") => pdfs::pdfs(words[1].as_ref()),
        Some(&"send") => collector::send(&words[1..]),
        _ => eprintln!("collector-bench rules|tcp|udp|backlog|pdfs"),
    }
}
