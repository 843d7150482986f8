//! How long the printed call (募集要項) of each programme takes once the engine is warm: `cargo bench -p calls --bench
//! programme_pdf`. Each round sets a document that differs from the one before, so nothing is remembered as a whole.

use std::path::Path;
use std::time::{Duration, Instant};

use calls::domain::call_document::{DrawNotice, call_document};
use documents::model::Block;
use documents::pdf::Engine;
use platform::text::Language;

const ROUNDS: usize = 15;
/// What a PDF may take.
const TARGET: Duration = Duration::from_millis(300);

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes");
    let catalogue = calls::programmes::load_folder(&folder)
        .expect("the programmes lie beside the crates")
        .catalogue;
    let engine = Engine::default();
    engine.warm_up().unwrap_or_else(|error| panic!("{error}"));
    println!(
        "{:24} {:>9} {:>9} {:>6}  ≤ 300 ms",
        "programme", "median", "slowest", "pages"
    );
    for programme in catalogue.iter() {
        let mut times = Vec::new();
        let mut pages = 0;
        // The first one is set cold and not counted.
        for round in 0..=ROUNDS {
            let mut document = call_document(programme, &DrawNotice::Unknown, Language::Ja);
            document
                .blocks
                .insert(0, Block::paragraph(format!("第{round}版")));
            let start = Instant::now();
            let pdf = engine
                .pdf(&document)
                .unwrap_or_else(|error| panic!("{}: {error}", programme.id()));
            times.push(start.elapsed());
            pages = pdf.pages;
        }
        times.remove(0);
        times.sort_unstable();
        let milliseconds = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1000.0);
        let median = times[times.len() / 2];
        println!(
            "{:24} {:>9} {:>9} {pages:>6}  {}",
            programme.id(),
            milliseconds(median),
            milliseconds(times[times.len() - 1]),
            if median <= TARGET { "reached" } else { "MISSED" }
        );
    }
}
