//! How long a PDF takes once the engine is warm: `cargo bench -p documents --bench call_pdf [-- FILE.pdf]`.
//!
//! Each round sets a document that differs from the one before, as no two signed copies are the same. With a file
//! name, the last PDF is written there, to be looked at.

use std::time::Instant;

use documents::model::{Block, Document};
use documents::pdf::{Engine, Pdf};

#[path = "../tests/it/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod sample;

const ROUNDS: usize = 30;
/// As many pages as a call has.
const COPIES: usize = 4;

fn main() {
    let engine = Engine::default();
    let start = Instant::now();
    engine.warm_up().unwrap_or_else(|error| panic!("{error}"));
    println!("fonts found in            {:>8.1} ms", milliseconds(start));
    let start = Instant::now();
    let mut last = set(&engine, 0);
    println!("first document            {:>8.1} ms", milliseconds(start));
    let mut times: Vec<f64> = (1..=ROUNDS)
        .map(|round| {
            let start = Instant::now();
            last = set(&engine, round);
            milliseconds(start)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("warm, {} pages, {} KB", last.pages, last.bytes.len() / 1000);
    println!("  median                  {:>8.1} ms", times[ROUNDS / 2]);
    println!("  slowest of {ROUNDS}           {:>8.1} ms", times[ROUNDS - 1]);
    println!("peak memory               {:>8.1} MB", peak_memory());
    if let Some(file) = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
    {
        std::fs::write(&file, &last.bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

fn set(engine: &Engine, round: usize) -> Pdf {
    let mut document: Document = sample::everything();
    let once = document.blocks.clone();
    document.blocks.push(Block::paragraph(format!("第{round}部")));
    for _ in 1..COPIES {
        document.blocks.extend(once.iter().cloned());
    }
    engine.pdf(&document).unwrap_or_else(|error| panic!("{error}"))
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// High-water mark of the resident set, where the system tells it.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1000.0
}
