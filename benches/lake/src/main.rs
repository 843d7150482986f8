//! Measures the lake: `lake-bench columns|pipeline|fill|size|report …`. CPU seconds of the process, medians of
//! several rounds; lines come from the generator, seeded.
//!
//! ```text
//! lake-bench columns [LINES]             line → event → typed columns, GB/s of lines on one core
//! lake-bench pipeline [LINES]            line → synced log → columns → Parquet and figures, GB/s on one core
//! lake-bench fill DIR [LINES] [DAYS]     a month of 150 companies, closed; bytes per event
//! lake-bench size DIR                    bytes per event, column by column
//! lake-bench report DIR                  the median company's report set, from events and from figures; all companies'
//! lake-bench lines FILE [LINES]          the lines themselves, for peers
//! ```

#![expect(clippy::cast_precision_loss, reason = "what is printed has three digits")]

mod fill;
mod report;
mod speed;

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
        Some(&"lines") => lake_bench::write_lines(words[1].as_ref(), number(2, 200_000)),
        _ => eprintln!("lake-bench columns|pipeline|fill|size|report|lines"),
    }
}
